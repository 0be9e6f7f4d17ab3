//! `cascade-cycle`: deleting a row deletes rows around a circle of tables.
//!
//! **Why.** Where every key of a circle says ON DELETE CASCADE, one DELETE goes round until nothing is left that refers
//! to anything. A table that refers to itself is a tree, and no finding.
//!
//! **Safe way.** `SetNull` or `Restrict` on one of the keys.
//!
//! **Elsewhere.** nobody else replays.

use super::shape::made_keys;
use super::{Case, Definition, Finding, Level, Topic};
use crate::ident::TableName;
use crate::schema::{Action, Schema};

pub(super) const RULE: Definition =
    Definition { code: "cascade-cycle", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(table), keys) = made_keys(case.operation) else { return };
    for key in keys.iter().filter(|key| key.on_delete == Action::Cascade && key.ref_table != *table) {
        let Some(circle) = circle(case.after, table, &key.ref_table) else { continue };
        let circle: Vec<String> = circle.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("deleting one row can empty a circle of tables: {}", circle.join(", "));
        let help = "write `.on_delete(SetNull)` or `.on_delete(Restrict)` for one of the keys";
        found.push(Finding::of(message, help).about(key.columns.first()));
    }
}

/// The tables on a way of cascading keys from the table that is referred to back to the one that refers.
fn circle<'a>(schema: &'a Schema, start: &'a TableName, next: &'a TableName) -> Option<Vec<&'a TableName>> {
    let mut ways = vec![vec![start, next]];
    let mut seen = vec![next];
    while let Some(way) = ways.pop() {
        let last = schema.table(way[way.len() - 1])?;
        for key in last.foreign_keys.iter().filter(|key| key.on_delete == Action::Cascade) {
            if key.ref_table == *start {
                return Some(way);
            }
            if !seen.contains(&&key.ref_table) {
                seen.push(&key.ref_table);
                ways.push(way.iter().copied().chain([&key.ref_table]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};
    use crate::dsl::{Cascade, Migration, SetNull};

    fn clubs(m: &mut Migration) {
        m.create_table("clubs", |t| {
            t.id();
            t.references("post_id", "posts").on_delete(Cascade);
        });
    }

    #[test]
    fn it_fires() {
        let said = found(Rule::CascadeCycle, |m| {
            clubs(m);
            m.add_foreign_key("posts", ["user_id"], "users", ["id"]).name("fk_again").on_delete(Cascade);
            m.add_column("users", |t| t.references("club_id", "clubs").on_delete(Cascade).nullable());
        });
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("a circle of tables: `users`, `clubs`, `posts`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::CascadeCycle, |m| {
            clubs(m);
            m.add_column("posts", |t| t.references("club_id", "clubs").on_delete(SetNull).nullable());
        }));
        assert!(!fires(Rule::CascadeCycle, |m| {
            m.add_column("posts", |t| t.references("parent_id", "posts").on_delete(Cascade).nullable());
        }));
    }
}

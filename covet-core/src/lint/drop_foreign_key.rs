//! `drop-foreign-key`: nothing keeps rows any more from referring to what is not there.
//!
//! **Why.** From this moment on a program can leave rows behind that refer to nothing, and adding the key again fails on
//! them.
//!
//! **Safe way.** Keep it. Dropping it is right where its columns or its table go as well, or where the same migration
//! puts another key on the same columns: these are no findings.
//!
//! **Elsewhere.** Atlas `CD101`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "drop-foreign-key", topic: Topic::Loss, level: Level::Warn, elsewhere: "Atlas `CD101`", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::DropForeignKey(drop) = case.operation else { return };
    let Some(table) = case.existing(&drop.table) else { return };
    let Some(key) = table.foreign_keys.iter().find(|key| key.name == drop.name) else { return };
    let makes_up_for_it = |operation: &Operation| match operation {
        Operation::DropColumn(other) => other.table == drop.table && key.columns.contains(&other.column),
        Operation::DropTable(other) => other.table == drop.table || other.table == key.ref_table,
        Operation::AddForeignKey(other) => other.table == drop.table && other.key.columns == key.columns,
        _ => false,
    };
    if case.later().any(makes_up_for_it) {
        return;
    }
    let message = format!(
        "without `{}` rows of `{}` can refer to rows of `{}` that are gone",
        key.name, drop.table, key.ref_table
    );
    found.push(Finding::of(message, "keep it, or drop its column with it"));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::DropForeignKey, |m| m.drop_foreign_key("posts", "fk_posts_user_id"));
        assert!(said[0].contains("rows of `posts` can refer to rows of `users` that are gone"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::DropForeignKey, |m| {
            m.drop_index("posts", "ix_posts_user_id");
            m.drop_foreign_key("posts", "fk_posts_user_id");
            m.drop_column("posts", "user_id");
        }));
        assert!(!fires(Rule::DropForeignKey, |m| {
            m.drop_foreign_key("posts", "fk_posts_user_id");
            m.add_foreign_key("posts", ["user_id"], "users", ["id"]).name("fk_author");
        }));
    }
}

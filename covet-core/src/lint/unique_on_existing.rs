//! `unique-on-existing`: columns become unique, and rows may agree in them.
//!
//! **Why.** The migration fails at the first two rows that agree. An empty test database has none.
//!
//! **Safe way.** Look for them first, mend them in a migration before this one, and say so:
//! `SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1`. A unique constraint over a column that the same migration
//! has added without a default holds only NULL, and is no finding.
//!
//! **Elsewhere.** Atlas `MF101`, Prisma's warning at the same.

use super::shape::{made_unique, never_agrees};
use super::{Case, Definition, Finding, Level, Topic};
use crate::ident::listed;

pub(super) const RULE: Definition = Definition {
    code: "unique-on-existing",
    topic: Topic::Rows,
    level: Level::Warn,
    elsewhere: "Atlas `MF101`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(unique) = made_unique(case.operation) else { return };
    let Some(table) = case.existing(unique.table) else { return };
    let is_unique_already = table.is_key(&unique.columns);
    if is_unique_already || unique.columns.iter().any(|column| never_agrees(case, table, column)) {
        return;
    }
    let columns = listed(&unique.columns);
    let plain = unique.columns.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ");
    let message = format!("this fails where two rows of `{}` agree in {columns}", table.name);
    let help = format!(
        "look for them: `SELECT {plain} FROM {} GROUP BY {plain} HAVING count(*) > 1`; mend them before, and say so",
        table.name
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::UniqueOnExisting, |m| m.add_unique("posts", ["user_id", "title"]));
        assert!(said[0].starts_with("this fails where two rows of `posts` agree in `user_id`, `title`"), "{said:?}");
        assert!(said[0].contains("GROUP BY user_id, title HAVING count(*) > 1"));
        assert!(fires(Rule::UniqueOnExisting, |m| m.create_index("posts", ["views"]).unique()));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::UniqueOnExisting, |m| m.create_index("posts", ["views"])));
        assert!(!fires(Rule::UniqueOnExisting, |m| m.add_column("posts", |t| t.text("slug").nullable().unique())));
        assert!(!fires(Rule::UniqueOnExisting, |m| {
            m.create_table("tags", |t| t.text("name"));
            m.add_unique("tags", ["name"]);
        }));
    }
}

//! `nullable-unique`: a unique constraint over a column that may be NULL holds for fewer rows than it seems to.
//!
//! **Why.** NULL equals nothing, not even NULL: two rows with the same values in the other columns and NULL in this one
//! do not conflict. The usual case is `unique(["email", "deleted_at"])`, under which all accounts that are not deleted
//! may share an address. A unique column of its own that may be NULL is usually meant, and no finding.
//!
//! **Safe way.** Make the column NOT NULL; or `.nulls_not_distinct()` in PostgreSQL 15; or a unique index with
//! `.filter("deleted_at IS NULL")` in PostgreSQL and SQLite.
//!
//! **Elsewhere.** nobody else replays.

use super::shape::{made_unique, unique_columns};
use super::{Case, Definition, Finding, Level, Topic};
use crate::ident::{Ident, TableName, listed};
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "nullable-unique", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    match case.operation {
        Operation::CreateTable(create) => {
            for unique in create.table.uniques.iter().filter(|unique| !unique.nulls_not_distinct) {
                judge(case, &create.table.name, &unique.columns, found);
            }
            for index in create.table.indexes.iter().filter(|index| !index.nulls_not_distinct) {
                judge(case, &create.table.name, &unique_columns(index).unwrap_or_default(), found);
            }
        }
        Operation::AddUnique(add) if !add.unique.nulls_not_distinct => {
            judge(case, &add.table, &add.unique.columns, found);
        }
        Operation::CreateIndex(create) if !create.index.nulls_not_distinct => {
            if let Some(unique) = made_unique(case.operation) {
                judge(case, &create.table, &unique.columns, found);
            }
        }
        _ => {}
    }
}

fn judge(case: &Case<'_>, name: &TableName, columns: &[Ident], found: &mut Vec<Finding>) {
    let Some(table) = case.subject.end.table(name).filter(|_| columns.len() > 1) else { return };
    let may_be_null = |name: &&Ident| table.column(name).is_some_and(|column| column.nullable);
    let Some(nullable) = columns.iter().find(may_be_null) else { return };
    let others: Vec<Ident> = columns.iter().filter(|column| *column != nullable).cloned().collect();
    let message = format!(
        "two rows of `{name}` may agree in {} where `{nullable}` is NULL, for NULL equals nothing",
        listed(&others)
    );
    let help = format!(
        "make `{nullable}` NOT NULL, or write `.nulls_not_distinct()` (PostgreSQL 15), \
         or a unique index with `.filter(\"{nullable} IS NULL\")` beside it"
    );
    found.push(Finding::of(message, help).about(Some(nullable)));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let rule = Rule::NullableUnique;
        let said = found(rule, |m| m.add_unique("users", ["email", "team_id"]));
        assert!(said[0].starts_with("two rows of `users` may agree in `email` where `team_id` is NULL"), "{said:?}");
        assert!(fires(rule, |m| m.create_index("users", ["name", "credit"]).unique()));
        assert!(fires(rule, |m| m.create_table("t", |t| {
            t.integer("a");
            t.integer("b").nullable();
            t.index(["a", "b"]).unique();
        })));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::NullableUnique;
        assert!(!fires(rule, |m| m.add_unique("users", ["name"])));
        assert!(!fires(rule, |m| m.add_unique("users", ["email", "credit"])));
        assert!(!fires(rule, |m| m.add_unique("users", ["email", "team_id"]).nulls_not_distinct()));
    }
}

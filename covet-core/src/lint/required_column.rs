//! `required-column`: a new column is NOT NULL and has no value for the rows that are there.
//!
//! **Why.** PostgreSQL and SQLite refuse it where the table has rows; MySQL and MariaDB fill the rows with 0 or an empty
//! text, silently. An empty test database shows none of this.
//!
//! **Safe way.** Give it a `.default(..)`; or add it `.nullable()`, fill it, and alter it to NOT NULL in a later
//! migration.
//!
//! **Elsewhere.** squawk `adding-required-field`, Atlas `MF103`, `MY101`, Prisma's warning at the same.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "required-column",
    topic: Topic::Rows,
    level: Level::Deny,
    elsewhere: "squawk `adding-required-field`, Atlas `MF103`, `MY101`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddColumn(add) = case.operation else { return };
    let has_value = add.column.default.is_some() || add.column.generated.is_some() || add.fill.is_some();
    if add.column.nullable || has_value || case.existing(&add.table).is_none() {
        return;
    }
    let message = format!(
        "column `{}` is NOT NULL and has no default: the rows that `{}` has already would have no value for it",
        add.column.name, add.table
    );
    let help = "give it a `.default(..)`, or add it `.nullable()`, fill it, and alter it in a later operation";
    found.push(Finding::of(message, help).at(add.column.mark));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::RequiredColumn, |m| m.add_column("users", |t| t.integer("age")));
        assert!(said[0].starts_with("column `age` is NOT NULL and has no default"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RequiredColumn, |m| m.add_column("users", |t| t.integer("age").nullable())));
        assert!(!fires(Rule::RequiredColumn, |m| m.add_column("users", |t| t.integer("age").default(0))));
        assert!(!fires(Rule::RequiredColumn, |m| {
            m.create_table("pets", |t| t.id());
            m.add_column("pets", |t| t.integer("age"));
        }));
    }
}

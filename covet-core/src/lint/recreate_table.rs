//! `recreate-table`: a table is dropped and created again, without its rows.
//!
//! **Why.** The new table has the old one's name and none of its rows. What was meant is mostly a change of the table, which an
//! empty test database cannot tell from this.
//!
//! **Safe way.** Change the table: `add_column`, `alter_column`, `drop_column`. Where it really is to begin anew, say so.
//!
//! `drop-table` says nothing of such a table: it is said here.
//!
//! **Elsewhere.** strong_migrations `create_table` with `force`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::ident::TableName;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "recreate-table",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "strong_migrations `create_table` with `force`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::CreateTable(create) = case.operation else { return };
    let name = &create.table.name;
    if case.subject.start.table(name).is_none() || !case.earlier().any(|operation| drops(operation, name)) {
        return;
    }
    let message = format!("`{name}` is dropped and made anew, without the rows that it has");
    let help = format!(
        "change it instead: `m.add_column(\"{name}\", ..)`, `m.alter_column(\"{name}\", ..)`; where its rows are not needed, \
         say so: `.allow(Rule::RecreateTable, \"..\")`"
    );
    found.push(Finding::of(message, help));
}

/// Whether an operation drops that table.
pub(super) fn drops(operation: &Operation, name: &TableName) -> bool {
    matches!(operation, Operation::DropTable(drop) if drop.table == *name)
}

/// Whether a table that is dropped here is created again further down.
pub(super) fn comes_again(case: &Case<'_>, name: &TableName) -> bool {
    case.later().any(|operation| matches!(operation, Operation::CreateTable(create) if create.table.name == *name))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let again = |m: &mut crate::dsl::Migration| {
            m.drop_table("posts");
            m.create_table("posts", |t| t.id());
        };
        let said = found(Rule::RecreateTable, again);
        assert!(said[0].starts_with("`posts` is dropped and made anew, without the rows that it has"), "{said:?}");
        assert!(!fires(Rule::DropTable, again), "said once");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RecreateTable, |m| m.drop_table("posts")));
        assert!(!fires(Rule::RecreateTable, |m| {
            m.create_table("scratch", |t| t.id());
            m.drop_table("scratch");
            m.create_table("scratch", |t| t.id());
        }));
    }
}

//! `unique-constraint`: a unique constraint builds its index while nobody can read or write.
//!
//! **Why.** ADD UNIQUE takes ACCESS EXCLUSIVE and keeps it while it reads and sorts all rows.
//!
//! **Safe way.** Build the index with `.unique().concurrently()` in a migration of its own, and make it the constraint in
//! the next one with `unique_using_index`, which reads nothing.
//!
//! Where adding the column fails already, as `required-column` or `unique-known-not-unique` says, there is no finding.
//!
//! **Elsewhere.** squawk `disallowed-unique-constraint`, strong_migrations `add_unique_constraint`, Atlas `PG105`.

use super::shape::{fails_anyway, made_unique};
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "unique-constraint",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `disallowed-unique-constraint`, strong_migrations `add_unique_constraint`, Atlas `PG105`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddUnique(add) = case.operation else { return };
    if add.using_index.is_some() || !case.on(Dialect::Postgres) || case.existing(&add.table).is_none() {
        return;
    }
    if made_unique(case.operation).is_some_and(|unique| fails_anyway(case, &unique)) {
        return;
    }
    let (table, name) = (&add.table, &add.unique.name);
    let columns: Vec<String> = add.unique.columns.iter().map(|column| format!("\"{column}\"")).collect();
    let message = format!("PostgreSQL lets nobody read or write `{table}` while it builds the index of `{name}`");
    let help = format!(
        "write `m.create_index(\"{table}\", [{}]).unique().concurrently()` in a migration of its own, \
         and make it the constraint in the next one: `m.add_unique(..).using_index(..)`",
        columns.join(", ")
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::UniqueConstraint, |m| m.add_unique("posts", ["user_id", "title"]));
        assert!(said[0].contains("`m.create_index(\"posts\", [\"user_id\", \"title\"]).unique().concurrently()`"));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::UniqueConstraint, |m| m.create_index("posts", ["views"]).unique()));
        let required = |m: &mut crate::dsl::Migration| m.add_column("posts", |t| t.string("slug", 80).unique());
        assert!(fires(Rule::RequiredColumn, required) && !fires(Rule::UniqueConstraint, required), "said once");
        assert!(!fires(Rule::UniqueConstraint, |m| m.create_table("tags", |t| t.string("name", 40).unique())));
    }
}

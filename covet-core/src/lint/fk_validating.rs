//! `fk-validating`: a foreign key reads all rows while nobody can write.
//!
//! **Why.** ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables and keeps it while it looks up every row of the one
//! in the other: nobody writes to either meanwhile.
//!
//! **Safe way.** `.not_valid()`, which takes the same locks for an instant; and in a later migration
//! `validate_constraint`, which reads the rows and lets others write.
//!
//! A key that comes with a new nullable column reads nothing, and is no finding.
//!
//! **Elsewhere.** squawk `adding-foreign-key-constraint`, strong_migrations `add_foreign_key`, Atlas `PG306`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "fk-validating",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `adding-foreign-key-constraint`, strong_migrations `add_foreign_key`, Atlas `PG306`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddForeignKey(add) = case.operation else { return };
    if add.key.not_valid || !case.on(Dialect::Postgres) || case.existing(&add.table).is_none() {
        return;
    }
    let (table, key) = (&add.table, &add.key);
    let message = format!(
        "PostgreSQL lets nobody write to `{table}` or `{}` while it looks up every row for `{}`",
        key.ref_table, key.name
    );
    let help = format!(
        "add it with `.not_valid()`, and in a later migration write `m.validate_constraint(\"{table}\", \"{}\")`",
        key.name
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said =
            found(Rule::FkValidating, |m| m.add_foreign_key("posts", ["user_id"], "users", ["id"]).name("fk_again"));
        assert!(said[0].contains("nobody write to `posts` or `users`"), "{said:?}");
        assert!(said[0].ends_with("`m.validate_constraint(\"posts\", \"fk_again\")`"));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::FkValidating, |m| {
            m.add_foreign_key("posts", ["user_id"], "users", ["id"]).name("fk_again").not_valid()
        }));
        let column =
            |m: &mut crate::dsl::Migration| m.add_column("posts", |t| t.references("editor", "users").nullable());
        assert!(!fires(Rule::FkValidating, column));
    }
}

//! `set-not-null`: SET NOT NULL reads all rows while nobody can read or write.
//!
//! **Why.** It takes ACCESS EXCLUSIVE and keeps it while it looks for NULL in every row. From PostgreSQL 12 on it reads
//! nothing where a valid check says that the column is not NULL.
//!
//! **Safe way.** Add the check `c IS NOT NULL` with `.not_valid()`, validate it in a later migration, and then alter the
//! column: `set_not_null_via_check` is the last two steps. With such a check in the schema there is no finding.
//!
//! **Elsewhere.** squawk `adding-not-nullable-field`, strong_migrations `change_column_null`, Atlas `PG303`.

use super::shape::is_checked_not_null;
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition = Definition {
    code: "set-not-null",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `adding-not-nullable-field`, strong_migrations `change_column_null`, Atlas `PG303`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some((alter, table, old)) = case.altered() else { return };
    let becomes = old.nullable && !alter.column.nullable;
    if !becomes || !case.on(Dialect::Postgres) || is_checked_not_null(table, &old.name) {
        return;
    }
    let (table, column) = (&alter.table, &old.name);
    let message = format!("PostgreSQL lets nobody read or write `{table}` while it looks for NULL in every `{column}`");
    let help = format!(
        "write `m.set_not_null_via_check(\"{table}\", \"{column}\")` in a migration of its own with \
         `transaction = false`"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::SetNotNull, |m| m.alter_column("users", |t| t.string("name", 60)));
        assert!(said[0].contains("`m.set_not_null_via_check(\"users\", \"name\")`"));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::SetNotNull, |m| {
            m.add_check("users", "ck_users_name", "name IS NOT NULL").not_valid();
            m.validate_constraint("users", "ck_users_name");
            m.alter_column("users", |t| t.string("name", 60));
        }));
    }

    #[test]
    fn a_check_that_is_not_validated_proves_nothing() {
        assert!(fires(Rule::SetNotNull, |m| {
            m.add_check("users", "ck_users_name", "name IS NOT NULL").not_valid();
            m.alter_column("users", |t| t.string("name", 60));
        }));
    }
}

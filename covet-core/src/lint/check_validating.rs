//! `check-validating`: a check reads all rows while nobody can read or write.
//!
//! **Why.** ADD CHECK takes ACCESS EXCLUSIVE and keeps it while it evaluates the condition for every row.
//!
//! **Safe way.** `.not_valid()`, which reads nothing; and in a later migration `validate_constraint`, which reads the
//! rows and lets others read and write.
//!
//! **Elsewhere.** squawk `constraint-missing-not-valid`, strong_migrations `add_check_constraint`, Atlas `PG305`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "check-validating",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `constraint-missing-not-valid`, strong_migrations `add_check_constraint`, Atlas `PG305`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddCheck(add) = case.operation else { return };
    if add.check.not_valid || !case.on(Dialect::Postgres) || case.existing(&add.table).is_none() {
        return;
    }
    let (table, name) = (&add.table, &add.check.name);
    let message = format!("PostgreSQL lets nobody read or write `{table}` while it checks every row against `{name}`");
    let help = format!(
        "add it with `m.add_check(..).not_valid()`, \
         and in a later migration write `m.validate_constraint(\"{table}\", \"{name}\")`"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::CheckValidating, |m| m.add_check("posts", "ck_views", "views >= 0"));
        assert!(said[0].ends_with("`m.validate_constraint(\"posts\", \"ck_views\")`"), "{said:?}");
        assert!(fires(Rule::CheckValidating, |m| m.add_column("posts", |t| t.text("a").nullable().check("a <> ''"))));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::CheckValidating, |m| m.add_check("posts", "ck_views", "views >= 0").not_valid()));
    }
}

//! `validate-same-transaction`: a constraint is validated in the transaction that adds it.
//!
//! **Why.** The lock that adding it took is kept until the transaction commits, so that all rows are read under that lock
//! after all: `not_valid` has won nothing.
//!
//! **Safe way.** `validate_constraint` in a migration of its own, after this one.
//!
//! **Elsewhere.** strong_migrations `validate_check_constraint`, `validate_foreign_key`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "validate-same-transaction",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "strong_migrations `validate_check_constraint`, `validate_foreign_key`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::ValidateConstraint(validate) = case.operation else { return };
    let (table, name) = (&validate.table, &validate.name);
    if !case.subject.transaction || !case.on(Dialect::Postgres) || case.existing(table).is_none() {
        return;
    }
    let adds_it = |operation: &Operation| match operation {
        Operation::AddCheck(add) => add.table == *table && add.check.name == *name,
        Operation::AddForeignKey(add) => add.table == *table && add.key.name == *name,
        _ => false,
    };
    if !case.earlier().any(adds_it) {
        return;
    }
    let message = format!("PostgreSQL reads all rows of `{table}` under the lock that adding `{name}` has taken");
    found.push(Finding::of(message, "validate it in a migration of its own, after this one"));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{after, blog, fires, found, then};

    #[test]
    fn it_fires() {
        let said = found(Rule::ValidateSameTransaction, |m| {
            m.add_check("posts", "ck_views", "views >= 0").not_valid();
            m.validate_constraint("posts", "ck_views");
        });
        assert!(said[0].contains("under the lock that adding `ck_views` has taken"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        let before = then(blog(), |m| m.add_check("posts", "ck_views", "views >= 0").not_valid());
        let validate = |m: &mut crate::dsl::Migration| m.validate_constraint("posts", "ck_views");
        let servers = super::super::Servers::all();
        assert!(after(&before, Rule::ValidateSameTransaction, &servers, true, validate).is_empty());
        assert!(!fires(Rule::ValidateSameTransaction, |m| m.add_check("posts", "ck_views", "views >= 0")));
    }
}

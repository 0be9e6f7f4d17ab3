//! `pk-blocking`: a primary key builds its index while nobody can read or write.
//!
//! **Why.** ADD PRIMARY KEY takes ACCESS EXCLUSIVE and keeps it while it reads and sorts all rows, and looks for NULL in
//! columns that may hold it.
//!
//! **Safe way.** Build a unique index on the columns concurrently, and make it the key by SQL:
//! `ALTER TABLE t ADD PRIMARY KEY USING INDEX ix`, with the `.state` of `add_primary_key`.
//!
//! **Elsewhere.** squawk `adding-serial-primary-key-field`, Atlas `PG104`, `PG304`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::ident::listed;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "pk-blocking",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `adding-serial-primary-key-field`, Atlas `PG104`, `PG304`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddPrimaryKey(add) = case.operation else { return };
    if add.using_index.is_some() || !case.on(Dialect::Postgres) || case.existing(&add.table).is_none() {
        return;
    }
    let table = &add.table;
    let message =
        format!("PostgreSQL lets nobody read or write `{table}` while it builds the index of its primary key");
    let help = format!(
        "build a unique index on {} with `.concurrently()` in a migration before, and make it the key: \
         `m.add_primary_key(..).using_index(..)`",
        listed(&add.key.columns)
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{blog, fires, then};
    use super::super::{Rule, Servers, tests};

    #[test]
    fn it_fires() {
        let before = then(blog(), |m| m.create_table("keyless", |t| t.integer("a")));
        let key = |m: &mut crate::dsl::Migration| m.add_primary_key("keyless", ["a"]);
        let said = tests::after(&before, Rule::PkBlocking, &Servers::all(), true, key);
        assert!(said[0].contains("build a unique index on `a` with `.concurrently()`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::PkBlocking, |m| {
            m.create_table("tags", |t| t.string("name", 40));
            m.add_primary_key("tags", ["name"]);
        }));
    }
}

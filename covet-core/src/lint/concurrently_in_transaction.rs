//! `concurrently-in-transaction`: SQL says CONCURRENTLY in a transaction, which PostgreSQL refuses.
//!
//! **Why.** CREATE INDEX, DROP INDEX and REINDEX with CONCURRENTLY, DETACH PARTITION .. CONCURRENTLY and VACUUM commit by
//! themselves; within a transaction they are error 25001, always.
//!
//! **Safe way.** `#[migration(transaction = false)]`, with nothing else in the migration.
//!
//! **Elsewhere.** squawk `ban-concurrent-index-creation-in-transaction`, Atlas `PG103`.

use super::{Case, Definition, Finding, Level, Said, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition = Definition {
    code: "concurrently-in-transaction",
    topic: Topic::Postgres,
    level: Level::Deny,
    elsewhere: "squawk `ban-concurrent-index-creation-in-transaction`, Atlas `PG103`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.subject.transaction {
        return;
    }
    let Some(said) = case.said().iter().find(|said| commits_by_itself(said)) else { return };
    let message = format!("PostgreSQL refuses `{}` within a transaction, which this migration runs in", said.excerpt());
    let help = "write `#[migration(transaction = false)]`, and leave nothing else in the migration";
    found.push(Finding::of(message, help).at(case.sql_mark()));
}

fn commits_by_itself(said: &Said<'_>) -> bool {
    // A materialized view is refreshed concurrently within a transaction as well.
    let concurrently = said.has("CONCURRENTLY") && !said.begins(&["REFRESH"]);
    said.is_for(Dialect::Postgres) && (concurrently || said.begins(&["VACUUM"]))
}

#[cfg(test)]
mod tests {
    use super::super::probe::{after, blog, fires, found};
    use super::super::{Rule, Servers};

    #[test]
    fn it_fires() {
        let rule = Rule::ConcurrentlyInTransaction;
        let said = found(rule, |m| m.run_sql("").postgres("CREATE INDEX CONCURRENTLY ix ON posts (views)"));
        assert!(said[0].starts_with("PostgreSQL refuses `CREATE INDEX CONCURRENTLY ix ON posts"), "{said:?}");
        assert!(fires(rule, |m| m.run_sql("").postgres("VACUUM posts")));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::ConcurrentlyInTransaction;
        assert!(!fires(rule, |m| m.run_sql("").postgres("REFRESH MATERIALIZED VIEW CONCURRENTLY v")));
        let concurrently = |m: &mut crate::dsl::Migration| m.run_sql("DROP INDEX CONCURRENTLY ix");
        assert!(after(&blog(), rule, &Servers::all(), false, concurrently).is_empty());
    }
}

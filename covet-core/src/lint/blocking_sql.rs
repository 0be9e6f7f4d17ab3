//! `blocking-sql`: SQL keeps others waiting where PostgreSQL has a form that does not.
//!
//! **Why.** REINDEX, REFRESH MATERIALIZED VIEW, DETACH PARTITION, CREATE INDEX and DROP INDEX lock out writers, or
//! everybody, unless they say CONCURRENTLY; VACUUM FULL and CLUSTER write the table anew under ACCESS EXCLUSIVE and have
//! no other form.
//!
//! **Safe way.** CONCURRENTLY, in a migration of its own with `transaction = false`; for the last two a tool such as
//! `pg_repack`.
//!
//! **Elsewhere.** squawk `require-concurrent-reindex`, `require-concurrent-partition-detach`, `prefer-repack`.

use super::{Case, Definition, Finding, Level, Said, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition = Definition {
    code: "blocking-sql",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `require-concurrent-reindex`, `require-concurrent-partition-detach`, `prefer-repack`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let all = case.said();
    // The index is then one of a table that nobody uses yet.
    let makes_table = all.iter().any(|said| said.begins(&["CREATE", "TABLE"]));
    for said in all.iter().filter(|said| said.is_for(Dialect::Postgres)) {
        let Some((locks, help)) = blocks(said, makes_table) else { continue };
        let message = format!("`{}` {locks}", said.excerpt());
        return found.push(Finding::of(message, help).at(case.sql_mark()));
    }
}

/// Whom a statement of PostgreSQL keeps waiting, and what to write instead.
fn blocks(said: &Said<'_>, makes_table: bool) -> Option<(&'static str, &'static str)> {
    const EVERYBODY: &str = "lets nobody read or write in PostgreSQL until it is done";
    const WRITERS: &str = "lets nobody write in PostgreSQL until it is done";
    const CONCURRENTLY: &str = "write it with CONCURRENTLY, in a migration of its own with `transaction = false`";
    if said.has("CONCURRENTLY") {
        return None;
    }
    let is = |words: &[&str]| said.begins(words);
    if (is(&["VACUUM"]) && said.has("FULL")) || is(&["CLUSTER"]) {
        return Some((EVERYBODY, "write the table anew with a tool that does not lock it, such as pg_repack"));
    }
    if is(&["REFRESH", "MATERIALIZED"]) {
        return Some((EVERYBODY, "write it with CONCURRENTLY, which needs a unique index on the view"));
    }
    let detaches = is(&["ALTER", "TABLE"]) && said.has("DETACH") && !said.has("FINALIZE");
    if detaches || is(&["DROP", "INDEX"]) {
        return Some((EVERYBODY, CONCURRENTLY));
    }
    let creates = is(&["CREATE", "INDEX"]) || is(&["CREATE", "UNIQUE", "INDEX"]);
    (is(&["REINDEX"]) || (creates && !makes_table)).then_some((WRITERS, CONCURRENTLY))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::BlockingSql, |m| m.run_sql("").postgres("REINDEX TABLE posts"));
        assert!(said[0].starts_with("`REINDEX TABLE posts` lets nobody write in PostgreSQL"), "{said:?}");
        for sql in [
            "VACUUM FULL posts",
            "CLUSTER posts",
            "REFRESH MATERIALIZED VIEW v",
            "ALTER TABLE posts DETACH PARTITION old",
            "CREATE UNIQUE INDEX ix ON posts (views)",
            "DROP INDEX ix",
        ] {
            assert!(fires(Rule::BlockingSql, |m| m.run_sql("").postgres(sql)), "{sql}");
        }
    }

    #[test]
    fn it_is_silent() {
        for sql in [
            "REINDEX TABLE CONCURRENTLY posts",
            "VACUUM posts",
            "CREATE TABLE a (b int); CREATE INDEX ix ON a (b)",
            "ALTER TABLE posts DETACH PARTITION old FINALIZE",
        ] {
            assert!(!fires(Rule::BlockingSql, |m| m.run_sql("").postgres(sql)), "{sql}");
        }
        assert!(!fires(Rule::BlockingSql, |m| m.run_sql("").mysql("DROP INDEX ix ON posts")));
    }
}

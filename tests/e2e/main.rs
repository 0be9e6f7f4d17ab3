//! End-to-end tests on real databases: SQLite files, and the throwaway servers of `cargo xtask test`.

mod adopt;
mod apply;
mod backfill;
mod blocking;
mod client;
mod concurrency;
mod concurrently;
mod declared;
mod dice;
mod embed;
mod failure;
mod fake;
mod faults;
mod golden;
#[allow(deprecated, reason = "what the safety rules have against them happened")]
mod histories;
mod history;
mod hooks;
mod initial;
mod introspect;
mod lease;
mod lint;
mod loaded;
mod locked;
mod log;
mod needs;
mod no_difference;
mod objects;
mod online;
mod packets;
mod pooler;
mod privilege;
mod rebuild;
mod renamed;
mod run_sql;
mod rust_step;
mod sample;
mod scenarios;
mod session;
mod squash;
mod starters;
mod statement_count;
mod stepwise;
mod stored;
mod support;
mod target;
mod tenants;
#[cfg(feature = "testing")]
mod testing;
mod untyped;

#[tokio::test]
async fn every_database_can_be_reached() {
    for database in support::Database::each().await {
        database.execute("CREATE TABLE t (n INT)").await;
        database.execute("INSERT INTO t VALUES (7), (NULL)").await;
        assert_eq!(database.rows("SELECT n, n + 1 FROM t").await[0], [Some("7".to_owned()), Some("8".to_owned())]);
        database.close().await;
    }
}

//! End-to-end tests on real databases: SQLite files, and the throwaway servers of `cargo xtask test`.

mod apply;
mod backfill;
mod client;
mod concurrency;
mod concurrently;
mod embed;
mod failure;
mod fake;
mod golden;
#[allow(deprecated, reason = "what the safety rules have against them happened")]
mod histories;
mod history;
mod introspect;
mod kill;
mod lint;
mod loaded;
mod needs;
mod objects;
mod privilege;
mod rebuild;
mod renamed;
mod run_sql;
mod rust_step;
mod sample;
mod session;
mod squash;
mod statement_count;
mod stepwise;
mod support;
mod target;

#[tokio::test]
async fn every_database_can_be_reached() {
    for database in support::Database::each().await {
        database.execute("CREATE TABLE t (n INT)").await;
        database.execute("INSERT INTO t VALUES (7), (NULL)").await;
        assert_eq!(database.rows("SELECT n, n + 1 FROM t").await[0], [Some("7".to_owned()), Some("8".to_owned())]);
        database.close().await;
    }
}

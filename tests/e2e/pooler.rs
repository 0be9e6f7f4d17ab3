//! Through PgBouncer in transaction mode: a session is nobody's own there, and what is set in it reaches others.

use std::process::{Command, Stdio};
use std::time::Duration;

use covet::Migrator;
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed_apart, migration};
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

/// Where the process that is killed finds its database; only the parent sets it.
const URL: &str = "COVET_POOLER_URL";

/// Long enough to be killed in the middle of it.
const SLOW: Source = migration("auth", "0004_slow", |m| {
    m.run_sql("INSERT INTO roles (name) SELECT 'slow' FROM pg_sleep(1)").reverse("");
});

/// Its index is built outside transactions, while a second connection holds the lock.
const APART: Source = migration("blog", "0002_apart", |m| {
    m.create_index("posts", ["author_id", "title"]).concurrently();
    m.create_table("last", |t| t.id());
});

const ALL: [Source; 6] = [USERS, ROLES, LENGTH, SLOW, POSTS, APART];

fn migrator() -> Migrator {
    embed_apart(&ALL).migrator()
}

/// A database of the server, and the way to it through the pooler.
async fn pooled() -> Option<(Database, String)> {
    let database = Database::new(Dialect::Postgres).await?;
    let pooler = std::env::var("COVET_TEST_PGBOUNCER");
    let pooler = pooler.expect("COVET_TEST_PGBOUNCER is not set: run `cargo xtask test`");
    let (start, _) = pooler.rsplit_once('/').expect("a URL ends in a database");
    let (_, name) = database.url.rsplit_once('/').expect("a URL ends in a database");
    let url = format!("{start}/{name}");
    Some((database, url))
}

/// The process that is killed; nothing without its parent.
#[tokio::test]
async fn runner() {
    let Ok(url) = std::env::var(URL) else { return };
    Client::patient(Dialect::Postgres, &url).run(&migrator()).await.unwrap();
}

/// Twenty processes, of which the first to come far enough dies in the middle of a migration; the others go on.
#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_one_dies_and_the_others_go_on() {
    let Some((database, url)) = pooled().await else { return };
    let client = Client::patient(Dialect::Postgres, &url);
    // On an empty database there would be one transaction, and nothing that a death leaves to others.
    client.run(&embed_apart(&ALL[..1]).migrator()).await.unwrap();
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["pooler::runner", "--exact", "--test-threads=1", "--nocapture"])
            .env(URL, &url)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut first = start();
    let at_work = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while database.rows(at_work).await[0][0].as_deref() == Some("0") {
        assert!(first.try_wait().unwrap().is_none(), "it has not waited to be killed");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let others: Vec<_> = (0..19).map(|_| start()).collect();
    first.kill().unwrap();
    first.wait().unwrap();
    for other in others {
        let output = other.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let rows =
        database.rows("SELECT count(*), count(DISTINCT name) FROM covet_migrations WHERE state = 'applied'").await;
    assert_eq!(rows[0], [Some("6".to_owned()), Some("6".to_owned())]);
    let rows = database.rows("SELECT name, count(*) FROM roles GROUP BY name ORDER BY name").await;
    let rows: Vec<_> = rows.iter().map(|row| (row[0].as_deref().unwrap(), row[1].as_deref().unwrap())).collect();
    assert_eq!(rows, [("a;b", "1"), ("admin", "1"), ("slow", "1")]);
    // Neither a lock nor a transaction is left in a session that others use now.
    let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database \
                WHERE datname = current_database())";
    assert_eq!(database.rows(held).await[0][0].as_deref(), Some("0"));
    assert!(client.is_current(&migrator()).await.unwrap());
    client.close().await;
    database.close().await;
}

/// What a run sets for itself stays with its transactions: whoever has the session next finds the defaults.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_reaches_nobody_else() {
    let Some((database, url)) = pooled().await else { return };
    let client = Client::patient(Dialect::Postgres, &url);
    let settings = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN \
                    ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'search_path', \
                    'standard_conforming_strings', 'default_transaction_read_only')";
    let before = database.rows(settings).await;
    client.run(&migrator()).await.unwrap();
    client.rollback(&migrator(), 2).await.unwrap();
    let Client::Postgres(pool) = &client else { panic!("it is one") };
    for _ in 0..8 {
        let found: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(settings)).persistent(false).fetch_one(pool).await.unwrap();
        assert_eq!(Some(found), before[0][0]);
    }
    client.close().await;
    database.close().await;
}

/// One connection to the server is left, which the one that holds the lock keeps from the one that works.
#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_with_one_connection_left_is_told_of_and_not_waited_for() {
    let Some((database, url)) = pooled().await else { return };
    let client = Client::patient(Dialect::Postgres, &url);
    client.run(&embed_apart(&[USERS, POSTS]).migrator()).await.unwrap();
    let mut others = Vec::new();
    // Each takes one connection of the pooler's, until there is none.
    loop {
        let mut other = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
        let begun = sqlx::raw_sql("BEGIN; SELECT 1").execute(&mut other);
        if tokio::time::timeout(Duration::from_secs(2), begun).await.is_err() {
            break;
        }
        others.push(other);
    }
    drop(others.pop());
    let all = embed_apart(&[USERS, POSTS, APART]).migrator();
    let begun = std::time::Instant::now();
    let error = client.run(&all).await.unwrap_err();
    assert!(matches!(error, covet::Error::OneConnection { .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(error.to_string().contains("nothing was run") && error.to_string().contains("two"), "{error}");
    assert!(!database.exists("last").await);
    // With a second one it goes.
    drop(others.pop());
    assert_eq!(client.run(&all).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

//! What a run does to connections and pools, and what it finds there.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use covet::Error;
use covet_core::Dialect;
use sqlx::Connection as _;

use crate::client::Client;
use crate::embed::{embed, migration};
use crate::sample::{ALL, POSTS, USERS};
use crate::support::Database;

macro_rules! with_connection {
    ($database:expr, $connection:ident => $code:expr) => {
        match $database.dialect {
            Dialect::Postgres => {
                let mut $connection = sqlx::PgConnection::connect(&$database.url).await.unwrap();
                $code
            }
            Dialect::MySql => {
                let mut $connection = sqlx::MySqlConnection::connect(&$database.url).await.unwrap();
                $code
            }
            Dialect::Sqlite => {
                let mut $connection = sqlx::SqliteConnection::connect(&$database.url).await.unwrap();
                $code
            }
        }
    };
}

#[tokio::test]
async fn an_open_transaction_is_never_committed() {
    for database in Database::each().await {
        database.execute("CREATE TABLE t (n INT)").await;
        let migrations = embed(&[USERS]);
        with_connection!(database, connection => {
            for begin in [true, false] {
                if begin {
                    let mut transaction = connection.begin().await.unwrap();
                    sqlx::raw_sql("INSERT INTO t VALUES (1)").execute(&mut *transaction).await.unwrap();
                    let error = migrations.run(&mut *transaction).await.unwrap_err();
                    assert!(matches!(error, Error::InTransaction), "{error}");
                    transaction.rollback().await.unwrap();
                } else {
                    sqlx::raw_sql("BEGIN; INSERT INTO t VALUES (1)").execute(&mut connection).await.unwrap();
                    let error = migrations.run(&mut connection).await.unwrap_err();
                    assert!(matches!(error, Error::InTransaction), "{error}");
                    // It is still open, and whose it is may go on with it; PostgreSQL takes no more after an error.
                    if database.dialect != Dialect::Postgres {
                        let query = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM t");
                        assert_eq!(query.fetch_one(&mut connection).await.unwrap(), 1, "{}", database.dialect);
                    }
                    sqlx::raw_sql("ROLLBACK").execute(&mut connection).await.unwrap();
                }
                assert_eq!(database.rows("SELECT count(*) FROM t").await, [[Some("0".to_owned())]]);
                assert!(!database.exists("users").await);
            }
            assert_eq!(migrations.run(&mut connection).await.unwrap().migrations.len(), 1);
        });
        database.close().await;
    }
}

#[tokio::test]
async fn a_database_in_memory_keeps_its_tables_and_its_settings() {
    let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let settings = || async {
        let mut all = Vec::new();
        for pragma in ["foreign_keys", "busy_timeout", "legacy_alter_table"] {
            let value: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"))).fetch_one(&pool).await.unwrap();
            all.push(value);
        }
        all
    };
    let before = settings().await;
    assert_eq!(before[0], 1, "sqlx switches foreign keys on");
    assert_eq!(embed(&ALL).run(&pool).await.unwrap().migrations.len(), 4);
    assert!(embed(&ALL).run(&pool).await.unwrap().is_empty());
    assert_eq!(settings().await, before);
    sqlx::query("INSERT INTO users (email, created_at, updated_at) VALUES ('a@b', '', '')")
        .execute(&pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_session_of_the_callers_own_has_its_settings_back() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let mut connection = sqlx::MySqlConnection::connect(&database.url).await.unwrap();
    let settings = "SELECT concat(@@sql_mode, @@autocommit, @@time_zone, @@lock_wait_timeout, @@completion_type)";
    let before: String = sqlx::query_scalar(settings).fetch_one(&mut connection).await.unwrap();
    assert_eq!(embed(&ALL).run(&mut connection).await.unwrap().migrations.len(), 4);
    let after: String = sqlx::query_scalar(settings).fetch_one(&mut connection).await.unwrap();
    assert_eq!(before, after);
    database.close().await;
}

/// Drops the future of a run after every number of polls until it is done, and looks at what is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_can_be_dropped_at_any_await() {
    let slow = migration("blog", "0002_slow", |m| {
        m.create_table("slow", |t| t.id());
        m.run_sql("INSERT INTO slow VALUES (1)").reverse("");
    });
    for database in Database::each().await {
        let migrator = embed(&[USERS, POSTS, slow]).migrator();
        let client = Client::of(database.dialect, &database.url, 2);
        for polls in 0..400 {
            let finished = {
                let mut run = pin!(client.run(&migrator));
                let mut finished = false;
                for _ in 0..polls {
                    let poll = run.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    finished = matches!(poll, Poll::Ready(_));
                    if finished {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                finished
            };
            if finished {
                break;
            }
        }
        assert_no_transaction(&client).await;
        client.run(&migrator).await.unwrap();
        assert!(client.is_current(&migrator).await.unwrap());
        client.close().await;
        database.close().await;
    }
}

/// Every connection of the pool can begin a transaction, and has foreign keys on.
async fn assert_no_transaction(client: &Client) {
    if let Client::Sqlite(pool) = client {
        for mut connection in [pool.acquire().await.unwrap(), pool.acquire().await.unwrap()] {
            sqlx::raw_sql("BEGIN; ROLLBACK").execute(&mut *connection).await.unwrap();
            let keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *connection).await.unwrap();
            assert_eq!(keys, 1);
        }
    }
    if let Client::Postgres(pool) = client {
        let idle: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        assert_eq!(idle, 0);
    }
}

/// With autocommit off, the question whether anything is pending begins a transaction itself.
#[tokio::test]
async fn a_pool_without_autocommit_migrates() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let pool = sqlx::mysql::MySqlPoolOptions::new().max_connections(1).after_connect(|connection, _| {
        Box::pin(async move { sqlx::raw_sql("SET autocommit = 0").execute(connection).await.map(drop) })
    });
    let pool = pool.connect(&database.url).await.unwrap();
    assert_eq!(embed(&[USERS]).run(&pool).await.unwrap().migrations.len(), 1);
    assert!(embed(&[USERS]).run(&pool).await.unwrap().is_empty());
    assert_eq!(embed(&[USERS, POSTS]).run(&pool).await.unwrap().migrations.len(), 1);
    assert!(embed(&[USERS, POSTS]).is_current(&pool).await.unwrap());
    pool.close().await;
    assert_eq!(database.rows("SELECT count(*) FROM covet_migrations").await, [[Some("2".to_owned())]]);
    database.close().await;
}

/// PostgreSQL 17 ends transactions that last too long, whatever they do.
#[tokio::test]
async fn a_time_for_whole_transactions_ends_no_migration() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let client = Client::of(database.dialect, &database.url, 2);
    let (_, name) = database.url.rsplit_once('/').unwrap();
    if database.release().await.version[0] >= 17 {
        database.execute(&format!("ALTER DATABASE {name} SET transaction_timeout = '300ms'")).await;
    }
    let slow = |m: &mut covet_core::dsl::Migration| drop(m.run_sql("SELECT pg_sleep(1)").reverse(""));
    let whole = crate::embed::migration("auth", "0002_slow", slow);
    let apart = crate::embed::migration("auth", "0003_slow_apart", slow);
    let migrations = crate::embed::embed_apart(&[USERS, whole, apart]);
    assert_eq!(client.run(&migrations.migrator()).await.unwrap().migrations.len(), 3);
    client.close().await;
    database.close().await;
}

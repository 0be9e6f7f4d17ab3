//! Many at once.

use std::time::Duration;

use covet::Error;
use covet_core::Dialect;
use futures_util::future::join_all;
use sqlx::Connection as _;

use crate::client::Client;
use crate::embed::embed;
use crate::sample::{ALL, USERS};
use crate::support::Database;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_start_at_once_on_an_empty_database() {
    for database in Database::each().await {
        let migrator = embed(&ALL).migrator();
        let starts = (0..20).map(|_| {
            let (client, migrator) = (Client::new(&database), migrator.clone());
            tokio::spawn(async move {
                let applied = client.run(&migrator).await.map(|report| report.migrations.len());
                client.close().await;
                applied
            })
        });
        let applied: Vec<usize> = join_all(starts).await.into_iter().map(|one| one.unwrap().unwrap()).collect();
        assert_eq!(applied.iter().sum::<usize>(), ALL.len(), "{applied:?}");
        let rows = database.rows("SELECT count(*), count(DISTINCT name) FROM covet_migrations").await;
        assert_eq!(rows[0][0].as_deref(), Some("4"));
        database.close().await;
    }
}

/// Holds what a run needs until it is dropped.
pub enum Holder {
    Postgres(#[expect(dead_code, reason = "held")] sqlx::PgConnection),
    MySql(#[expect(dead_code, reason = "held")] sqlx::MySqlConnection),
    Sqlite(#[expect(dead_code, reason = "held")] sqlx::SqliteConnection),
}

impl Holder {
    /// Takes the lock of the tracking table as another process would: by the statement that the log of a run shows.
    pub async fn new(database: &Database) -> Holder {
        let hash = |text: &str| covet_core::Checksum::of(text.as_bytes());
        let sql = match database.dialect {
            Dialect::Postgres => {
                let bytes = hash("covet\0\"public\".\"covet_migrations\"").0;
                let key = i64::from_be_bytes(bytes[..8].try_into().unwrap());
                format!("SELECT pg_advisory_lock({key})")
            }
            Dialect::MySql => {
                let name = database.url.rsplit_once('/').unwrap().1;
                let digits = hash(&format!("`{name}`.`covet_migrations`")).to_string();
                format!("SELECT GET_LOCK('covet1:{}', 0)", &digits[..48])
            }
            Dialect::Sqlite => "BEGIN IMMEDIATE".to_owned(),
        };
        macro_rules! hold {
            ($variant:ident, $connection:ty) => {{
                let mut connection = <$connection>::connect(&database.url).await.unwrap();
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
                Holder::$variant(connection)
            }};
        }
        match database.dialect {
            Dialect::Postgres => hold!(Postgres, sqlx::PgConnection),
            Dialect::MySql => hold!(MySql, sqlx::MySqlConnection),
            Dialect::Sqlite => hold!(Sqlite, sqlx::SqliteConnection),
        }
    }
}

#[tokio::test]
async fn a_lock_that_is_held_is_waited_for_and_then_told() {
    for database in Database::each().await {
        let holder = Holder::new(&database).await;
        let client = Client::new(&database);
        let migrator = embed(&[USERS]).migrator();
        let hasty = migrator.clone().wait_timeout(Duration::from_millis(300));
        let error = client.run(&hasty).await.unwrap_err();
        let Error::Busy { holder: told, .. } = &error else { panic!("{error}") };
        // SQLite has nobody to ask.
        let session = told.as_deref().is_some_and(|told| told.starts_with("session "));
        assert_eq!(session, database.dialect != Dialect::Sqlite, "{error}");

        let waiting = tokio::spawn(async move { client.run(&migrator).await });
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!waiting.is_finished());
        drop(holder);
        assert_eq!(waiting.await.unwrap().unwrap().migrations.len(), 1);
        database.close().await;
    }
}

#[tokio::test]
async fn a_run_can_be_spawned_and_joined_from_every_kind_of_source() {
    struct App {
        pool: sqlx::SqlitePool,
    }
    impl App {
        async fn start(&self) -> covet::Result<covet::Report> {
            embed(&[USERS]).run(&self.pool).await
        }
    }
    let app = App { pool: sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap() };
    let app = tokio::spawn(async move {
        app.start().await.unwrap();
        app
    });
    let pool = app.await.unwrap().pool;
    let migrations = embed(&[USERS]);
    let reports = join_all([migrations.run(&pool), migrations.migrator().run(&pool)]).await;
    assert!(reports.into_iter().all(|report| report.unwrap().is_empty()));
    let mut pooled = pool.acquire().await.unwrap();
    assert!(migrations.run(&mut pooled).await.unwrap().is_empty());
    assert!(migrations.run(&mut *pooled).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_table_that_is_locked_is_tried_again_and_then_told() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    let mut holder = sqlx::PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE users").execute(&mut holder).await.unwrap();
    let migrator = embed(&ALL[..3]).migrator().lock_timeout(Duration::from_millis(50));
    let error = client.run(&migrator).await.unwrap_err();
    assert!(error.to_string().contains("another session holds a lock"), "{error}");
    assert!(error.to_string().contains("lock timeout"), "{error}");
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    client.run(&migrator).await.unwrap();
    assert!(client.is_current(&migrator).await.unwrap());
    client.close().await;
    database.close().await;
}

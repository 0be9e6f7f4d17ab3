//! An SQLite file that another process has locked: it is waited for as the options say, and then told.

use std::time::Duration;

use covet::{Error, Migrator};
use covet_core::Dialect;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Connection as _, SqliteConnection, SqlitePool};

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::support::Database;

const PEOPLE: Source = migration("app", "0001_people", |m| {
    m.create_table("people", |t| t.id());
});
const MORE: Source = migration("app", "0002_more", |m| {
    m.add_column("people", |t| t.text("name").nullable());
});

/// A client whose own connections do not wait: what is waited for is what the options say.
fn impatient(database: &Database) -> Client {
    let options: SqliteConnectOptions = database.url.parse().unwrap();
    Client::Sqlite(pool(options.busy_timeout(Duration::from_millis(1))))
}

fn pool(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options)
}

/// Another process, which nobody can even read beside.
async fn writer(database: &Database) -> SqliteConnection {
    let mut writer = SqliteConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut writer).await.unwrap();
    writer
}

fn is_told<T: std::fmt::Debug>(outcome: covet::Result<T>) {
    match outcome {
        Err(Error::Busy { waited_for, waited, .. }) => {
            assert_eq!(waited_for, "the database file");
            assert!(waited >= Duration::from_millis(200), "{waited:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_call_waits_for_the_file_and_says_for_how_long() {
    let database = Database::new(Dialect::Sqlite).await.unwrap();
    let client = impatient(&database);
    client.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
    let mut writer = writer(&database).await;
    let migrator = embed(&[PEOPLE, MORE]).migrator().wait_timeout(Duration::from_millis(200));
    is_told(client.run(&migrator).await);
    is_told(client.rollback(&migrator, 1).await);
    is_told(client.plan(&migrator).await);
    is_told(client.status(&migrator).await);
    is_told(client.verify(&migrator).await);
    is_told(client.history(&migrator).await);
    is_told(client.is_current(&migrator).await);
    is_told(client.require_current(&migrator).await);
    // A connection that needs the file to be opened, to set its journal, waits for it as well.
    let options: SqliteConnectOptions = database.url.parse().unwrap();
    let options = options.busy_timeout(Duration::from_millis(1)).journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let fresh = Client::Sqlite(pool(options));
    is_told(fresh.status(&migrator).await);

    sqlx::raw_sql("ROLLBACK").execute(&mut writer).await.unwrap();
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_on_when_the_file_is_free_again() {
    for source in [MORE, Source { name: "0002_more_apart", ..MORE }] {
        let database = Database::new(Dialect::Sqlite).await.unwrap();
        let client = impatient(&database);
        client.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
        let mut writer = writer(&database).await;
        let run = |migrator: Migrator| {
            let client = client.clone();
            tokio::spawn(async move { client.run(&migrator).await })
        };
        let run = run(embed_apart(&[PEOPLE, source]).migrator());
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!run.is_finished());
        sqlx::raw_sql("ROLLBACK").execute(&mut writer).await.unwrap();
        assert_eq!(run.await.unwrap().unwrap().migrations.len(), 1);
        client.close().await;
        database.close().await;
    }
}

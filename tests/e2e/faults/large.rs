//! Much at once: statements, bytes, migrations.

use covet::__private::Embedded;
use covet::Migrations;
use covet_core::{canonical, dsl};

use super::tally::rounds;
use crate::client::Client;

use crate::embed::{embed, migration, table};
use crate::sample::USERS;
use crate::support::Database;

/// A migration whose SQL is not known before it runs.
fn with_sql(sql: &str) -> Migrations {
    let mut all = table(&[migration("app", "0001_large", |m| {
        m.create_table("texts", |t| {
            t.id();
            t.text("line");
        });
    })]);
    let mut m = dsl::Migration::new();
    m.run_sql(sql);
    let operations = m.finish().0.into_operations();
    let checksums = canonical::checksums(&operations, true).map(|checksum| &*Box::leak(Box::new(checksum.0)));
    let up = canonical::encode(&operations).leak();
    all.push(Embedded { name: "0002_lines", irreversible: Some("it is large"), checksums, up, down: "", ..all[0] });
    Migrations::new(all.leak())
}

#[tokio::test]
async fn ten_thousand_statements_run_once_each() {
    let sql: String = (0..10_000).map(|n| format!("INSERT INTO texts (line) VALUES ('a;b {n}');\n")).collect();
    let migrations = with_sql(&sql);
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&migrations.migrator()).await.unwrap();
        let rows = database.rows("SELECT count(*), count(DISTINCT line) FROM texts").await;
        assert_eq!(rows[0], [Some("10000".to_owned()), Some("10000".to_owned())], "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

/// Megabytes of SQL, in statements of one each: a few, or as many as there are to be rounds.
#[tokio::test]
async fn sql_of_many_megabytes_runs() {
    let megabytes = rounds(8);
    let long = "x".repeat(1 << 20);
    let sql: String = (0..megabytes).map(|_| format!("INSERT INTO texts (line) VALUES ('{long}');\n")).collect();
    let migrations = with_sql(&sql);
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&migrations.migrator()).await.unwrap();
        let rows = database.rows("SELECT count(*), sum(length(line)) FROM texts").await;
        assert_eq!(rows[0], [Some(megabytes.to_string()), Some((megabytes << 20).to_string())], "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

/// A start with nothing to do asks one question, however long the history is.
#[tokio::test]
async fn ten_thousand_migrations_are_current_in_one_statement() {
    let first = table(&[USERS])[0];
    let nothing = canonical::encode(&[]);
    let checksums = canonical::checksums(&[], true).map(|checksum| &*Box::leak(Box::new(checksum.0)));
    let up = nothing.leak();
    let one = |n: usize| Embedded { name: format!("{n:05}_x").leak(), up, down: up, checksums, ..first };
    let all: &'static [Embedded] = (0..10_000).map(one).collect::<Vec<_>>().leak();
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = Migrations::new(all).migrator();
        // Recorded, and not run: how long they take is another matter.
        client.run(&migrator.clone().fake_all()).await.unwrap();
        assert!(client.run(&migrator).await.unwrap().is_empty());
        assert!(client.is_current(&migrator).await.unwrap());
        let shorter = Migrations::new(&all[..9_999]).migrator();
        let error = client.is_current(&shorter).await.unwrap_err();
        assert!(error.mismatch().is_some(), "{}: {error}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

/// Two releases that know different migrations behind the same one: one of them wins, and the other is told.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_binaries_that_disagree_one_wins() {
    let left = migration("auth", "0002_left", |m| drop(m.create_table("lefts", |t| t.id())));
    let right = migration("auth", "0002_right", |m| drop(m.create_table("rights", |t| t.id())));
    for database in Database::each().await {
        Client::new(&database).run(&embed(&[USERS]).migrator()).await.unwrap();
        let runs = [left, right].map(|second| {
            let client = Client::new(&database);
            tokio::spawn(async move {
                let outcome = client.run(&embed(&[USERS, second]).migrator()).await;
                client.close().await;
                outcome
            })
        });
        let mut refused = 0;
        for run in runs {
            if let Err(error) = run.await.unwrap() {
                assert!(error.mismatch().is_some(), "{error}");
                refused += 1;
            }
        }
        assert_eq!(refused, 1, "{}", database.dialect);
        let names = database.rows("SELECT count(*) FROM covet_migrations").await;
        assert_eq!(names[0][0].as_deref(), Some("2"));
        assert_ne!(database.exists("lefts").await, database.exists("rights").await);
        database.close().await;
    }
}

/// What a person took away by hand is missed by what uses it, and nothing of that stays.
#[tokio::test]
async fn a_table_dropped_by_hand_stops_what_uses_it() {
    let wider = migration("auth", "0002_wider", |m| {
        m.create_table("before", |t| t.id());
        m.alter_column("users", |t| t.string("email", 200));
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        database.execute("DROP TABLE users").await;
        let error = client.run(&embed(&[USERS, wider]).migrator()).await.unwrap_err();
        assert!(error.to_string().contains("users"), "{}: {error}", database.dialect);
        let transactional = database.dialect.capabilities().transactional_ddl;
        assert_eq!(database.exists("before").await, !transactional, "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

//! Rust functions as steps: in a transaction with their record, wherever there is one.

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Error, Result};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed};
use crate::sample::USERS;
use crate::support::Database;

fn fill(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        for name in ["one", "two"] {
            db.execute(&format!("INSERT INTO notes (name) VALUES ('{name}')")).await?;
        }
        assert_eq!(db.rows("SELECT name FROM notes ORDER BY name").await?[1], [Some("two".to_owned())]);
        Ok(())
    })
}

/// Begins a transaction of its own, as a function that takes sqlx's connection may.
fn nested(db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    macro_rules! insert {
        ($connection:expr) => {{
            let mut inner = sqlx::Connection::begin($connection).await?;
            sqlx::query("INSERT INTO notes (name) VALUES ('kept')").execute(&mut *inner).await?;
            inner.commit().await?;
            let mut inner = sqlx::Connection::begin($connection).await?;
            sqlx::query("INSERT INTO notes (name) VALUES ('dropped')").execute(&mut *inner).await?;
            inner.rollback().await?;
        }};
    }
    Box::pin(async move {
        match db {
            Connection::Postgres(connection) => insert!(&mut *connection),
            Connection::MySql(connection) => insert!(&mut *connection),
            Connection::Sqlite(connection) => insert!(&mut *connection),
            _ => unreachable!("three databases"),
        }
        Ok(())
    })
}

fn fail(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('half')").await?;
        Err(Error::other("the moon is not full"))
    })
}

macro_rules! steps {
    ($($name:ident),*) => {
        &[$(RustStep { path: stringify!($name), code_hash: &[0; 32], function: $name }),*]
    };
}

fn panics(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('half')").await?;
        panic!("the moon is gone")
    })
}

/// Ends the transaction that it is in.
fn commits(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('half')").await?;
        db.execute("COMMIT").await.map(drop)
    })
}

/// Goes on as if nothing had happened.
fn swallows(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('half')").await?;
        let _ = db.execute("INSERT INTO no_such_table VALUES (1)").await;
        Ok(())
    })
}

/// Changes rows, and a table, and fails.
fn alters(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('half')").await?;
        db.execute("CREATE TABLE side (n INT)").await?;
        Err(Error::other("the moon is not full"))
    })
}

const fn only(path: &'static str, up: fn(&mut covet_core::dsl::Migration), steps: &'static [RustStep]) -> Source {
    Source { app: "blog", name: path, up, steps }
}

const PANICS: Source = only("0002_panics", |m| drop(m.run_path("panics")), steps![panics]);
const COMMITS: Source = only("0002_commits", |m| drop(m.run_path("commits")), steps![commits]);
const SWALLOWS: Source = only("0002_swallows", |m| drop(m.run_path("swallows")), steps![swallows]);
const ALTERS: Source = only("0002_alters", |m| drop(m.run_path("alters")), steps![alters]);

const NOTES: Source = Source {
    app: "blog",
    name: "0001_notes",
    up: |m| {
        m.create_table("notes", |t| {
            t.id();
            t.string("name", 20);
        });
        m.run_path("fill");
        m.run_path("nested");
    },
    steps: steps![fill, nested],
};

const FAIL: Source = Source {
    app: "blog",
    name: "0002_fail",
    up: |m| {
        m.run_sql("INSERT INTO notes (name) VALUES ('before')").reverse("");
        m.run_path("fail");
    },
    steps: steps![fail],
};

#[tokio::test]
async fn a_rust_step_runs_between_the_others_and_may_nest_transactions() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let report = client.run(&embed(&[USERS, NOTES]).migrator()).await.unwrap();
        assert_eq!(report.migrations[1].steps, 3);
        let names = database.rows("SELECT name FROM notes ORDER BY id").await;
        assert_eq!(names, [[Some("one".to_owned())], [Some("two".to_owned())], [Some("kept".to_owned())]]);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_rust_step_that_fails_leaves_nothing_of_itself() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, NOTES]).migrator()).await.unwrap();
        let error = client.run(&embed(&[USERS, NOTES, FAIL]).migrator()).await.unwrap_err();
        let Error::Failed(failure) = &error else { panic!("{error}") };
        assert_eq!((failure.step, failure.code.as_str()), ((2, 2), "fail"), "{error}");
        assert!(matches!(failure.error, Error::Other(_)), "{error}");
        assert!(error.to_string().contains("the moon is not full"), "{error}");
        let left = database.rows("SELECT name FROM notes WHERE name IN ('half', 'before')").await;
        let kept = if database.dialect == Dialect::MySql { vec![vec![Some("before".to_owned())]] } else { vec![] };
        assert_eq!(left, kept, "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_function_that_the_binary_lacks_is_found_before_anything_runs() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let error = client.run(&embed(&[USERS, Source { steps: &[], ..NOTES }]).migrator()).await.unwrap_err();
        assert!(matches!(error, Error::NoFunction { .. }), "{error}");
        assert!(!database.exists("users").await);
        client.close().await;
        database.close().await;
    }
}

/// A database with a table of notes, and how often `half` is in it.
async fn noted(database: &Database) -> Client {
    let client = Client::of(database.dialect, &database.url, 2);
    client.run(&embed(&[USERS, NOTES]).migrator()).await.unwrap();
    client
}

async fn halves(database: &Database) -> Option<String> {
    database.rows("SELECT count(*) FROM notes WHERE name = 'half'").await[0][0].clone()
}

#[tokio::test]
async fn a_panic_leaves_no_row_no_lock_and_no_broken_pool() {
    for database in Database::each().await {
        let client = noted(&database).await;
        let migrator = embed(&[USERS, NOTES, PANICS]).migrator();
        let run = {
            let client = client.clone();
            tokio::spawn(async move { client.run(&migrator).await })
        };
        assert!(run.await.unwrap_err().is_panic());
        assert_eq!(halves(&database).await.as_deref(), Some("0"), "{}", database.dialect);
        let migrator = embed(&[USERS, NOTES, Source { name: "0002_panics", ..NESTED }]).migrator();
        match (database.dialect, client.run(&migrator).await) {
            // The record of the interrupted migration stays: nobody was there to take it back.
            (Dialect::MySql, outcome) => assert!(matches!(outcome.unwrap_err(), Error::Interrupted(_))),
            (_, outcome) => assert_eq!(outcome.unwrap().migrations.len(), 1),
        }
        client.close().await;
        database.close().await;
    }
}

const NESTED: Source = only("0002_nested", |m| drop(m.run_path("nested")), steps![nested]);

#[tokio::test]
async fn a_step_that_ends_the_transaction_is_found_out() {
    for database in Database::each().await {
        let client = noted(&database).await;
        let migrator = embed(&[USERS, NOTES, COMMITS]).migrator();
        let outcome = client.run(&migrator).await;
        if database.dialect == Dialect::MySql {
            // DDL does the same there: what the function says is believed.
            assert_eq!(outcome.unwrap().migrations.len(), 1);
        } else {
            let error = outcome.unwrap_err();
            assert!(error.to_string().contains("what `blog/0002_commits` did before it ended the transaction stays"));
            let error = client.run(&migrator).await.unwrap_err();
            assert!(matches!(error, Error::Interrupted(_)), "{error}");
        }
        assert_eq!(halves(&database).await.as_deref(), Some("1"), "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn an_error_that_is_swallowed_is_told_where_it_ends_the_transaction() {
    for database in Database::each().await {
        let client = noted(&database).await;
        let outcome = client.run(&embed(&[USERS, NOTES, SWALLOWS]).migrator()).await;
        if database.dialect == Dialect::Postgres {
            let error = outcome.unwrap_err();
            assert!(error.to_string().contains("everything of `blog/0002_swallows` was rolled back"), "{error}");
            assert!(error.to_string().contains("return the errors of their statements"), "{error}");
        } else {
            outcome.unwrap();
        }
        let kept = if database.dialect == Dialect::Postgres { "0" } else { "1" };
        assert_eq!(halves(&database).await.as_deref(), Some(kept), "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_step_that_fails_after_ddl_is_not_taken_for_one_that_did_nothing() {
    for database in Database::each().await {
        let client = noted(&database).await;
        let migrator = embed(&[USERS, NOTES, ALTERS]).migrator();
        let error = client.run(&migrator).await.unwrap_err();
        let torn = database.dialect == Dialect::MySql;
        assert_eq!(error.to_string().contains("of the failed step a part may be done"), torn, "{error}");
        let again = client.run(&migrator).await.unwrap_err();
        assert_eq!(matches!(again, Error::Interrupted(_)), torn, "{again}");
        assert_eq!(halves(&database).await.as_deref(), Some(if torn { "1" } else { "0" }));
        client.close().await;
        database.close().await;
    }
}

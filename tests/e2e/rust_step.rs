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

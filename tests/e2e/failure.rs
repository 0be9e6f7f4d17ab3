//! A migration that fails: what is left, what is said, and that mending it is enough.

use covet::{Error, Failure};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{embed, migration};
use crate::sample::{BROKEN, USERS};
use crate::support::Database;

fn failure(error: &Error) -> &Failure {
    match error.cause() {
        Error::Failed(failure) => failure,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_failing_statement_is_named_and_leaves_what_is_said() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let error = client.run(&embed(&[USERS, BROKEN]).migrator()).await.unwrap_err();
        let failure = failure(&error);
        assert_eq!(failure.migration.to_string(), "blog/0002_broken");
        assert_eq!(failure.operation.as_deref(), Some("run SQL `INSERT INTO no_such_table VALUES (1)`"), "{error}");
        assert_eq!(failure.step, (2, 3));
        assert_eq!(failure.code, "INSERT INTO no_such_table VALUES (1)");
        assert!(failure.error.to_string().contains("no_such_table"), "{error}");

        let tags = database.exists("tags").await;
        let state = database.rows("SELECT state, step FROM covet_migrations WHERE name = '0002_broken'").await;
        if database.dialect == Dialect::MySql {
            assert!(tags && state == [[Some("applying".to_owned()), Some("1".to_owned())]], "{state:?}");
            assert!(failure.state.contains("step 1 (create table `tags`)"), "{error}");
            let again = client.run(&embed(&[USERS, BROKEN]).migrator()).await.unwrap_err();
            assert!(matches!(again, Error::Interrupted(_)), "{again}");
            let step = "step 2 (run SQL `INSERT INTO no_such_table VALUES (1)`) may have been done or not";
            assert!(again.to_string().contains(step), "{again}");
            assert!(client.plan(&embed(&[USERS, BROKEN]).migrator()).await.is_ok());
            assert!(!client.is_current(&embed(&[USERS, BROKEN]).migrator()).await.unwrap());
        } else {
            assert!(!tags && state.is_empty(), "{state:?}");
            assert!(failure.state.contains("was rolled back"), "{error}");
            let mended = migration("blog", "0002_broken", |m| {
                m.create_table("tags", |t| t.id());
            });
            assert_eq!(client.run(&embed(&[USERS, mended]).migrator()).await.unwrap().migrations.len(), 1);
        }
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_migration_that_failed_at_its_first_step_can_be_mended_and_run_again() {
    let bad = migration("blog", "0001_first", |m| {
        m.run_sql("INSERT INTO no_such_table VALUES (1)").reverse("");
    });
    let good = migration("blog", "0001_first", |m| {
        m.create_table("fine", |t| t.id());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        let error = client.run(&embed(&[USERS, bad]).migrator()).await.unwrap_err();
        failure(&error);
        // On an empty database the whole run is one transaction, where there are transactions.
        let before = error.done().map_or(0, |report| report.migrations.len());
        assert_eq!(before, usize::from(database.dialect == Dialect::MySql), "{error}");
        let report = client.run(&embed(&[USERS, good]).migrator()).await.unwrap();
        assert_eq!(report.migrations.len(), 2 - before);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn sql_that_cannot_be_parsed_is_named_too() {
    let bad = migration("blog", "0001_syntax", |m| {
        m.create_table("fine", |t| t.id());
        m.run_sql("UPDATE fine SET id = 1; UPDATE fine SETT id = 'ä'").reverse("");
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        let error = client.run(&embed(&[USERS, bad]).migrator()).await.unwrap_err();
        let failure = failure(&error);
        assert!(failure.operation.as_deref().is_some_and(|name| name.starts_with("run SQL")), "{error}");
        assert_eq!(failure.code, "UPDATE fine SETT id = 'ä'", "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_was_applied_before_is_in_the_error() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let first = migration("auth", "0000_first", |m| {
            m.create_table("first", |t| t.id());
        });
        client.run(&embed(&[first]).migrator()).await.unwrap();
        let error = client.run(&embed(&[first, USERS, BROKEN]).migrator()).await.unwrap_err();
        assert_eq!(error.done().unwrap().migrations[0].migration.to_string(), "auth/0001_users");
        assert!(error.to_string().contains("before that, applied 1 migration in"), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn sql_that_would_end_the_transaction_is_refused() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    let bad = migration("blog", "0001_commit", |m| {
        m.run_sql("CREATE TABLE t (n INT); COMMIT; CREATE TABLE u (n INT)").reverse("DROP TABLE t; DROP TABLE u");
    });
    let error = client.run(&embed(&[USERS, bad]).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("blog/0001_commit"), "{error}");
    assert!(!database.exists("u").await && !database.exists("users").await, "{error}");
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn an_unreachable_database_is_said_to_be() {
    for (dialect, url) in
        [(Dialect::Postgres, "postgres://u@127.0.0.1:1/x"), (Dialect::MySql, "mysql://u@127.0.0.1:1/x")]
    {
        let error = Client::of(dialect, url, 1).run(&embed(&[USERS]).migrator()).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    }
    let error = Client::of(Dialect::Sqlite, "sqlite:///no/such/folder/x.db", 1);
    let error = error.run(&embed(&[USERS]).migrator()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
}

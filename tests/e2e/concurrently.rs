//! Indexes of PostgreSQL that are built while others use the table: outside transactions, under a lock that a second
//! connection holds.

use std::time::Duration;

use covet::{Error, Reason};
use covet_core::Dialect;
use sqlx::Connection as _;

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::support::Database;

const PEOPLE: Source = migration("app", "0001_people", |m| {
    m.create_table("people", |t| {
        t.id();
        t.string("name", 40);
        t.integer("n").default(0);
    });
});

const INDEX: Source = migration("app", "0002_index_apart", |m| {
    m.add_column("people", |t| t.integer("age").nullable());
    m.create_index("people", ["name"]).unique().concurrently();
    m.run_sql("UPDATE people SET n = n + 1").reverse("");
});

const VALID: &str =
    "SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid = 'ix_people_name'::regclass";

async fn with_people() -> Option<(Database, Client)> {
    let database = Database::new(Dialect::Postgres).await?;
    let client = Client::of(database.dialect, &database.url, 2);
    client.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
    database.execute("INSERT INTO people (name) SELECT 'name ' || n FROM generate_series(1, 100) n").await;
    Some((database, client))
}

async fn assert_valid(database: &Database) {
    let rows = database.rows(VALID).await;
    assert_eq!(rows[0][0].as_deref(), Some("t"), "{rows:?}");
    assert_eq!(database.rows("SELECT sum(n) FROM people").await[0][0].as_deref(), Some("100"));
    let rest = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    // The server notices that a connection is gone a moment later.
    for _ in 0..50 {
        if database.rows(rest).await[0][0].as_deref() == Some("0") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a lock is left");
}

#[tokio::test]
async fn an_index_is_built_and_dropped_while_others_use_the_table() {
    let Some((database, client)) = with_people().await else { return };
    let migrator = embed_apart(&[PEOPLE, INDEX]).migrator();
    assert_eq!(client.run(&migrator).await.unwrap().migrations[0].steps, 3);
    assert_valid(&database).await;
    client.verify(&migrator).await.unwrap();
    client.rollback(&migrator, 1).await.unwrap();
    assert!(database.rows("SELECT FROM pg_class WHERE relname = 'ix_people_name'").await.is_empty());
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn duplicates_are_named_and_nothing_half_built_is_left() {
    let Some((database, client)) = with_people().await else { return };
    database.execute("INSERT INTO people (name) VALUES ('name 7')").await;
    let migrator = embed_apart(&[PEOPLE, INDEX]).migrator();
    let error = client.run(&migrator).await.unwrap_err();
    assert!(error.to_string().contains("(name)=(name 7) is duplicated"), "{error}");
    assert!(error.to_string().contains("of the failed step nothing was done"), "{error}");
    assert!(database.rows("SELECT FROM pg_class WHERE relname = 'ix_people_name'").await.is_empty());
    database.execute("DELETE FROM people WHERE id = (SELECT max(id) FROM people)").await;
    client.run(&migrator).await.unwrap();
    assert_valid(&database).await;
    client.close().await;
    database.close().await;
}

/// An index that a killed build has left, and one of the same name that is none of the migration's.
#[tokio::test]
async fn a_half_built_index_is_built_again_only_where_it_is_the_steps() {
    let Some((database, client)) = with_people().await else { return };
    let migrator = embed_apart(&[PEOPLE, INDEX]).migrator();
    client.run(&migrator).await.unwrap();
    database.execute("DROP INDEX ix_people_name").await;
    database.execute("UPDATE people SET n = 0; INSERT INTO people (name) VALUES ('name 7')").await;
    let half_done = "UPDATE covet_migrations SET state = 'applying', step = 1 WHERE name = '0002_index_apart'";
    // A build that fails leaves it, as one that is killed does.
    for (build, ours) in [
        ("CREATE UNIQUE INDEX CONCURRENTLY ix_people_name ON people (name, (n / 0))", false),
        ("CREATE UNIQUE INDEX CONCURRENTLY ix_people_name ON people (name)", true),
    ] {
        let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
        sqlx::raw_sql(build).execute(&mut connection).await.unwrap_err();
        assert_eq!(database.rows(VALID).await[0][0].as_deref(), Some("f"));
        database.execute(half_done).await;
        database.execute("DELETE FROM people WHERE id > 100").await;
        if ours {
            client.run(&migrator).await.unwrap();
        } else {
            let error = client.run(&migrator).await.unwrap_err();
            let Error::Interrupted(interrupted) = error.cause() else { panic!("{error}") };
            assert!(matches!(interrupted.reason, Reason::Drifted { .. }), "{error}");
            assert!(
                error.to_string().contains("`ix_people_name` was left half-built, with another definition"),
                "{error}"
            );
            assert_eq!(database.rows(VALID).await[0][0].as_deref(), Some("f"), "it is untouched");
            database.execute("DROP INDEX ix_people_name; INSERT INTO people (name) VALUES ('name 7')").await;
        }
    }
    assert_valid(&database).await;
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_lock_that_is_lost_in_the_middle_is_taken_anew() {
    let Some((database, client)) = with_people().await else { return };
    let slow = migration("app", "0002_slow_apart", |m| {
        m.run_sql("SELECT pg_sleep(1)").reverse("");
        m.create_index("people", ["name"]).unique().concurrently();
        m.run_sql("UPDATE people SET n = n + 1").reverse("");
    });
    let run = {
        let client = client.clone();
        tokio::spawn(async move { client.run(&embed_apart(&[PEOPLE, slow]).migrator()).await })
    };
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                WHERE query LIKE '%covet holds the lock of `app/0002_slow_apart`%' AND datname = current_database() \
                AND pid <> pg_backend_pid()";
    let mut killed = 0;
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        killed += database.rows(kill).await[0][0].as_deref().unwrap().parse::<usize>().unwrap();
        if killed > 0 {
            break;
        }
    }
    assert_eq!(killed, 1, "the holder says what it is");
    run.await.unwrap().unwrap();
    assert_valid(&database).await;
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn what_would_cut_a_build_short_is_refused_before_anything_runs() {
    let Some((database, client)) = with_people().await else { return };
    let migrations = embed_apart(&[PEOPLE, INDEX]);
    let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let error = migrations.run(&mut connection).await.unwrap_err();
    assert!(matches!(error, Error::NeedsPool { .. }), "{error}");
    let name = database.url.rsplit_once('/').unwrap().1;
    let server = std::env::var("COVET_TEST_POSTGRES").unwrap();
    let mut admin = sqlx::PgConnection::connect(&server).await.unwrap();
    for (setting, shown, wanted) in [
        ("statement_timeout", "1min", "0"),
        ("lock_timeout", "2s", "0"),
        ("default_transaction_read_only", "on", "off"),
    ] {
        for change in ["RESET ALL".to_owned(), format!("SET {setting} = '{shown}'")] {
            let alter = format!("ALTER DATABASE {name} {change}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(alter)).execute(&mut admin).await.unwrap();
        }
        let hurried = Client::new(&database);
        let error = hurried.run(&migrations.migrator()).await.unwrap_err();
        assert!(error.to_string().contains(&format!("{setting} is {shown} for user covet")), "{error}");
        assert!(error.to_string().contains(&format!("ALTER ROLE \"covet\" SET {setting} = {wanted}")), "{error}");
        hurried.close().await;
    }
    assert!(database.rows("SELECT FROM covet_migrations WHERE name = '0002_index_apart'").await.is_empty());
    // Outside a transaction nothing else than the search path says which schema is meant.
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("ALTER DATABASE {name} RESET ALL"))).execute(&mut admin).await.unwrap();
    database.execute("CREATE SCHEMA tenant").await;
    let error = client.run(&migrations.migrator().schema("tenant")).await.unwrap_err();
    assert!(error.to_string().contains("SET search_path = tenant"), "{error}");
    client.close().await;
    database.close().await;
}

/// The session that works is ended in the middle of a build, again and again, as it is by who restarts a server.
#[tokio::test]
async fn a_build_that_is_cut_short_again_and_again_is_finished() {
    let Some((database, client)) = with_people().await else { return };
    database.execute("INSERT INTO people (name) SELECT 'more ' || n FROM generate_series(1, 60000) n").await;
    let name = database.url.rsplit_once('/').unwrap().1;
    let migrations = embed_apart(&[PEOPLE, INDEX]);
    // A session of another's with a snapshot: the build waits for its end, and is surely met.
    let mut reader = sqlx::PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").execute(&mut reader).await.unwrap();
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND datname = current_database()";
    for kill in 0..3 {
        let run = {
            let client = Client::of(Dialect::Postgres, &database.url, 2);
            tokio::spawn(async move { client.run(&migrations.migrator()).await })
        };
        let mut killed = false;
        while !killed && !run.is_finished() {
            tokio::time::sleep(Duration::from_millis(100)).await;
            killed = database.rows(end).await[0][0].as_deref() != Some("0");
        }
        let error = run.await.unwrap().unwrap_err();
        assert!(killed && error.to_string().contains("the connection was lost"), "{kill}: {error}");
    }
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    database.execute(&format!("ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")).await;
    let serializable = Client::of(Dialect::Postgres, &database.url, 2);
    serializable.run(&migrations.migrator()).await.unwrap();
    assert_eq!(database.rows(VALID).await[0][0].as_deref(), Some("t"));
    serializable.close().await;
    client.close().await;
    database.close().await;
}

/// Somebody cancels the statement that builds, and not its session: nothing half-built is left, and the next run builds.
#[tokio::test]
async fn a_build_that_is_cancelled_leaves_nothing() {
    let Some((database, client)) = with_people().await else { return };
    let migrations = embed_apart(&[PEOPLE, INDEX]);
    let mut reader = sqlx::PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").execute(&mut reader).await.unwrap();
    let run = {
        let client = client.clone();
        tokio::spawn(async move { client.run(&migrations.migrator()).await })
    };
    let cancel = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity \
                  WHERE query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND datname = current_database()";
    while database.rows(cancel).await[0][0].as_deref() == Some("0") {
        assert!(!run.is_finished(), "it builds");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // What is half-built is dropped, which waits for the reader as well.
    tokio::time::sleep(Duration::from_millis(200)).await;
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    let error = run.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("canceling statement due to user request"), "{error}");
    assert!(database.rows("SELECT FROM pg_class WHERE relname = 'ix_people_name'").await.is_empty());
    client.run(&migrations.migrator()).await.unwrap();
    assert_valid(&database).await;
    client.close().await;
    database.close().await;
}

/// Ten processes start at once: one builds, the others wait without a snapshot that the build would wait for.
#[tokio::test(flavor = "multi_thread")]
async fn many_start_at_once_and_one_builds() {
    let Some((database, client)) = with_people().await else { return };
    let starts = (0..10).map(|_| {
        let client = Client::new(&database);
        tokio::spawn(async move {
            let applied =
                client.run(&embed_apart(&[PEOPLE, INDEX]).migrator()).await.map(|report| report.migrations.len());
            client.close().await;
            applied
        })
    });
    let applied = futures_util::future::join_all(starts).await;
    let applied: Vec<usize> = applied.into_iter().map(|one| one.unwrap().unwrap()).collect();
    assert_eq!(applied.iter().sum::<usize>(), 1, "{applied:?}");
    assert_valid(&database).await;
    client.close().await;
    database.close().await;
}

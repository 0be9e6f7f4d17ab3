//! SQL that somebody wrote: what it returns, what it leaves in the session, and what of it is atomic.

use std::time::Duration;

use covet::Error;
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{embed, migration};
use crate::sample::USERS;
use crate::support::Database;

#[tokio::test]
async fn rows_that_it_returns_are_nobodys_concern() {
    let queries = migration("blog", "0001_queries", |m| {
        m.create_table("fine", |t| t.id());
        m.run_sql("")
            .postgres("SELECT '\\xff'::bytea, NULL; SELECT 1, 2; VALUES (1), (2)")
            .mysql("SELECT UNHEX('ff'), NULL; SELECT 1, 2; UPDATE fine SET id = 1")
            .sqlite("SELECT x'ff', NULL; SELECT 1, 2; VALUES (1), (2)")
            .reverse("");
        m.create_table("after", |t| t.id());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, queries]).migrator();
        let report = client.run(&migrator).await.unwrap();
        assert_eq!(report.migrations.len(), 2, "{}", database.dialect);
        assert!(database.exists("after").await);
        assert!(client.is_current(&migrator).await.unwrap());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_copy_from_the_client_is_refused_rather_than_waited_for() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let from = migration("blog", "0001_copy", |m| drop(m.run_sql("COPY users (email) FROM STDIN").reverse("")));
    let to = migration("blog", "0001_copy", |m| drop(m.run_sql("COPY users TO STDOUT").reverse("")));
    for copy in [from, to] {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, copy]).migrator();
        let outcome = tokio::time::timeout(Duration::from_secs(5), client.run(&migrator)).await;
        let error = outcome.expect("it does not wait").unwrap_err();
        assert!(matches!(&error, Error::Unplannable { .. }), "{error}");
        client.close().await;
    }
    database.close().await;
}

/// What pg_dump writes at the head of its output, and a role besides.
#[tokio::test]
async fn what_it_sets_ends_with_its_migration() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let dump = migration("blog", "0001_dump", |m| {
        m.run_sql(
            "SET statement_timeout = 0; SET lock_timeout = 0; SET client_encoding = 'UTF8'; SET check_function_bodies = off;
             SELECT pg_catalog.set_config('search_path', '', false); SET row_security = off; SET ROLE pg_monitor",
        )
        .reverse("");
    });
    let next = migration("blog", "0002_next", |m| {
        m.create_table("next", |t| t.id());
        m.run_sql(
            "CREATE TABLE seen AS SELECT current_setting('search_path') AS path, current_user::text AS who,
             current_setting('check_function_bodies') AS bodies, current_setting('lock_timeout') AS patience",
        )
        .reverse("DROP TABLE seen");
    });
    let seen = "SELECT path, who, bodies, patience FROM seen";
    let expected = [["\"$user\", public", "covet", "on", "5s"].map(|text| Some(text.to_owned()))];
    // All in one transaction, then each in its own.
    let client = Client::new(&database);
    let migrator = embed(&[dump, next]).migrator();
    client.run(&migrator).await.unwrap();
    assert_eq!(database.rows(seen).await, expected);
    client.rollback(&migrator, 2).await.unwrap();
    client.run(&migrator).await.unwrap();
    assert_eq!(database.rows(seen).await, expected);
    client.close().await;
    // A connection of the caller's has its settings back.
    database.execute("DROP TABLE seen, next, covet_migrations").await;
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&database.url).await.unwrap();
    embed(&[dump]).run(&mut connection).await.unwrap();
    let query = "SELECT concat_ws(' ', current_setting('search_path'), current_user, current_setting('lock_timeout'))";
    let left: String = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, "\"$user\", public covet 0");
    database.close().await;
}

#[tokio::test]
async fn defaults_of_a_role_do_not_matter() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    for setting in [
        "default_transaction_isolation = 'serializable'",
        "default_transaction_read_only = on",
        "default_transaction_deferrable = on",
        "statement_timeout = '1s'",
        "idle_in_transaction_session_timeout = '1s'",
        "lock_timeout = '1s'",
        "standard_conforming_strings = off",
    ] {
        let name = database.url.rsplit_once('/').unwrap().1;
        let server = std::env::var("COVET_TEST_POSTGRES").unwrap();
        let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect(&server).await.unwrap();
        let alter = format!("ALTER DATABASE {name} SET {setting}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(alter)).execute(&mut admin).await.unwrap();
    }
    let slow = migration("blog", "0001_slow", |m| {
        m.create_table("slow", |t| t.string("text", 10).nullable());
        m.run_sql("SELECT pg_sleep(1.2); INSERT INTO slow VALUES ('a\\b')").reverse("");
        m.run_path("slow");
    });
    fn step(mut db: covet::Connection<'_>) -> covet::BoxFuture<'_, covet::Result<()>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(1200)).await;
            db.execute("SELECT 1").await.map(drop)
        })
    }
    let rust = crate::embed::Source {
        steps: &[covet::__private::RustStep { path: "slow", code_hash: &[0; 32], function: step }],
        ..slow
    };
    let client = Client::new(&database);
    let migrator = embed(&[USERS, rust]).migrator();
    client.run(&migrator).await.unwrap();
    assert!(client.is_current(&migrator).await.unwrap());
    assert_eq!(database.rows("SELECT text, length(text) FROM slow").await[0][1].as_deref(), Some("3"));
    client.close().await;
    database.close().await;
}

/// A call commits as it likes: that it failed does not mean that it did nothing.
#[tokio::test]
async fn a_call_that_failed_half_way_is_not_run_again() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let call = migration("blog", "0001_call", |m| {
        m.run_sql("CALL half()").reverse("");
    });
    database.execute("CREATE TABLE t (n INT)").await;
    database
        .execute("CREATE PROCEDURE half() BEGIN INSERT INTO t VALUES (1); INSERT INTO no_such_table VALUES (1); END")
        .await;
    let client = Client::new(&database);
    let migrator = embed(&[call]).migrator();
    let error = client.run(&migrator).await.unwrap_err();
    assert!(error.to_string().contains("of the failed step a part may be done"), "{error}");
    let error = client.run(&migrator).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert_eq!(database.rows("SELECT count(*) FROM t").await, [[Some("1".to_owned())]]);
    client.close().await;
    database.close().await;
}

/// What mysqldump writes at the head of its output, and another database besides.
#[tokio::test]
async fn what_it_sets_on_mysql_ends_with_its_migration() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let dump = migration("blog", "0001_dump", |m| {
        m.run_sql(
            "/*!40014 SET FOREIGN_KEY_CHECKS=0 */; SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO'; SET UNIQUE_CHECKS=0;
             SET TIME_ZONE='+03:00'; USE information_schema",
        )
        .reverse("");
    });
    let next = migration("blog", "0002_next", |m| {
        m.create_table("next", |t| t.id());
        m.run_sql(
            "CREATE TABLE seen AS SELECT @@foreign_key_checks, @@unique_checks, @@time_zone,
             @@sql_mode LIKE '%STRICT%'",
        )
        .reverse("DROP TABLE seen");
    });
    let client = Client::new(&database);
    client.run(&embed(&[dump, next]).migrator()).await.unwrap();
    let expected = ["1", "1", "+00:00", "1"].map(|text| Some(text.to_owned()));
    assert_eq!(database.rows("SELECT * FROM seen").await, [expected]);
    client.close().await;
    database.close().await;
}

/// A constraint that waits for the end fails there: nothing of the migration may stay, or be recorded.
#[tokio::test]
async fn a_constraint_that_is_checked_at_the_end_is_the_migrations_failure() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let deferred = migration("blog", "0001_deferred", |m| {
        m.run_sql(
            "CREATE TABLE child (user_id bigint REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED);
             INSERT INTO child VALUES (7)",
        )
        .reverse("DROP TABLE child");
    });
    let last = migration("blog", "0002_last", |m| {
        m.create_table("last", |t| t.id());
    });
    let client = Client::new(&database);
    for _ in 0..2 {
        let error = client.run(&embed(&[USERS, deferred, last]).migrator()).await.unwrap_err();
        assert!(error.done().is_none(), "{error}");
        assert!(error.to_string().starts_with("failed to apply `blog/0001_deferred`"), "{error}");
        assert!(!database.exists("child").await && !database.exists("last").await, "{error}");
        // The second time each migration is a transaction of its own.
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
    }
    client.close().await;
    database.close().await;
}

/// What passes from migration to migration must pass from an empty database too.
#[tokio::test]
async fn what_cannot_share_a_transaction_gets_its_own() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let deferred = migration("blog", "0001_deferred", |m| {
        m.run_sql(
            "CREATE TABLE parent (id bigint PRIMARY KEY); INSERT INTO parent VALUES (7);
             CREATE TABLE child (id bigint REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        )
        .reverse("DROP TABLE child; DROP TABLE parent");
        m.run_sql("INSERT INTO child VALUES (7)").reverse("");
    });
    let alters = migration("blog", "0002_alters", |m| {
        m.run_sql("ALTER TABLE child ADD COLUMN n int").reverse("ALTER TABLE child DROP COLUMN n");
    });
    let client = Client::new(&database);
    let report = client.run(&embed(&[USERS, deferred, alters]).migrator()).await.unwrap();
    assert_eq!(report.migrations.len(), 3);
    assert_eq!(database.rows("SELECT id, n FROM child").await, [[Some("7".to_owned()), None]]);
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_temporary_table_of_the_same_name_is_none_of_ours() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let migrations = embed(&[USERS]);
    migrations.run(&sqlx::PgPool::connect(&database.url).await.unwrap()).await.unwrap();
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&database.url).await.unwrap();
    sqlx::raw_sql("CREATE TEMP TABLE covet_migrations (LIKE public.covet_migrations)")
        .execute(&mut connection)
        .await
        .unwrap();
    let error = migrations.run(&mut connection).await.unwrap_err();
    assert!(matches!(error, Error::TableElsewhere { .. }), "{error}");
    database.close().await;
}

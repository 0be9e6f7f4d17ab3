//! What a database has too little of: space, connections, the right to write, a clock that goes forward.

use covet::Error;
use covet_core::Dialect;
use sqlx::Connection as _;

use super::history;
use super::left::prepared;
use super::mortal::Mortal;
use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::introspect;
use crate::sample::{ALL, USERS};
use crate::support::Database;

/// A file of SQLite that may not grow is told of by its migration, which leaves nothing; with space, it goes on.
#[tokio::test]
async fn a_file_that_is_full_is_told_of_and_gone_on_with() {
    let database = Database::new(Dialect::Sqlite).await.unwrap();
    prepared(&database).await;
    let options: sqlx::sqlite::SqliteConnectOptions = database.url.parse().unwrap();
    let pages = database.rows("PRAGMA page_count").await[0][0].clone().unwrap();
    let mut pages: u32 = pages.parse().unwrap();
    let (mut full, migrator) = (0, history::migrator());
    loop {
        // A little more each time, so that it is full in one step after the other.
        pages += 6;
        let options = options.clone().pragma("max_page_count", pages.to_string());
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        let outcome = migrator.run(&pool).await;
        pool.close().await;
        match outcome {
            Ok(_) => break,
            Err(error) => assert!(error.to_string().contains("database or disk is full"), "{error}"),
        }
        full += 1;
        assert!(full < 200, "it grows by too little");
    }
    assert!(full > 3, "it was full {full} times");
    let differences = introspect::read(&database).await.differences(&history::declared(history::ALL.len()));
    assert!(differences.is_empty(), "{differences:#?}");
    let ledger = database.rows("SELECT count(*) - count(DISTINCT entry) FROM ledger").await;
    assert_eq!(ledger[0][0].as_deref(), Some("0"));
    database.close().await;
}

/// An index that finds no space to be built in leaves nothing, and is built when there is some.
#[tokio::test]
async fn an_index_without_space_leaves_nothing_half_built() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let index = migration("auth", "0002_index_apart", |m| {
        m.create_index("users", ["email", "n"]).unique().concurrently();
        m.run_sql("INSERT INTO ledger (entry) VALUES ('built')").reverse("");
    });
    let sources = [history::ALL[0], index];
    prepared(&database).await;
    database
        .execute("INSERT INTO users (email) SELECT 'user ' || n || repeat('x', 90) FROM generate_series(1, 30000) n")
        .await;
    let name = database.url.rsplit_once('/').unwrap().1;
    let settings = format!(
        "ALTER DATABASE {name} SET temp_file_limit = '64kB'; ALTER DATABASE {name} SET maintenance_work_mem = '1MB'"
    );
    database.execute(&settings).await;
    let client = Client::of(Dialect::Postgres, &database.url, 2);
    let error = client.run(&embed_apart(&sources).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("(code 53400)"), "{error}");
    assert!(error.to_string().contains("nothing of `auth/0002_index_apart` was done"), "{error}");
    let left = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    assert_eq!(database.rows(left).await[0][0].as_deref(), Some("0"));
    client.close().await;
    database.execute(&format!("ALTER DATABASE {name} RESET ALL")).await;
    Client::new(&database).run(&embed_apart(&sources).migrator()).await.unwrap();
    let built = database.rows("SELECT count(*) FROM ledger WHERE entry = 'built'").await;
    assert_eq!(built[0][0].as_deref(), Some("1"));
    database.close().await;
}

/// A user who may have one connection runs what needs one, and is told of what needs two before anything runs.
#[tokio::test]
async fn connections_that_are_not_to_be_had_are_told_of() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let (start, name) = database.url.rsplit_once('/').unwrap();
        let address = start.rsplit_once('@').unwrap().1;
        let user = format!("one_{name}");
        let (make, scheme) = match dialect {
            Dialect::Postgres => (
                format!(
                    "CREATE ROLE {user} LOGIN PASSWORD 'x' CONNECTION LIMIT 1; GRANT ALL ON SCHEMA public TO {user}"
                ),
                "postgres",
            ),
            _ => (
                format!(
                    "CREATE USER '{user}'@'%' IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 1; \
                     GRANT ALL ON {name}.* TO '{user}'@'%'"
                ),
                "mysql",
            ),
        };
        database.execute(&make).await;
        let client = Client::of(dialect, &format!("{scheme}://{user}:x@{address}/{name}"), 2);
        client.run(&embed_apart(&history::ALL[..1]).migrator()).await.unwrap();
        let apart = migration("auth", "0002_fill_apart", |m| drop(m.backfill("users").set("n", "n + 1")));
        let sources = [history::ALL[0], apart];
        let outcome = client.run(&embed_apart(&sources).migrator()).await;
        if dialect == Dialect::Postgres {
            let error = outcome.unwrap_err();
            assert!(matches!(error.cause(), Error::Unreachable { .. }), "{error}");
            assert!(error.to_string().contains("too many connections for role"), "{error}");
            let begun = database.rows("SELECT count(*) FROM covet_migrations").await;
            assert_eq!(begun[0][0].as_deref(), Some("1"), "nothing was begun");
            database.execute(&format!("ALTER ROLE {user} CONNECTION LIMIT 2")).await;
            client.run(&embed_apart(&sources).migrator()).await.unwrap();
        } else {
            outcome.unwrap();
        }
        client.close().await;
        database
            .execute(&match dialect {
                Dialect::Postgres => format!("DROP OWNED BY {user}; DROP ROLE {user}"),
                _ => format!("DROP USER '{user}'@'%'"),
            })
            .await;
        database.close().await;
    }
}

/// Clocks are for people: one that jumps changes nothing in what runs next, or in what is undone first.
#[tokio::test]
async fn a_clock_that_jumps_changes_no_order() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&ALL[..2]).migrator()).await.unwrap();
        database
            .execute("UPDATE covet_migrations SET applied_at = '2199-01-01 00:00:00' WHERE name = '0001_users'")
            .await;
        database
            .execute("UPDATE covet_migrations SET applied_at = '1970-01-02 00:00:00' WHERE name = '0002_roles'")
            .await;
        let migrator = embed(&ALL).migrator();
        let applied = client.run(&migrator).await.unwrap();
        assert_eq!(applied.migrations.len(), 2);
        let undone = client.rollback(&migrator, 3).await.unwrap();
        let names: Vec<_> = undone.migrations.iter().map(|done| done.migration.name.as_str()).collect();
        assert_eq!(names, ["0001_posts", "0003_user_email_length", "0002_roles"], "{}", database.dialect);
        client.verify(&migrator).await.unwrap();
        client.close().await;
        database.close().await;
    }
}

/// A standby answers whether everything is applied, and is told not to be the primary when something is not.
#[tokio::test]
async fn a_standby_is_current_or_not_the_primary() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(mortal) = Mortal::new(dialect).await else { continue };
        let database = mortal.database().await;
        let writer = Client::new(&database);
        writer.run(&embed(&[USERS]).migrator()).await.unwrap();
        writer.close().await;
        let url = read_only_from_now_on(&mortal, &database).await;
        let reader = Client::of(dialect, &url, 1);
        assert!(reader.run(&embed(&[USERS]).migrator()).await.unwrap().is_empty());
        reader.require_current(&embed(&[USERS]).migrator()).await.unwrap();
        let error = reader.run(&embed(&ALL).migrator()).await.unwrap_err();
        assert!(matches!(error.cause(), Error::ReadOnly { .. }), "{dialect}: {error}");
        assert!(error.to_string().contains("migrate on the primary"), "{error}");
        reader.close().await;
        writable_again(&mortal, &database).await;
        Client::new(&database).run(&embed(&ALL).migrator()).await.unwrap();
        database.close().await;
    }
}

/// Makes a standby of the server; gives the URL for a user who is bound by that.
async fn read_only_from_now_on(mortal: &Mortal, database: &Database) -> String {
    if mortal.dialect == Dialect::Postgres {
        std::fs::write(mortal.folder().join("standby.signal"), "").unwrap();
        mortal.kill();
        mortal.is_back().await;
        let standby = database.rows("SELECT pg_is_in_recovery()").await;
        assert_eq!(standby[0][0].as_deref(), Some("t"));
        return database.url.clone();
    }
    let (start, name) = database.url.rsplit_once('/').unwrap();
    let address = start.rsplit_once('@').unwrap().1;
    // An administrator may write all the same.
    database
        .execute(&format!("CREATE USER 'r_{name}'@'%' IDENTIFIED BY 'x'; GRANT ALL ON {name}.* TO 'r_{name}'@'%'"))
        .await;
    database.execute("SET GLOBAL read_only = 1").await;
    format!("mysql://r_{name}:x@{address}/{name}")
}

async fn writable_again(mortal: &Mortal, database: &Database) {
    if mortal.dialect == Dialect::Postgres {
        return database.execute("SELECT pg_promote()").await;
    }
    let name = database.url.rsplit_once('/').unwrap().1;
    database.execute(&format!("SET GLOBAL read_only = 0; DROP USER 'r_{name}'@'%'")).await;
}

const TWO: Source = migration("auth", "0002_two", |m| {
    m.add_column("ledger", |t| t.integer("age").nullable());
    m.add_column("users", |t| t.integer("age").nullable());
});

/// Two sessions that wait for each other: the migration is the one that gives way, and it comes again.
#[tokio::test]
async fn a_deadlock_that_a_migration_loses_is_tried_again() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    prepared(&database).await;
    let mut other = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let first = "SET deadlock_timeout = '30s'; BEGIN; LOCK TABLE users IN ACCESS SHARE MODE";
    sqlx::raw_sql(first).execute(&mut other).await.unwrap();
    let client = Client::new(&database);
    let run = tokio::spawn(async move {
        let outcome = client.run(&embed_apart(&[history::ALL[0], TWO]).migrator()).await;
        client.close().await;
        outcome
    });
    // It has the first table by now, and waits for the second.
    let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass";
    while database.rows(waits).await[0][0].as_deref() == Some("0") {
        assert!(!run.is_finished(), "it waits");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    sqlx::raw_sql("LOCK TABLE ledger IN ACCESS SHARE MODE; COMMIT").execute(&mut other).await.unwrap();
    assert_eq!(run.await.unwrap().unwrap().migrations.len(), 1);
    database.close().await;
}

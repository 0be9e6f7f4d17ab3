//! Several migrations in one message: how often a run waits for the server, and that each is still one by itself.

use std::cell::Cell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use covet::{Error, Event, Migrator};
use covet_core::Dialect;
use covet_core::dsl::Migration;
use covet_wire::Proxy;

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::sample::USERS;
use crate::support::Database;

thread_local! {
    /// The number of the next table: the function of a migration takes nothing along.
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

fn numbered(m: &mut Migration) {
    let number = NEXT.replace(NEXT.get() + 1);
    m.create_table(format!("records_{number}").as_str(), |t| {
        t.id();
        t.string("email", 120).unique();
    });
}

/// So many migrations, each with a table.
fn many(count: usize) -> Vec<Source> {
    NEXT.set(0);
    (0..count).map(|number| migration("many", format!("{number:04}_records").leak(), numbered)).collect()
}

/// How often a run waits for the server, on a connection that has been used.
async fn turns(database: &Database, migrator: &Migrator) -> u64 {
    let (proxy, url) = Proxy::before(&database.url, Duration::ZERO).unwrap();
    macro_rules! turns {
        ($connection:ty) => {{
            let mut connection = <$connection as sqlx::Connection>::connect(&url).await.unwrap();
            sqlx::raw_sql("SELECT 1").execute(&mut connection).await.unwrap();
            let before = proxy.turns();
            migrator.run(&mut connection).await.unwrap();
            proxy.turns() - before
        }};
    }
    match database.dialect {
        Dialect::Postgres => turns!(sqlx::PgConnection),
        Dialect::MySql => turns!(sqlx::MySqlConnection),
        Dialect::Sqlite => unreachable!("there is no server"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_waits_for_does_not_grow_with_what_it_applies() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        for in_use in [false, true] {
            let mut seen = Vec::new();
            for count in [2, 100] {
                let Some(database) = Database::new(dialect).await else { return };
                if in_use {
                    database.execute("CREATE TABLE somebodys (n INT)").await;
                }
                let migrator = embed(&many(count)).migrator();
                seen.push(turns(&database, &migrator).await);
                assert_eq!(turns(&database, &migrator).await, 1, "nothing is pending");
                let rows = database.rows("SELECT count(*) FROM covet_migrations WHERE state = 'applied'").await;
                assert_eq!(rows[0][0].as_deref(), Some(count.to_string().as_str()));
                database.close().await;
            }
            assert_eq!(seen[0], seen[1], "{dialect}");
            let most = if dialect == Dialect::Postgres { 4 } else { 13 };
            assert!(seen[0] <= most, "{} turns on {dialect}", seen[0]);
        }
    }
}

/// What is recorded of a run, but for the times.
const RECORDED: [&str; 2] = [
    "SELECT app, name, order_index, checksum, chain, kind, state, plan, step, revert FROM covet_migrations ORDER BY id",
    "SELECT action, outcome, app, name, checksum, kind, revert_digest, done_by, program, version FROM covet_log \
     WHERE outcome = 'done' ORDER BY id",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_shares_a_transaction_is_recorded_as_what_has_its_own() {
    // More than are recorded together, and one among them that has to be recorded by itself.
    let mut all = many(230);
    all[120] = migration("many", "0120_sql", |m| {
        m.run_sql("UPDATE covet_migrations SET kind = 'seen' WHERE state = 'applied' AND order_index = 119")
            .reverse("");
    });
    let migrator = embed(&all).migrator();
    let both = std::iter::zip(Database::each().await, Database::each().await);
    for (shared, apart) in both {
        apart.execute("CREATE TABLE somebodys (n INT)").await;
        let mut recorded = Vec::new();
        for database in [shared, apart] {
            Client::new(&database).run(&migrator).await.unwrap();
            let disorder = "SELECT count(*) FROM covet_migrations a JOIN covet_migrations b ON b.id = a.id + 1 \
                            WHERE b.applied_at < a.applied_at OR a.duration_ms < 0";
            assert_eq!(database.rows(disorder).await[0][0].as_deref(), Some("0"), "{}", database.dialect);
            let missing = "SELECT count(*) FROM covet_migrations m JOIN covet_log l ON l.app = m.app AND l.name = m.name \
                           WHERE l.duration_ms = m.duration_ms AND l.outcome = 'done'";
            assert_eq!(database.rows(missing).await[0][0].as_deref(), Some("230"), "{}", database.dialect);
            recorded.push([database.rows(RECORDED[0]).await, database.rows(RECORDED[1]).await]);
            database.close().await;
        }
        for (shared, apart) in recorded[0].iter().flatten().zip(recorded[1].iter().flatten()) {
            assert_eq!(shared, apart);
        }
        // What a migration of SQL sees of those before it, everybody sees.
        assert_eq!(recorded[0][0][119][5].as_deref(), Some("seen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_larger_than_a_message_is_sent_in_several() {
    let large = |m: &mut Migration| {
        m.run_sql(format!("INSERT INTO somebodys VALUES (length('{}'))", "x".repeat(100_000)).as_str()).reverse("");
    };
    for database in Database::each().await {
        database.execute("CREATE TABLE somebodys (n INT)").await;
        let all: Vec<Source> = (0..8).map(|n| migration("large", format!("{n:04}").leak(), large)).collect();
        let migrator = embed(&all).migrator();
        if database.dialect != Dialect::Sqlite {
            // Two of them fit into a message.
            assert!(turns(&database, &migrator).await <= if database.dialect == Dialect::Postgres { 7 } else { 16 });
        } else {
            Client::new(&database).run(&migrator).await.unwrap();
        }
        let rows = database.rows("SELECT count(*), min(n), max(n) FROM somebodys").await;
        assert_eq!(rows[0].iter().flatten().collect::<Vec<_>>(), ["8", "100000", "100000"]);
        database.close().await;
    }
}

const FIRST: Source = migration("a", "0001_first", |m| {
    m.create_table("firsts", |t| t.id());
});
const SECOND: Source = migration("a", "0002_second", |m| {
    m.create_table("seconds", |t| t.id());
    m.run_sql("INSERT INTO seconds (id) VALUES (1)").reverse("");
});
const FOURTH: Source = migration("a", "0004_fourth", |m| {
    m.create_table("fourths", |t| t.id());
});

/// What a listener hears, a line each.
fn listening(migrator: Migrator) -> (Migrator, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let migrator = migrator.on_event(move |event| {
        if let Event::Finished(done) = event {
            listener.lock().unwrap().push(done.migration.to_string());
        }
    });
    (migrator, told)
}

#[tokio::test]
async fn one_that_fails_in_the_middle_leaves_those_before_it_and_is_named() {
    let refused = migration("a", "0003_third", |m| {
        m.create_table("thirds", |t| t.id());
        m.run_sql("INSERT INTO no_such_table VALUES (1)").reverse("");
    });
    let unread = migration("a", "0003_third", |m| {
        m.run_sql("INSERT INTO firsts (id) VALUESS (1)").reverse("");
    });
    let late = migration("a", "0003_third", |m| {
        m.run_sql(
            "CREATE TABLE thirds (id bigint PRIMARY KEY, first_id bigint REFERENCES firsts DEFERRABLE INITIALLY DEFERRED); \
             INSERT INTO thirds VALUES (1, 1)",
        )
        .reverse("");
    });
    for (broken, code) in [
        (refused, "INSERT INTO no_such_table VALUES (1)"),
        (unread, "INSERT INTO firsts (id) VALUESS (1)"),
        (late, "COMMIT"),
    ] {
        for database in Database::each().await {
            if code == "COMMIT" && database.dialect != Dialect::Postgres {
                continue;
            }
            let client = Client::new(&database);
            client.run(&embed(&[USERS]).migrator()).await.unwrap();
            let all = [USERS, FIRST, SECOND, broken, FOURTH];
            let (migrator, told) = listening(embed(&all).migrator());
            let error = client.run(&migrator).await.unwrap_err();
            let Error::Failed(failure) = error.cause() else { panic!("{error}") };
            assert_eq!(
                (failure.migration.to_string().as_str(), failure.code.as_str()),
                ("a/0003_third", code),
                "{error}"
            );
            let done: Vec<_> = error.done().unwrap().migrations.iter().map(|done| done.migration.to_string()).collect();
            assert_eq!(done, ["a/0001_first", "a/0002_second"], "{error}");
            assert_eq!(*told.lock().unwrap(), done, "what is told is what is done");
            let applied = "SELECT name FROM covet_migrations WHERE app = 'a' AND state = 'applied' ORDER BY id";
            let applied: Vec<_> = database.rows(applied).await.into_iter().flatten().flatten().collect();
            assert_eq!(applied, ["0001_first", "0002_second"]);
            assert!(database.exists("seconds").await && !database.exists("fourths").await);

            // Mended, the rest is applied.
            if database.dialect != Dialect::MySql || code.contains("VALUESS") {
                let mended = migration("a", "0003_third", |m| {
                    m.create_table("thirds", |t| t.id());
                });
                let migrator = embed(&[USERS, FIRST, SECOND, mended, FOURTH]).migrator();
                assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
            }
            client.close().await;
            database.close().await;
        }
    }
}

/// Between two transactions of a message somebody else may come: here one of its migrations plays that part.
#[tokio::test]
async fn who_comes_in_between_two_migrations_is_noticed() {
    let another = migration("a", "0003_third", |m| {
        m.run_sql(
            "INSERT INTO covet_migrations (app, name, order_index, checksum, scheme, chain, kind, state, plan, step, applied_by, duration_ms) \
             SELECT 'x', 'of_somebody_else', 0, checksum, scheme, chain, kind, 'applied', plan, step, applied_by, 0 \
             FROM covet_migrations WHERE name = '0001_first'",
        )
        .reverse("");
    });
    let undone = migration("a", "0003_third", |m| {
        m.run_sql("DELETE FROM covet_migrations WHERE app = 'auth'").reverse("");
    });
    for came in [another, undone] {
        let Some(database) = Database::new(Dialect::Postgres).await else { return };
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let error = client.run(&embed(&[USERS, FIRST, SECOND, came, FOURTH]).migrator()).await.unwrap_err();
        assert!(matches!(error.cause(), Error::History(_) | Error::Failed(_)), "{error}");
        assert_eq!(error.done().unwrap().migrations.len(), 3, "{error}");
        assert!(!database.exists("fourths").await, "{error}");
        client.close().await;
        database.close().await;
    }
}

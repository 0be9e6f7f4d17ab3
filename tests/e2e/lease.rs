//! A place where `GET_LOCK` keeps nobody out: played by a proxy, which has the server hear a function that gives 1 to all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Error, Event, Result};
use covet_core::Dialect;
use covet_wire::{Proxy, Verdict, Way};
use futures_util::future::join_all;
use sqlx::Connection as _;

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::sample::{ALL, USERS};
use crate::support::Database;

/// A database, and the way to it on which locks are no locks.
async fn unlocked() -> Option<(Database, Proxy, String)> {
    let database = Database::new(Dialect::MySql).await?;
    // `c..` is more than 5.
    let (proxy, url) = Proxy::rewriting(&database.url, "GET_LOCK(", "STRCMP  (").unwrap();
    Some((database, proxy, url))
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_start_at_once_where_the_servers_locks_keep_nobody_out() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let migrator = embed(&ALL).migrator();
    let starts = (0..20).map(|_| {
        let (client, migrator) = (Client::patient(Dialect::MySql, &url), migrator.clone());
        tokio::spawn(async move {
            let applied = client.run(&migrator).await.map(|report| report.migrations.len());
            client.close().await;
            applied
        })
    });
    let applied: Vec<usize> = join_all(starts).await.into_iter().map(|one| one.unwrap().unwrap()).collect();
    assert_eq!(applied.iter().sum::<usize>(), ALL.len(), "{applied:?}");
    let rows =
        database.rows("SELECT count(*), count(DISTINCT name) FROM covet_migrations WHERE state = 'applied'").await;
    assert_eq!(rows[0], [Some("4".to_owned()), Some("4".to_owned())]);
    let rows = database.rows("SELECT count(*) FROM roles").await;
    assert_eq!(rows[0][0].as_deref(), Some("2"), "rows are inserted once");
    // It was given back.
    let rows = database.rows("SELECT count(*) FROM covet_migrations_lease WHERE owner IS NULL").await;
    assert_eq!(rows[0][0].as_deref(), Some("1"));
    database.close().await;
}

#[tokio::test]
async fn who_has_the_row_is_waited_for_and_told_and_replaced_when_its_time_is_over() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let client = Client::patient(Dialect::MySql, &url);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    let hold = |expires: &str| {
        format!(
            "UPDATE covet_migrations_lease SET owner = 'another', holder = 'session 7 of somebody', expires = {expires}"
        )
    };
    database.execute(&hold("UTC_TIMESTAMP(6) + INTERVAL 1 HOUR")).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let migrator = embed(&ALL).migrator().on_event(move |event| {
        if let Event::Waiting { holder, .. } = event {
            listener.lock().unwrap().push(holder.clone());
        }
    });
    let error = client.run(&migrator.clone().wait_timeout(Duration::from_millis(300))).await.unwrap_err();
    assert!(matches!(&error, Error::Busy { holder: Some(holder), .. } if holder == "session 7 of somebody"), "{error}");
    assert!(told.lock().unwrap().iter().all(|holder| holder == "session 7 of somebody"));
    assert!(!database.exists("roles").await, "nothing is run without the row");

    // Whoever does not put off its end is gone.
    database.execute(&hold("UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")).await;
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 3);
    client.close().await;
    database.close().await;
}

/// Where the next call of `rob` takes the row from its own process.
static ROBBED: OnceLock<String> = OnceLock::new();

fn rob(_: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    static ONCE: AtomicBool = AtomicBool::new(false);
    Box::pin(async {
        if !ONCE.swap(true, Ordering::SeqCst) {
            let mut another = sqlx::MySqlConnection::connect(ROBBED.get().unwrap()).await?;
            let take = "UPDATE covet_migrations_lease SET owner = 'another', holder = 'another', \
                        expires = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR";
            sqlx::raw_sql(take).execute(&mut another).await?;
        }
        Ok(())
    })
}

/// What had the row and lost it does nothing more: each step asks for it.
#[tokio::test]
async fn what_has_lost_the_row_stops_before_its_next_step() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let client = Client::patient(Dialect::MySql, &url);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    ROBBED.set(database.url.clone()).unwrap();
    let robbed = Source {
        app: "auth",
        name: "0002_robbed",
        up: |m| {
            m.create_table("first", |t| t.id());
            m.run_path("rob");
            m.create_table("second", |t| t.id());
        },
        steps: &[RustStep { path: "rob", code_hash: &[0; 32], function: rob }],
    };
    let migrator = embed(&[USERS, robbed]).migrator().wait_timeout(Duration::from_millis(300));
    let error = client.run(&migrator).await.unwrap_err();
    assert!(matches!(error.cause(), Error::Busy { .. }), "{error}");
    assert!(database.exists("first").await && !database.exists("second").await);

    database.execute("UPDATE covet_migrations_lease SET owner = NULL").await;
    let (client, direct) = (Client::new(&database), client);
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    assert!(database.exists("second").await);
    client.close().await;
    direct.close().await;
    database.close().await;
}

const PEOPLE: Source = migration("app", "0001_people", |m| {
    m.create_table("people", |t| {
        t.id();
        t.integer("n");
    });
    m.run_sql("INSERT INTO people (n) VALUES (0), (0), (0), (0), (0)").reverse("");
});

const BATCHES: Source =
    migration("app", "0002_batches_apart", |m| drop(m.backfill("people").set("n", "n + 1").batch(2)));

const FUNCTION: Source = Source {
    app: "app",
    name: "0002_function",
    up: |m| drop(m.run_path("more")),
    steps: &[RustStep { path: "more", code_hash: &[0; 32], function: more }],
};

fn more(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move { db.execute("UPDATE people SET n = n + 1").await.map(drop) })
}

/// A way to the server on which locks are no locks, and a process that stops when it says one of two things, the second
/// only behind the first; it goes on when it is told to.
fn stopping(url: &str, first: &'static str, then: &'static str) -> (Proxy, String, Arc<Stop>) {
    let stop = Arc::new(Stop::default());
    let (own, mut is_behind, mut was_stopped) = (stop.clone(), false, false);
    let judged = Proxy::judged(url, move |chunk| {
        if chunk.way == Way::ToClient {
            return Verdict::Pass;
        }
        is_behind |= chunk.says(first);
        if is_behind && !was_stopped && chunk.says(then) {
            was_stopped = true;
            own.stopped.store(true, Ordering::SeqCst);
            // All its connections go through here, the one that puts off the end of the lease among them.
            while !own.goes_on.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        let mut heard = chunk.bytes.to_vec();
        let said = b"GET_LOCK(";
        if let Some(at) = heard.windows(said.len()).position(|window| window == said) {
            heard[at..at + said.len()].copy_from_slice(b"STRCMP  (");
        }
        Verdict::Instead(heard)
    });
    let (proxy, url) = judged.unwrap();
    (proxy, url, stop)
}

#[derive(Debug, Default)]
struct Stop {
    stopped: AtomicBool,
    goes_on: AtomicBool,
}

/// Until something is so, which it soon is.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..3000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

const PEOPLE_ONCE: &str = "SELECT count(*), sum(n) FROM people WHERE n = 1";
const OVER: &str = "UPDATE covet_migrations_lease SET expires = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND";

/// Who is stopped in the middle of a transaction, and loses the row meanwhile, does not commit.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopped_in_a_transaction_and_loses_the_row_commits_nothing() {
    for (source, word) in [(BATCHES, "SET step_cursor = '"), (FUNCTION, "SET step = 1")] {
        let Some((database, _proxy, url)) = unlocked().await else { return };
        let (_stopping, slow_url, stop) = stopping(&database.url, word, word);
        let (slow, quick) = (Client::patient(Dialect::MySql, &slow_url), Client::patient(Dialect::MySql, &url));
        let migrator = embed_apart(&[PEOPLE, source]).migrator();
        quick.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
        let first = tokio::spawn({
            let (slow, migrator) = (slow.clone(), migrator.clone());
            async move { slow.run(&migrator).await }
        });
        until("it stops", async || stop.stopped.load(Ordering::SeqCst)).await;
        database.execute(OVER).await;
        let second = tokio::spawn({
            let (quick, migrator) = (quick.clone(), migrator.clone());
            async move { quick.run(&migrator).await }
        });
        // It waits for the rows that the first has changed, or for the row of the migration.
        let waiting = "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() \
                       AND id <> CONNECTION_ID() AND info LIKE '%step_cursor%FOR UPDATE%'";
        until("the second waits", async || database.rows(waiting).await[0][0].as_deref() != Some("0")).await;
        stop.goes_on.store(true, Ordering::SeqCst);
        let done = [first.await.unwrap().unwrap(), second.await.unwrap().unwrap()];
        assert_eq!(done.map(|report| report.migrations.len()).iter().sum::<usize>(), 1, "{}", source.name);
        let once = database.rows(PEOPLE_ONCE).await;
        assert_eq!(once[0], [Some("5".to_owned()), Some("5".to_owned())], "{}", source.name);
        slow.close().await;
        quick.close().await;
        database.close().await;
    }
}

/// Nobody takes the row from who is about to commit.
#[tokio::test(flavor = "multi_thread")]
async fn the_row_is_kept_from_the_last_look_at_it_to_the_commit() {
    for (source, word) in [(BATCHES, "SET step_cursor = '"), (FUNCTION, "SET step = 1")] {
        let Some((database, _proxy, url)) = unlocked().await else { return };
        let (_stopping, slow_url, stop) = stopping(&database.url, word, "COMMIT");
        let (slow, quick) = (Client::patient(Dialect::MySql, &slow_url), Client::patient(Dialect::MySql, &url));
        let migrator = embed_apart(&[PEOPLE, source]).migrator();
        quick.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
        let first = tokio::spawn({
            let (slow, migrator) = (slow.clone(), migrator.clone());
            async move { slow.run(&migrator).await }
        });
        until("it stops", async || stop.stopped.load(Ordering::SeqCst)).await;
        let refused = database.try_execute(&format!("SET innodb_lock_wait_timeout = 1; {OVER}")).await.unwrap_err();
        assert!(refused.to_string().contains("1205"), "{refused}");
        let error = quick.run(&migrator.clone().wait_timeout(Duration::from_millis(300))).await.unwrap_err();
        assert!(matches!(error, Error::Busy { .. }), "{error}");
        stop.goes_on.store(true, Ordering::SeqCst);
        assert_eq!(first.await.unwrap().unwrap().migrations.len(), 1);
        let once = database.rows(PEOPLE_ONCE).await;
        assert_eq!(once[0], [Some("5".to_owned()), Some("5".to_owned())], "{}", source.name);
        slow.close().await;
        quick.close().await;
        database.close().await;
    }
}

/// Where the server says that it is a cluster: played by a proxy, for it says that it is none.
#[tokio::test]
async fn a_url_alone_is_enough_for_the_row() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let (_proxy, url) =
        Proxy::rewriting(&database.url, "'wsrep_on' AND Value = 'ON'", "'wsrep_on' AND Value<> 'ON'").unwrap();
    let migrations = embed(&ALL);
    let (migrator, address) = (migrations.migrator(), url.clone());
    // It blocks, and is not called within a runtime.
    let applied = std::thread::spawn(move || migrator.blocking(address).run().map_err(|error| error.to_string()));
    while !applied.is_finished() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(applied.join().unwrap().unwrap().migrations.len(), ALL.len());
    let rows = database.rows("SELECT count(*), count(holder) FROM covet_migrations_lease WHERE owner IS NULL").await;
    assert_eq!(rows[0], [Some("1".to_owned()), Some("1".to_owned())], "the row was taken, and given back");

    // A lone connection says how it was opened, or is told to.
    let options: sqlx::mysql::MySqlConnectOptions = url.parse().unwrap();
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    let error = migrations.migrator().rollback(&mut connection, 1).await.unwrap_err();
    assert!(matches!(&error, Error::NeedsPool { .. }), "{error}");
    let lone = covet::Source::from(&mut connection).opened_by(options);
    assert_eq!(migrations.migrator().rollback(lone, 1).await.unwrap().migrations.len(), 1);
    database.close().await;
}

//! A client whose machine is gone while a Rust function of its runs: nothing comes any more, and nobody closes the connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Error, Result};
use covet_core::Dialect;
use covet_wire::{Proxy, Verdict};

use crate::client::Client;
use crate::embed::{Source, embed_apart};
use crate::support::Database;

/// Writes, and waits for a statement that never comes back where the connection leads nowhere.
fn writes(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("INSERT INTO notes (name) VALUES ('once')").await?;
        db.execute("SELECT 'the machine goes here'").await.map(drop)
    })
}

const STEPS: &[RustStep] = &[RustStep { path: "writes", code_hash: &[0; 32], function: writes }];
const NOTES: Source = Source {
    app: "app",
    name: "0001_notes",
    up: |m| {
        m.create_table("notes", |t| {
            t.id();
            t.string("name", 20);
        });
    },
    steps: &[],
};
const WRITES: Source = Source { app: "app", name: "0002_writes", up: |m| drop(m.run_path("writes")), steps: STEPS };

/// Leads to the database until the function says its word, and then nowhere.
fn swallowing(database: &Database) -> (Proxy, String, Arc<AtomicBool>) {
    let gone = Arc::new(AtomicBool::new(false));
    let is_gone = Arc::clone(&gone);
    let (proxy, url) = Proxy::judged(&database.url, move |chunk| {
        if chunk.says("the machine goes here") {
            is_gone.store(true, Ordering::SeqCst);
        }
        if is_gone.load(Ordering::SeqCst) { Verdict::Swallow } else { Verdict::Pass }
    })
    .unwrap();
    (proxy, url, gone)
}

/// Ends what the vanished machine has left at the server, as the server does when nobody answers it, or a person who has
/// read whose session has the lock.
async fn end_sessions(database: &Database) {
    match database.dialect {
        Dialect::Postgres => {
            let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            database.execute(all).await;
        }
        _ => {
            let all = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
            for row in database.rows(all).await {
                // One that has ended by itself in the meantime is no fault.
                let _ = database.try_execute(&format!("KILL {}", row[0].as_deref().unwrap())).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_gone_within_a_rust_step_is_told_and_the_step_done_once() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        for name in ["0002_writes", "0002_writes_apart"] {
            let Some(database) = Database::new(dialect).await else { continue };
            let sources = [NOTES, Source { name, ..WRITES }];
            let client = Client::new(&database);
            client.run(&embed_apart(&sources[..1]).migrator()).await.unwrap();
            let (_proxy, url, gone) = swallowing(&database);
            let vanished = Client::of(dialect, &url, 2);
            let run = tokio::spawn(async move { vanished.run(&embed_apart(&sources).migrator()).await.map(drop) });
            while !gone.load(Ordering::SeqCst) {
                assert!(!run.is_finished(), "{dialect}: {:?}", run.await);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            // Nothing of it can be seen, and whoever comes is told whose session it is.
            assert_eq!(database.rows("SELECT count(*) FROM notes").await[0][0].as_deref(), Some("0"));
            let migrator = embed_apart(&sources).migrator();
            let error = client.run(&migrator.clone().wait_timeout(Duration::from_millis(300))).await.unwrap_err();
            let Error::Busy { holder: Some(holder), .. } = error.cause() else { panic!("{dialect}, {name}: {error}") };
            assert!(holder.starts_with("session "), "{holder}");

            end_sessions(&database).await;
            client.run(&migrator).await.unwrap_or_else(|error| panic!("{dialect}, {name}: {error}"));
            assert_eq!(database.rows("SELECT count(*) FROM notes").await[0][0].as_deref(), Some("1"));
            assert!(client.is_current(&migrator).await.unwrap());
            run.abort();
            client.close().await;
            database.close().await;
        }
    }
}

/// PostgreSQL is told to ask after a minute whether the machine is still there, for as long as a function runs.
#[tokio::test]
async fn a_server_is_to_ask_for_a_machine_that_says_nothing() {
    fn looks(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let rows = db.rows("SELECT current_setting('tcp_keepalives_idle')").await?;
            assert_eq!(rows[0][0].as_deref(), Some("60"));
            Ok(())
        })
    }
    const LOOKS: &[RustStep] = &[RustStep { path: "looks", code_hash: &[0; 32], function: looks }];
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    let step = |name| Source { app: "app", name, up: |m| drop(m.run_path("looks")), steps: LOOKS };
    client.run(&embed_apart(&[step("0001_looks"), step("0002_looks_apart")]).migrator()).await.unwrap();
    client.close().await;
    database.close().await;
}

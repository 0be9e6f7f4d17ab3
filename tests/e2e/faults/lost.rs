//! Answers that the server gave and the client never got: a proxy cuts the connection before one of them, at every place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use covet::Error;
use covet_core::Dialect;
use covet_wire::{Proxy, Verdict, Way as To};

use super::history;
use super::left::{left, prepared};
use super::process::Way;
use super::tally::{Tally, rounds};
use crate::client::Client;
use crate::embed::embed;
use crate::sample::{ALL, USERS};
use crate::support::Database;

/// A proxy that loses the answer of this number, counted from 0, and how many there were so far.
fn losing(database: &Database, number: usize) -> (Proxy, String, Arc<AtomicUsize>) {
    let answers = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answers);
    let judged = Proxy::judged(&database.url, move |chunk| {
        let is_answer = chunk.way == To::ToClient;
        match is_answer && count.fetch_add(1, Ordering::SeqCst) == number {
            true => Verdict::Cut,
            false => Verdict::Pass,
        }
    });
    let (proxy, url) = judged.unwrap();
    (proxy, url, answers)
}

/// Goes one way through a proxy that loses an answer; gives whether it came to an end, and how many answers there were.
async fn go(database: &Database, way: Way, number: usize) -> (bool, usize) {
    let (_proxy, url, answers) = losing(database, number);
    let client = Client::of(database.dialect, &url, 2);
    let finished = way.go(&client).await.is_ok();
    (finished, answers.load(Ordering::SeqCst))
}

async fn every_answer_may_be_lost(dialect: Dialect) {
    let Some(whole) = Database::new(dialect).await else { return };
    let begun = Instant::now();
    let mut tally = Tally { struck: "answer, lost", ..Tally::new(&whole).await };
    prepared(&whole).await;
    let mut expected = Vec::new();
    for way in [Way::Up, Way::Down] {
        let (_, answers) = go(&whole, way, usize::MAX).await;
        expected.push((way, left(&whole, way).await, answers));
    }
    whole.close().await;
    let most = expected.iter().map(|(_, _, answers)| *answers).max().unwrap_or(0);
    let places = rounds(8).div_ceil(4).min(most);
    for place in 0..places {
        let database = Database::new(dialect).await.expect("as before");
        prepared(&database).await;
        for (way, expected, answers) in &expected {
            // Spread over all of them, and the last one among them.
            let number = answers - 1 - place * answers / places;
            let (finished, _) = go(&database, *way, number).await;
            tally.kills += usize::from(!finished);
            let client = Client::new(&database);
            let outcome = way.go(&client).await;
            client.close().await;
            let what = format!("answer {number} of {answers}, {way:?}");
            match outcome {
                Ok(_) => tally.compare(expected, &left(&database, *way).await, &what),
                Err(error) => tally.needs_a_person(&what, &error),
            }
        }
        database.close().await;
    }
    tally.time = begun.elapsed();
    tally.close();
}

#[tokio::test]
async fn postgres_answers() {
    every_answer_may_be_lost(Dialect::Postgres).await;
}

#[tokio::test]
async fn mysql_answers() {
    every_answer_may_be_lost(Dialect::MySql).await;
}

/// The server has committed, and nobody heard of it: it is not done again.
#[tokio::test]
async fn the_answer_to_a_commit_is_lost() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        Client::new(&database).run(&embed(&[USERS]).migrator()).await.unwrap();
        // What ends the first of the pending migrations on either database.
        let told = Arc::new(AtomicBool::new(false));
        let (_proxy, url) = Proxy::judged(&database.url, move |chunk| {
            let says_so = chunk.says("COMMIT") && chunk.says("0002_roles");
            match chunk.way {
                To::ToServer if says_so => told.store(true, Ordering::SeqCst),
                To::ToClient if told.load(Ordering::SeqCst) => return Verdict::Cut,
                _ => {}
            }
            Verdict::Pass
        })
        .unwrap();
        let client = Client::of(dialect, &url, 2);
        let error = client.run(&embed(&ALL).migrator()).await.unwrap_err();
        assert!(error.to_string().contains("the connection was lost"), "{dialect}: {error}");
        // The server may still be at it.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let direct = Client::new(&database);
        direct.run(&embed(&ALL).migrator()).await.unwrap();
        let roles = database.rows("SELECT count(*) FROM roles").await;
        assert_eq!(roles[0][0].as_deref(), Some("2"), "{dialect}");
        direct.verify(&embed(&ALL).migrator()).await.unwrap();
        direct.close().await;
        database.close().await;
    }
}

/// Neither end learns that the connection is gone: who waits is told whose session has the lock, and when that ends, goes on.
#[tokio::test]
async fn a_connection_that_is_a_hole_is_told_by_its_session() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        prepared(&database).await;
        let (answers, hole) = (AtomicUsize::new(0), Arc::new(AtomicBool::new(false)));
        let is_hole = Arc::clone(&hole);
        // Far enough that the steps of a migration without a transaction are under way.
        let (proxy, url) = Proxy::judged(&database.url, move |chunk| {
            let backfill = chunk.way == To::ToServer && chunk.says("step_cursor");
            if backfill && answers.fetch_add(1, Ordering::SeqCst) > 2 {
                is_hole.store(true, Ordering::SeqCst);
            }
            if is_hole.load(Ordering::SeqCst) { Verdict::Swallow } else { Verdict::Pass }
        })
        .unwrap();
        let client = Client::of(dialect, &url, 2);
        let migrator = history::migrator();
        let run = tokio::spawn({
            let migrator = migrator.clone();
            async move { client.run(&migrator).await }
        });
        while !hole.load(Ordering::SeqCst) {
            assert!(!run.is_finished(), "{dialect}: it falls into the hole");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let other = Client::new(&database);
        let hasty = migrator.clone().wait_timeout(Duration::from_millis(500));
        let error = other.run(&hasty).await.unwrap_err();
        let Error::Busy { holder: Some(holder), .. } = error.cause() else { panic!("{dialect}: {error}") };
        let session: String = holder.chars().filter(char::is_ascii_digit).take(20).collect();
        assert!(!session.is_empty() && !run.is_finished(), "{dialect}: {holder}");
        // The client's machine is gone, and an administrator has read that message.
        end_all_sessions(&database).await;
        run.abort();
        other.run(&migrator).await.unwrap();
        let expected = history::declared(history::ALL.len());
        let differences = crate::introspect::read(&database).await.differences(&expected);
        assert!(differences.is_empty(), "{dialect}: {differences:#?}");
        other.close().await;
        drop(proxy);
        database.close().await;
    }
}

async fn end_all_sessions(database: &Database) {
    super::strike::end_sessions(database).await;
    // A session is gone a moment after it was told to go.
    tokio::time::sleep(Duration::from_millis(100)).await;
}

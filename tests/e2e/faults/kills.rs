//! Strikes at random moments, up to three in one go, on the way up, on the way down, and on the way up again.

use std::time::{Duration, Instant};

use covet_core::Dialect;

use super::history;
use super::left::{Left, left, prepared};
use super::process::Way;
use super::strike::{Arena, Strike};
use super::tally::{Tally, chance, rounds};
use crate::client::Client;
use crate::introspect;
use crate::support::Database;

/// The ways that every database goes.
const WAYS: [Way; 3] = [Way::Up, Way::Down, Way::Up];

/// How many strikes there may be before a run is left to finish.
const IN_ONE_GO: u64 = 3;

/// A database on which the first migration stands.
async fn database(arena: &Arena) -> Option<Database> {
    let database = arena.database().await?;
    prepared(&database).await;
    Some(database)
}

/// What an uninterrupted run leaves behind it on each way, and how long it takes.
async fn uninterrupted(arena: &Arena) -> Option<Vec<(Left, Duration)>> {
    let database = database(arena).await?;
    let mut all = Vec::new();
    for way in WAYS {
        let time = arena.leave_alone(&database, way).await;
        let left = left(&database, way).await;
        let differences = introspect::read(&database).await.differences(&history::declared(way.applied()));
        assert!(differences.is_empty(), "{} {way:?}: {differences:#?}", arena.dialect);
        all.push((left, time));
    }
    database.close().await;
    Some(all)
}

async fn survives(dialect: Dialect, strike: Strike) {
    let Some(arena) = Arena::new(dialect, strike).await else { return };
    let begun = Instant::now();
    let Some(empty) = arena.database().await else { return };
    let mut tally = Tally { struck: strike.name(), ..Tally::new(&empty).await };
    empty.close().await;
    let Some(expected) = uninterrupted(&arena).await else { return };
    let wanted = rounds(Strike::all(dialect).len() * 3).div_ceil(Strike::all(dialect).len());
    let mut seed = 0;
    // A strike may come too late, and then there are more of them; but not for ever.
    while tally.kills < wanted && seed < 20 * wanted as u64 {
        let database = database(&arena).await.expect("as before");
        for (way, (expected, time)) in WAYS.into_iter().zip(&expected) {
            for _ in 0..1 + chance(seed, IN_ONE_GO) {
                seed += 1;
                let after = Duration::from_micros(chance(seed, time.as_micros() as u64));
                tally.kills += usize::from(arena.strike(&database, way, after).await);
            }
            let client = Client::new(&database);
            let outcome = way.go(&client).await;
            client.close().await;
            let what = format!("seed {seed}, {way:?}");
            match outcome {
                Ok(_) => tally.compare(expected, &left(&database, way).await, &what),
                Err(error) => {
                    tally.needs_a_person(&what, &error);
                    break;
                }
            }
        }
        database.close().await;
    }
    tally.time = begun.elapsed();
    tally.close();
}

/// A test for each database and each that is struck.
macro_rules! strikes {
    ($($name:ident: $dialect:ident, $strike:ident;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                survives(Dialect::$dialect, Strike::$strike).await;
            }
        )*

        #[test]
        fn everything_that_can_be_struck_is() {
            let tested = [$((Dialect::$dialect, Strike::$strike)),*];
            for dialect in Dialect::ALL {
                assert!(Strike::all(dialect).iter().all(|&strike| tested.contains(&(dialect, strike))), "{dialect}");
            }
        }
    };
}

strikes! {
    sqlite_client: Sqlite, Client;
    sqlite_client_with_wal: Sqlite, ClientWithWal;
    postgres_client: Postgres, Client;
    postgres_sessions: Postgres, Sessions;
    postgres_connections: Postgres, Connections;
    postgres_backends: Postgres, Backends;
    postgres_server: Postgres, Server;
    mysql_client: MySql, Client;
    mysql_sessions: MySql, Sessions;
    mysql_connections: MySql, Connections;
    mysql_server: MySql, Server;
}

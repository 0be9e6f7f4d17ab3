//! Strikes at random moments, up to three in one go, on the way up, on the way down, and on the way up again.

use std::time::{Duration, Instant};

use covet_core::Dialect;

use super::history;
use super::process::Way;
use super::strike::{Arena, Strike};
use super::tally::{Tally, chance, rounds};
use crate::client::Client;
use crate::embed::embed_apart;
use crate::golden::catalogue;
use crate::introspect;
use crate::support::Database;

/// The ways that every database goes.
const WAYS: [Way; 3] = [Way::Up, Way::Down, Way::Up];

/// How many strikes there may be before a run is left to finish.
const IN_ONE_GO: u64 = 3;

/// What is left on a database.
#[derive(Debug, PartialEq)]
struct Left {
    /// Its tables and objects as it shows them itself, its records, and how it differs from the replay.
    shape: Vec<String>,
    /// What its rows say of how often each was changed.
    rows: Vec<String>,
}

async fn left(database: &Database, way: Way) -> Left {
    let found = introspect::read(database).await;
    let mut shape = found.differences(&history::declared(way.applied()));
    shape.extend(catalogue::read(database).await);
    shape.extend(catalogue::objects(database).await);
    let records =
        "SELECT app, name, order_index, checksum, chain, state, step FROM covet_migrations ORDER BY order_index";
    let mut rows = lines(database, "SELECT entry, count(*) FROM ledger GROUP BY entry ORDER BY entry").await;
    rows.extend(lines(database, "SELECT count(*), sum(n) FROM users").await);
    if way == Way::Up {
        rows.extend(lines(database, "SELECT place, n, text FROM counter ORDER BY place").await);
        rows.extend(lines(database, "SELECT n, visits, count(*) FROM users GROUP BY n, visits").await);
        rows.extend(lines(database, "SELECT name FROM roles ORDER BY id").await);
    }
    shape.extend(lines(database, records).await);
    Left { shape, rows }
}

async fn lines(database: &Database, query: &str) -> Vec<String> {
    database.rows(query).await.iter().map(|row| format!("{row:?}")).collect()
}

/// A database on which the first migration stands: on an empty one there would be one transaction, and little to see.
async fn prepared(arena: &Arena) -> Option<Database> {
    let database = arena.database().await?;
    Client::new(&database).run(&embed_apart(&history::ALL[..1]).migrator()).await.unwrap();
    Some(database)
}

/// What an uninterrupted run leaves behind it on each way, and how long it takes.
async fn uninterrupted(arena: &Arena) -> Option<Vec<(Left, Duration)>> {
    let database = prepared(arena).await?;
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
    let Some(expected) = uninterrupted(&arena).await else { return };
    let mut tally = Tally { backend: version(&arena).await, struck: strike.name(), ..Tally::default() };
    let wanted = rounds(Strike::all(dialect).len() * 3).div_ceil(Strike::all(dialect).len());
    let mut seed = 0;
    // A strike may come too late, and then there are more of them; but not for ever.
    while tally.kills < wanted && seed < 20 * wanted as u64 {
        let database = prepared(&arena).await.expect("as before");
        for (way, (expected, time)) in WAYS.into_iter().zip(&expected) {
            for _ in 0..1 + chance(seed, IN_ONE_GO) {
                seed += 1;
                let after = Duration::from_micros(chance(seed, time.as_micros() as u64));
                tally.kills += usize::from(arena.strike(&database, way, after).await);
            }
            let client = Client::new(&database);
            let outcome = way.go(&client).await;
            client.close().await;
            if let Err(error) = outcome {
                tally.human += 1;
                tally.failures.push(format!("seed {seed}, {way:?}: {error}"));
                break;
            }
            let left = left(&database, way).await;
            if left.shape != expected.shape {
                tally.torn += 1;
                tally.failures.push(format!("seed {seed}, {way:?}: {}", difference(&expected.shape, &left.shape)));
            }
            if left.rows != expected.rows {
                tally.doubled += 1;
                tally.failures.push(format!("seed {seed}, {way:?}: {}", difference(&expected.rows, &left.rows)));
            }
        }
        database.close().await;
    }
    tally.time = begun.elapsed();
    tally.close();
}

/// The lines that only one of the two has.
fn difference(expected: &[String], found: &[String]) -> String {
    let only = |one: &[String], other: &[String]| {
        one.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>().join("; ")
    };
    format!("missing {}, there instead {}", only(expected, found), only(found, expected))
}

/// The database's own name and version.
async fn version(arena: &Arena) -> String {
    let query = match arena.dialect {
        Dialect::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
        Dialect::Postgres => "SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)",
        Dialect::MySql => {
            "SELECT concat(if(version() LIKE '%MariaDB%', 'MariaDB ', 'MySQL '), substring_index(version(), '-', 1))"
        }
    };
    let database = arena.database().await.expect("there was one before");
    let version = database.rows(query).await[0][0].clone().unwrap_or_default();
    database.close().await;
    version
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

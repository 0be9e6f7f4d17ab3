//! What is left on a database, in a form in which two of them can be compared.

use super::history;
use super::process::Way;
use crate::client::Client;
use crate::embed::embed_apart;
use crate::golden::catalogue;
use crate::introspect;
use crate::support::Database;

/// What is left on a database.
#[derive(Debug, PartialEq)]
pub struct Left {
    /// Its tables and objects as it shows them itself, its records, and how it differs from the replay.
    pub shape: Vec<String>,
    /// What its rows say of how often each was changed.
    pub rows: Vec<String>,
}

/// What is left after a run that went this way.
pub async fn left(database: &Database, way: Way) -> Left {
    let found = introspect::read(database).await;
    let mut shape = found.differences(&history::declared(way.applied()));
    shape.extend(catalogue::read(database).await);
    shape.extend(catalogue::objects(database).await);
    let records =
        "SELECT app, name, order_index, checksum, chain, state, step FROM covet_migrations ORDER BY app, order_index";
    shape.extend(lines(database, records).await);
    let mut rows = lines(database, "SELECT entry, count(*) FROM ledger GROUP BY entry ORDER BY entry").await;
    rows.extend(lines(database, "SELECT count(*), sum(n) FROM users").await);
    if way == Way::Up {
        rows.extend(lines(database, "SELECT place, n, text FROM counter ORDER BY place").await);
        rows.extend(lines(database, "SELECT n, visits, count(*) FROM users GROUP BY n, visits").await);
        rows.extend(lines(database, "SELECT name FROM roles ORDER BY id").await);
    }
    Left { shape, rows }
}

async fn lines(database: &Database, query: &str) -> Vec<String> {
    database.rows(query).await.iter().map(|row| format!("{row:?}")).collect()
}

/// The lines that only one of the two has.
pub fn difference(expected: &[String], found: &[String]) -> String {
    let only = |one: &[String], other: &[String]| {
        one.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>().join("; ")
    };
    format!("missing {}; there instead {}", only(expected, found), only(found, expected))
}

/// Applies the first migration: on an empty database there would be one transaction, and little to see.
pub async fn prepared(database: &Database) {
    let client = Client::new(database);
    client.run(&embed_apart(&history::ALL[..1]).migrator()).await.unwrap();
    client.close().await;
}

//! What is counted, and where it is told.

use std::fmt;
use std::io::Write as _;
use std::time::Duration;

use covet::Error;
use covet_core::Dialect;

use super::left::{Left, difference};
use crate::support::Database;

/// Where `cargo xtask faults` reads the tallies.
const REPORT: &str = "COVET_FAULTS_REPORT";

/// What came of the strikes of one kind on one database.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The database, and its version.
    pub backend: String,
    /// What was struck.
    pub struck: &'static str,
    /// How many of them met a run that was under way.
    pub kills: usize,
    /// How many places were left, by a run that was finished, with another schema or other records than an uninterrupted run.
    pub torn: usize,
    /// How many runs could not go on by themselves.
    pub human: usize,
    /// How many changes of rows were made twice, or not at all.
    pub doubled: usize,
    /// How long all of it took.
    pub time: Duration,
    /// What went wrong, for people.
    pub failures: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { backend, struck, kills, torn, human, doubled, time, .. } = self;
        write!(f, "{backend}\t{struck}\t{kills}\t{torn}\t{human}\t{doubled}\t{}", time.as_secs())
    }
}

impl Tally {
    /// Nothing so far, on a database.
    pub async fn new(database: &Database) -> Tally {
        let query = match database.dialect {
            Dialect::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
            Dialect::Postgres => "SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)",
            Dialect::MySql => {
                "SELECT concat(if(version() LIKE '%MariaDB%', 'MariaDB ', 'MySQL '), substring_index(version(), '-', 1))"
            }
        };
        let backend = database.rows(query).await[0][0].clone().unwrap_or_default();
        Tally { backend, ..Tally::default() }
    }

    /// A run was finished: what it left is held against what an uninterrupted one leaves.
    pub fn compare(&mut self, expected: &Left, found: &Left, what: &str) {
        if expected.shape != found.shape {
            self.torn += 1;
            self.failures.push(format!("{what}: {}", difference(&expected.shape, &found.shape)));
        }
        if expected.rows != found.rows {
            self.doubled += 1;
            self.failures.push(format!("{what}: {}", difference(&expected.rows, &found.rows)));
        }
    }

    /// A run could not be finished.
    pub fn needs_a_person(&mut self, what: &str, error: &Error) {
        self.human += 1;
        self.failures.push(format!("{what}: {error}"));
    }

    /// Tells it to who asks for it, and requires that nothing went wrong.
    pub fn close(self) {
        if let Ok(path) = std::env::var(REPORT) {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
            writeln!(file, "{self}").unwrap();
        }
        assert!(self.failures.is_empty(), "{self}\n{}", self.failures.join("\n"));
        assert!(self.kills > 0, "nothing was met: {self}");
    }
}

/// How many strikes of each kind there are: enough to notice, or as many as one asks for.
pub fn rounds(few: usize) -> usize {
    std::env::var("COVET_FAULTS_ROUNDS").map_or(few, |rounds| rounds.parse().expect("COVET_FAULTS_ROUNDS is a number"))
}

/// A number that follows from the seed, and looks like none that does.
pub fn chance(seed: u64, below: u64) -> u64 {
    let hash = covet_core::Checksum::of(&seed.to_le_bytes()).0;
    u64::from_le_bytes(hash[..8].try_into().unwrap()) % below.max(1)
}

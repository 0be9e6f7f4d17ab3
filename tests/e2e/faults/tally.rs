//! What is counted, and where it is told.

use std::fmt;
use std::io::Write as _;
use std::time::Duration;

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

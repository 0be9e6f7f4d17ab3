//! `cargo xtask faults`: the strikes of the end-to-end tests in large numbers, and a table of what they left.

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::bench::table::{Table, grouped};
use crate::server::Servers;
use crate::workspace;

/// The flags of `cargo xtask faults`.
#[derive(Args)]
pub struct Options {
    /// How many kills each database gets at least
    #[arg(long, default_value = "200", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rounds: u32,
    /// Only this database; may be given more than once
    #[arg(long, value_name = "BACKEND")]
    backend: Vec<Backend>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Backend {
    Sqlite,
    Postgres,
    Mysql,
}

impl Backend {
    /// How the names of its tests begin.
    fn tests(self) -> [&'static str; 2] {
        match self {
            Backend::Sqlite => ["faults::kills::sqlite", "faults::lost::sqlite"],
            Backend::Postgres => ["faults::kills::postgres", "faults::lost::postgres"],
            Backend::Mysql => ["faults::kills::mysql", "faults::lost::mysql"],
        }
    }
}

/// What a line of the report counts: kills, torn states, human steps, changes doubly applied, seconds.
type Counts = [u32; 5];

/// Strikes, and prints what came of it.
///
/// # Errors
/// When a server does not start, the tests do not build, or a strike left anything but what an uninterrupted run leaves.
pub fn task(options: &Options) -> Result<ExitCode> {
    let all = [Backend::Sqlite, Backend::Postgres, Backend::Mysql];
    let backends = if options.backend.is_empty() { &all[..] } else { &options.backend };
    let servers = match backends {
        [Backend::Sqlite] => None,
        _ => Some(Servers::start()?.with_mortal()?),
    };
    let report = workspace::metadata()?.target_directory.join("faults.tsv");
    fs::write(&report, "").with_context(|| format!("failed to write {}", report.display()))?;

    let mut command = workspace::cargo();
    command.args(["test", "--package", "covet", "--test", "e2e", "--all-features", "--"]);
    command.args(backends.iter().flat_map(|backend| backend.tests()));
    command.env("COVET_FAULTS_REPORT", &report).env("COVET_FAULTS_ROUNDS", options.rounds.to_string());
    match &servers {
        Some(servers) => command.envs(servers.variables()),
        None => command.env("COVET_TEST_SQLITE_ONLY", "1"),
    };
    let outcome = workspace::run(&mut command);
    let lines = fs::read_to_string(&report).with_context(|| format!("failed to read {}", report.display()))?;
    println!("\n{}", table(&lines)?);
    outcome.context("a strike left something else than an uninterrupted run leaves: see above")?;
    Ok(ExitCode::SUCCESS)
}

/// A table with a row for each that was struck, and one for each database with all of them.
fn table(report: &str) -> Result<Table> {
    let mut databases: BTreeMap<&str, Vec<(&str, Counts)>> = BTreeMap::new();
    for line in report.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [database, struck, counts @ ..] = &cells[..] else { bail!("failed to read the report: {line}") };
        let counts: Vec<u32> = counts.iter().map(|count| count.parse()).collect::<Result<_, _>>()?;
        let counts = Counts::try_from(counts).map_err(|_| anyhow::anyhow!("failed to read the report: {line}"))?;
        databases.entry(database).or_default().push((struck, counts));
    }
    let header = ["database", "what is struck", "kills", "torn states", "human steps", "doubly applied", "seconds"];
    let caption =
        "kills at random moments of runs and roll-backs, each then run again; kills that met a run are counted";
    let mut table = Table::new(caption, &header);
    for (database, mut rows) in databases {
        rows.sort_unstable();
        let sum = |place: usize| rows.iter().map(|(_, counts)| counts[place]).sum();
        let total: Counts = std::array::from_fn(sum);
        let mut name = database;
        for (struck, counts) in rows.iter().chain([&("all", total)]) {
            let cells = [name, struck].map(str::to_owned).into_iter();
            table.row(cells.chain(counts.iter().map(|&count| grouped(count))).collect());
            name = "";
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_database_has_a_sum() {
        let report = "PostgreSQL 15.1\tserver\t3\t0\t0\t0\t10\nPostgreSQL 15.1\tclient\t1200\t1\t0\t0\t5\n";
        let shown = table(report).unwrap().to_string();
        let rows: Vec<Vec<&str>> =
            shown.lines().skip(2).map(|line| line.split("  ").map(str::trim).collect()).collect();
        let cells = |row: &[&str]| row.iter().filter(|cell| !cell.is_empty()).copied().collect::<Vec<_>>().join(" ");
        assert_eq!(cells(&rows[0]), "PostgreSQL 15.1 client 1,200 1 0 0 5");
        assert_eq!(cells(&rows[2]), "all 1,203 1 0 0 15");
        assert!(table("one\ttwo\tthree").is_err());
    }
}

//! `cargo xtask bench`: Covet beside sqlx, on the same machine, in the same run.
//!
//! A number of its own says little on another machine; a ratio of two taken in turns says more. So every table here
//! holds both, with the spread, and nothing is subtracted unless the caption says so. No test depends on a time.

mod apply;
mod expansion;
mod history;
mod models;
mod peers;
mod place;
mod project;
mod rebuild;
mod samples;
mod start;
pub mod table;
mod timed;
mod turns;

use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::server::Servers;
use crate::workspace::{self, Drivers};

use history::History;
use peers::Peers;
use place::Place;

/// The flags of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// How many migrations; several numbers give several rows
    #[arg(long = "n", value_name = "N,..", value_delimiter = ',', default_value = "1000")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=i64::from(History::MOST)))]
    sizes: Vec<u32>,
    /// How often each build, and each run on an empty database, is timed
    #[arg(long, default_value = "7", value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// How often each start with nothing to do is timed
    #[arg(long, default_value = "200", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    starts: u32,
    /// Only this part; may be given more than once
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Start no server and measure SQLite alone
    #[arg(long)]
    sqlite: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A build after one more migration
    Rebuild,
    /// The macro by itself
    Expansion,
    /// Migrations from models
    Models,
    /// A start with nothing pending
    Start,
    /// All migrations onto a database
    Apply,
    /// Waits for a PostgreSQL that is far away
    Turns,
}

/// How many migrations are applied from afar: enough to see what a number of them costs, whatever the peers take.
const TURNED: u32 = 100;

/// Measures and prints a table for each part, all of them again at the end.
///
/// # Errors
/// When a generated project does not build, a server does not start, or a program did not do what was timed.
pub fn task(options: &Options) -> Result<ExitCode> {
    let mut tables = Vec::new();
    if options.wants(Part::Expansion) {
        tables.push(expansion::measure(&options.sizes, options.rounds)?);
    }
    if options.wants(Part::Models) {
        tables.push(models::measure(options.rounds)?);
    }
    if options.wants(Part::Rebuild) {
        tables.push(rebuild::measure(&options.sizes, options.rounds)?);
    }
    if [Part::Start, Part::Apply, Part::Turns].into_iter().any(|part| options.wants(part)) {
        let servers = match Drivers::only_sqlite_if(options.sqlite) {
            Drivers::All => Some(Servers::start()?),
            Drivers::Sqlite => None,
        };
        let places = Place::all(servers.as_ref())?;
        let programs = timed::build(&options.sizes)?;
        let peers = Peers::build()?;
        if options.wants(Part::Start) {
            tables.push(start::measure(&programs, &places, options.starts)?);
        }
        if options.wants(Part::Apply) {
            tables.push(apply::measure(&programs, &peers, &places, options.rounds)?);
        }
        if options.wants(Part::Turns) && servers.is_some() {
            let program = &timed::build(&[TURNED])?[0];
            tables.push(turns::measure(program, &peers, &places, options.rounds)?);
        }
    }
    println!("\n{}", versions()?);
    for table in tables {
        println!("\n{table}");
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// What was measured, on what: the first line of a quotation.
fn versions() -> Result<String> {
    let rustc = workspace::output(Command::new("rustc").arg("--version"))?;
    let processors = std::thread::available_parallelism()?;
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let (covet, sqlx) = (env!("CARGO_PKG_VERSION"), project::locked_version("sqlx")?);
    let rustc = rustc.trim();
    Ok(format!("covet {covet}, sqlx {sqlx}, {rustc}, {system} {machine} with {processors} processors"))
}

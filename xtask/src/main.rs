//! The development tasks of Covet, run as `cargo xtask <task>`.

mod arrows;
mod bench;
mod ci;
mod faults;
mod install;
mod packages;
mod quickstart;
mod serve;
mod server;
mod test;
mod versions;
mod workspace;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::workspace::Drivers;

/// Development tasks of Covet
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every test, on throwaway PostgreSQL and MariaDB servers and on SQLite
    Test {
        /// Start no server and run only what SQLite can run
        #[arg(long)]
        sqlite: bool,
        /// Passed on to `cargo test`: a filter, `--test NAME`, `-- --nocapture`
        #[arg(last = true, value_name = "ARGS")]
        passed_on: Vec<String>,
    },
    /// Run everything that CI runs, and stop at the first failure
    Ci {
        /// Start no server and run only what SQLite can run
        #[arg(long)]
        sqlite: bool,
    },
    /// Start the throwaway servers, print how to reach them, and wait for Ctrl-C or the end of stdin
    Servers {
        /// Stay up for so long, whatever happens to stdin
        #[arg(long = "for", value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// Check which crate and which module may use which
    Arrows,
    /// Package every crate that is published, and build each from its package
    Packages,
    /// Run the tests that depend on it on the newest PostgreSQL, which npm has a package of
    Versions,
    /// Kill clients, sessions, connections and servers while they migrate, and print a table of what that left
    Faults(faults::Options),
    /// Measure builds, starts and runs beside sqlx, and print tables
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Test { sqlite, passed_on } => test::task(Drivers::only_sqlite_if(sqlite), &passed_on),
        Task::Ci { sqlite } => ci::task(Drivers::only_sqlite_if(sqlite)),
        Task::Servers { seconds } => serve::task(seconds.map(Duration::from_secs)),
        Task::Arrows => arrows::check().map(|()| ExitCode::SUCCESS),
        Task::Packages => packages::check().map(|()| ExitCode::SUCCESS),
        Task::Versions => versions::check().map(|_| ExitCode::SUCCESS),
        Task::Faults(options) => faults::task(&options),
        Task::Bench(options) => bench::task(&options),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

//! The commands, a file each.

mod answers;
pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod drift;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod inspectdb;
pub(crate) mod makemigrations;
pub(crate) mod migrate;
mod prune;
mod replayed;
pub(crate) mod rollback;
pub(crate) mod seal;
pub(crate) mod showmigrations;
pub(crate) mod sqlmigrate;
pub(crate) mod squashmigrations;
mod stored;
mod target;
mod unsaid;
pub(crate) mod verify;

use crate::context::Context;
use crate::covet::Command;
use crate::exit::Outcome;

/// Runs a command.
///
/// # Errors
/// Why it could not do what it was to do.
pub(crate) async fn run(command: Command, context: &Context) -> Outcome {
    match command {
        Command::Init(init) => init::run(&init, context),
        Command::Makemigrations(make) => makemigrations::run(&make, context).await,
        Command::Migrate(migrate) => migrate::run(&migrate, context).await,
        Command::Rollback(rollback) => rollback::run(&rollback, context).await,
        Command::Showmigrations(show) => showmigrations::run(&show, context).await,
        Command::Sqlmigrate(sql) => sqlmigrate::run(&sql, context),
        Command::Check(check) => check::run(&check, context),
        Command::Verify(verify) => verify::run(&verify, context).await,
        Command::Drift(drift) => drift::run(&drift, context).await,
        Command::Seal(seal) => seal::run(&seal, context),
        Command::Inspectdb(inspect) => inspectdb::run(&inspect, context).await,
        Command::Fmt(fmt) => fmt::run(&fmt, context),
        Command::Squashmigrations(squash) => squashmigrations::run(&squash, context),
        Command::Graph(graph) => graph::run(&graph, context),
        Command::Config(config) => config::run(&config, context),
    }
}

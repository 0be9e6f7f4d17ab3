//! The commands as arguments of a command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use clap::{Args, Subcommand, ValueEnum};

use crate::commands::{
    self, check, config, drift, fmt, graph, init, inspectdb, makemigrations, migrate, rollback, seal,
};
use crate::commands::{showmigrations, sqlmigrate, squashmigrations, verify};
use crate::context::Context;
use crate::exit::Exit;
use crate::source::Source;
use crate::terminal::Terminal;

/// The colours of the help texts.
pub const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new());

/// The commands of Covet, and the options that all of them take: what `covet` parses, and what a program nests in its own
/// command line.
#[derive(Args, Clone, Debug)]
pub struct Covet {
    // In boxes, so that an enum with this as one of its variants is small.
    #[command(flatten)]
    pub(crate) options: Box<Options>,
    #[command(subcommand)]
    pub(crate) command: Box<Command>,
}

/// What holds for every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// The database, such as postgres://user:secret@host/name or sqlite://app.db.
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) database_url: Option<String>,
    /// The directory of the migrations; `migrations` in the project by default.
    #[arg(long, short, value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// The directory of the crate; by default the nearest one from here upward that has a Cargo.toml.
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) project: Option<PathBuf>,
    /// The tracking table; covet_migrations by default.
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) table: Option<String>,
    /// The schema (in MySQL: database) of the tracking table; by default the one that the connection is in.
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) schema: Option<String>,
    /// The role as which everything is done, on PostgreSQL: it owns what migrations make.
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) role: Option<String>,
    /// How results are written.
    #[arg(long, value_name = "FORM", global = true, default_value = "text")]
    pub(crate) output: Output,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: clap::ColorChoice,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// A command.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Begin: write the directory of the migrations and covet.toml.
    Init(init::Init),
    /// Write the migrations that the models ask for, or an empty one.
    Makemigrations(makemigrations::Makemigrations),
    /// Apply what is pending.
    Migrate(migrate::Migrate),
    /// Undo what was applied last, or everything beyond a target.
    Rollback(rollback::Rollback),
    /// Show which migrations there are, and which of them are applied.
    Showmigrations(showmigrations::Showmigrations),
    /// Show the SQL of a migration.
    Sqlmigrate(sqlmigrate::Sqlmigrate),
    /// Check the migrations of the directory as a build does, without a build.
    Check(check::Check),
    /// Compare the recorded history of the database with the migrations, checksum by checksum.
    Verify(verify::Verify),
    /// Compare what stands in the database with what its migrations make.
    Drift(drift::Drift),
    /// Seal migrations: from then on a build fails when one of them changes.
    Seal(seal::Seal),
    /// Write a first migration and models for what stands in the database.
    Inspectdb(inspectdb::Inspectdb),
    /// Format the migration files.
    Fmt(fmt::Fmt),
    /// Make one migration of several, for databases that have none of them yet.
    Squashmigrations(squashmigrations::Squashmigrations),
    /// Draw the tables, or the dependencies of the migrations.
    Graph(graph::Graph),
    /// Show every setting and where it comes from.
    Config(config::Config),
}

impl Covet {
    /// Runs the command; says on the terminal what came of it.
    pub async fn run(self, source: Source) -> ExitCode {
        self.exit(source).await.into()
    }

    /// As [`run`](Covet::run), for programs that look at how it ended.
    pub async fn exit(self, source: Source) -> Exit {
        let Covet { options, command } = self;
        match options.color {
            clap::ColorChoice::Always => ColorChoice::Always.write_global(),
            clap::ColorChoice::Never => ColorChoice::Never.write_global(),
            clap::ColorChoice::Auto => {}
        }
        let terminal = Terminal { json: options.output == Output::Json };
        let outcome = match Context::of(&options, source, terminal) {
            Ok(context) => commands::run(*command, &context).await,
            Err(failure) => Err(failure),
        };
        outcome.unwrap_or_else(|failure| {
            terminal.fail(&failure);
            failure.exit
        })
    }
}

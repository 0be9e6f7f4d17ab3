//! The command `covet`, and the same commands for a program's own command line.
//!
//! `covet` reads the migrations of a project from their directory. A program that embeds its migrations offers the very
//! same commands over these, without a directory, and with the Rust functions that its migrations run:
//!
//! ```
//! use clap::Parser;
//!
//! static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
//! // In your program: covet::migrations!(static MIGRATIONS);
//!
//! #[derive(Parser)]
//! enum Shop {
//!     /// Serves the shop.
//!     Serve,
//!     /// Migrates the database: `shop db migrate`.
//!     Db(covet_cli::Covet),
//! }
//!
//! # async fn f() -> std::process::ExitCode {
//! match Shop::parse_from(["shop", "db", "showmigrations"]) {
//!     Shop::Serve => std::process::ExitCode::SUCCESS,
//!     Shop::Db(covet) => covet.run(covet_cli::Source::embedded(&MIGRATIONS)).await,
//! }
//! # }
//! ```
//!
//! Every command writes its result to stdout, as text or with `--output json`, and everything else to stderr; it asks
//! only on a terminal. The exit codes are those of [`Exit`].
//!
//! A reader's tour: `settings` finds out where everything is, and from where it knows; `context` has that and the
//! migrations; `commands` has a file for each command; `graph` draws.

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("covet-cli has no driver: enable one of the features `sqlite`, `postgres` and `mysql`");

mod commands;
mod context;
mod covet;
mod database;
mod exit;
mod files;
mod graph;
mod moment;
mod new_migration;
mod progress;
mod rustfmt;
mod settings;
mod source;
mod standalone;
mod table;
mod terminal;

pub use covet::{Covet, STYLES};
pub use exit::Exit;
pub use source::Source;
pub use standalone::main;

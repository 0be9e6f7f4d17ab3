//! The runtime of Covet: applies embedded migrations to a database through sqlx, and keeps account of them.
//!
//! [`Migrations`] are what `covet::migrations!` embeds. [`Migrations::run`] applies what is pending, and costs one
//! statement when nothing is; what the database applied is recorded in the table `covet_migrations`.
//!
//! A reader's tour: `history` compares what a database recorded with what the binary embeds; `work` decodes, replays
//! and plans what is pending; `run` is the one loop that runs it, in `attempt`s, each a list of `piece`s that `perform`
//! runs and `judge` looks at when one fails. An attempt stands or falls as a whole, or goes `stepwise`, and then `recover`
//! tells where one that was cut short goes on. `backend` is what differs from database to database. `stored` undoes what the
//! binary does not embed, `log` keeps what was done, `hooks` calls the caller.

#[cfg(not(any(feature = "postgres", feature = "mysql", feature = "sqlite")))]
compile_error!("covet has no driver: enable one of the features `sqlite`, `postgres` and `mysql`");

mod address;
mod ask;
mod attempt;
mod backend;
mod blocking;
mod combine;
mod connection;
mod embedded;
mod engines;
mod error;
mod event;
mod failure;
mod former;
mod history;
mod hold;
mod hooks;
mod initial;
mod introspect;
mod judge;
mod kept;
#[cfg(feature = "mysql")]
mod lease;
mod lineage;
mod log;
mod message;
mod migrator;
mod mismatch;
mod needs;
mod options;
mod overview;
mod perform;
mod piece;
mod progress;
mod recover;
mod report;
mod resume;
mod run;
mod source;
mod sql;
mod stepwise;
mod stored;
mod target;
#[cfg(feature = "testing")]
pub mod testing;
mod tracking;
mod unpacked;
mod waiting;
mod work;

pub use blocking::Blocking;
pub use connection::Connection;
pub use embedded::{BoxFuture, Migrations};
pub use error::{Error, Result};
pub use event::Event;
pub use failure::{Denied, Failure, Interrupted, Reason};
pub use hooks::{Hook, HookFailure, Migrating, Upcoming};
pub use introspect::{Constraints, Introspected, SchemaIntrospector, Unmodelled, What};
pub use log::{Log, LogEntry, Logged};
pub use migrator::Migrator;
pub use mismatch::Mismatch;
pub use options::WhenNewer;
pub use overview::{Entry, PlanReport, Planned, Standing, Status, Verified};
pub use report::{Direction, Done, Report};
pub use source::{Opened, Source};
pub use target::Stop;

/// What the macros' expansions name; no part of the public interface.
#[doc(hidden)]
pub mod private {
    pub use crate::connection::{FromConnection, StepResult};
    pub use crate::embedded::{App, BoxFuture, Embedded, Link, Packed, RustFunction, RustStep};
    /// What `combine!` evaluates.
    pub mod combine {
        pub use crate::combine::{Combined, count_apps, count_migrations, merge_apps, take_turns};
    }
    pub use covet_core::packing::Names;
    pub use covet_core::packing::Packed as Rows;
    pub use std::boxed::Box;
    pub use std::option::Option;
}

//! Failures in the middle of the work: what failed, what state that left, what to do next.

use std::error::Error as StdError;
use std::fmt;

use covet_core::{Checksum, Dialect, MigrationId};

use crate::error::{Error, said};
use crate::report::{Direction, counted};

/// A statement or a Rust step of a migration failed.
///
/// Shown, it is a message of several lines: what failed, while what was running, the state, and what to do next. An alert wants
/// less:
///
/// ```
/// fn alert(failure: &covet_runtime::Failure) -> String {
///     let (step, steps) = failure.step;
///     format!("{} on {}, step {step} of {steps}: {}", failure.migration, failure.dialect, failure.error)
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The migration.
    pub migration: MigrationId,
    /// Whether it was applied or rolled back.
    pub direction: Direction,
    /// The database.
    pub dialect: Dialect,
    /// The operation, as messages name it: "create table `users`"; nothing where Covet's own bookkeeping failed.
    pub operation: Option<String>,
    /// The step, counted from 1, and the number of steps; 0 before the first.
    pub step: (usize, usize),
    /// The SQL, or the path of the Rust function.
    pub code: String,
    /// What the database, or the function, said.
    pub error: Error,
    /// The state that the database is in now.
    pub state: String,
    /// What to do next.
    pub help: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.direction {
            Direction::Apply => "failed to apply",
            Direction::RollBack => "failed to roll back",
        };
        write!(f, "{doing} `{}` on {}", self.migration, self.dialect)?;
        if let Some(operation) = &self.operation {
            write!(f, ": {operation} (step {} of {})", self.step.0, self.step.1)?;
        }
        writeln!(f, ": {}", self.error)?;
        if !self.code.is_empty() {
            writeln!(f, "  while running: {}", shortened(&self.code))?;
        }
        writeln!(f, "  state: {}", self.state)?;
        write!(f, "  next: {}", self.help)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// A statement is shown whole up to a size at which nobody reads it any more.
fn shortened(code: &str) -> String {
    const SHOWN: usize = 600;
    match code.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} .. ({} characters)", &code[..end], code.chars().count()),
        None => code.to_owned(),
    }
}

/// The user of the connection lacks a privilege.
#[derive(Debug)]
#[non_exhaustive]
pub struct Denied {
    /// What it was for: "create the tracking table `public`.`covet_migrations`".
    pub doing: String,
    /// What to run as somebody who may.
    pub grant: String,
    /// What the database said.
    pub error: sqlx::Error,
    /// The state that the database is in now.
    pub state: String,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "not allowed to {}: {}", self.doing, said(&self.error))?;
        writeln!(f, "  state: {}", self.state)?;
        write!(f, "  next: let an administrator run this, and run again:\n    {}", self.grant)
    }
}

impl StdError for Denied {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// An earlier run stopped within a migration, on a database where DDL cannot be undone by a transaction.
#[derive(Debug)]
#[non_exhaustive]
pub struct Interrupted {
    /// The migration.
    pub migration: MigrationId,
    /// Whether it was applied or rolled back.
    pub direction: Direction,
    /// The checksum that the database recorded.
    pub recorded: Checksum,
    /// The steps that are known to have finished.
    pub finished: usize,
    /// How many steps it has, where the binary embeds the migration.
    pub steps: Option<usize>,
    /// The first step that is not known to have finished, where the binary embeds the migration: its operation, and
    /// what it runs.
    pub next: Option<(String, String)>,
    /// What is to be checked, and how to go on.
    pub help: String,
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.direction {
            Direction::Apply => "applied",
            Direction::RollBack => "rolled back",
        };
        let Interrupted { migration, finished, .. } = self;
        writeln!(f, "an earlier run stopped while `{migration}` ({}) was being {doing}", self.recorded.short())?;
        let number = finished + 1;
        match &self.next {
            None if self.steps == Some(*finished) => {
                writeln!(f, "  state: all its {finished} step(s) are done, and only the record says otherwise")?;
            }
            Some((operation, code)) => {
                writeln!(
                    f,
                    "  state: {} of it done; step {number} ({operation}) may have been done or not",
                    counted(*finished, "step")
                )?;
                writeln!(f, "  step {number}: {}", shortened(code))?;
            }
            None => writeln!(
                f,
                "  state: {} of it done; step {number} may have been done or not",
                counted(*finished, "step")
            )?,
        }
        write!(f, "  next: {}", self.help)
    }
}

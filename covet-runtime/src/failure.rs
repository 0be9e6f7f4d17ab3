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
///
/// ```
/// use covet_runtime::Error;
/// fn to_run_as_owner(error: &Error) -> Option<&str> {
///     match error {
///         Error::Denied(denied) => Some(&denied.grant),
///         _ => None,
///     }
/// }
/// ```
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

/// An earlier run stopped within a migration that no transaction covers, and this one cannot go on with it by itself.
///
/// ```
/// use covet_runtime::Error;
/// fn page(error: &Error) -> Option<String> {
///     let Error::Interrupted(found) = error else { return None };
///     Some(format!("{} stopped after step {}: {}", found.migration, found.finished, found.help))
/// }
/// ```
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
    /// Why a person has to look.
    pub reason: Reason,
    /// What is to be checked, and how to go on.
    pub help: String,
}

/// Why a migration that was cut short cannot be gone on with.
///
/// ```
/// use covet_runtime::{Interrupted, Reason};
/// fn can_be_gone_on_with(interrupted: &Interrupted) -> bool {
///     interrupted.reason == Reason::HalfDone
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The next step had begun, and nothing but its end is recorded of it: it may have been done or not, or in part.
    Unrecorded,
    /// The database is neither as it was before the next step nor as it would be after it: somebody changed it since.
    Drifted {
        /// How what stands there differs from what was there before the step, a line for each difference.
        from_before: Vec<String>,
        /// How it differs from what would be there after the step.
        from_after: Vec<String>,
    },
    /// None: a run goes on with it, and nobody has yet.
    HalfDone,
    /// The binary embeds the migration with another content.
    Edited {
        /// The checksum in the binary.
        embedded: Checksum,
    },
    /// The binary does not embed the migration.
    NotEmbedded,
    /// The binary divides the migration into other steps, as another version of Covet may: the count says nothing then.
    Replanned,
    /// The migration ended the transaction that it was to be in, and with it the record of what it does.
    TransactionEnded,
    /// An earlier step left in its session what later ones may read, and no new session can be given it: a variable that was set to
    /// something else than a literal, or what `LAST_INSERT_ID()` told.
    SessionLost {
        /// What it is.
        what: String,
        /// The number of the step that left it.
        by: usize,
    },
}

impl Reason {
    /// What comes before the two ways to go on; `step` is the number of the next step.
    pub(crate) fn advice(&self, step: usize) -> String {
        match self {
            Reason::Unrecorded | Reason::NotEmbedded | Reason::TransactionEnded => {
                format!("check whether the database has what step {step} does, then ")
            }
            Reason::Drifted { .. } => format!(
                "put the database back to where it was before step {step} or would be after it, and run again; or "
            ),
            Reason::Edited { .. } => {
                "run again with the migration as it was when this began, which goes on by itself; or ".to_owned()
            }
            Reason::HalfDone => "run again, which goes on by itself; or ".to_owned(),
            Reason::Replanned => "run again with what began it, which goes on by itself; or ".to_owned(),
            Reason::SessionLost { what, .. } => format!("find out what `{what}` was, then "),
        }
    }

    fn explain(&self, f: &mut fmt::Formatter<'_>, step: usize) -> fmt::Result {
        match self {
            Reason::Unrecorded => {
                writeln!(f, "  step {step} had begun; it may have been done or not, and no query says which")
            }
            Reason::Drifted { from_before, from_after } => {
                writeln!(f, "  the database is not as it was before step {step}: {}", listed(from_before))?;
                writeln!(f, "  nor as it would be after it: {}", listed(from_after))
            }
            Reason::Edited { embedded } => {
                writeln!(f, "  at hand it is {}: it was edited in between", embedded.short())
            }
            Reason::NotEmbedded => {
                writeln!(f, "  it is not among the migrations at hand; step {step} may have been done or not")
            }
            Reason::HalfDone => Ok(()),
            Reason::Replanned => writeln!(f, "  it is divided into other steps here than by what began it"),
            Reason::TransactionEnded => {
                writeln!(f, "  it ended the transaction around it, and what it did until then stays")
            }
            Reason::SessionLost { what, by } => {
                writeln!(f, "  step {by} left `{what}` in its session, which is gone; what follows may need it")
            }
        }
    }
}

fn listed(differences: &[String]) -> String {
    if differences.is_empty() { "in a way that has no name".to_owned() } else { differences.join("; ") }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = match self.direction {
            Direction::Apply => "applied",
            Direction::RollBack => "rolled back",
        };
        let Interrupted { migration, finished, .. } = self;
        let step = finished + 1;
        writeln!(f, "an earlier run stopped while `{migration}` ({}) was being {doing}", self.recorded.short())?;
        write!(f, "  state: {}", counted(*finished, "step"))?;
        match self.steps {
            Some(steps) => writeln!(f, " of {steps} done, and nothing more was run")?,
            None => writeln!(f, " of it done, and nothing more was run")?,
        }
        if let Some((operation, code)) = &self.next {
            writeln!(f, "  step {step} ({operation}): {}", shortened(code))?;
        }
        self.reason.explain(f, step)?;
        write!(f, "  next: {}", self.help)
    }
}

//! What a run tells while it runs.

use std::fmt;
use std::sync::Arc;

use covet_core::MigrationId;

use crate::report::{Direction, Done};

/// Something that happened in a run; see [`Migrator::on_event`](crate::Migrator::on_event).
///
/// ```
/// use covet_runtime::Event;
/// fn line(event: &Event) -> Option<String> {
///     match event {
///         Event::Started { migration, steps } => Some(format!("{migration}: {steps} steps")),
///         Event::Finished(done) => Some(format!("{} took {:?}", done.migration, done.duration)),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// It is known what is to be done. Told anew where another process has done some of it in the meantime.
    Planned {
        /// Which way the migrations are run.
        direction: Direction,
        /// How many they are.
        migrations: usize,
    },
    /// Another process migrates this database, and the run waits for it.
    Waiting {
        /// The tracking table whose lock it waits for.
        table: String,
        /// Who has it, as far as the database tells.
        holder: String,
    },
    /// A migration begins; several at once, where they share a transaction.
    Started {
        /// The migration.
        migration: MigrationId,
        /// The number of its steps.
        steps: usize,
    },
    /// A step is finished. Of steps that travel in one message it is told when that is answered, and of those that share
    /// a transaction when it is committed.
    StepDone {
        /// The migration.
        migration: MigrationId,
        /// The step, counted from 1.
        step: usize,
        /// The number of its steps.
        steps: usize,
    },
    /// A migration is finished, and its transaction is committed.
    Finished(Done),
}

/// Whom a run tells what happens.
#[derive(Clone)]
pub(crate) struct Listener(pub(crate) Arc<dyn Fn(&Event) + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a listener")
    }
}

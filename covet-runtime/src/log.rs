//! The log: what was done to a database, by whom and with which binary. Rows are added, and never changed or removed, so
//! that it keeps what the tracking table forgets: roll-backs, failures, and who began what was never finished.
//!
//! A row is written together with the record that it is about, in one transaction, so that it costs no message of its own. A
//! migration that goes step by step, and every roll-back, has a row when it begins, too. Nothing is ever decided by the
//! log, but for one thing: what was recorded to undo a migration must be what was recorded then (`stored.rs`).

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use covet_core::{Checksum, MigrationId};

use crate::ask;
use crate::backend::{Backend, Fault, Ground, in_role};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::report::{Direction, Shown};
use crate::run::Run;
use crate::source::Source;
use crate::stored;
use crate::tracking::Tracking;
use crate::waiting::patiently;
use crate::work::Work;

/// What became of a migration when it was run; see [`LogEntry`].
///
/// ```
/// use covet_runtime::{LogEntry, Logged};
/// fn failures(log: &[LogEntry]) -> usize {
///     log.iter().filter(|entry| entry.outcome == Logged::Failed).count()
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Logged {
    /// It began. Only what may be cut short says so: what goes step by step, and roll-backs.
    Began,
    /// It was finished.
    Done,
    /// It failed.
    Failed,
}

impl Logged {
    fn word(self) -> &'static str {
        match self {
            Logged::Began => "began",
            Logged::Done => "done",
            Logged::Failed => "failed",
        }
    }
}

/// Something that was done to a database.
///
/// ```
/// use covet_runtime::{LogEntry, Logged};
///
/// fn is_trouble(entry: &LogEntry) -> bool {
///     entry.outcome == Logged::Failed
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// When, in UTC, as `2026-01-31 12:00:00`.
    pub at: String,
    /// Which way the migration was run.
    pub direction: Direction,
    /// What became of it.
    pub outcome: Logged,
    /// The migration, by the name that it had then.
    pub migration: MigrationId,
    /// Its checksum.
    pub checksum: Option<Checksum>,
    /// `run`; `squash` where it ran for all that it replaces; `fake` where it was recorded and not run; `stored` where it was
    /// undone by the steps that were recorded with it.
    pub kind: String,
    /// The user of the database; SQLite has none.
    pub by: Option<String>,
    /// The program: see [`Migrator::program`](crate::Migrator::program).
    pub program: String,
    /// The version of Covet in it.
    pub version: String,
    /// How long it took, where it was finished.
    pub duration: Option<Duration>,
    /// Why it failed.
    pub message: Option<String>,
}

/// What was done to a database, the first thing first. Shown, it leaves out where something began that has ended.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> covet_runtime::Result<()> {
/// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let log = MIGRATIONS.migrator().history(&pool).await?;
/// assert_eq!(log.to_string(), "nothing was ever done");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Log {
    /// What was done.
    pub entries: Vec<LogEntry>,
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.entries.is_empty() {
            return f.write_str("nothing was ever done");
        }
        let shown = self.shown();
        let width =
            |text: fn(&LogEntry) -> String| shown.iter().map(|entry| text(entry).chars().count()).max().unwrap_or(0);
        let (did, names) = (width(LogEntry::did), width(|entry| entry.migration.to_string()));
        for (place, entry) in shown.iter().enumerate() {
            let end = if place == 0 { "" } else { "\n" };
            write!(
                f,
                "{end}{} UTC  {:did$}  {:names$}  {}",
                entry.at,
                entry.did(),
                entry.migration.to_string(),
                entry.who()
            )?;
            if let Some(duration) = entry.duration {
                write!(f, "  {}", Shown(duration))?;
            }
            if let Some(line) = entry.message.as_ref().and_then(|message| message.lines().next()) {
                write!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

impl Log {
    /// What a person wants to see: that something began is told where it says nothing of how it ended.
    fn shown(&self) -> Vec<&LogEntry> {
        let mut ended = BTreeSet::new();
        let mut shown: Vec<&LogEntry> = Vec::new();
        for entry in self.entries.iter().rev() {
            let this = (&entry.migration, entry.direction == Direction::Apply);
            if entry.outcome != Logged::Began {
                ended.insert(this);
            } else if ended.remove(&this) {
                continue;
            }
            shown.push(entry);
        }
        shown.reverse();
        shown
    }
}

impl LogEntry {
    /// What was done, as a list shows it.
    fn did(&self) -> String {
        let (did, doing, to) = match self.direction {
            Direction::Apply => ("applied", "began to apply", "failed to apply"),
            Direction::RollBack => ("rolled back", "began to roll back", "failed to roll back"),
        };
        let text = match self.outcome {
            Logged::Done => did,
            Logged::Began => doing,
            Logged::Failed => to,
        };
        match self.kind.as_str() {
            "run" => text.to_owned(),
            kind => format!("{text} ({kind})"),
        }
    }

    /// By whom, with what.
    fn who(&self) -> String {
        let by = self.by.as_ref().map(|by| format!("{by}, ")).unwrap_or_default();
        format!("by {by}{} (covet {})", self.program, self.version)
    }
}

/// The log of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogTable<'a> {
    /// Its name, quoted and with its schema.
    pub(crate) table: &'a str,
    /// The program that writes it.
    pub(crate) program: &'a str,
}

const COLUMNS: &str = "logged_at, action, outcome, app, name, checksum, kind, revert_digest, done_by, program, version, \
                       duration_ms, message";

impl LogTable<'_> {
    pub(crate) fn create(&self, backend: &dyn Backend) -> String {
        format!("CREATE TABLE IF NOT EXISTS {} {}", self.table, backend.words().log_columns)
    }

    /// Logs that a migration begins, where it may be cut short.
    pub(crate) fn began(&self, work: &Work, tracking: &Tracking<'_>) -> Option<String> {
        let is_told = work.stepwise || work.direction == Direction::RollBack;
        is_told.then(|| self.insert(work, tracking, Logged::Began, "NULL"))
    }

    /// Logs that a migration is done, while its record is there.
    pub(crate) fn done(&self, work: &Work, tracking: &Tracking<'_>) -> String {
        let taken = match work.direction {
            Direction::Apply => "t.duration_ms".to_owned(),
            Direction::RollBack => {
                let words = tracking.backend.words();
                let elapsed = words.elapsed("max(logged_at)", words.now);
                format!(
                    "(SELECT {elapsed} FROM {} b WHERE b.app = t.app AND b.name = t.name AND b.outcome = 'began' \
                     AND b.action = 'rollback')",
                    self.table
                )
            }
        };
        self.insert(work, tracking, Logged::Done, &taken)
    }

    fn insert(&self, work: &Work, tracking: &Tracking<'_>, outcome: Logged, taken: &str) -> String {
        let (backend, words) = (tracking.backend, tracking.backend.words());
        let kind = match (work.direction, work.fake, work.stored.is_some()) {
            (_, true, _) => "fake",
            (Direction::Apply, ..) => &*work.row.kind,
            (Direction::RollBack, _, true) => "stored",
            (Direction::RollBack, _, false) => "run",
        };
        let digest = revert_digest(work);
        format!(
            "INSERT INTO {} ({COLUMNS}) SELECT {}, '{}', '{}', t.app, t.name, t.checksum, {}, {digest}, {}, {}, '{}', \
             {taken}, NULL FROM {} t {}",
            self.table,
            words.now,
            action(work.direction),
            outcome.word(),
            backend.literal(kind),
            words.user,
            backend.literal(self.program),
            VERSION,
            tracking.table,
            tracking.this(&work.row)
        )
    }

    /// Logs that migrations are applied that are recorded together, while their records are there.
    pub(crate) fn applied_all(&self, works: &[Work], tracking: &Tracking<'_>) -> String {
        let (backend, words) = (tracking.backend, tracking.backend.words());
        let these = works.iter().map(|work| {
            let (app, name) = (backend.literal(&work.row.id.app), backend.literal(&work.row.last.name));
            format!("({app}, {name}, {})", revert_digest(work))
        });
        format!(
            "INSERT INTO {} ({COLUMNS}) SELECT {}, 'apply', 'done', t.app, t.name, t.checksum, t.kind, w.column3, {}, {}, \
             '{VERSION}', t.duration_ms, NULL FROM {} t JOIN (VALUES {}) w ON t.app = w.column1 AND t.name = w.column2 \
             ORDER BY t.id",
            self.table,
            words.now,
            words.user,
            backend.literal(self.program),
            tracking.table,
            these.collect::<Vec<_>>().join(", ")
        )
    }

    /// Logs that a migration failed.
    fn failed(&self, backend: &dyn Backend, failed: &Failed<'_>) -> String {
        let words = backend.words();
        let checksum = failed.checksum.map_or_else(|| "NULL".to_owned(), |checksum| format!("'{checksum}'"));
        let message: String = failed.message.chars().filter(|&char| char != '\0').take(LONGEST).collect();
        format!(
            "INSERT INTO {} ({COLUMNS}) VALUES ({}, '{}', 'failed', {}, {}, {checksum}, 'run', NULL, {}, {}, '{VERSION}', \
             NULL, {})",
            self.table,
            words.now,
            action(failed.direction),
            backend.literal(&failed.migration.app),
            backend.literal(&failed.migration.name),
            words.user,
            backend.literal(self.program),
            backend.literal(&message)
        )
    }

    fn rows(&self, backend: &dyn Backend) -> String {
        let shown_at = backend.words().shown_at.replace("applied_at", "logged_at");
        format!(
            "SELECT {shown_at}, action, outcome, app, name, checksum, kind, done_by, program, version, duration_ms, message \
             FROM {} ORDER BY id",
            self.table
        )
    }
}

/// The digest of what is recorded to undo a migration, as a literal.
fn revert_digest(work: &Work) -> String {
    match &work.revert {
        // What an earlier run began it has logged, too: another version of Covet may undo it in another way.
        Some(text) if work.direction == Direction::Apply && work.begun.is_none() => {
            format!("'{}'", stored::digest(work.id(), work.row.last.checksum, text))
        }
        _ => "NULL".to_owned(),
    }
}

/// The version of Covet that writes.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How much of a message is kept, in characters.
const LONGEST: usize = 4000;

fn action(direction: Direction) -> &'static str {
    match direction {
        Direction::Apply => "apply",
        Direction::RollBack => "rollback",
    }
}

/// A migration that failed.
struct Failed<'e> {
    migration: &'e MigrationId,
    direction: Direction,
    checksum: Option<Checksum>,
    message: String,
}

impl Run {
    /// Logs why a run ended, where a migration is to blame. The error is what has to be told: that it cannot be logged
    /// changes nothing.
    pub(crate) async fn log_failure(&self, connection: &mut Connection<'_>, error: &Error) {
        let (migration, direction) = match error {
            Error::Failed(failure) => (&failure.migration, failure.direction),
            Error::Hook(failure) => match &failure.migration {
                Some(migration) => (migration, self.report.direction),
                None => return,
            },
            _ => return,
        };
        let Some(log) = self.ground.log(&self.options).filter(|_| self.ground.log_exists) else { return };
        let one = self.embedded.iter().find(|one| one.id() == *migration);
        let checksum = one.map(|one| one.checksum(self.backend.dialect()));
        let failed = Failed { migration, direction, checksum, message: error.to_string() };
        let _ = self.backend.write(connection, &self.ground, &[&log.failed(self.backend, &failed)]).await;
    }
}

/// Reads the log; nothing where there is none.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn read(source: Source<'_>, options: Options) -> Result<Log> {
    let mut session = source.open(&options).await?;
    let backend = session.backend();
    let ground: Ground = patiently!(backend, &options, backend.ground(&mut session.connection(), &options).await)?;
    let Some(log) = ground.log(&options).filter(|_| ground.log_exists) else { return Ok(Log::default()) };
    let question = in_role(ground.role.as_deref(), &log.rows(backend));
    let asked = patiently!(
        backend,
        &options,
        match session.connection().script(&question).await {
            Ok(answer) => Ok(answer),
            Err(stopped) if backend.fault(&stopped.error) == Fault::MissingTable => return Ok(Log::default()),
            Err(stopped) => Err(ask::unreadable(backend, log.table, Some(&ground), stopped.error)),
        }
    );
    let answer = asked?;
    let entry = |row: &Vec<Option<String>>| {
        entry(row).ok_or_else(|| Error::ForeignTable {
            table: log.table.to_owned(),
            why: format!("it holds the row {}", crate::tracking::shown(row)),
        })
    };
    Ok(Log { entries: answer.rows.iter().map(entry).collect::<Result<_>>()? })
}

fn entry(row: &[Option<String>]) -> Option<LogEntry> {
    let value = |at: usize| row.get(at)?.as_deref();
    let text = |at: usize| value(at).map(str::to_owned);
    let duration = value(10).and_then(|text| text.parse::<u64>().ok());
    Some(LogEntry {
        at: text(0)?,
        direction: if value(1)? == "rollback" { Direction::RollBack } else { Direction::Apply },
        outcome: [Logged::Began, Logged::Done, Logged::Failed]
            .into_iter()
            .find(|known| value(2) == Some(known.word()))?,
        migration: MigrationId::new(value(3)?, value(4)?),
        checksum: value(5).and_then(|text| text.parse().ok()),
        kind: text(6)?,
        by: text(7).filter(|by| !by.is_empty()),
        program: text(8)?,
        version: text(9)?,
        duration: duration.map(Duration::from_millis),
        message: text(11),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_an_aligned_list() {
        let entry = |direction, outcome, name: &str| LogEntry {
            at: "2026-01-31 12:00:00".to_owned(),
            direction,
            outcome,
            migration: MigrationId::new("auth", name),
            checksum: None,
            kind: "run".to_owned(),
            by: Some("app".to_owned()),
            program: "shop".to_owned(),
            version: "0.1.0".to_owned(),
            duration: (outcome == Logged::Done).then_some(Duration::from_millis(12)),
            message: (outcome == Logged::Failed).then(|| "it failed\n  state: so".to_owned()),
        };
        let log = Log {
            entries: vec![
                entry(Direction::Apply, Logged::Done, "0001_users"),
                entry(Direction::RollBack, Logged::Began, "0001_x"),
                entry(Direction::RollBack, Logged::Began, "0001_users"),
                LogEntry {
                    kind: "stored".to_owned(),
                    by: None,
                    ..entry(Direction::RollBack, Logged::Failed, "0001_x")
                },
            ],
        };
        let expected = "\
            2026-01-31 12:00:00 UTC  applied                       auth/0001_users  by app, shop (covet 0.1.0)  12 ms\n\
            2026-01-31 12:00:00 UTC  began to roll back            auth/0001_users  by app, shop (covet 0.1.0)\n\
            2026-01-31 12:00:00 UTC  failed to roll back (stored)  auth/0001_x      by shop (covet 0.1.0)  it failed";
        assert_eq!(log.to_string(), expected);
    }
}

//! A run as a list of pieces, each of which knows what it is for; and running them in as few messages as may be.

use covet_core::plan::{Action, Rebuild};

use crate::connection::Connection;
use crate::embedded::RustFunction;
use crate::error::{Error, Result};
use crate::report::Direction;
use crate::sql::marker;
use crate::tracking::Tracking;
use crate::work::Work;

/// What a piece is for: what its failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It begins, sets up or ends the transaction.
    Frame,
    /// It takes the lock.
    Lock,
    /// It creates the tracking table.
    Create,
    /// It checks that the history is the one that was planned for.
    Expect,
    /// It records what happens to a migration, by place in the list of work.
    Record(usize),
    /// It is part of a step of a migration.
    Step(usize, usize),
    /// It fails when the SQL of a migration ended the transaction around it.
    Guard(usize),
    /// A migration is finished when it has run.
    Finish(usize),
}

/// A part of a run.
pub(crate) struct Piece<'w> {
    pub(crate) role: Role,
    pub(crate) action: Do<'w>,
}

/// What a piece does.
pub(crate) enum Do<'w> {
    /// Runs SQL: one statement or several.
    Sql(String),
    /// Makes a table anew.
    Rebuild(&'w Rebuild),
    /// Calls a Rust function, then records its progress where no transaction is around them both.
    Rust { path: &'w str, function: RustFunction, then: Option<String> },
}

impl<'w> Piece<'w> {
    pub(crate) fn sql(role: Role, sql: impl Into<String>) -> Self {
        Piece { role, action: Do::Sql(sql.into()) }
    }

    /// What it runs, as messages show it.
    pub(crate) fn code(&self) -> &str {
        match &self.action {
            Do::Sql(sql) => sql,
            Do::Rebuild(rebuild) => rebuild.statements.first().map_or("", String::as_str),
            Do::Rust { path, .. } => path,
        }
    }
}

/// A migration whose DDL is in the transaction of its records; `settle` puts back what its SQL has set.
pub(crate) fn transactional<'w>(
    at: usize,
    work: &'w Work,
    tracking: &Tracking<'_>,
    settle: Option<&str>,
    pieces: &mut Vec<Piece<'w>>,
) -> Result<()> {
    pieces.push(Piece::sql(Role::Record(at), record_begin(work, tracking)));
    // Releasing it fails when the SQL between has ended the transaction.
    pieces.push(Piece::sql(Role::Record(at), "SAVEPOINT covet"));
    for (number, step) in work.plan.steps.iter().enumerate() {
        let role = Role::Step(at, number);
        match &step.action {
            Action::Ddl(statements) | Action::Dml(statements) => {
                pieces.extend(statements.iter().map(|statement| Piece::sql(role, statement)));
            }
            Action::Rebuild(rebuild) => pieces.push(Piece { role, action: Do::Rebuild(rebuild) }),
            Action::Rust(path) => {
                pieces.push(Piece { role, action: Do::Rust { path, function: work.function(path)?, then: None } });
            }
            Action::Backfill(_) => return Err(work.unsupported(tracking.backend.dialect(), IN_BATCHES)),
        }
    }
    pieces.push(Piece::sql(Role::Guard(at), "RELEASE SAVEPOINT covet"));
    pieces.extend(settle.map(|sql| Piece::sql(Role::Record(at), sql)));
    pieces.push(Piece::sql(Role::Finish(at), record_end(work, tracking)));
    Ok(())
}

/// A migration whose DDL no transaction covers: its progress is recorded after every step.
pub(crate) fn stepwise<'w>(
    at: usize,
    work: &'w Work,
    tracking: &Tracking<'_>,
    pieces: &mut Vec<Piece<'w>>,
) -> Result<()> {
    pieces.push(Piece::sql(Role::Record(at), record_begin(work, tracking)));
    for (number, step) in work.plan.steps.iter().enumerate() {
        let role = Role::Step(at, number);
        let progress = tracking.progress(&work.row, number + 1);
        match &step.action {
            Action::Ddl(statements) => {
                pieces.extend(statements.iter().map(|statement| Piece::sql(role, statement)));
                pieces.push(Piece::sql(Role::Record(at), progress));
            }
            // Rows and progress in one transaction: neither is ever there without the other.
            Action::Dml(statements) => {
                pieces.push(Piece::sql(role, tracking.backend.begin()));
                pieces.extend(statements.iter().map(|statement| Piece::sql(role, statement)));
                pieces.push(Piece::sql(role, progress));
                pieces.push(Piece::sql(role, "COMMIT"));
            }
            Action::Rust(path) => {
                let function = work.function(path)?;
                pieces.push(Piece { role, action: Do::Rust { path, function, then: Some(progress) } });
            }
            Action::Rebuild(rebuild) => pieces.push(Piece { role, action: Do::Rebuild(rebuild) }),
            Action::Backfill(_) => return Err(work.unsupported(tracking.backend.dialect(), IN_BATCHES)),
        }
    }
    pieces.push(Piece::sql(Role::Finish(at), record_end(work, tracking)));
    Ok(())
}

/// Why a backfill is not run.
const IN_BATCHES: &str = "it changes rows in batches, which is not done yet; write `run_sql`";

fn record_begin(work: &Work, tracking: &Tracking<'_>) -> String {
    match work.direction {
        Direction::Apply => tracking.begin(&work.row, work.revert.as_deref()),
        Direction::RollBack => tracking.begin_rollback(&work.row),
    }
}

fn record_end(work: &Work, tracking: &Tracking<'_>) -> String {
    match work.direction {
        Direction::Apply => tracking.finish(&work.row, work.plan.steps.len()),
        Direction::RollBack => tracking.forget(&work.row),
    }
}

/// A piece that failed.
#[derive(Debug)]
pub(crate) struct Broken {
    /// Its place in the list.
    pub(crate) piece: usize,
    pub(crate) error: Error,
    /// Whether it ended the transaction around it before it failed, so that a part of it may stay.
    pub(crate) torn: bool,
}

impl Broken {
    pub(crate) fn at(piece: usize, error: Error) -> Self {
        Broken { piece, error, torn: false }
    }
}

/// Runs pieces: neighbours that are SQL in one message of at most `limit` bytes, where they fit.
///
/// Notes the moments, by the server's clock, at which pieces of SQL and what follows them began.
///
/// # Errors
/// The piece that failed.
pub(crate) async fn run(
    connection: &mut Connection<'_>,
    tracking: &Tracking<'_>,
    pieces: &[Piece<'_>],
    limit: usize,
    moments: &mut [Option<i64>],
) -> Result<(), Broken> {
    let mut next = 0;
    while let Some(piece) = pieces.get(next) {
        let broken = |error| Broken::at(next, error);
        match &piece.action {
            Do::Sql(_) => {
                let message = Message::of(pieces, next, limit, tracking.backend.words().clock);
                message.send(connection, tracking, next, moments).await?;
                next += message.starts.len();
                continue;
            }
            Do::Rebuild(rebuild) => rebuild_on(connection, rebuild).await.map_err(broken)?,
            Do::Rust { function, then: None, .. } => function(connection.reborrow()).await.map_err(broken)?,
            Do::Rust { function, then: Some(progress), .. } => {
                let begin = tracking.backend.begin();
                let torn = |Torn { error, torn }| Broken { piece: next, error, torn };
                recorded(connection, begin, *function, progress).await.map_err(torn)?;
            }
        }
        next += 1;
    }
    Ok(())
}

/// Why a Rust function failed, and whether it had ended its transaction before.
struct Torn {
    error: Error,
    torn: bool,
}

impl<E: Into<Error>> From<E> for Torn {
    fn from(error: E) -> Self {
        Torn { error: error.into(), torn: false }
    }
}

/// Calls a Rust function and records its progress, in one transaction.
///
/// DDL in the function ends the transaction where none covers DDL; that the savepoint is gone then tells.
async fn recorded(
    connection: &mut Connection<'_>,
    begin: &'static str,
    function: RustFunction,
    progress: &str,
) -> Result<(), Torn> {
    let mut transaction = connection.begin(begin).await?;
    transaction.connection().execute("SAVEPOINT covet").await?;
    let outcome = match function(transaction.connection()).await {
        Ok(()) => transaction.connection().execute(progress).await.map(drop),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(transaction.commit().await?),
        Err(error) => {
            let torn = transaction.connection().execute("ROLLBACK TO SAVEPOINT covet").await.is_err();
            // What went wrong first is what has to be told; without a connection there is nothing to roll back.
            let _ = transaction.rollback().await;
            Err(Torn { error, torn })
        }
    }
}

#[cfg(feature = "sqlite")]
async fn rebuild_on(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<()> {
    crate::backend::rebuild(connection, rebuild).await
}

#[cfg(not(feature = "sqlite"))]
async fn rebuild_on(_connection: &mut Connection<'_>, _rebuild: &Rebuild) -> Result<()> {
    // Only plans for SQLite have rebuilds, and there is no connection to one.
    Ok(())
}

/// Neighbouring pieces as one text, with a marker before each.
struct Message {
    text: String,
    /// The place at which each piece begins, in characters.
    starts: Vec<usize>,
}

impl Message {
    /// As many pieces as fit, and at least one.
    fn of(pieces: &[Piece<'_>], first: usize, limit: usize, clock: &str) -> Message {
        let mut message = Message { text: String::new(), starts: Vec::new() };
        let mut characters = 0;
        for (number, piece) in pieces.iter().enumerate().skip(first) {
            let Do::Sql(sql) = &piece.action else { break };
            // The line ends before the semicolon: SQL that somebody wrote may end in a comment.
            let part = format!("{};\n{}\n;\n", marker(number, clock), sql.trim_end().trim_end_matches(';'));
            if !message.starts.is_empty() && message.text.len() + part.len() > limit {
                break;
            }
            message.starts.push(characters);
            characters += part.chars().count();
            message.text += &part;
        }
        message.text += &marker(first + message.starts.len(), clock);
        message
    }

    async fn send(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        first: usize,
        moments: &mut [Option<i64>],
    ) -> Result<(), Broken> {
        let (done, error) = match connection.pass(&self.text).await {
            Ok(done) => (done, None),
            Err(stopped) => (stopped.done, Some(stopped.error)),
        };
        for &(number, at) in &done.markers {
            if let Some(moment) = moments.get_mut(number) {
                *moment = Some(at);
            }
        }
        let reached = done.markers.last().map(|(number, _)| *number);
        let Some(error) = error else {
            // SQL with a comment or a text that never ends swallows what comes after it.
            if reached == Some(first + self.starts.len()) {
                return Ok(());
            }
            let error = Error::other("the statements after it were not run: it ends in an open comment or text");
            return Err(Broken::at(reached.unwrap_or(first), error));
        };
        let parsed = || {
            let position = tracking.backend.position(&error)?;
            let inside = self.starts.iter().rposition(|start| *start < position)?;
            Some(first + inside)
        };
        // With no marker passed, nothing of the message ran: it could not be parsed, and the place says where.
        let piece = reached.or_else(parsed).unwrap_or(first);
        Err(Broken::at(piece, Error::Database(error)))
    }
}

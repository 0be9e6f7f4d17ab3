//! Running pieces: neighbours that are SQL in as few messages as may be, everything else one by one.

use std::ops::Range;

use covet_core::plan::Rebuild;
use tracing::debug;

use crate::backend::{Backend, Fault};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::piece::{Batches, Do, Piece, Role};
use crate::tracking::Tracking;
use crate::{hooks, initial};

/// A piece that failed.
#[derive(Debug)]
pub(crate) struct Broken {
    /// Its place in the list.
    pub(crate) piece: usize,
    /// The pieces before this place are known to have run; those between this and the one that failed have not, where a
    /// server refuses a message as a whole.
    pub(crate) ran: usize,
    /// What it is for, where that is more than the piece knows.
    pub(crate) role: Option<Role>,
    pub(crate) error: Error,
    /// Whether it ended the transaction around it before it failed, so that a part of it may stay.
    pub(crate) torn: bool,
}

impl Broken {
    pub(crate) fn at(piece: usize, error: impl Into<Error>) -> Self {
        Broken { piece, ran: piece, role: None, error: error.into(), torn: false }
    }
}

/// Runs pieces, in messages of at most `limit` bytes where they fit.
///
/// Tells the places of what has run, message by message, and notes the moments, by the server's clock, at which pieces of SQL and what follows them began.
///
/// # Errors
/// The piece that failed.
pub(crate) async fn run(
    connection: &mut Connection<'_>,
    tracking: &Tracking<'_>,
    pieces: &[Piece<'_>],
    limit: usize,
    moments: &mut [Option<i64>],
    tell: &(dyn Fn(Range<usize>) + Sync),
) -> Result<(), Broken> {
    let mut next = 0;
    while let Some(piece) = pieces.get(next) {
        let first = next;
        let Do::Open { checked } = piece.action else {
            next = one(connection, tracking, pieces, next, limit, moments).await?;
            tell(first..next);
            continue;
        };
        let closes = |piece: &Piece<'_>| matches!(piece.action, Do::Close);
        let close = pieces[next..].iter().position(closes).map_or(pieces.len(), |length| next + length);
        let inner = Inner { tracking, pieces, range: next + 1..close, limit, checked };
        inner.in_transaction(connection, moments).await?;
        next = close + 1;
        tell(first..next);
    }
    Ok(())
}

/// Runs a piece, and its neighbours where they share its message; gives the place of the next.
async fn one(
    connection: &mut Connection<'_>,
    tracking: &Tracking<'_>,
    pieces: &[Piece<'_>],
    at: usize,
    limit: usize,
    moments: &mut [Option<i64>],
) -> Result<usize, Broken> {
    let broken = |error| Broken::at(at, error);
    match &pieces[at].action {
        Do::Sql(_) | Do::Check(_) | Do::Script(_) => {
            let message = Message::of(pieces, at, limit, tracking.backend);
            message.send(connection, tracking, moments).await?;
            return Ok(at + message.len());
        }
        Do::Look { ground, work, was_begun } => {
            let dialect = tracking.backend.dialect();
            initial::look(connection, ground, dialect, work, *was_begun).await.map_err(broken)?;
        }
        Do::Alone(sql) => connection.execute(sql).await.map(drop).map_err(broken)?,
        Do::Rebuild(rebuild) => rebuild_on(connection, rebuild).await.map_err(broken)?,
        Do::Rust { function, .. } => function(connection.reborrow()).await.map_err(broken)?,
        Do::Hooks { hooks, migrating } => hooks::call(hooks, connection, migrating).await.map_err(broken)?,
        Do::Backfill(batches) => {
            let failed = |(role, error)| Broken { role, ..broken(error) };
            batches.run(connection, tracking).await.map_err(failed)?;
        }
        // Each Open is run with its Close.
        Do::Open { .. } | Do::Close => {}
    }
    Ok(at + 1)
}

/// The pieces of a transaction that sqlx knows of, and rolls back by itself when the run is dropped.
struct Inner<'a> {
    tracking: &'a Tracking<'a>,
    pieces: &'a [Piece<'a>],
    range: Range<usize>,
    limit: usize,
    checked: bool,
}

impl Inner<'_> {
    async fn in_transaction(&self, connection: &mut Connection<'_>, moments: &mut [Option<i64>]) -> Result<(), Broken> {
        let (open, close) = (self.range.start - 1, self.range.end);
        let begun = connection.begin(self.tracking.backend.begin()).await;
        let mut transaction = begun.map_err(|error| Broken::at(open, error))?;
        match self.checked(&mut transaction.connection(), moments).await {
            Ok(()) => transaction.commit().await.map_err(|error| Broken::at(close, error)),
            Err(mut broken) => {
                // DDL in a function ends the transaction where none covers DDL; that the savepoint is gone then tells.
                if matches!(self.pieces.get(broken.piece).map(|piece| &piece.action), Some(Do::Rust { .. })) {
                    let back = transaction.connection().execute("ROLLBACK TO SAVEPOINT covet").await;
                    broken.torn = back.is_err();
                }
                // What failed first is what has to be told; without a connection there is nothing to roll back.
                let _ = transaction.rollback().await;
                Err(broken)
            }
        }
    }

    /// Runs the pieces, and checks the references that nothing else checks.
    async fn checked(&self, connection: &mut Connection<'_>, moments: &mut [Option<i64>]) -> Result<(), Broken> {
        if !self.checked {
            return self.all(connection, moments).await;
        }
        let frame = |error| Broken::at(self.range.end, error);
        let backend = self.tracking.backend;
        let before = backend.dangling(connection).await.map_err(frame)?;
        self.all(connection, moments).await?;
        let after = backend.dangling(connection).await.map_err(frame)?;
        match after.saturating_sub(before) {
            0 => Ok(()),
            count => Err(frame(Error::Dangling { count })),
        }
    }

    async fn all(&self, connection: &mut Connection<'_>, moments: &mut [Option<i64>]) -> Result<(), Broken> {
        let mut next = self.range.start;
        while next < self.range.end {
            next = one(connection, self.tracking, &self.pieces[..self.range.end], next, self.limit, moments).await?;
        }
        Ok(())
    }
}

/// How often a batch is run again that lost against another session.
const RETRIES: u32 = 3;

impl Batches<'_> {
    /// Runs batches until none is left. A failure comes with its role, where it is not the rows that failed.
    async fn run(&self, connection: &mut Connection<'_>, tracking: &Tracking<'_>) -> Result<(), (Option<Role>, Error)> {
        let mut cursor = self.cursor.clone();
        let mut losses = 0;
        loop {
            match self.batch(connection, tracking, cursor.as_deref()).await {
                Ok(None) => return Ok(()),
                Ok(next) => (cursor, losses) = (next, 0),
                Err((None, Error::Database(error))) if losses < RETRIES && is_lost(tracking.backend, &error) => {
                    losses += 1;
                    debug!(%error, "a batch lost against another session, and is run again");
                }
                Err(failed) => return Err(failed),
            }
        }
    }

    /// Runs the batch behind the cursor in a transaction with its record; gives the cursor behind it, and nothing where
    /// no row was left and the step is recorded as done.
    async fn batch(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        cursor: Option<&str>,
    ) -> Result<Option<String>, (Option<Role>, Error)> {
        let begun = connection.begin(tracking.backend.begin()).await;
        let mut transaction = begun.map_err(|error| (Some(Role::Frame), error.into()))?;
        self.check(&mut transaction.connection(), tracking, cursor).await?;
        let next = self.change(&mut transaction.connection(), tracking, cursor).await.map_err(|error| (None, error))?;
        for sql in &self.tail {
            transaction.connection().execute(sql).await.map_err(|error| (Some(Role::Lock), error))?;
        }
        transaction.commit().await.map_err(|error| (None, error.into()))?;
        Ok(next)
    }

    /// Sets up the transaction, and makes sure that nobody else is at the migration.
    async fn check(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        cursor: Option<&str>,
    ) -> Result<(), (Option<Role>, Error)> {
        for (role, sql) in &self.head {
            connection.execute(sql).await.map_err(|error| (Some(*role), error))?;
        }
        if tracking.backend.dialect().capabilities().transactional_ddl || !self.tail.is_empty() {
            let claim = tracking.claim(&self.work.row, self.step, cursor);
            connection.execute(&claim).await.map_err(|error| (Some(Role::Expect), error))?;
        }
        Ok(())
    }

    /// Changes the rows of the batch, and records how far that is.
    async fn change(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        cursor: Option<&str>,
    ) -> Result<Option<String>> {
        let dialect = tracking.backend.dialect();
        let after: Option<Vec<String>> = cursor.map(serde_json::from_str).transpose().map_err(Error::other)?;
        let next = connection.rows(&self.backfill.next(dialect, after.as_deref())).await?.into_iter().next();
        let Some(row) = next else {
            connection.execute(&tracking.progress(&self.work.row, self.step + 1)).await?;
            return Ok(None);
        };
        let upto: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
        connection.execute(&self.backfill.update(dialect, after.as_deref(), &upto)).await?;
        let cursor = serde_json::to_string(&upto).map_err(Error::other)?;
        connection.execute(&tracking.mark(&self.work.row, Some(&cursor))).await?;
        Ok(Some(cursor))
    }
}

fn is_lost(backend: &dyn Backend, error: &sqlx::Error) -> bool {
    matches!(backend.fault(error), Fault::Busy | Fault::Retry)
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

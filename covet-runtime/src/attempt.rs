//! One attempt at a group of migrations that stand or fall together, and what its failure means.

use std::time::Duration;

use covet_core::plan::Action;
use covet_core::sql::fails_whole;

use crate::backend::{Backend, Fault, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::failure::Failure;
use crate::history::History;
use crate::options::Options;
use crate::piece::{self, Broken, Do, Piece, Role};
use crate::report::Direction;
use crate::tracking::Tracking;
use crate::work::Work;

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) backend: &'static dyn Backend,
    pub(crate) ground: &'a Ground,
    pub(crate) options: &'a Options,
    /// The migrations that share a transaction; one, where the database has none around DDL.
    pub(crate) works: &'a [Work],
    /// The history that they were planned for.
    pub(crate) expected: &'a History,
}

/// How an attempt ended that did not fail.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// All of them are done, and took so long each.
    Done(Vec<Duration>),
    /// Another process has the lock.
    Busy,
    /// Another process has changed the history.
    Moved,
    /// It cannot be done in one transaction; each migration has to have its own.
    Apart,
    /// The transaction lost against another session; this is the error when that happens too often.
    Lost(Error),
}

impl Attempt<'_> {
    pub(crate) async fn run(&self, connection: &mut Connection<'_>) -> Result<Outcome> {
        let tracking = Tracking { backend: self.backend, table: &self.ground.table };
        let pieces = self.pieces(&tracking)?;
        let mut moments = vec![None; pieces.len() + 1];
        let outcome = match self.is_transactional() && !self.fits_packets(&pieces) {
            true => self.in_transaction(connection, &tracking, &pieces, &mut moments).await,
            false => self.in_packets(connection, &tracking, &pieces, &mut moments).await,
        };
        match outcome {
            Ok(()) => Ok(Outcome::Done(durations(&pieces, &moments, self.works.len()))),
            Err(broken) => self.judge(connection, &tracking, &pieces, broken).await,
        }
    }

    fn is_transactional(&self) -> bool {
        self.backend.dialect().capabilities().transactional_ddl
    }

    /// Whether everything is SQL that can travel with the BEGIN and COMMIT around it.
    ///
    /// A Rust step needs a transaction that sqlx knows of, so that its own `begin()` is a savepoint.
    fn fits_packets(&self, pieces: &[Piece<'_>]) -> bool {
        self.backend.sends_packets() && pieces.iter().all(|piece| matches!(piece.action, Do::Sql(_)))
    }

    /// The whole attempt in pieces.
    fn pieces<'w>(&'w self, tracking: &Tracking<'_>) -> Result<Vec<Piece<'w>>> {
        let mut body = Vec::new();
        let settings = self.backend.transaction_settings(self.ground, self.options);
        body.extend(settings.iter().map(|sql| Piece::sql(Role::Frame, sql)));
        body.extend(self.backend.transaction_lock(self.ground).map(|sql| Piece::sql(Role::Lock, sql)));
        if !self.ground.exists {
            body.push(Piece::sql(Role::Create, tracking.create()));
        }
        if !self.is_transactional() {
            for (at, work) in self.works.iter().enumerate() {
                piece::stepwise(at, work, tracking, &mut body)?;
            }
            return Ok(body);
        }
        body.push(Piece::sql(Role::Expect, tracking.expect(self.expected)));
        // Alone, a migration is named by the COMMIT that fails.
        let early = self.backend.early_check().filter(|_| self.works.len() > 1);
        let settle = self.ground.settings.iter().chain(&settings).map(String::as_str);
        let settle: Vec<&str> = early.into_iter().chain(settle).collect();
        let settle = Some(settle.join("; ")).filter(|sql| !sql.is_empty());
        for (at, work) in self.works.iter().enumerate() {
            piece::transactional(at, work, tracking, settle.as_deref(), &mut body)?;
        }
        if self.fits_packets(&body) {
            body.insert(0, Piece::sql(Role::Frame, self.backend.begin()));
            body.push(Piece::sql(Role::Frame, "COMMIT"));
        }
        Ok(body)
    }

    async fn in_packets(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        moments: &mut [Option<i64>],
    ) -> Result<(), Broken> {
        let outcome = piece::run(connection, tracking, pieces, self.ground.packet, moments).await;
        if outcome.is_err() {
            // After an error in a message its transaction is still open. That there is none is no fault either, and
            // without a connection there is nothing to undo.
            let _ = connection.pass("ROLLBACK").await;
        }
        outcome
    }

    /// In a transaction that sqlx knows of, and rolls back by itself; not one that was there before, which stays.
    async fn in_transaction(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        moments: &mut [Option<i64>],
    ) -> Result<(), Broken> {
        let frame = |error| Broken::at(pieces.len(), error);
        let mut transaction = connection.begin(self.backend.begin()).await.map_err(|error| frame(error.into()))?;
        match self.checked(&mut transaction.connection(), tracking, pieces, moments).await {
            Ok(()) => transaction.commit().await.map_err(|error| frame(error.into())),
            Err(broken) => {
                // What failed first is what has to be told.
                let _ = transaction.rollback().await;
                Err(broken)
            }
        }
    }

    /// Runs the pieces, and checks the references that nothing else checks.
    async fn checked(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        moments: &mut [Option<i64>],
    ) -> Result<(), Broken> {
        if !self.works.iter().any(Work::changes_rows_unchecked) {
            return piece::run(connection, tracking, pieces, self.ground.packet, moments).await;
        }
        let frame = |error| Broken::at(pieces.len(), error);
        let before = self.backend.dangling(connection).await.map_err(frame)?;
        piece::run(connection, tracking, pieces, self.ground.packet, moments).await?;
        let after = self.backend.dangling(connection).await.map_err(frame)?;
        match after.saturating_sub(before) {
            0 => Ok(()),
            count => Err(frame(Error::Dangling { count })),
        }
    }

    /// What a failure means: to try again, or an error that says where things stand.
    async fn judge(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        broken: Broken,
    ) -> Result<Outcome> {
        // Beyond the pieces are BEGIN and COMMIT.
        let role = pieces.get(broken.piece).map_or(Role::Frame, |piece| piece.role);
        let fault = match &broken.error {
            Error::Database(error) => self.backend.fault(error),
            _ => Fault::Statement,
        };
        match (role, fault) {
            (Role::Lock, Fault::Refuted) => return Ok(Outcome::Busy),
            (Role::Expect, Fault::Refuted | Fault::MissingTable) => return Ok(Outcome::Moved),
            (Role::Frame, Fault::InTransaction) => return Err(Error::InTransaction),
            (Role::Frame, Fault::Busy) if !self.backend.sends_packets() => {
                return Err(Error::Busy {
                    waited_for: "the database file".to_owned(),
                    waited: self.options.wait_timeout,
                });
            }
            (_, Fault::Shared) if self.works.len() > 1 => return Ok(Outcome::Apart),
            (_, Fault::ReadOnly) => return Err(Error::ReadOnly { message: broken.error.to_string() }),
            _ => {}
        }
        let state = self.state(connection, tracking, pieces, &broken, role, fault).await;
        if fault == Fault::Denied
            && let Error::Database(error) = broken.error
        {
            return Err(self.denied(role, error, state));
        }
        let lost = self.is_transactional() && matches!(fault, Fault::Busy | Fault::Retry);
        let error = Error::Failed(Box::new(self.failure(pieces, broken, role, fault, state)));
        if lost { Ok(Outcome::Lost(error)) } else { Err(error) }
    }

    /// The state that a failure left, in words; tidies up what can be known to have done nothing.
    async fn state(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        broken: &Broken,
        role: Role,
        fault: Fault,
    ) -> String {
        let work = &self.works[self.place(role)];
        let it = match self.works.len() {
            1 => format!("`{}`", work.id()),
            many => format!("the {many} migrations of this transaction"),
        };
        if self.is_transactional() {
            return match (role, fault) {
                (Role::Guard(_), fault) if fault != Fault::Aborted => {
                    format!("what `{}` did before it ended the transaction stays", work.id())
                }
                (_, Fault::Unreachable) => format!("the connection was lost: either all of {it} happened, or nothing"),
                _ => format!("everything of {it} was rolled back; what was applied before stays"),
            };
        }
        if matches!(role, Role::Lock | Role::Create | Role::Expect) {
            return "nothing was run".to_owned();
        }
        let begun = pieces.iter().take(broken.piece).any(|piece| matches!(piece.role, Role::Step(..)));
        let Role::Step(_, step) = role else {
            if !begun && fault != Fault::Unreachable {
                return format!("nothing of `{}` was done; what was applied before stays", work.id());
            }
            return format!("what `{}` had done when its progress could not be recorded stays", work.id());
        };
        if fault == Fault::Unreachable {
            return format!("the connection was lost: steps before {} stay, step {0} may have been done", step + 1);
        }
        let whole = match work.plan.steps[step].action {
            Action::Ddl(_) => {
                let first = pieces.iter().position(|piece| piece.role == role) == Some(broken.piece);
                first && fails_whole(pieces[broken.piece].code())
            }
            Action::Rust(_) => !broken.torn,
            Action::Dml(_) | Action::Rebuild(_) | Action::Backfill(_) => true,
        };
        if step == 0 && whole && self.abandon(connection, tracking, work).await {
            return format!("nothing of `{}` was done; what was applied before stays", work.id());
        }
        let done: Vec<String> =
            (0..step).map(|step| format!("{} ({})", step + 1, work.operation(step).unwrap_or("-"))).collect();
        let rest = if whole { "of the failed step nothing was done" } else { "of the failed step a part may be done" };
        match done.is_empty() {
            true => rest.to_owned(),
            false => format!("done, and not undone, for this database cannot: step {}; {rest}", done.join(", step ")),
        }
    }

    /// Takes back the record of a migration that did nothing; whether that could be done.
    async fn abandon(&self, connection: &mut Connection<'_>, tracking: &Tracking<'_>, work: &Work) -> bool {
        let statement = match work.direction {
            Direction::Apply => tracking.forget(&work.row),
            Direction::RollBack => tracking.abandon_rollback(&work.row),
        };
        connection.script(&statement).await.is_ok()
    }

    /// The migration that a role is about; the first where it is about none.
    fn place(&self, role: Role) -> usize {
        match role {
            Role::Record(at) | Role::Step(at, _) | Role::Guard(at) | Role::Finish(at) => at,
            Role::Frame | Role::Lock | Role::Create | Role::Expect => 0,
        }
    }

    fn denied(&self, role: Role, error: sqlx::Error, state: String) -> Error {
        let table = &self.ground.table;
        let work = &self.works[self.place(role)];
        let (doing, grant) = match role {
            Role::Step(_, step) => {
                let operation = work.operation(step).unwrap_or("its SQL");
                (format!("{operation}, for `{}`", work.id()), self.backend.grant_for_migrations(self.ground))
            }
            Role::Create => {
                (format!("create the tracking table {table}"), self.backend.grant_for_tracking(self.ground))
            }
            _ => (format!("write to the tracking table {table}"), self.backend.grant_for_tracking(self.ground)),
        };
        Error::denied(doing, grant, error, state)
    }

    fn failure(&self, pieces: &[Piece<'_>], broken: Broken, role: Role, fault: Fault, state: String) -> Failure {
        let work = &self.works[self.place(role)];
        let steps = work.plan.steps.len();
        let (operation, step) = match role {
            Role::Step(_, step) => (work.operation(step).map(str::to_owned), (step + 1, steps)),
            _ => (None, (0, steps)),
        };
        let help = match (role, fault) {
            (Role::Guard(_), Fault::Aborted) => {
                "let its Rust steps return the errors of their statements: after one, the transaction takes no more"
            }
            (Role::Guard(_), _) => {
                "remove BEGIN, COMMIT, ROLLBACK and END from its SQL: Covet has the transaction; then see what it left"
            }
            (_, Fault::Unreachable) => "run again: what is recorded says where to go on",
            (_, Fault::Busy) => "another session holds a lock that this needs; run again when it has finished",
            _ if self.is_transactional() || state.starts_with("nothing") => "mend the cause, and run again",
            _ => "mend the cause; the next run says how to go on",
        };
        Failure {
            migration: work.id().clone(),
            direction: work.direction,
            dialect: self.backend.dialect(),
            operation,
            step,
            code: pieces.get(broken.piece).map_or_else(String::new, |piece| piece.code().to_owned()),
            error: broken.error,
            state,
            help: help.to_owned(),
        }
    }
}

/// How long each migration took: from its first record to the piece after its last.
fn durations(pieces: &[Piece<'_>], moments: &[Option<i64>], count: usize) -> Vec<Duration> {
    let moment = |role: Role, after: usize| {
        let place = pieces.iter().position(|piece| piece.role == role)?;
        moments.get(place + after).copied().flatten()
    };
    let duration = |at: usize| {
        let taken = moment(Role::Finish(at), 1).zip(moment(Role::Record(at), 0)).map_or(0, |(end, start)| end - start);
        // A clock that was set back in the meantime gives no duration.
        Duration::from_micros(u64::try_from(taken).unwrap_or_default())
    };
    (0..count).map(duration).collect()
}

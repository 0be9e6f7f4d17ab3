//! What the failure of an attempt means, and the state that it left.

use covet_core::plan::Action;
use covet_core::sql::fails_whole;

use crate::attempt::{Attempt, Outcome};
use crate::backend::Fault;
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::failure::Failure;
use crate::hold::Fence;
use crate::hooks::{Hook, HookFailure};
use crate::perform::Broken;
use crate::piece::{Piece, Role};
use crate::recover::{Found, Recovery};
use crate::report::{Direction, counted};
use crate::stepwise::{BEGUN, Safety};
use crate::tracking::Tracking;
use crate::work::Work;

/// What a failure left.
struct Left {
    /// In words.
    state: String,
    /// Whether running again is enough, once the cause is mended.
    goes_on: bool,
}

impl Left {
    fn on(state: impl Into<String>) -> Left {
        Left { state: state.into(), goes_on: true }
    }
}

impl Attempt<'_> {
    /// What a failure means: to try again, or an error that says where things stand.
    pub(crate) async fn judge(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        pieces: &[Piece<'_>],
        broken: Broken,
    ) -> Result<Outcome> {
        let piece = pieces.get(broken.piece);
        let role = broken.role.or(piece.map(|piece| piece.role)).unwrap_or(Role::Frame);
        let work = &self.works[piece.map_or(0, |piece| piece.at)];
        let fault = match &broken.error {
            Error::Database(error) => self.backend.fault(error),
            _ => Fault::Statement,
        };
        match (role, fault) {
            (Role::Lock, Fault::Refuted) => return Ok(Outcome::Busy),
            (Role::Expect, Fault::Refuted | Fault::MissingTable) => return Ok(Outcome::Moved),
            // The row that is the lock, or that of the migration, is in the hands of who has the lock now.
            (Role::Lock | Role::Expect, Fault::Busy | Fault::Retry) if self.ground.leased => return Ok(Outcome::Busy),
            // What decided whether it is run is no longer so.
            (Role::Expect, _) if matches!(broken.error, Error::PartlyThere { .. }) => return Ok(Outcome::Moved),
            (Role::Frame, Fault::InTransaction) => return Err(Error::InTransaction),
            (Role::Frame, Fault::Busy) if !self.backend.sends_packets() => {
                return Err(Error::Busy {
                    waited_for: "the database file".to_owned(),
                    waited: self.options.wait_timeout,
                    holder: None,
                });
            }
            (_, Fault::Shared) if self.together && self.options.one_transaction => {
                return Err(Error::NotTogether { migration: work.id().clone(), why: broken.error.to_string() });
            }
            (_, Fault::Shared) if self.together => return Ok(Outcome::Apart),
            (_, Fault::ReadOnly) => return Err(Error::ReadOnly { message: broken.error.to_string() }),
            _ => {}
        }
        let left = match work.stepwise {
            false => self.left_by_transaction(work, role, fault),
            true => match self.left_by_stepwise(connection, tracking, work, pieces, &broken, role, fault).await {
                Some(left) => left,
                // The step did what it was to do, and failed all the same: the next round goes on behind it.
                None => return Ok(Outcome::Moved),
            },
        };
        if let Role::Hook(hook) = role {
            let lost = matches!(fault, Fault::Busy | Fault::Retry);
            let migration = Some(work.id().clone());
            let error = Error::Hook(Box::new(HookFailure { hook, migration, error: broken.error, state: left.state }));
            return if lost { Ok(Outcome::Lost(error)) } else { Err(error) };
        }
        if fault == Fault::Denied
            && let Error::Database(error) = broken.error
        {
            return Err(self.denied(work, role, error, left.state));
        }
        let lost = left.goes_on && matches!(fault, Fault::Busy | Fault::Retry);
        let error = Error::Failed(Box::new(self.failure(work, pieces, broken, role, fault, left)));
        if lost { Ok(Outcome::Lost(error)) } else { Err(error) }
    }

    /// What a failure left of a migration that goes step by step; nothing where its step was done for all that.
    #[expect(clippy::too_many_arguments, reason = "all that is known of a failure")]
    async fn left_by_stepwise(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        work: &Work,
        pieces: &[Piece<'_>],
        broken: &Broken,
        role: Role,
        fault: Fault,
    ) -> Option<Left> {
        let id = work.id();
        let step = match role {
            Role::Step(step) => Some(step),
            _ => None,
        };
        Some(match step {
            _ if fault == Fault::Unreachable => left_without_connection(role),
            Some(step) if self.outside(work, step) => {
                let ours = self.is_ours(work, step, fault);
                let whole = match self.found(connection, work, step, ours).await {
                    Some(Found::Done) if ours => return None,
                    // Else what the step makes was there before it, and it has done nothing.
                    Some(Found::NotDone | Found::Done) => true,
                    Some(Found::Untold) => is_whole(pieces, broken),
                    Some(Found::Neither { .. }) | None => false,
                };
                self.left_by_step(connection, tracking, work, step, whole).await
            }
            Some(step) => self.left_by_step(connection, tracking, work, step, !broken.torn).await,
            None => match role {
                Role::Guard if fault != Fault::Aborted => left_by_ended(work),
                Role::Lock | Role::Create | Role::Expect => Left::on("nothing was run"),
                Role::Hook(hook) => left_by_hook(hook, work),
                _ if !has_begun(pieces, broken.piece) => {
                    Left::on(format!("nothing of `{id}` was done; what was applied before stays"))
                }
                _ => Left::on(format!("what `{id}` had done when its progress could not be recorded stays")),
            },
        })
    }

    /// What the failure of a transaction around everything left.
    fn left_by_transaction(&self, work: &Work, role: Role, fault: Fault) -> Left {
        let it = match self.together {
            false => format!("`{}`", work.id()),
            true => format!("the {} migrations of this transaction", self.works.len()),
        };
        match (role, fault) {
            (Role::Guard, fault) if fault != Fault::Aborted => left_by_ended(work),
            (_, Fault::Unreachable) => {
                let last = self.works.last().filter(|last| !self.together && last.id() != work.id());
                let others = last.map(|last| format!("; so for each that was sent with it, up to `{}`", last.id()));
                let others = others.unwrap_or_default();
                Left::on(format!("the connection was lost: either all of {it} happened, or nothing{others}"))
            }
            _ => Left::on(format!("everything of {it} was rolled back; what was applied before stays")),
        }
    }

    /// Whether no transaction holds a step.
    fn outside(&self, work: &Work, step: usize) -> bool {
        let step = work.plan.steps.get(step);
        step.is_some_and(|step| {
            matches!(Safety::of(step, self.backend), Safety::Told | Safety::Repeatable | Safety::Recorded)
        })
    }

    /// What stands in the database of a step that failed; nothing where that cannot be asked.
    async fn found(&self, connection: &mut Connection<'_>, work: &Work, step: usize, ours: bool) -> Option<Found> {
        let recovery = Recovery { backend: self.backend, ground: self.ground, options: self.options, work };
        recovery.probe(connection, step, ours).await.ok()
    }

    /// Whether what a failed step was to do was done by it.
    ///
    /// Not where the server says that it was so already: then somebody else made it, and this is the migration's failure.
    /// Unless an earlier run was at this very step.
    fn is_ours(&self, work: &Work, step: usize, fault: Fault) -> bool {
        let resumed = work.begun.as_ref().is_some_and(|begun| begun.step == step);
        resumed || !matches!(fault, Fault::Already | Fault::MissingTable | Fault::OtherShape)
    }

    /// What a failed step left; tidies up what can be known to have done nothing.
    async fn left_by_step(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        work: &Work,
        step: usize,
        whole: bool,
    ) -> Left {
        let is_backfill = matches!(work.plan.steps[step].action, Action::Backfill(_));
        if step == 0 && whole && !is_backfill && self.abandon(connection, tracking, work).await {
            return Left::on(format!("nothing of `{}` was done; what was applied before stays", work.id()));
        }
        let safety = Safety::of(&work.plan.steps[step], self.backend);
        if whole && safety == Safety::Recorded {
            // Where that fails, the next run asks what a person can see.
            let _ = self.write(connection, tracking, work, step, &tracking.mark(&work.row, None)).await;
        }
        let done: Vec<String> = (0..step)
            .map(|step| format!("{} ({})", step + 1, work.operation(step).unwrap_or_else(|| "-".to_owned())))
            .collect();
        let rest = match (whole, is_backfill) {
            (true, true) => "of the failed step the batches before stay",
            (true, false) => "of the failed step nothing was done",
            (false, _) => "of the failed step a part may be done",
        };
        let state = match done.is_empty() {
            true => rest.to_owned(),
            false => format!("done, and kept: step {}; {rest}", done.join(", step ")),
        };
        Left { state, goes_on: whole || safety == Safety::Repeatable }
    }

    /// Takes back the record of a migration that did nothing; whether that could be done.
    async fn abandon(&self, connection: &mut Connection<'_>, tracking: &Tracking<'_>, work: &Work) -> bool {
        let statement = match work.direction {
            Direction::Apply => tracking.forget(&work.row),
            Direction::RollBack => tracking.abandon_rollback(&work.row),
        };
        self.write(connection, tracking, work, 0, &statement).await.is_ok()
    }

    /// Writes to the record, as long as the lock is held, and nobody else went on from the step that failed.
    async fn write(
        &self,
        connection: &mut Connection<'_>,
        tracking: &Tracking<'_>,
        work: &Work,
        step: usize,
        statement: &str,
    ) -> Result<()> {
        let earlier = work.begun.as_ref().filter(|begun| begun.step == step).and_then(|begun| begun.cursor.as_deref());
        let cursor = match Safety::of(&work.plan.steps[step], self.backend) {
            Safety::Recorded => Some(BEGUN),
            _ => earlier,
        };
        let claim = tracking.claim(&work.row, step, cursor);
        let fence = self.fence.into_iter().flat_map(Fence::at_once);
        let statements: Vec<&str> = fence.chain([claim.as_str(), statement]).collect();
        self.backend.write(connection, self.ground, &statements).await
    }

    fn denied(&self, work: &Work, role: Role, error: sqlx::Error, state: String) -> Error {
        let table = &self.ground.table;
        let (doing, grant) = match role {
            Role::Step(step) => {
                let operation = work.operation(step).unwrap_or_else(|| "run its SQL".to_owned());
                (format!("{operation}, for `{}`", work.id()), self.backend.grant_for_migrations(self.ground))
            }
            Role::Create => {
                (format!("create the tracking table {table}"), self.backend.grant_for_tracking(self.ground))
            }
            _ => (format!("write to the tracking table {table}"), self.backend.grant_for_tracking(self.ground)),
        };
        Error::denied(doing, grant, error, state)
    }

    fn failure(
        &self,
        work: &Work,
        pieces: &[Piece<'_>],
        broken: Broken,
        role: Role,
        fault: Fault,
        left: Left,
    ) -> Failure {
        let steps = work.plan.steps.len();
        let (operation, step) = match role {
            Role::Step(step) => (work.operation(step), (step + 1, steps)),
            _ => (None, (0, steps)),
        };
        let help = match (role, fault) {
            (Role::Guard, Fault::Aborted) => {
                "let its Rust steps return the errors of their statements: after one, the transaction takes no more"
            }
            (Role::Guard, _) => {
                "remove BEGIN, COMMIT, ROLLBACK and END from its SQL: Covet has the transaction; then see what it left"
            }
            (_, Fault::Unreachable) => "run again: what is recorded says where to go on",
            (_, Fault::Busy) => "another session holds a lock that this needs; run again when it has finished",
            (Role::Step(step), Fault::Locking) if work.is_online(step) => {
                "run again with `may_lock_tables` (`covet migrate --may-lock-tables`) at a time when nobody has to write to the table"
            }
            _ if !left.goes_on => "mend the cause; the next run says how to go on",
            _ if left.state.starts_with("done, and kept") => "mend the cause, and run again: it goes on at that step",
            _ => "mend the cause, and run again",
        };
        Failure {
            migration: work.id().clone(),
            direction: work.direction,
            dialect: self.backend.dialect(),
            operation,
            step,
            code: pieces.get(broken.piece).map_or_else(String::new, |piece| piece.code().to_owned()),
            error: broken.error,
            state: left.state,
            help: help.to_owned(),
        }
    }
}

fn left_by_ended(work: &Work) -> Left {
    let state = format!("what `{}` did before it ended the transaction stays", work.id());
    Left { state, goes_on: false }
}

/// What a hook left around a migration that goes step by step.
fn left_by_hook(hook: Hook, work: &Work) -> Left {
    let id = work.id();
    Left::on(match (hook, &work.begun) {
        (Hook::AfterEach, _) => format!("all steps of `{id}` are done, and kept; the next run goes on at this hook"),
        (_, Some(begun)) => format!("of `{id}` no more was done than the first {}", counted(begun.step, "step")),
        (_, None) => format!("nothing of `{id}` was done; what was applied before stays"),
    })
}

fn left_without_connection(role: Role) -> Left {
    Left::on(match role {
        Role::Step(step) => {
            format!("the connection was lost: steps before {} stay, step {0} may have been done", step + 1)
        }
        _ => "the connection was lost: the steps that are recorded stay, the next may have been done".to_owned(),
    })
}

/// Whether a step of its migration stands before a piece.
fn has_begun(pieces: &[Piece<'_>], until: usize) -> bool {
    let at = pieces.get(until).map(|piece| piece.at);
    let is_step = |piece: &Piece<'_>| matches!(piece.role, Role::Step(..));
    pieces.iter().take(until).any(|piece| is_step(piece) && at.is_none_or(|at| at == piece.at))
}

/// Whether the first statement of a step failed, and is one that does all or nothing.
fn is_whole(pieces: &[Piece<'_>], broken: &Broken) -> bool {
    let Some(failed) = pieces.get(broken.piece) else { return false };
    let first = pieces.iter().position(|piece| piece.at == failed.at && piece.role == failed.role);
    first == Some(broken.piece) && fails_whole(failed.code())
}

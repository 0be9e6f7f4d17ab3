//! Going on with what an earlier run began, before anything else is done.

use tracing::info;

use crate::ask::read_for;
use crate::connection::Connection;
use crate::engines;
use crate::error::Result;
use crate::failure::Reason;
use crate::history::Row;
use crate::hold::Hold;
use crate::options::WhenNewer;
use crate::recover::{Place, Recovery};
use crate::run::{Goal, Round, Run};
use crate::stored;
use crate::tracking::Tracking;
use crate::work::{self, Begun, Work};

impl Run {
    /// Takes the lock of a migration that goes step by step; nothing where another process has it.
    pub(crate) async fn hold(&self, connection: &mut Connection<'_>, what: &str) -> Result<Option<Hold>> {
        Hold::take(&self.opener, connection, self.backend, &self.ground, what).await
    }

    /// Lets a migration find what its steps have left in their session; or the step where it stands, and what it would not find.
    fn told_again(&self, work: &mut Work) -> Result<(), (usize, Reason)> {
        // What this run itself has done is in this session, where a session is somebody's own.
        let is_own = !self.backend.dialect().capabilities().transactional_ddl && !self.ground.leased;
        let is_at_hand = is_own && self.at_hand.contains(work.id());
        let Some(begun) = &mut work.begun else { return Ok(()) };
        begun.again = match work.plan.session_at(begun.step, self.backend.dialect()) {
            Ok(again) => Some(again),
            Err(_) if is_at_hand => None,
            Err((what, by)) => return Err((begun.step, Reason::SessionLost { what, by: by + 1 })),
        };
        Ok(())
    }

    /// Finishes what an earlier run began, whichever way that was going.
    pub(crate) async fn resume(
        &mut self,
        connection: &mut Connection<'_>,
        hold: &mut Hold,
        goal: &mut Goal,
    ) -> Result<Round> {
        // What counts is what is read under the lock.
        let history = read_for(*goal, connection, self.backend, &self.ground, self.embedded).await?;
        let Some(row) = history.unsettled() else { return Ok(Round::Next) };
        history.check(&self.ground.table)?;
        let tracking = Tracking { backend: self.backend, table: &self.ground.table, log: None };
        let (work, reason) = work::resumed(self.embedded, row, &history, self.backend.dialect())?;
        let mut work = match (work, reason) {
            (Some(work), None) if stored::check(&work, &self.options).is_ok() => work,
            (work, reason) => {
                return Err(row.interrupted(&tracking, work.as_ref(), reason.unwrap_or(Reason::NotEmbedded)));
            }
        };
        let newer = if *goal == Goal::Applied { self.options.when_newer } else { WhenNewer::Accept };
        history.compare(self.embedded, self.backend.dialect(), newer)?;
        self.check_settings(connection, &work).await?;
        engines::check(connection, self.backend, &self.ground, std::slice::from_ref(&work)).await?;
        let (backend, ground, options) = (self.backend, &self.ground, &self.options);
        let recovery = Recovery { backend, ground, options, work: &work };
        match recovery.place(connection).await? {
            Place::Here => {}
            Place::Behind => {
                let begun = Begun { step: row.step, cursor: row.cursor.clone(), again: None };
                if !recovery.pass(connection, hold.fence().as_ref(), &begun).await? {
                    return Ok(Round::Again);
                }
                work.begun = Some(Begun { step: row.step + 1, cursor: None, again: None });
            }
            Place::Unclear(reason) => return Err(row.interrupted(&tracking, Some(&work), reason)),
        }
        self.told_again(&mut work).map_err(|(step, reason)| {
            let row = Row { step, cursor: None, ..row.clone() };
            row.interrupted(&tracking, Some(&work), reason)
        })?;
        info!(migration = %work.id(), direction = ?work.direction, step = row.step, "going on with what an earlier run began");
        let mut expected = history.settled();
        let group = [work];
        self.before_run(connection, &group).await?;
        let ended = self.attempt(connection, &group, false, &expected, hold).await?;
        self.record(&group[..ended.finished.len()], &ended.finished, &mut expected, goal);
        Ok(ended.outcome?.into())
    }
}

//! A migration that no one transaction covers: every step commits by itself, and its progress is recorded so that a run
//! which is cut short anywhere can be gone on with.
//!
//! There are three kinds of steps. One that a transaction can hold is in it *together with its progress*: both are there or
//! neither is. A backfill is many such transactions, each with the last key of its batch. One that no transaction holds is
//! followed by its progress, and whether it was done is asked of the database (`recover`); where nothing could be asked,
//! it is also recorded that it begins, unless it does no harm when it runs again.

use covet_core::plan::{Action, Condition, Step};
use covet_core::sql::{may_lock, replaces};

use crate::backend::{Backend, Ground};
use crate::error::Result;
use crate::hold::Fence;
use crate::options::Options;
use crate::piece::{self, Batches, Do, Piece, RELEASE, Role, SAVEPOINT};
use crate::tracking::Tracking;
use crate::work::Work;

/// What is recorded of a step before it begins, where nothing else would tell that it has.
pub(crate) const BEGUN: &str = "begun";

/// What the pieces are made of.
pub(crate) struct Stepwise<'a, 'w> {
    pub(crate) backend: &'static dyn Backend,
    pub(crate) ground: &'a Ground,
    pub(crate) options: &'w Options,
    pub(crate) tracking: Tracking<'a>,
    /// The place of the migration in its list of work.
    pub(crate) at: usize,
    pub(crate) work: &'w Work,
    /// Whether the session is as it was set up: nothing has run in it but what was generated.
    pub(crate) settled: bool,
    /// What tells that the lock is still held, where another connection holds it.
    pub(crate) fence: Option<&'a Fence>,
}

/// How a step is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// It is in one transaction with its progress.
    Joined,
    /// It is many transactions, each with its progress.
    Batched,
    /// It is in none; the database tells whether it was done.
    Told,
    /// It is in none, and does no harm when it runs again: it puts something in the place of what is there.
    Repeatable,
    /// It is in none; only the record tells.
    Recorded,
}

/// How the record of a last step and the end of its migration are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// One after the other.
    Apart,
    /// The end is in the transaction of the step, in place of the step's record.
    Joined,
    /// The end stands behind the step, in place of the step's record.
    Instead,
}

impl Safety {
    pub(crate) fn of(step: &Step, backend: &dyn Backend) -> Safety {
        let outside = step.alone || !backend.dialect().capabilities().transactional_ddl;
        match &step.action {
            Action::Backfill(_) => Safety::Batched,
            Action::Ddl(_) if outside && tells(&step.after) => Safety::Told,
            Action::Ddl(statements) if outside && statements.iter().all(|one| replaces(one)) => Safety::Repeatable,
            Action::Ddl(_) if outside => Safety::Recorded,
            _ => Safety::Joined,
        }
    }
}

/// Whether a database can be asked for it.
fn tells(condition: &Condition) -> bool {
    match condition {
        Condition::Recorded => false,
        Condition::All(all) => all.iter().all(tells),
        _ => true,
    }
}

impl<'w> Stepwise<'_, 'w> {
    /// Everything from the first step that is not done to the last.
    pub(crate) fn pieces(&self, expect: Option<String>) -> Result<Vec<Piece<'w>>> {
        let mut pieces = Vec::new();
        let again = self.work.begun.as_ref().map(|begun| begun.again.as_deref());
        match again {
            _ if self.is_transactional() || self.settled => {}
            // The session is as its steps have left it, but for what one that failed had to wait longer for.
            Some(None) => pieces
                .extend(self.backend.wait_for_tables(self.options.lock_timeout).map(|sql| self.sql(Role::Frame, sql))),
            _ => pieces.extend(self.settings().iter().map(|sql| self.sql(Role::Frame, sql))),
        }
        pieces.extend(piece::before(self.at, self.work, &self.options.hooks));
        let from = match &self.work.begun {
            Some(begun) => begun.step,
            None => {
                self.begin(expect, &mut pieces);
                0
            }
        };
        // What the SQL of earlier steps has set for its session went with that session.
        let again = again.flatten().unwrap_or_default();
        pieces.extend(again.iter().map(|statement| self.outside(Role::Frame, statement)));
        for (number, step) in self.work.plan.steps.iter().enumerate().skip(from) {
            let cursor = self.work.begun.as_ref().filter(|_| number == from).and_then(|begun| begun.cursor.clone());
            self.step(number, step, cursor, &mut pieces)?;
        }
        pieces.extend(piece::after(self.at, self.work, &self.options.hooks));
        self.finish(from, &mut pieces);
        Ok(pieces)
    }

    fn is_transactional(&self) -> bool {
        self.backend.dialect().capabilities().transactional_ddl
    }

    fn settings(&self) -> Vec<String> {
        self.backend.transaction_settings(self.ground, self.options)
    }

    fn sql(&self, role: Role, sql: impl Into<String>) -> Piece<'w> {
        Piece::sql(self.at, role, sql)
    }

    fn begin(&self, expect: Option<String>, pieces: &mut Vec<Piece<'w>>) {
        let create = if self.at == 0 { self.tracking.create(self.ground) } else { Vec::new() };
        let create = create.into_iter().map(|sql| self.sql(Role::Create, sql));
        let mut inner: Vec<Piece<'w>> = self.kept().collect();
        match self.is_transactional() {
            true => inner.extend(create),
            // It would end the transaction.
            false => pieces.extend(self.fenced().into_iter().chain(create)),
        }
        inner.extend(expect.map(|sql| Piece::check(self.at, Role::Expect, sql)));
        inner.extend(piece::begin(self.at, self.work, &self.tracking, !self.is_claimed()));
        match self.is_claimed() {
            true => self.transaction(Role::Record, inner, pieces),
            false => pieces.extend(inner),
        }
    }

    fn finish(&self, from: usize, pieces: &mut Vec<Piece<'w>>) {
        // The last step has the end with it, unless it was done, and recorded as a step, before this run.
        if self.work.plan.steps[from..].last().is_some_and(|step| self.end_of(step) == End::Joined) {
            return;
        }
        let mut inner: Vec<Piece<'w>> = self.kept().collect();
        inner.extend(self.claim(self.work.plan.steps.len(), None));
        inner.extend(self.ground.settings.iter().map(|sql| Piece::script(self.at, Role::Record, sql)));
        inner.extend(piece::end(self.at, self.work, &self.tracking, !self.is_claimed()));
        match self.is_claimed() {
            true => self.transaction(Role::Record, inner, pieces),
            false => pieces.extend(inner),
        }
    }

    /// How the end of the migration is recorded, if this is its last step: a commit less than to record both.
    fn end_of(&self, step: &Step) -> End {
        match (&step.action, Safety::of(step, self.backend)) {
            // Then the end has claims and settings of its own.
            _ if self.is_claimed() => End::Apart,
            // Between the last step and the end stands a hook.
            _ if !self.options.hooks.after_each.is_empty() => End::Apart,
            (Action::Dml(_), Safety::Joined) => End::Joined,
            (_, Safety::Told) => End::Instead,
            // There may be a mark, which the progress takes away.
            _ => End::Apart,
        }
    }

    fn step(&self, number: usize, step: &'w Step, cursor: Option<String>, pieces: &mut Vec<Piece<'w>>) -> Result<()> {
        let (at, role) = (self.at, Role::Step(number));
        let is_last = number + 1 == self.work.plan.steps.len();
        let end = if is_last { self.end_of(step) } else { End::Apart };
        let progress = || self.sql(Role::Record, self.tracking.progress(&self.work.row, number + 1));
        let safety = Safety::of(step, self.backend);
        match (&step.action, safety) {
            (Action::Backfill(backfill), _) => {
                let (work, step, head) = (self.work, number, self.head());
                let tail = self.fence.into_iter().flat_map(Fence::kept).map(ToOwned::to_owned).collect();
                let batches = Batches { backfill, work, step, head, tail, cursor };
                pieces.push(Piece { at, role, action: Do::Backfill(batches) });
            }
            (Action::Ddl(statements), Safety::Told | Safety::Repeatable | Safety::Recorded) => {
                if safety == Safety::Recorded {
                    self.short(self.claim(number, cursor.as_deref()), self.mark(Some(BEGUN)), pieces);
                } else {
                    pieces.extend(self.fenced());
                }
                let longer = step.algorithm.filter(|algorithm| algorithm.is_long());
                let wait = |time| longer.and_then(|_| self.backend.wait_for_tables(time));
                pieces.extend(wait(self.options.alter_timeout).map(|sql| self.sql(Role::Frame, sql)));
                pieces.extend(statements.iter().map(|statement| self.outside(role, self.locking(step, statement))));
                pieces.extend(wait(self.options.lock_timeout).map(|sql| self.sql(Role::Frame, sql)));
                let now = if safety == Safety::Recorded { Some(BEGUN) } else { cursor.as_deref() };
                if end == End::Apart {
                    self.short(self.claim(number, now), progress(), pieces);
                }
            }
            _ => {
                let is_rust = matches!(step.action, Action::Rust(_));
                let mut inner: Vec<Piece<'w>> = self.claim(number, cursor.as_deref()).into_iter().collect();
                // A function that ends the transaction commits this with it, and is found out.
                inner.extend(is_rust.then(|| self.mark(Some(BEGUN))));
                let guarded = is_rust || self.is_transactional();
                inner.extend(guarded.then(|| self.sql(Role::Record, SAVEPOINT)));
                piece::body(at, self.work, number, &mut inner)?;
                inner.extend(self.is_transactional().then(|| self.sql(Role::Guard, RELEASE)));
                match end {
                    End::Joined => inner.extend(piece::end(self.at, self.work, &self.tracking, false)),
                    _ => inner.push(progress()),
                }
                inner.extend(self.kept());
                self.transaction(role, inner, pieces);
            }
        }
        Ok(())
    }

    /// A statement of a step, which may lock where the caller lets it.
    fn locking<'s>(&self, step: &Step, statement: &'s str) -> &'s str {
        match self.options.may_lock_tables && step.algorithm.is_some() {
            true => may_lock(statement),
            false => statement,
        }
    }

    /// A statement in no transaction.
    fn outside(&self, role: Role, statement: &'w str) -> Piece<'w> {
        match self.is_transactional() {
            // Several in one message would be in one transaction.
            true => Piece { at: self.at, role, action: Do::Alone(statement) },
            false => Piece::statement(self.at, role, statement),
        }
    }

    /// What stands at the head of every transaction.
    fn head(&self) -> Vec<(Role, String)> {
        let settings = if self.is_transactional() { self.settings() } else { Vec::new() };
        let settings = settings.into_iter().map(|sql| (Role::Frame, sql));
        settings.chain(self.fence.map(|fence| (Role::Lock, fence.asks.clone()))).collect()
    }

    /// Fails when the lock is lost, where the session does not have it.
    fn fenced(&self) -> Option<Piece<'w>> {
        self.fence.map(|fence| self.sql(Role::Lock, fence.asks.as_str()))
    }

    /// Keeps the lock until the transaction ends, or fails, where others can take it from a process that lives.
    fn kept(&self) -> impl Iterator<Item = Piece<'w>> {
        self.fence.into_iter().flat_map(Fence::kept).map(|sql| self.sql(Role::Lock, sql))
    }

    /// Whether somebody else may go on with the migration while this process is at it. Where the session itself holds the
    /// lock, nobody can.
    fn is_claimed(&self) -> bool {
        self.is_transactional() || self.fence.is_some()
    }

    /// Fails when somebody else went on with the migration.
    fn claim(&self, step: usize, cursor: Option<&str>) -> Option<Piece<'w>> {
        let claim = || Piece::check(self.at, Role::Expect, self.tracking.claim(&self.work.row, step, cursor));
        self.is_claimed().then(claim)
    }

    fn mark(&self, cursor: Option<&str>) -> Piece<'w> {
        self.sql(Role::Record, self.tracking.mark(&self.work.row, cursor))
    }

    /// A record of a step that no transaction holds.
    fn short(&self, claim: Option<Piece<'w>>, record: Piece<'w>, pieces: &mut Vec<Piece<'w>>) {
        match claim {
            Some(claim) => self.transaction(Role::Record, self.kept().chain([claim, record]).collect(), pieces),
            None => pieces.push(record),
        }
    }

    /// Pieces in one transaction; `role` is what the failure of its COMMIT means.
    fn transaction(&self, role: Role, inner: Vec<Piece<'w>>, pieces: &mut Vec<Piece<'w>>) {
        let packs = self.backend.sends_packets() && inner.iter().all(Piece::is_sql);
        let (open, close) = match packs {
            true => (Do::Sql(self.backend.begin().to_owned()), Do::Sql("COMMIT".to_owned())),
            false => (Do::Open { checked: self.work.changes_rows_unchecked() }, Do::Close),
        };
        pieces.push(Piece { at: self.at, role: Role::Frame, action: open });
        pieces.extend(self.backend.notice_silence().filter(|_| !packs).map(|sql| self.sql(Role::Frame, sql)));
        pieces.extend(self.head().into_iter().map(|(role, sql)| self.sql(role, sql)));
        pieces.extend(inner);
        pieces.push(Piece { at: self.at, role, action: close });
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    #[test]
    fn a_condition_tells_when_all_of_it_does() {
        let table = Condition::Table("t".into());
        assert!(tells(&table) && tells(&Condition::Query("SELECT 1".into())));
        assert!(!tells(&Condition::Recorded) && !tells(&Condition::All(vec![table, Condition::Recorded])));
    }
}

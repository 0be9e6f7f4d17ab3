//! One attempt: at a group of migrations that stand or fall together, or at one that goes step by step.

use std::ops::Range;
use std::time::Duration;

use tracing::debug;

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::history::History;
use crate::options::Options;
use crate::perform;
use crate::piece::{self, Do, Piece, Role};
use crate::stepwise::Stepwise;
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
    /// The statement that fails when the lock is lost, where another connection holds it.
    pub(crate) fence: Option<&'a str>,
}

/// How an attempt ended that did not fail.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// All of them are done, and took so long each.
    Done(Vec<Duration>),
    /// Another process has the lock.
    Busy,
    /// The history is another than the one that was planned for: it has to be read again.
    Moved,
    /// It cannot be done in one transaction; each migration has to have its own.
    Apart,
    /// The transaction lost against another session; this is the error when that happens too often.
    Lost(Error),
}

impl Attempt<'_> {
    pub(crate) async fn run(&self, connection: &mut Connection<'_>) -> Result<Outcome> {
        let log = self.ground.log(self.options);
        let tracking = Tracking { backend: self.backend, table: &self.ground.table, log };
        let pieces = self.pieces(tracking)?;
        let mut moments = vec![None; pieces.len() + 1];
        let tell = |passed| self.tell(&pieces, passed);
        match perform::run(connection, &tracking, &pieces, self.ground.packet, &mut moments, &tell).await {
            Ok(()) => Ok(Outcome::Done(durations(&pieces, &moments, self.works.len()))),
            Err(broken) => {
                // After an error in a message its transaction is still open. That there is none is no fault either, and
                // without a connection there is nothing to undo.
                if self.backend.sends_packets() {
                    let _ = connection.pass("ROLLBACK").await;
                }
                self.judge(connection, &tracking, &pieces, broken).await
            }
        }
    }

    /// Tells the caller of the steps that ended in these places.
    fn tell(&self, pieces: &[Piece<'_>], passed: Range<usize>) {
        for (at, piece) in pieces.iter().enumerate().take(passed.end).skip(passed.start) {
            let Role::Step(work, step) = piece.role else { continue };
            let is_other = |later: &&Piece<'_>| matches!(later.role, Role::Step(..)) && later.role != piece.role;
            let mut rest = pieces[at + 1..].iter().take_while(|later| !is_other(later));
            if rest.any(|later| later.role == piece.role) {
                continue;
            }
            let work = &self.works[work];
            let (migration, steps) = (work.id().clone(), work.plan.steps.len());
            debug!(%migration, step = step + 1, steps, "step done");
            self.options.tell(Event::StepDone { migration, step: step + 1, steps });
        }
    }

    /// The migration that goes step by step, where it does.
    pub(crate) fn stepwise(&self) -> Option<&Work> {
        self.works.first().filter(|work| work.stepwise)
    }

    /// The whole attempt in pieces.
    fn pieces(&self, tracking: Tracking<'_>) -> Result<Vec<Piece<'_>>> {
        match self.stepwise() {
            Some(work) => {
                let (backend, ground, options, fence) = (self.backend, self.ground, self.options, self.fence);
                let transactional = backend.dialect().capabilities().transactional_ddl;
                let expect = transactional.then(|| tracking.expect(self.expected));
                Stepwise { backend, ground, options, tracking, work, fence }.pieces(expect)
            }
            None => self.transaction(self.works, &tracking),
        }
    }

    /// One transaction around all of them.
    fn transaction<'w>(&'w self, works: &'w [Work], tracking: &Tracking<'_>) -> Result<Vec<Piece<'w>>> {
        let mut body = Vec::new();
        let settings = self.backend.transaction_settings(self.ground, self.options);
        body.extend(settings.iter().map(|sql| Piece::sql(Role::Frame, sql)));
        body.extend(self.backend.transaction_lock(self.ground).map(|sql| Piece::sql(Role::Lock, sql)));
        body.extend(tracking.create(self.ground).map(|sql| Piece::sql(Role::Create, sql)));
        body.push(Piece::sql(Role::Expect, tracking.expect(self.expected)));
        // Alone, a migration is named by the COMMIT that fails.
        let early = self.backend.early_check().filter(|_| works.len() > 1);
        let settle = self.ground.settings.iter().chain(&settings).map(String::as_str);
        let settle: Vec<&str> = early.into_iter().chain(settle).collect();
        let settle = Some(settle.join("; ")).filter(|sql| !sql.is_empty());
        for (at, work) in works.iter().enumerate() {
            piece::transactional(at, work, tracking, settle.as_deref(), &self.options.hooks, &mut body)?;
        }
        // A Rust step needs a transaction that sqlx knows of, so that its own `begin()` is a savepoint.
        let packs = self.backend.sends_packets() && body.iter().all(|piece| matches!(piece.action, Do::Sql(_)));
        let checked = works.iter().any(Work::changes_rows_unchecked);
        let (open, close) = match packs {
            true => (Do::Sql(self.backend.begin().to_owned()), Do::Sql("COMMIT".to_owned())),
            false => (Do::Open { checked }, Do::Close),
        };
        body.insert(0, Piece { role: Role::Frame, action: open });
        body.push(Piece { role: Role::Frame, action: close });
        Ok(body)
    }
}

/// How long each migration took: from its first record to the piece after its last.
fn durations(pieces: &[Piece<'_>], moments: &[Option<i64>], count: usize) -> Vec<Duration> {
    let is_of = |piece: &Piece<'_>, at: usize| {
        piece.role == Role::Record(at) || matches!(piece.role, Role::Step(work, _) if work == at)
    };
    let moment = |place: usize| moments.get(place).copied().flatten();
    let duration = |at: usize| {
        let start =
            pieces.iter().enumerate().filter(|(_, piece)| is_of(piece, at)).find_map(|(place, _)| moment(place));
        let last = pieces.iter().position(|piece| piece.role == Role::Finish(at));
        let taken = start.zip(last.and_then(|place| moment(place + 1))).map_or(0, |(start, end)| end - start);
        // A clock that was set back in the meantime gives no duration.
        Duration::from_micros(u64::try_from(taken).unwrap_or_default())
    };
    (0..count).map(duration).collect()
}

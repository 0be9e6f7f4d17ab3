//! One attempt: at migrations that stand or fall together, or at several that travel together, each for itself.

use std::ops::Range;
use std::time::Duration;

use tracing::debug;

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::history::History;
use crate::hold::Fence;
use crate::options::Options;
use crate::perform;
use crate::piece::{self, Do, Piece, Role};
use crate::report::Direction;
use crate::stepwise::Stepwise;
use crate::tracking::Tracking;
use crate::work::Work;

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) backend: &'static dyn Backend,
    pub(crate) ground: &'a Ground,
    pub(crate) options: &'a Options,
    /// The migrations, in order.
    pub(crate) works: &'a [Work],
    /// Whether they share one transaction.
    pub(crate) together: bool,
    /// The history that they were planned for.
    pub(crate) expected: &'a History,
    /// What tells that the lock is still held, where another connection holds it.
    pub(crate) fence: Option<&'a Fence>,
}

/// How an attempt ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// How long each of the migrations took that are known to be finished: all, or the first of them.
    pub(crate) finished: Vec<Duration>,
    pub(crate) outcome: Result<Outcome>,
}

/// How an attempt ended that did not fail.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// All of them are done.
    Done,
    /// Nothing was done, because of what stands behind so many of them in their message: these are to be run without it.
    Without(usize),
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
    pub(crate) async fn run(&self, connection: &mut Connection<'_>) -> Ended {
        let log = self.ground.log(self.options);
        let tracking = Tracking { backend: self.backend, table: &self.ground.table, log };
        let pieces = match self.pieces(tracking) {
            Ok(pieces) => pieces,
            Err(error) => return Ended { finished: Vec::new(), outcome: Err(error) },
        };
        let mut moments = vec![None; pieces.len() + 1];
        let (packet, tell) = (self.ground.packet, |passed| self.tell(&pieces, passed));
        let broken = perform::run(connection, &tracking, &pieces, packet, &mut moments, &tell).await.err();
        let mut finished = durations(&pieces, &moments, self.works.len());
        let Some(broken) = broken else { return Ended { finished, outcome: Ok(Outcome::Done) } };
        // After an error in a message its transaction is still open. That there is none is no fault either, and
        // without a connection there is nothing to undo.
        if self.backend.sends_packets() {
            let _ = connection.pass("ROLLBACK").await;
        }
        let place = |piece: usize| pieces.get(piece).map_or(0, |piece| piece.at);
        finished.truncate(if self.together { 0 } else { place(broken.ran) });
        let outcome = match place(broken.piece).saturating_sub(finished.len()) {
            behind if behind > 0 && !self.together => Ok(Outcome::Without(behind)),
            _ => self.judge(connection, &tracking, &pieces, broken).await,
        };
        Ended { finished, outcome }
    }

    /// Tells the caller of the steps that ended in these places.
    fn tell(&self, pieces: &[Piece<'_>], passed: Range<usize>) {
        for (place, piece) in pieces.iter().enumerate().take(passed.end).skip(passed.start) {
            let Role::Step(step) = piece.role else { continue };
            let is_same = |other: &Piece<'_>| (other.at, other.role) == (piece.at, piece.role);
            let is_other = |other: &&Piece<'_>| matches!(other.role, Role::Step(_)) && !is_same(other);
            if pieces[place + 1..].iter().take_while(|later| !is_other(later)).any(is_same) {
                continue;
            }
            let work = &self.works[piece.at];
            let (migration, steps) = (work.id().clone(), work.plan.steps.len());
            debug!(%migration, step = step + 1, steps, "step done");
            self.options.tell(Event::StepDone { migration, step: step + 1, steps });
        }
    }

    /// The whole attempt in pieces.
    fn pieces(&self, tracking: Tracking<'_>) -> Result<Vec<Piece<'_>>> {
        if self.together {
            return self.transaction(0, self.works, tracking.expect(self.expected), &tracking);
        }
        let mut pieces = Vec::new();
        let mut expected = self.expected.ends();
        for (at, work) in self.works.iter().enumerate() {
            // Between two transactions others may come in: each asks again, the first of them for everything.
            let expect = || if at == 0 { tracking.expect(self.expected) } else { tracking.expect_end(&expected) };
            pieces.extend(match work.stepwise {
                true => self.stepwise(at, work, &expect, tracking)?,
                false => self.transaction(at, std::slice::from_ref(work), expect(), &tracking)?,
            });
            expected.went(work.direction, &work.row);
        }
        Ok(pieces)
    }

    /// Whether a migration can be recorded together with others of its transaction.
    fn is_plain(&self, work: &Work) -> bool {
        work.direction == Direction::Apply && work.is_generated() && !self.options.hooks.around(work)
    }

    fn stepwise<'w>(
        &'w self,
        at: usize,
        work: &'w Work,
        expect: &dyn Fn() -> String,
        tracking: Tracking<'_>,
    ) -> Result<Vec<Piece<'w>>> {
        let (backend, ground, options, fence) = (self.backend, self.ground, self.options, self.fence);
        // Where the session has the lock, what was read under it cannot have changed.
        let expect = (backend.dialect().capabilities().transactional_ddl || fence.is_some()).then(expect);
        let settled = at > 0 && self.works[at - 1].is_generated();
        Stepwise { backend, ground, options, tracking, at, work, settled, fence }.pieces(expect)
    }

    /// One transaction around migrations, of which the first stands at that place.
    fn transaction<'w>(
        &'w self,
        first: usize,
        works: &'w [Work],
        expect: String,
        tracking: &Tracking<'_>,
    ) -> Result<Vec<Piece<'w>>> {
        let mut body = Vec::new();
        let settings = self.backend.transaction_settings(self.ground, self.options);
        body.extend(settings.iter().map(|sql| Piece::sql(first, Role::Frame, sql)));
        body.extend(self.backend.transaction_lock(self.ground).map(|sql| Piece::sql(first, Role::Lock, sql)));
        if first == 0 {
            body.extend(tracking.create(self.ground).into_iter().map(|sql| Piece::sql(first, Role::Create, sql)));
        }
        body.push(Piece::check(first, Role::Expect, expect));
        for (at, work) in works.iter().enumerate() {
            let look = |was_begun| Do::Look { ground: self.ground, work, was_begun };
            body.extend(work.begun_before.map(look).map(|look| Piece {
                at: first + at,
                role: Role::Expect,
                action: look,
            }));
        }
        // Alone, a migration is named by the COMMIT that fails.
        let early = self.backend.early_check().filter(|_| works.len() > 1);
        let settle: Vec<&str> =
            early.into_iter().chain(self.ground.settings.iter().chain(&settings).map(String::as_str)).collect();
        let settle = Some(settle.join("; ")).filter(|sql| !sql.is_empty());
        let mut at = 0;
        while let Some(work) = works.get(at) {
            let plain = works[at..].iter().take(TOGETHER).take_while(|work| self.is_plain(work)).count();
            if plain > 1 {
                piece::together(first + at, &works[at..at + plain], tracking, &mut body)?;
            } else {
                piece::transactional(first + at, work, tracking, settle.as_deref(), &self.options.hooks, &mut body)?;
            }
            at += plain.max(1);
        }
        // A Rust step needs a transaction that sqlx knows of, so that its own `begin()` is a savepoint.
        let packs = self.backend.sends_packets() && body.iter().all(Piece::is_sql);
        let beside = works.len() > 1 && works.iter().any(Work::rebuilds);
        let checked = beside || works.iter().any(Work::changes_rows_unchecked);
        let (open, close) = match packs {
            true => (Do::Sql(self.backend.begin().to_owned()), Do::Sql("COMMIT".to_owned())),
            false => (Do::Open { checked }, Do::Close),
        };
        let notice = self.backend.notice_silence().filter(|_| !packs);
        body.splice(0..0, notice.map(|sql| Piece::sql(first, Role::Frame, sql)));
        body.insert(0, Piece { at: first, role: Role::Frame, action: open });
        body.push(Piece { at: first, role: Role::Frame, action: close });
        Ok(body)
    }
}

/// How many migrations of a transaction are recorded together at most: so many that what that costs is shared, and no
/// more than a text for SQLite has room for.
const TOGETHER: usize = 100;

/// How long each migration took: from the first moment that is known of it to the first one behind it.
fn durations(pieces: &[Piece<'_>], moments: &[Option<i64>], count: usize) -> Vec<Duration> {
    let (mut begun, mut last) = (vec![None; count], vec![None; count]);
    for (place, piece) in pieces.iter().enumerate() {
        if !matches!(piece.role, Role::Frame | Role::Lock | Role::Create | Role::Expect) {
            begun[piece.at] = begun[piece.at].or(moments[place]);
            last[piece.at] = Some(place);
        }
    }
    let taken = begun.into_iter().zip(last).map(|(begun, last)| {
        let ended = moments[last? + 1..].iter().find_map(|moment| *moment)?;
        // A clock that was set back in the meantime gives no duration.
        Some(Duration::from_micros(u64::try_from(ended - begun?).unwrap_or_default()))
    });
    taken.map(Option::unwrap_or_default).collect()
}

//! The one loop that runs migrations, forward and back, on every database.

use std::time::Duration;

use covet_core::MigrationId;
use tracing::{Instrument as _, debug, info, info_span};

use crate::ask::{head, read_for};
use crate::attempt::{Attempt, Ended, Outcome};
use crate::backend::{Backend, Ground, Settings};
use crate::connection::Connection;
use crate::embedded::{Embedded, Migrations};
use crate::engines;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::history::History;
use crate::hold::{Hold, Opener};
use crate::initial;
use crate::needs;
use crate::options::{Options, WhenNewer};
use crate::progress::Progress;
use crate::report::{Direction, Done, Report};
use crate::source::Source;
use crate::stored;
use crate::target::{Bounds, Stop};
use crate::tracking::Head;
use crate::waiting::{Locked, Waiting, patiently, pause};
use crate::work::{self, Work};

/// What a run is to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Everything that is embedded is applied.
    Applied,
    /// So many of the migrations that were applied last are undone.
    RolledBack(usize),
    /// Nothing is applied that lies beyond the target of the options.
    RolledBackTo,
    /// Nothing is applied that is newer than the binary, of the apps that it embeds.
    NotNewer,
}

impl Goal {
    /// Which way migrations are run to reach it.
    pub(crate) fn direction(self) -> Direction {
        if self == Goal::Applied { Direction::Apply } else { Direction::RollBack }
    }
}

/// How often a transaction is run again that lost against another session.
const RETRIES: u32 = 3;

/// Runs migrations until the goal is reached.
pub(crate) async fn run(source: Source<'_>, migrations: Migrations, options: Options, goal: Goal) -> Result<Report> {
    let bounds = Bounds::of(&options, migrations)?;
    let mut session = source.open(&options).await?;
    let direction = goal.direction();
    if goal == Goal::Applied {
        match patiently!(session.backend(), &options, head(&mut session, migrations.embedded(), &options).await)? {
            Head::Current => return Ok(Report::new(direction)),
            Head::Newer if options.when_newer == WhenNewer::Accept => return Ok(Report::new(direction)),
            Head::Newer | Head::Unclear => {}
        }
    }
    let backend = session.backend();
    if let Some(end) = backend.end_of_question().filter(|_| session.is_lent()) {
        backend.ask_of(&mut session.connection(), end).await?;
    }
    let ground = patiently!(backend, &options, backend.ground(&mut session.connection(), &options).await)?;
    // Everything that is wrong with the history is told before anything is set, locked or written.
    let read = patiently!(
        backend,
        &options,
        read_for(goal, &mut session.connection(), backend, &ground, migrations.embedded()).await
    );
    let history = read?;
    // A migration that is half done may be in the hands of another process: only the lock tells.
    let mut foreseen = None;
    if history.is_settled() {
        let ready = ready(goal, &bounds, migrations.embedded(), &history, backend, &ground, &options)?;
        if ready.works.is_empty() {
            return Ok(Report { stopped: ready.stopped, ..Report::new(direction) });
        }
        // What stands in the database decides in the round that goes by it.
        if !options.fake.looks() {
            needs::check_ground(&ground, &options, history.rows.is_empty())?;
            needs::check(&mut session.connection(), backend, &ready.works).await?;
            engines::check(&mut session.connection(), backend, &ground, &ready.works).await?;
            foreseen = Some(Foreseen { history, ready });
        }
    }
    if ground.in_transaction || session.connection().has_transaction() {
        return Err(Error::InTransaction);
    }
    session.taint();
    let (embedded, report) = (migrations.embedded(), Report::new(direction));
    let opener = session.opener();
    let (apart, worked, hooked) = (false, false, false);
    let progress = Progress::default();
    let at_hand = Vec::new();
    let mut run =
        Run { backend, ground, options, bounds, embedded, report, opener, apart, worked, hooked, progress, at_hand };
    let outcome = run.session(&mut session.connection(), goal, foreseen).await;
    match outcome {
        Ok(()) => {
            session.finish().await;
            Ok(run.report)
        }
        Err(error) => Err(error.after(run.report)),
    }
}

/// What is to be done.
pub(crate) struct Ready {
    pub(crate) works: Vec<Work>,
    /// Why it is not all that could be done.
    pub(crate) stopped: Option<Stop>,
}

/// What was read and made ready before there was a lock: right as long as the history is the same.
struct Foreseen {
    history: History,
    ready: Ready,
}

/// Judges the history, and makes ready what is to be run.
///
/// # Errors
/// As [`planned`], and where the binary lacks a function that one of the migrations runs, or one of them cannot share a
/// transaction with the others and has to.
fn ready(
    goal: Goal,
    bounds: &Bounds,
    embedded: &'static [Embedded],
    history: &History,
    backend: &'static dyn Backend,
    ground: &Ground,
    options: &Options,
) -> Result<Ready> {
    let mut ready = planned(goal, bounds, embedded, history, backend, ground, options)?;
    for work in &mut ready.works {
        if options.fake.has(work.id()) {
            work.fake();
        }
        if !options.store_reverts {
            work.revert = None;
        }
        stored::check(work, options)?;
        work.check_functions()?;
    }
    if options.one_transaction {
        let refused = ready.works.iter().find_map(|work| Some((work, work.cannot_join(&ready.works)?)));
        if let Some((work, why)) = refused {
            return Err(Error::NotTogether { migration: work.id().clone(), why: why.to_owned() });
        }
    }
    Ok(ready)
}

/// Judges the history, and plans what is to be done.
///
/// # Errors
/// Where a migration is half done, the history is not one that the binary goes on from, or the goal cannot be reached.
pub(crate) fn planned(
    goal: Goal,
    bounds: &Bounds,
    embedded: &'static [Embedded],
    history: &History,
    backend: &'static dyn Backend,
    ground: &Ground,
    options: &Options,
) -> Result<Ready> {
    let dialect = backend.dialect();
    history.check(&ground.table)?;
    if goal == Goal::Applied {
        let pending = history.compare(embedded, dialect, options.when_newer)?.pending;
        let (chosen, stopped) = bounds.select(embedded, &pending);
        let works = work::forward(embedded, &chosen, history, dialect).map_err(|error| bounds.explain(error))?;
        return Ok(Ready { works, stopped });
    }
    // What is not embedded is told below, where it is one of those to be undone.
    history.compare(embedded, dialect, WhenNewer::Accept)?;
    let works = match (goal, &bounds.target) {
        (Goal::NotNewer, _) => work::backward(embedded, &history.newer(embedded), history, dialect)?,
        (Goal::RolledBack(count), _) => work::backward(embedded, &history.last(count), history, dialect)?,
        (_, target) => {
            let rows = target.as_ref().map(|target| target.undone(embedded, history)).unwrap_or_default();
            work::backward(embedded, &rows, history, dialect).map_err(|error| bounds.explain(error))?
        }
    };
    Ok(Ready { works, stopped: None })
}

/// A run that has something to do.
pub(crate) struct Run {
    pub(crate) backend: &'static dyn Backend,
    pub(crate) ground: Ground,
    pub(crate) options: Options,
    bounds: Bounds,
    pub(crate) embedded: &'static [Embedded],
    pub(crate) report: Report,
    pub(crate) opener: Opener,
    /// Whether every migration has a transaction of its own on an empty database too.
    apart: bool,
    /// Whether the round has held the lock, so that its time was no time of waiting.
    worked: bool,
    /// Whether the hooks before the run have been called.
    pub(crate) hooked: bool,
    /// Whether rounds get anywhere.
    pub(crate) progress: Progress,
    /// The migrations of the last attempt: what their steps have set for the session is there.
    pub(crate) at_hand: Vec<MigrationId>,
}

/// How a round ended that did not fail.
pub(crate) enum Round {
    /// The goal is reached.
    Finished,
    /// Something is finished: what is next has to be read.
    Next,
    /// Another process has the lock, or has moved the history.
    Again,
    /// It has to be planned in smaller transactions.
    Smaller,
    /// The transaction lost against another session, by this error.
    Lost(Error),
}

impl From<Outcome> for Round {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done | Outcome::Without(_) => Round::Next,
            Outcome::Busy | Outcome::Moved => Round::Again,
            Outcome::Apart => Round::Smaller,
            Outcome::Lost(error) => Round::Lost(error),
        }
    }
}

impl Run {
    /// Sets the session up, takes its lock, works, and puts everything back, whether it went well or not.
    async fn session(&mut self, connection: &mut Connection<'_>, goal: Goal, foreseen: Option<Foreseen>) -> Result<()> {
        let settings = self.backend.enter(connection, &self.ground, &self.options, false).await?;
        let mut waiting = Waiting::new(&self.options);
        let outcome = match self.lock(connection, &mut waiting).await {
            Ok(()) => {
                let outcome = match self.choose_lock(connection).await {
                    Ok(()) => self.rounds(connection, goal, waiting, foreseen).await,
                    Err(error) => Err(error),
                };
                if let Err(error) = &outcome {
                    self.log_failure(connection, error).await;
                }
                let unlocked = self.backend.unlock(connection, &self.ground).await;
                outcome.and(unlocked)
            }
            Err(error) => Err(error),
        };
        let left = self.backend.leave(connection, settings).await;
        outcome.and(left)
    }

    /// Takes the lock of the session, where the database has one.
    async fn lock(&self, connection: &mut Connection<'_>, waiting: &mut Waiting) -> Result<()> {
        loop {
            if self.backend.lock(connection, &self.ground, waiting.slice()).await? {
                return Ok(());
            }
            waiting.look(self.backend, connection, &self.ground, &self.options).await?;
        }
    }

    /// Finds out whether the lock of the session keeps others out, or a row has to.
    #[cfg_attr(not(feature = "mysql"), allow(unused_variables, clippy::unused_async, reason = "the others' locks do"))]
    async fn choose_lock(&mut self, connection: &mut Connection<'_>) -> Result<()> {
        #[cfg(feature = "mysql")]
        if matches!(connection, Connection::MySql(_)) {
            self.ground.leased = crate::lease::is_needed(&self.opener, connection, self.backend, &self.ground).await?;
        }
        Ok(())
    }

    async fn rounds(
        &mut self,
        connection: &mut Connection<'_>,
        mut goal: Goal,
        mut waiting: Waiting,
        mut foreseen: Option<Foreseen>,
    ) -> Result<()> {
        let mut losses = 0;
        loop {
            // A transaction expects a history, and fails where others have been there since. Where none covers DDL it is
            // the lock that keeps them out, and they may have created the table and filled it while it was waited for.
            if foreseen.is_none() || !self.backend.dialect().capabilities().transactional_ddl {
                let ground =
                    patiently!(self.backend, &self.options, self.backend.ground(connection, &self.options).await)?;
                self.ground = Ground { leased: self.ground.leased, ..ground };
            }
            let before = self.report.migrations.len();
            let round = match self.round(connection, &mut goal, foreseen.take()).await {
                // What is recorded could be neither read nor written.
                Err(error) if Locked::is_why(self.backend, &error) => Round::Again,
                round => round?,
            };
            let worked = std::mem::take(&mut self.worked) || self.report.migrations.len() > before;
            if worked {
                // The time that this process worked was no time that it waited.
                waiting = Waiting::new(&self.options);
            }
            match round {
                Round::Finished => return self.after_run(connection).await,
                Round::Next => {}
                Round::Smaller => {
                    debug!("not all migrations can share a transaction: each has its own");
                    self.apart = true;
                }
                Round::Again => {
                    if !worked {
                        self.progress.waited();
                    }
                    waiting.look(self.backend, connection, &self.ground, &self.options).await?;
                    waiting.pause().await;
                }
                Round::Lost(error) => {
                    losses += 1;
                    if losses > RETRIES {
                        return Err(error);
                    }
                    debug!(%error, "it lost against another session, and is run again");
                    pause(losses).await;
                }
            }
        }
    }

    /// Reads the history and does what it asks for, as long as nobody else changes it.
    async fn round(
        &mut self,
        connection: &mut Connection<'_>,
        goal: &mut Goal,
        foreseen: Option<Foreseen>,
    ) -> Result<Round> {
        let transactional = self.backend.dialect().capabilities().transactional_ddl;
        let (history, known) = match foreseen {
            Some(Foreseen { history, ready }) if transactional => (history, Some(ready)),
            foreseen => {
                let history = read_for(*goal, connection, self.backend, &self.ground, self.embedded).await?;
                let same = foreseen.filter(|foreseen| foreseen.history == history);
                (history, same.map(|foreseen| foreseen.ready))
            }
        };
        self.progress.found(&history)?;
        if let Some(row) = history.unsettled() {
            // It may be in the hands of another process: only the lock tells.
            let what = format!("`{}`", row.id);
            return match self.hold(connection, &what).await? {
                Some(mut hold) => {
                    let outcome = self.resume(connection, &mut hold, goal).await;
                    hold.release().await;
                    outcome
                }
                None => Ok(Round::Again),
            };
        }
        let (backend, ground, options) = (self.backend, &self.ground, &self.options);
        let Ready { works, stopped } = match known {
            Some(ready) => ready,
            // What was foreseen was asked for when it was.
            None => {
                let mut ready = ready(*goal, &self.bounds, self.embedded, &history, backend, ground, options)?;
                if *goal == Goal::Applied && options.fake.looks() {
                    let decided =
                        initial::decide(connection, backend, ground, options, &history, &mut ready.works).await;
                    // What it has seen may be the work of a process that was there since the history was read.
                    if let Err(error) = decided {
                        let ground = backend.ground(connection, options).await?;
                        let now = read_for(*goal, connection, backend, &ground, self.embedded).await?;
                        return if now == history { Err(error) } else { Ok(Round::Again) };
                    }
                }
                needs::check_ground(ground, options, history.rows.is_empty())?;
                needs::check(connection, backend, &ready.works).await?;
                engines::check(connection, backend, &self.ground, &ready.works).await?;
                ready
            }
        };
        if let Some(first) = works.first() {
            options.tell(Event::Planned { direction: first.direction, migrations: works.len() });
        }
        self.before_run(connection, &works).await?;
        let mut expected = history;
        let (mut rest, mut most) = (&works[..], works.len());
        while !rest.is_empty() {
            let (group, together) = self.group(rest, &expected);
            let group = &group[..group.len().min(most)];
            let ended = match group {
                [work, ..] if work.stepwise => match self.hold(connection, &format!("`{}`", work.id())).await? {
                    Some(mut hold) => {
                        let ended = self.attempt(connection, group, together, &expected, &mut hold).await;
                        hold.release().await;
                        ended?
                    }
                    None => return Ok(Round::Again),
                },
                group => self.attempt(connection, group, together, &expected, &mut Hold::Session).await?,
            };
            let finished = ended.finished.len();
            self.record(&group[..finished], &ended.finished, &mut expected, goal);
            if finished > 0 {
                self.ground.created();
            }
            rest = &rest[finished..];
            most = match ended.outcome? {
                Outcome::Done => works.len(),
                Outcome::Without(count) => count,
                other => return Ok(other.into()),
            };
        }
        self.report.stopped = stopped;
        Ok(Round::Finished)
    }

    /// One attempt, in a session that is set up for it.
    pub(crate) async fn attempt(
        &mut self,
        connection: &mut Connection<'_>,
        group: &[Work],
        together: bool,
        expected: &History,
        hold: &mut Hold,
    ) -> Result<Ended> {
        self.at_hand = group.iter().map(|work| work.id().clone()).collect();
        let settings = self.before_group(connection, group).await?;
        let fence = hold.fence();
        let span = info_span!("migrations", first = group.first().map(|work| display(work.id())), count = group.len());
        let attempt = Attempt {
            backend: self.backend,
            ground: &self.ground,
            options: &self.options,
            works: group,
            together,
            expected,
            fence: fence.as_ref(),
        };
        let mut ended = hold.during(attempt.run(connection).instrument(span)).await;
        self.worked |= group.iter().any(|work| work.stepwise);
        if let Some(settings) = settings {
            let left = self.backend.leave(connection, settings).await;
            ended.outcome = ended.outcome.and_then(|outcome| left.map(|()| outcome));
        }
        Ok(ended)
    }

    /// The first migrations that are run in one attempt, and whether in one transaction: where that is wanted all; on an
    /// empty database as many as can share one; else those that SQL is all of, each in its own, where several can be sent at once.
    fn group<'w>(&self, works: &'w [Work], expected: &History) -> (&'w [Work], bool) {
        let transactional = self.backend.dialect().capabilities().transactional_ddl;
        let before = |ends: &dyn Fn(&Work) -> bool| {
            let count = works.iter().position(ends).unwrap_or(works.len());
            &works[..count.max(1)]
        };
        if self.options.one_transaction {
            return (works, works.len() > 1);
        }
        if transactional && self.ground.empty && expected.rows.is_empty() && !self.apart {
            // A rebuild needs foreign keys switched off, which must not hold for the others.
            let group = before(&|work| work.rebuilds() || work.stepwise);
            return (group, group.len() > 1);
        }
        if !self.backend.sends_packets() || works.first().is_some_and(|work| self.options.hooks.around(work)) {
            return (&works[..1], false);
        }
        (before(&|work| !work.is_sql() || (transactional && work.stepwise)), false)
    }

    async fn before_group(&self, connection: &mut Connection<'_>, group: &[Work]) -> Result<Option<Settings>> {
        for work in group {
            debug!(migration = %work.id(), steps = work.plan.steps.len(), "migration starts");
            self.options.tell(Event::Started { migration: work.id().clone(), steps: work.plan.steps.len() });
        }
        for work in group {
            self.check_settings(connection, work).await?;
        }
        match group.iter().any(Work::rebuilds) {
            true => self.backend.enter(connection, &self.ground, &self.options, true).await.map(Some),
            false => Ok(None),
        }
    }

    /// Refuses settings of the session that steps which stand alone do not survive.
    pub(crate) async fn check_settings(&self, connection: &mut Connection<'_>, work: &Work) -> Result<()> {
        match work.plan.steps.iter().any(|step| step.alone) {
            true => self.backend.check_settings(connection, &self.ground).await,
            false => Ok(()),
        }
    }

    /// Takes note of migrations that are finished.
    pub(crate) fn record(&mut self, group: &[Work], durations: &[Duration], expected: &mut History, goal: &mut Goal) {
        for (work, &duration) in group.iter().zip(durations) {
            let (migration, steps) = (work.id().clone(), work.plan.steps.len());
            info!(%migration, steps, ?duration, direction = ?work.direction, "migration done");
            match work.direction {
                Direction::Apply => expected.rows.push(work.row.clone()),
                Direction::RollBack => expected.rows.retain(|row| row.id != work.row.id),
            }
            match goal {
                Goal::RolledBack(left) if work.direction == Direction::RollBack => *left = left.saturating_sub(1),
                _ => {}
            }
            // What an earlier run began the other way is finished first, and is no part of what this one is to do.
            if work.direction == self.report.direction {
                let done = Done { migration, steps, duration, fake: work.fake };
                self.options.tell(Event::Finished(done.clone()));
                self.report.migrations.push(done);
            }
        }
    }
}

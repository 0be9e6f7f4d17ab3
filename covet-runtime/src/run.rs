//! The one loop that runs migrations, forward and back, on every database.

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, Instant};

use tracing::{debug, info};

use crate::attempt::{Attempt, Outcome};
use crate::backend::{Backend, Fault, Ground, Settings};
use crate::connection::Connection;
use crate::embedded::{Embedded, Migrations};
use crate::error::{Error, Result, said};
use crate::event::Event;
use crate::history::History;
use crate::options::{Options, WhenNewer};
use crate::report::{Direction, Done, Report};
use crate::source::{Session, Source};
use crate::target::{Bounds, Stop};
use crate::tracking::{self, Head, Tracking};
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
    let mut session = source.open().await?;
    let direction = goal.direction();
    if goal == Goal::Applied {
        match head(&mut session, migrations.embedded(), &options).await? {
            Head::Current => return Ok(Report::new(direction)),
            Head::Newer if options.when_newer == WhenNewer::Accept => return Ok(Report::new(direction)),
            Head::Newer | Head::Unclear => {}
        }
    }
    let backend = session.backend();
    if let Some(end) = backend.end_of_question().filter(|_| session.is_lent()) {
        backend.ask_of(&mut session.connection(), end).await?;
    }
    let ground = backend.ground(&mut session.connection(), &options).await?;
    // Everything that is wrong with the history is told before anything is set, locked or written.
    let history = read(&mut session.connection(), backend, &ground, migrations.embedded()).await?;
    // A migration that is half done may be in the hands of another process: only the lock tells.
    if history.is_settled() {
        let ready = ready(goal, &bounds, migrations.embedded(), &history, backend, &ground, &options)?;
        if ready.works.is_empty() {
            return Ok(Report { stopped: ready.stopped, ..Report::new(direction) });
        }
    }
    if ground.in_transaction || session.connection().has_transaction() {
        return Err(Error::InTransaction);
    }
    session.taint();
    let (embedded, report) = (migrations.embedded(), Report::new(direction));
    let mut run = Run { backend, ground, options, bounds, embedded, report, apart: false };
    let outcome = run.session(&mut session.connection(), goal).await;
    match outcome {
        Ok(()) => {
            session.finish().await;
            Ok(run.report)
        }
        Err(error) => Err(error.after(run.report)),
    }
}

/// Asks by one statement whether anything has to be done.
///
/// # Errors
/// When the table cannot be read; that it is missing is an answer.
pub(crate) async fn head(session: &mut Session<'_>, embedded: &[Embedded], options: &Options) -> Result<Head> {
    let backend = session.backend();
    let table = backend.table(options.schema.as_deref(), &options.table);
    let tracking = Tracking { backend, table: &table };
    match session.connection().script(&tracking.head(embedded, &backend.stands_here(options))).await {
        Ok(answer) => Ok(tracking::judge(&answer, embedded, backend.dialect())),
        Err(stopped) => match backend.fault(&stopped.error) {
            Fault::MissingTable if embedded.is_empty() => Ok(Head::Current),
            Fault::MissingTable => Ok(Head::Unclear),
            _ => Err(unreadable(backend, &table, None, stopped.error)),
        },
    }
}

/// The recorded history, by the names that the binary has; none where there is no table.
pub(crate) async fn read(
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
    embedded: &[Embedded],
) -> Result<History> {
    if !ground.exists {
        return Ok(History::default());
    }
    let tracking = Tracking { backend, table: &ground.table };
    match connection.script(&tracking.rows()).await {
        Ok(answer) => Ok(tracking::read(answer, &ground.table)?.known_as(embedded)),
        Err(stopped) if backend.fault(&stopped.error) == Fault::MissingTable => Ok(History::default()),
        Err(stopped) => Err(unreadable(backend, &ground.table, Some(ground), stopped.error)),
    }
}

/// The tracking table is there and cannot be read.
fn unreadable(backend: &'static dyn Backend, table: &str, ground: Option<&Ground>, error: sqlx::Error) -> Error {
    match backend.fault(&error) {
        Fault::OtherShape => Error::ForeignTable { table: table.to_owned(), why: said(&error) },
        Fault::Denied => {
            let unknown = Ground { table: table.to_owned(), exists: true, ..Ground::default() };
            let grant = match ground {
                Some(ground) => backend.grant_for_tracking(ground),
                None => format!("GRANT SELECT ON {} TO <the user>", unknown.table),
            };
            let doing = format!("read the tracking table {table}");
            Error::denied(doing, grant, error, "nothing was run")
        }
        _ => backend.error("ask", error),
    }
}

/// What is to be done.
pub(crate) struct Ready {
    pub(crate) works: Vec<Work>,
    /// Why it is not all that could be done.
    pub(crate) stopped: Option<Stop>,
}

/// Judges the history, and makes ready what is to be run.
///
/// # Errors
/// As [`planned`], and where the binary lacks a function that one of the migrations runs.
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
        work.check_functions()?;
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
    if let Some(row) = history.unsettled() {
        let rest = work::rest_of(embedded, row, history, dialect);
        let tracking = Tracking { backend, table: &ground.table };
        return Err(Error::Interrupted(Box::new(row.interrupted(&tracking, rest))));
    }
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
        (Goal::RolledBack(count), _) => work::backward(embedded, &history.last(count), history, dialect)?,
        (_, target) => {
            let rows = target.as_ref().map(|target| target.undone(embedded, history)).unwrap_or_default();
            work::backward(embedded, &rows, history, dialect).map_err(|error| bounds.explain(error))?
        }
    };
    Ok(Ready { works, stopped: None })
}

/// A run that has something to do.
struct Run {
    backend: &'static dyn Backend,
    ground: Ground,
    options: Options,
    bounds: Bounds,
    embedded: &'static [Embedded],
    report: Report,
    /// Whether every migration has a transaction of its own on an empty database too.
    apart: bool,
}

/// How a round ended that did not fail.
enum Round {
    /// The goal is reached.
    Finished,
    /// Another process has the lock, or has moved the history.
    Again,
    /// It has to be planned in smaller transactions.
    Smaller,
    /// The transaction lost against another session, by this error.
    Lost(Error),
}

impl Run {
    /// Sets the session up, takes its lock, works, and puts everything back, whether it went well or not.
    async fn session(&mut self, connection: &mut Connection<'_>, goal: Goal) -> Result<()> {
        let settings = self.backend.enter(connection, &self.options, false).await?;
        let deadline = Instant::now() + self.options.wait_timeout;
        let outcome = match self.lock(connection, deadline).await {
            Ok(()) => {
                let outcome = self.rounds(connection, goal, deadline).await;
                let unlocked = self.backend.unlock(connection, &self.ground).await;
                outcome.and(unlocked)
            }
            Err(error) => Err(error),
        };
        let left = self.backend.leave(connection, settings).await;
        outcome.and(left)
    }

    /// Takes the lock of the session, where the database has one.
    async fn lock(&self, connection: &mut Connection<'_>, deadline: Instant) -> Result<()> {
        loop {
            let slice = deadline.saturating_duration_since(Instant::now());
            if self.backend.lock(connection, &self.ground, slice).await? {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(self.busy());
            }
            self.waiting();
        }
    }

    fn waiting(&self) {
        info!(table = %self.ground.table, "waiting for another process that migrates");
        self.options.tell(Event::Waiting { table: self.ground.table.clone() });
    }

    fn busy(&self) -> Error {
        Error::Busy { waited_for: format!("the lock of {}", self.ground.table), waited: self.options.wait_timeout }
    }

    async fn rounds(&mut self, connection: &mut Connection<'_>, mut goal: Goal, mut deadline: Instant) -> Result<()> {
        let (mut polls, mut losses) = (0, 0);
        loop {
            // While the lock was waited for, others may have created the table and filled it.
            self.ground = self.backend.ground(connection, &self.options).await?;
            let before = self.report.migrations.len();
            let round = self.round(connection, &mut goal).await?;
            if self.report.migrations.len() > before {
                // The time that this process worked was no time that it waited.
                deadline = Instant::now() + self.options.wait_timeout;
            }
            match round {
                Round::Finished => return Ok(()),
                Round::Smaller => {
                    debug!("not all migrations can share a transaction: each has its own");
                    self.apart = true;
                }
                Round::Again => {
                    if Instant::now() >= deadline {
                        return Err(self.busy());
                    }
                    if polls % 10 == 0 {
                        self.waiting();
                    }
                    polls += 1;
                    pause(polls).await;
                }
                Round::Lost(error) => {
                    losses += 1;
                    if losses > RETRIES {
                        return Err(error);
                    }
                    debug!(%error, "the transaction lost against another session, and is run again");
                    pause(losses).await;
                }
            }
        }
    }

    /// Reads the history and does what it asks for, as long as nobody else changes it.
    async fn round(&mut self, connection: &mut Connection<'_>, goal: &mut Goal) -> Result<Round> {
        let history = read(connection, self.backend, &self.ground, self.embedded).await?;
        let (backend, ground, options) = (self.backend, &self.ground, &self.options);
        let Ready { works, stopped } = ready(*goal, &self.bounds, self.embedded, &history, backend, ground, options)?;
        if let Some(first) = works.first() {
            options.tell(Event::Planned { direction: first.direction, migrations: works.len() });
        }
        let mut expected = history;
        let mut rest = &works[..];
        while !rest.is_empty() {
            let (group, after) = rest.split_at(self.group(rest, &expected));
            let settings = self.before_group(connection, group).await?;
            let attempt = Attempt {
                backend: self.backend,
                ground: &self.ground,
                options: &self.options,
                works: group,
                expected: &expected,
            };
            let outcome = attempt.run(connection).await;
            if let Some(settings) = settings {
                self.backend.leave(connection, settings).await?;
            }
            match outcome? {
                Outcome::Done(durations) => self.record(group, &durations, &mut expected, goal),
                Outcome::Busy | Outcome::Moved => return Ok(Round::Again),
                Outcome::Apart => return Ok(Round::Smaller),
                Outcome::Lost(error) => return Ok(Round::Lost(error)),
            }
            self.ground.exists = true;
            rest = after;
        }
        self.report.stopped = stopped;
        Ok(Round::Finished)
    }

    /// How many migrations go into one transaction: one, or on an empty database as many as can.
    fn group(&self, works: &[Work], expected: &History) -> usize {
        let whole = self.ground.empty && expected.rows.is_empty() && !self.apart;
        if !whole || !self.backend.dialect().capabilities().transactional_ddl {
            return 1;
        }
        // A rebuild needs foreign keys switched off, which must not hold for the others.
        works.iter().position(Work::rebuilds).unwrap_or(works.len()).max(1)
    }

    async fn before_group(&self, connection: &mut Connection<'_>, group: &[Work]) -> Result<Option<Settings>> {
        for work in group {
            debug!(migration = %work.id(), steps = work.plan.steps.len(), "migration starts");
            self.options.tell(Event::Started { migration: work.id().clone(), steps: work.plan.steps.len() });
        }
        match group.iter().any(Work::rebuilds) {
            true => self.backend.enter(connection, &self.options, true).await.map(Some),
            false => Ok(None),
        }
    }

    /// Takes note of migrations that are finished.
    fn record(&mut self, group: &[Work], durations: &[Duration], expected: &mut History, goal: &mut Goal) {
        for (work, &duration) in group.iter().zip(durations) {
            let (migration, steps) = (work.id().clone(), work.plan.steps.len());
            info!(%migration, steps, ?duration, direction = ?work.direction, "migration done");
            match work.direction {
                Direction::Apply => expected.rows.push(work.row.clone()),
                Direction::RollBack => expected.rows.retain(|row| row.id != work.row.id),
            }
            if let Goal::RolledBack(left) = goal {
                *left -= 1;
            }
            let done = Done { migration, steps, duration, fake: work.fake };
            self.options.tell(Event::Finished(done.clone()));
            self.report.migrations.push(done);
        }
    }
}

/// Waits from 50 ms to 1 s, longer from time to time, and by chance, so that many that wait do not come at once.
async fn pause(times: u32) {
    let longest = (100 << times.min(4)).min(1000);
    let chance = std::hash::RandomState::new().build_hasher().finish();
    tokio::time::sleep(Duration::from_millis(50 + chance % (longest - 50))).await;
}

//! What a caller has done around a run and around each of its migrations, on the connection that runs them.

use std::fmt;
use std::sync::Arc;

use covet_core::MigrationId;

use crate::connection::Connection;
use crate::embedded::BoxFuture;
use crate::error::{Error, Result, said};
use crate::report::{Direction, Report};
use crate::run::Run;
use crate::work::Work;

/// What a run is about to do: what [`Migrator::before_run`](crate::Migrator::before_run) is told.
///
/// ```
/// fn shown(upcoming: &covet_runtime::Upcoming) -> String {
///     format!("{} migrations, the first is {}", upcoming.migrations.len(), upcoming.migrations[0])
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upcoming {
    /// Which way the migrations are run.
    pub direction: Direction,
    /// The migrations, in the order in which they will be run; one at least.
    pub migrations: Vec<MigrationId>,
}

/// The migration at hand: what [`Migrator::before_each`](crate::Migrator::before_each) and
/// [`Migrator::after_each`](crate::Migrator::after_each) are told.
///
/// ```
/// fn label(migrating: &covet_runtime::Migrating) -> String {
///     format!("{} ({} steps)", migrating.migration, migrating.steps)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migrating {
    /// The migration.
    pub migration: MigrationId,
    /// Which way it is run.
    pub direction: Direction,
    /// The number of its steps.
    pub steps: usize,
    /// An earlier run began it, and this one goes on: the hook before it may have been called then.
    pub resumed: bool,
}

impl Migrating {
    pub(crate) fn of(work: &Work) -> Self {
        Migrating {
            migration: work.id().clone(),
            direction: work.direction,
            steps: work.plan.steps.len(),
            resumed: work.begun.is_some(),
        }
    }
}

/// Which hook it was.
///
/// ```
/// use covet_runtime::Hook;
/// fn is_before(hook: Hook) -> bool {
///     matches!(hook, Hook::BeforeRun | Hook::BeforeEach)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hook {
    /// That before the run.
    BeforeRun,
    /// That before a migration.
    BeforeEach,
    /// That after a migration.
    AfterEach,
    /// That after the run.
    AfterRun,
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hook::BeforeRun => "before the run",
            Hook::BeforeEach => "before",
            Hook::AfterEach => "after",
            Hook::AfterRun => "after the run",
        })
    }
}

/// A hook failed; see [`Error::Hook`].
///
/// ```
/// use covet_runtime::{Error, Hook};
///
/// /// Whether all that was pending is applied for all that.
/// fn is_migrated(error: &Error) -> bool {
///     matches!(error.cause(), Error::Hook(failure) if failure.hook == Hook::AfterRun)
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct HookFailure {
    /// Which hook.
    pub hook: Hook,
    /// The migration around which it was called; nothing for those around a run.
    pub migration: Option<MigrationId>,
    /// What it said.
    pub error: Error,
    /// The state that the database is in now.
    pub state: String,
}

impl fmt::Display for HookFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the hook {}", self.hook)?;
        if let Some(migration) = &self.migration {
            write!(f, " `{migration}`")?;
        }
        let error = match &self.error {
            Error::Database(error) => said(error),
            other => other.to_string(),
        };
        writeln!(f, " failed: {error}")?;
        writeln!(f, "  state: {}", self.state)?;
        f.write_str("  next: mend the cause, and run again")
    }
}

impl std::error::Error for HookFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// A hook that is told `About`.
///
/// Boxed futures, as in the hooks of sqlx's pools: that the future of an `AsyncFn` can be sent to another thread is
/// nothing that a bound can say yet.
pub(crate) type Called<About> =
    Arc<dyn for<'a, 'c> Fn(&'a mut Connection<'c>, &'a About) -> BoxFuture<'a, Result<()>> + Send + Sync>;

/// The hooks of a run, each in the order in which they were given.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) before_run: Vec<Called<Upcoming>>,
    pub(crate) before_each: Vec<Called<Migrating>>,
    pub(crate) after_each: Vec<Called<Migrating>>,
    pub(crate) after_run: Vec<Called<Report>>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hooks { before_run, before_each, after_each, after_run } = self;
        let counts = [before_run.len(), before_each.len(), after_each.len(), after_run.len()];
        write!(f, "{counts:?} hooks before the run, before each, after each, after the run")
    }
}

impl Hooks {
    /// Whether some are called around a migration.
    pub(crate) fn around(&self, work: &Work) -> bool {
        let is_asked = !self.before_each.is_empty() || !self.after_each.is_empty();
        is_asked && !work.fake
    }
}

/// Calls hooks, one after the other, until one fails.
pub(crate) async fn call<About>(hooks: &[Called<About>], connection: &mut Connection<'_>, about: &About) -> Result<()> {
    for hook in hooks {
        hook(connection, about).await?;
    }
    Ok(())
}

impl Run {
    /// Calls the hooks before the run, before the first thing that it does.
    pub(crate) async fn before_run(&mut self, connection: &mut Connection<'_>, works: &[Work]) -> Result<()> {
        let Some(first) = works.first().filter(|_| !std::mem::replace(&mut self.hooked, true)) else { return Ok(()) };
        let migrations = works.iter().map(|work| work.id().clone()).collect();
        let upcoming = Upcoming { direction: first.direction, migrations };
        let state = "nothing was run";
        call(&self.options.hooks.before_run, connection, &upcoming).await.map_err(failed(Hook::BeforeRun, state))
    }

    /// Calls the hooks after the run, where it has done something.
    pub(crate) async fn after_run(&self, connection: &mut Connection<'_>) -> Result<()> {
        if self.report.is_empty() {
            return Ok(());
        }
        let state = "what the run was to do is done, and recorded";
        call(&self.options.hooks.after_run, connection, &self.report).await.map_err(failed(Hook::AfterRun, state))
    }
}

fn failed(hook: Hook, state: &str) -> impl FnOnce(Error) -> Error {
    move |error| Error::Hook(Box::new(HookFailure { hook, migration: None, error, state: state.to_owned() }))
}

//! A run as a list of pieces, each of which knows what it is for.

use covet_core::plan::{Action, Backfill, Rebuild};

use crate::embedded::RustFunction;
use crate::error::Result;
use crate::hooks::{Called, Hook, Hooks, Migrating};
use crate::report::Direction;
use crate::tracking::Tracking;
use crate::work::Work;

/// What a piece is for: what its failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It begins, sets up or ends the transaction.
    Frame,
    /// It takes the lock, or makes sure that it is still held.
    Lock,
    /// It creates the tracking table.
    Create,
    /// It checks that the history is the one that was planned for, and that nobody else goes on with it.
    Expect,
    /// It records what happens to a migration, by place in the list of work.
    Record(usize),
    /// It is part of a step of a migration.
    Step(usize, usize),
    /// It fails when the SQL of a migration ended the transaction around it.
    Guard(usize),
    /// It is a hook around a migration.
    Hook(usize, Hook),
    /// A migration is finished when it has run.
    Finish(usize),
}

/// A part of a run.
pub(crate) struct Piece<'w> {
    pub(crate) role: Role,
    pub(crate) action: Do<'w>,
}

/// What a piece does.
pub(crate) enum Do<'w> {
    /// Runs SQL: one statement or several.
    Sql(String),
    /// Runs a statement that the server takes in a message of its own alone, outside transactions.
    Alone(&'w str),
    /// Opens a transaction that sqlx knows of; `checked` says that references are compared before its end, which nothing
    /// else checks.
    Open { checked: bool },
    /// Commits that transaction.
    Close,
    /// Makes a table anew.
    Rebuild(&'w Rebuild),
    /// Calls a Rust function.
    Rust { path: &'w str, function: RustFunction },
    /// Calls the caller's hooks.
    Hooks { hooks: &'w [Called<Migrating>], migrating: Migrating },
    /// Changes rows in batches, each in a transaction with its record.
    Backfill(Batches<'w>),
}

/// The batches of a backfill.
#[derive(Clone)]
pub(crate) struct Batches<'w> {
    pub(crate) backfill: &'w Backfill,
    pub(crate) work: &'w Work,
    /// The place of the step.
    pub(crate) step: usize,
    /// What every batch sets and checks before it begins, each with its role.
    pub(crate) head: Vec<(Role, String)>,
    /// What is recorded of an earlier run's.
    pub(crate) cursor: Option<String>,
}

impl<'w> Piece<'w> {
    pub(crate) fn sql(role: Role, sql: impl Into<String>) -> Self {
        Piece { role, action: Do::Sql(sql.into()) }
    }

    /// What it runs, as messages show it.
    pub(crate) fn code(&self) -> &str {
        match &self.action {
            Do::Sql(sql) => sql,
            Do::Alone(sql) => sql,
            Do::Open { .. } => "BEGIN",
            Do::Close => "COMMIT",
            Do::Rebuild(rebuild) => rebuild.statements.first().map_or("", String::as_str),
            Do::Rust { path, .. } => path,
            Do::Hooks { .. } => "",
            Do::Backfill(batches) => &batches.backfill.change,
        }
    }
}

/// A migration whose DDL is in the transaction of its records; `settle` puts back what its SQL has set.
pub(crate) fn transactional<'w>(
    at: usize,
    work: &'w Work,
    tracking: &Tracking<'_>,
    settle: Option<&str>,
    hooks: &'w Hooks,
    pieces: &mut Vec<Piece<'w>>,
) -> Result<()> {
    pieces.push(Piece::sql(Role::Record(at), record_begin(work, tracking)));
    // Releasing it fails when the SQL between has ended the transaction.
    pieces.push(Piece::sql(Role::Record(at), SAVEPOINT));
    pieces.extend(before(at, work, hooks));
    for number in 0..work.plan.steps.len() {
        body(at, work, number, pieces)?;
    }
    pieces.extend(after(at, work, hooks));
    pieces.push(Piece::sql(Role::Guard(at), RELEASE));
    pieces.extend(settle.map(|sql| Piece::sql(Role::Record(at), sql)));
    pieces.push(Piece::sql(Role::Finish(at), record_end(work, tracking)));
    Ok(())
}

/// What a transaction is guarded by: it is gone when the transaction was ended.
pub(crate) const SAVEPOINT: &str = "SAVEPOINT covet";
pub(crate) const RELEASE: &str = "RELEASE SAVEPOINT covet";

/// What a step does, for a transaction around it.
pub(crate) fn body<'w>(at: usize, work: &'w Work, number: usize, pieces: &mut Vec<Piece<'w>>) -> Result<()> {
    let role = Role::Step(at, number);
    let Some(step) = work.plan.steps.get(number) else { return Ok(()) };
    match &step.action {
        Action::Ddl(statements) | Action::Dml(statements) => {
            pieces.extend(statements.iter().map(|statement| Piece::sql(role, statement)));
        }
        Action::Rebuild(rebuild) => pieces.push(Piece { role, action: Do::Rebuild(rebuild) }),
        Action::Rust(path) => {
            pieces.push(Piece { role, action: Do::Rust { path, function: work.function(path)? } });
        }
        // A plan with one commits step by step: see `stepwise`.
        Action::Backfill(_) => {}
    }
    Ok(())
}

/// The hooks before a migration, where there are any.
pub(crate) fn before<'w>(at: usize, work: &Work, hooks: &'w Hooks) -> Option<Piece<'w>> {
    called(Role::Hook(at, Hook::BeforeEach), work, &hooks.before_each)
}

/// The hooks after a migration, where there are any.
pub(crate) fn after<'w>(at: usize, work: &Work, hooks: &'w Hooks) -> Option<Piece<'w>> {
    called(Role::Hook(at, Hook::AfterEach), work, &hooks.after_each)
}

/// What is recorded and not run has no hooks around it.
fn called<'w>(role: Role, work: &Work, hooks: &'w [Called<Migrating>]) -> Option<Piece<'w>> {
    let migrating = || Migrating::of(work);
    (!hooks.is_empty() && !work.fake).then(|| Piece { role, action: Do::Hooks { hooks, migrating: migrating() } })
}

pub(crate) fn record_begin(work: &Work, tracking: &Tracking<'_>) -> String {
    let record = match work.direction {
        Direction::Apply => tracking.begin(&work.row, work.revert.as_deref()),
        Direction::RollBack => tracking.begin_rollback(&work.row, work.digest()),
    };
    tracking.together([record].into_iter().chain(tracking.log.and_then(|log| log.began(work, tracking))))
}

pub(crate) fn record_end(work: &Work, tracking: &Tracking<'_>) -> String {
    let log = tracking.log.map(|log| log.done(work, tracking));
    match work.direction {
        Direction::Apply => {
            tracking.together([tracking.finish(&work.row, work.plan.steps.len())].into_iter().chain(log))
        }
        // What is forgotten is logged first.
        Direction::RollBack => tracking.together(log.into_iter().chain([tracking.forget(&work.row)])),
    }
}

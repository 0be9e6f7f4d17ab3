//! A run as a list of pieces, each of which knows what it is for.

use covet_core::plan::{Action, Backfill, Rebuild};

use crate::backend::Ground;
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
    /// It records that the migration begins.
    Begin,
    /// It records what happens to the migration.
    Record,
    /// It is part of a step of the migration.
    Step(usize),
    /// It fails when the SQL of the migration ended the transaction around it.
    Guard,
    /// It is a hook around the migration.
    Hook(Hook),
}

/// A part of a run.
pub(crate) struct Piece<'w> {
    /// The migration that it is for, by its place in the list of work.
    pub(crate) at: usize,
    pub(crate) role: Role,
    pub(crate) action: Do<'w>,
}

/// What a piece does.
pub(crate) enum Do<'w> {
    /// Runs a statement.
    Sql(String),
    /// Runs a query of ours, or an INSERT, whose row tells that everything before it, and itself, has run.
    Check(String),
    /// Runs SQL of which only the server knows how many statements it is.
    Script(String),
    /// Looks whether something of what a migration makes is there, as it was or was not when that decided what is done.
    Look { ground: &'w Ground, work: &'w Work, was_begun: bool },
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
    /// What keeps the lock of every batch until its COMMIT, where others can take it from a process that lives.
    pub(crate) tail: Vec<String>,
    /// What is recorded of an earlier run's.
    pub(crate) cursor: Option<String>,
}

impl<'w> Piece<'w> {
    /// A statement of ours.
    pub(crate) fn sql(at: usize, role: Role, sql: impl Into<String>) -> Self {
        Piece { at, role, action: Do::Sql(sql.into()) }
    }

    /// A query of ours that fails unless something holds, or an INSERT of one row.
    pub(crate) fn check(at: usize, role: Role, sql: impl Into<String>) -> Self {
        Piece { at, role, action: Do::Check(sql.into()) }
    }

    /// A statement of a migration.
    pub(crate) fn statement(at: usize, role: Role, sql: &str) -> Self {
        let action = if is_one(sql) { Do::Sql(sql.to_owned()) } else { Do::Script(sql.to_owned()) };
        Piece { at, role, action }
    }

    /// Several statements of ours.
    pub(crate) fn script(at: usize, role: Role, sql: impl Into<String>) -> Self {
        Piece { at, role, action: Do::Script(sql.into()) }
    }

    /// Whether it can be sent together with others.
    pub(crate) fn is_sql(&self) -> bool {
        matches!(self.action, Do::Sql(_) | Do::Check(_) | Do::Script(_))
    }

    /// What it runs, as messages show it.
    pub(crate) fn code(&self) -> &str {
        match &self.action {
            Do::Sql(sql) | Do::Check(sql) | Do::Script(sql) => sql,
            Do::Alone(sql) => sql,
            Do::Open { .. } => "BEGIN",
            Do::Close => "COMMIT",
            Do::Rebuild(rebuild) => rebuild.statements.first().map_or("", String::as_str),
            Do::Rust { path, .. } => path,
            Do::Hooks { .. } | Do::Look { .. } => "",
            Do::Backfill(batches) => &batches.backfill.change,
        }
    }
}

/// Whether a server can see no more and no less than one statement in a text, however it reads strings and comments.
pub(crate) fn is_one(sql: &str) -> bool {
    sql.starts_with(|first: char| first.is_ascii_alphabetic()) && !sql.contains(';')
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
    pieces.extend(begin(at, work, tracking, false));
    // Nothing of what is generated sets anything, or ends the transaction; a hook may.
    let guarded = !work.is_generated() || hooks.around(work);
    // Releasing it fails when the SQL between has ended the transaction.
    pieces.extend(guarded.then(|| Piece::sql(at, Role::Record, SAVEPOINT)));
    pieces.extend(before(at, work, hooks));
    for number in 0..work.plan.steps.len() {
        body(at, work, number, pieces)?;
    }
    pieces.extend(after(at, work, hooks));
    if guarded {
        pieces.push(Piece::sql(at, Role::Guard, RELEASE));
        pieces.extend(settle.map(|sql| Piece::script(at, Role::Record, sql)));
    }
    pieces.extend(end(at, work, tracking, false));
    Ok(())
}

/// Migrations of one transaction that are recorded together: each when it begins, and all of them when the last is done.
///
/// Nothing of what is generated looks at the records, or ends the transaction, so that nobody ever sees them half done.
pub(crate) fn together<'w>(
    first: usize,
    works: &'w [Work],
    tracking: &Tracking<'_>,
    pieces: &mut Vec<Piece<'w>>,
) -> Result<()> {
    for (place, work) in works.iter().enumerate() {
        let at = first + place;
        let record = tracking.begin(&work.row, work.plan.steps.len(), work.revert.as_deref());
        pieces.push(Piece::check(at, Role::Begin, record));
        for number in 0..work.plan.steps.len() {
            body(at, work, number, pieces)?;
        }
    }
    let last = first + works.len() - 1;
    pieces.push(Piece::sql(last, Role::Record, tracking.finish_all()));
    pieces.extend(tracking.log.map(|log| Piece::sql(last, Role::Record, log.applied_all(works, tracking))));
    Ok(())
}

/// What a transaction is guarded by: it is gone when the transaction was ended.
pub(crate) const SAVEPOINT: &str = "SAVEPOINT covet";
pub(crate) const RELEASE: &str = "RELEASE SAVEPOINT covet";

/// What a step does, for a transaction around it.
pub(crate) fn body<'w>(at: usize, work: &'w Work, number: usize, pieces: &mut Vec<Piece<'w>>) -> Result<()> {
    let role = Role::Step(number);
    let Some(step) = work.plan.steps.get(number) else { return Ok(()) };
    match &step.action {
        Action::Ddl(statements) | Action::Dml(statements) => {
            pieces.extend(statements.iter().map(|statement| Piece::statement(at, role, statement)));
        }
        Action::Rebuild(rebuild) => pieces.push(Piece { at, role, action: Do::Rebuild(rebuild) }),
        Action::Rust(path) => {
            pieces.push(Piece { at, role, action: Do::Rust { path, function: work.function(path)? } });
        }
        // A plan with one commits step by step: see `stepwise`.
        Action::Backfill(_) => {}
    }
    Ok(())
}

/// The hooks before a migration, where there are any.
pub(crate) fn before<'w>(at: usize, work: &Work, hooks: &'w Hooks) -> Option<Piece<'w>> {
    called(at, Hook::BeforeEach, work, &hooks.before_each)
}

/// The hooks after a migration, where there are any.
pub(crate) fn after<'w>(at: usize, work: &Work, hooks: &'w Hooks) -> Option<Piece<'w>> {
    called(at, Hook::AfterEach, work, &hooks.after_each)
}

/// What is recorded and not run has no hooks around it.
fn called<'w>(at: usize, hook: Hook, work: &Work, hooks: &'w [Called<Migrating>]) -> Option<Piece<'w>> {
    (!hooks.is_empty() && !work.fake).then(|| Piece {
        at,
        role: Role::Hook(hook),
        action: Do::Hooks { hooks, migrating: Migrating::of(work) },
    })
}

/// What records that a migration begins; `alone` says that no transaction is around it.
pub(crate) fn begin<'w>(at: usize, work: &Work, tracking: &Tracking<'_>, alone: bool) -> Vec<Piece<'w>> {
    let record = match work.direction {
        Direction::Apply => tracking.begin(&work.row, 0, work.revert.as_deref()),
        Direction::RollBack => tracking.begin_rollback(&work.row, work.digest()),
    };
    let log = tracking.log.and_then(|log| log.began(work, tracking));
    let mut pieces = records(at, [record].into_iter().chain(log), tracking, alone);
    pieces[0].role = Role::Begin;
    pieces
}

/// What records that a migration is finished; `alone` says that no transaction is around it.
pub(crate) fn end<'w>(at: usize, work: &Work, tracking: &Tracking<'_>, alone: bool) -> Vec<Piece<'w>> {
    let log = tracking.log.map(|log| log.done(work, tracking));
    match work.direction {
        Direction::Apply => {
            let record = tracking.finish(&work.row, work.plan.steps.len());
            records(at, [record].into_iter().chain(log), tracking, alone)
        }
        // What is forgotten is logged first.
        Direction::RollBack => records(at, log.into_iter().chain([tracking.forget(&work.row)]), tracking, alone),
    }
}

/// A record and its line of the log: both, or neither.
fn records<'w>(
    at: usize,
    statements: impl Iterator<Item = String>,
    tracking: &Tracking<'_>,
    alone: bool,
) -> Vec<Piece<'w>> {
    let mut pieces: Vec<Piece<'w>> = statements.map(|sql| Piece::sql(at, Role::Record, sql)).collect();
    if alone && pieces.len() > 1 {
        pieces.insert(0, Piece::sql(at, Role::Record, tracking.backend.begin()));
        pieces.push(Piece::sql(at, Role::Record, "COMMIT"));
    }
    pieces
}

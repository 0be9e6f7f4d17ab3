//! Several migrations of an app as one that does at once what they do.
//!
//! What they do to the schema is folded: a table that gets columns later is created with them, and what comes and goes
//! again is left out (`fold`). What they do to rows, and what tables may use without saying so (extensions, functions,
//! types), is a *barrier*: it stays as it is written, between what comes before and what comes behind it. Nothing here is
//! trusted: whoever writes the squash has a build compare both ways.
//!
//! The squash is for databases that have none of them yet, or none from a place on. So a table that is there before it may
//! have rows, and is not changed in another way than they change it.

mod fold;
mod lists;
mod origins;
mod range;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use lists::all_lists;

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;
use crate::migration::{Attributes, Migration, MigrationId, Replaced, Script};
use crate::operation::{Change as _, Operation};
use crate::replay::{self, Down};
use crate::schema::{ObjectKind, Schema};
use origins::Origins;
use range::Range;

/// What is to be squashed.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The app.
    pub app: &'a str,
    /// The first migration; the app's first where there is none.
    pub from: Option<&'a str>,
    /// The last migration.
    pub to: &'a str,
    /// The migrations of which what they do to rows alone is left out: SQL that changes no schema, Rust functions, backfills.
    pub elided: &'a BTreeSet<String>,
    /// Why the squash cannot be undone, where nothing undoes it and no migration says why.
    pub irreversible: Option<&'a str>,
    /// The databases that it must run on.
    pub targets: &'a [Dialect],
}

/// One migration for several.
#[derive(Clone, Debug)]
pub struct Squashed {
    /// What is said of it: what it replaces, and what must have run before.
    pub attributes: Attributes,
    /// What it does.
    pub up: Vec<Operation>,
    /// The migrations that it replaces and that have a line, in order; it stands behind the last of them.
    pub replaced: Vec<String>,
    /// How many operations a new database runs without it.
    pub operations: usize,
    /// The barriers that it has.
    pub kept: Vec<Step>,
    /// The steps that it does without.
    pub left_out: Vec<Step>,
}

/// Something that one of the migrations does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The name of the migration.
    pub migration: String,
    /// The operation, as messages name it.
    pub operation: String,
}

/// Makes one migration of several.
///
/// `all` are the migrations of all apps in the order in which they run, each with the name that it had before, where it had
/// one; they have been replayed and are right.
///
/// # Errors
/// Where there is no such range, or a squash of it could not take its place: something of another app runs in between, a
/// Rust function stays behind in its file, or nothing undoes what it does. The finding says what to do.
///
/// ```
/// use std::collections::BTreeSet;
/// use covet_core::squash::{Wanted, squash};
/// use covet_core::{Dialect, Mark, Migration, MigrationId, dsl};
///
/// let migration = |name: &str, body: fn(&mut dsl::Migration)| {
///     let mut m = dsl::Migration::new();
///     body(&mut m);
///     let (id, up) = (MigrationId::new("shop", name), m.finish().0);
///     Migration { id, mark: Mark::NOWHERE, attributes: Default::default(), up, down: None }
/// };
/// let one = migration("0001_tags", |m| drop(m.create_table("tags", |t| t.id())));
/// let two = migration("0002_names", |m| drop(m.add_column("tags", |t| t.string("name", 40))));
///
/// let (elided, targets) = (BTreeSet::new(), &Dialect::ALL);
/// let wanted = Wanted { app: "shop", from: None, to: "0002_names", elided: &elided, irreversible: None, targets };
/// let squashed = squash(&[(&one, None), (&two, None)], &wanted).unwrap();
/// assert_eq!(squashed.up.len(), 1);
/// assert_eq!(squashed.up[0].to_string(), "create table `tags`");
/// ```
pub fn squash(all: &[(&Migration, Option<&str>)], wanted: &Wanted<'_>) -> Result<Squashed, Diagnostic> {
    let range = Range::of(all, wanted)?;
    let before = range.start()?;
    let mut work = Work {
        wanted,
        now: before.clone(),
        origins: Origins::default(),
        open: Vec::new(),
        up: Vec::new(),
        filled: false,
        transaction: true,
        kept: Vec::new(),
        left_out: Vec::new(),
    };
    for &migration in &range.run {
        for operation in migration.up.operations() {
            work.take(migration, operation)?;
        }
    }
    work.fold();
    let transaction = work.transaction && work.up.iter().all(|operation| operation.needs_no_transaction().is_none());
    let mut attributes =
        Attributes { depends_on: range.depends_on(), replaces: range.replaces(), transaction, ..Attributes::default() };
    attributes.irreversible = irreversible(&work.up, &attributes, before, &range, wanted)?;
    Ok(Squashed {
        attributes,
        up: work.up,
        replaced: range.group.iter().map(|migration| migration.id.name.clone()).collect(),
        operations: range.run.iter().map(|migration| migration.up.operations().len()).sum(),
        kept: work.kept,
        left_out: work.left_out,
    })
}

/// A squash that is being made.
struct Work<'a> {
    wanted: &'a Wanted<'a>,
    /// The schema after what was taken so far.
    now: Schema,
    /// Which tables were there before the squash.
    origins: Origins,
    /// What changes the schema alone and was taken since the last barrier.
    open: Vec<Operation>,
    up: Vec<Operation>,
    /// Something that was kept may have put rows into tables.
    filled: bool,
    transaction: bool,
    kept: Vec<Step>,
    left_out: Vec<Step>,
}

impl Work<'_> {
    fn take(&mut self, migration: &Migration, operation: &Operation) -> Result<(), Diagnostic> {
        let step = || Step { migration: migration.id.name.clone(), operation: operation.to_string() };
        let is_elided = self.wanted.elided.contains(&migration.id.name);
        if (is_elided && changes_rows_alone(operation)) || self.finds_no_rows(operation) {
            self.left_out.push(step());
            return Ok(());
        }
        self.origins.follow(operation, &self.now);
        if !is_barrier(operation) {
            self.open.push(operation.clone());
            return Ok(());
        }
        if let Operation::RunRust(run) = operation {
            return Err(stays_behind(&run.path, migration));
        }
        self.fold();
        self.apply(operation);
        self.filled |= matches!(operation, Operation::RunSql(_));
        self.transaction &= migration.attributes.transaction;
        self.kept.push(step());
        self.up.push(operation.clone());
        Ok(())
    }

    /// A backfill of a table that the squash makes and that nothing has written to.
    fn finds_no_rows(&self, operation: &Operation) -> bool {
        let Operation::Backfill(backfill) = operation else { return false };
        !self.filled && self.origins.is_made_here(&backfill.table)
    }

    /// Adds what was taken since the last barrier, folded.
    fn fold(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.up.extend(fold::folded(&open, &self.now, self.wanted.targets));
        open.iter().for_each(|operation| self.apply(operation));
    }

    /// What was replayed already has no findings.
    fn apply(&mut self, operation: &Operation) {
        operation.apply(&mut self.now, &mut Findings::new());
    }
}

/// What a table may use, or what may look at rows: nothing moves across it.
fn is_barrier(operation: &Operation) -> bool {
    use ObjectKind as K;
    let stands_on_tables =
        |kind: ObjectKind| matches!(kind, K::View | K::MaterializedView | K::Trigger | K::Policy | K::Exclusion);
    match operation {
        Operation::RunSql(_) | Operation::RunRust(_) | Operation::Backfill(_) => true,
        Operation::CreateObject(create) => !stands_on_tables(create.object.kind),
        Operation::ReplaceObject(replace) => !stands_on_tables(replace.kind),
        Operation::DropObject(drop) => !stands_on_tables(drop.id.kind),
        _ => false,
    }
}

fn changes_rows_alone(operation: &Operation) -> bool {
    match operation {
        Operation::RunSql(run) => run.state.is_empty(),
        Operation::RunRust(_) | Operation::Backfill(_) => true,
        _ => false,
    }
}

/// The function of a step stands in the migration's file, and is gone with it.
fn stays_behind(function: &str, migration: &Migration) -> Diagnostic {
    let name = &migration.id.name;
    let message = format!("`{name}` runs the Rust function `{function}`, which stays in its file");
    Diagnostic::error("function-stays-behind", migration.mark, message).help(format!(
        "`--elide {name}` leaves it out, where a new database has no rows for it; or squash what stands before it, and what \
         stands behind it"
    ))
}

/// Why the squash cannot be undone; nothing where it can.
fn irreversible(
    up: &[Operation],
    attributes: &Attributes,
    mut before: Schema,
    range: &Range<'_>,
    wanted: &Wanted<'_>,
) -> Result<Option<String>, Diagnostic> {
    let mut script = Script::default();
    for operation in up {
        script.push(operation.clone(), Mark::NOWHERE);
    }
    let id = MigrationId::new(wanted.app, wanted.to);
    let migration = Migration { id, mark: Mark::NOWHERE, attributes: attributes.clone(), up: script, down: None };
    let mut findings = Findings::new();
    if let Down::Operations(_) = replay::migration(&migration, &mut before, &mut findings) {
        return Ok(None);
    }
    let Some(none) = findings.iter().find(|finding| finding.code == "no-down") else { return Ok(None) };
    let mut said: Vec<&str> = range.run.iter().filter_map(|one| one.attributes.irreversible.as_deref()).collect();
    said.dedup();
    match wanted.irreversible {
        Some(why) => Ok(Some(why.to_owned())),
        None if said.is_empty() => Err(Diagnostic::error("no-down", Mark::NOWHERE, none.message.clone()).help(
            "give it `.reverse(..)`, where it is not applied anywhere yet; or say that the squash cannot be undone: \
             `--irreversible \"why\"`",
        )),
        None => Ok(Some(said.join("; "))),
    }
}

/// A name in a list of what is replaced.
fn replaced(name: &str) -> Replaced {
    Replaced { name: name.to_owned(), mark: Mark::NOWHERE }
}

//! Migrations made ready to run: decoded, replayed and planned. Nothing here asks a database.

use covet_core::operation::{Change as _, DownClass};
use covet_core::plan::{Action, Plan, Replayed, Step};
use covet_core::{Dialect, MigrationId, Operation, Schema, canonical, replay};

use crate::embedded::{Embedded, RustFunction};
use crate::error::{Error, Result};
use crate::history::{History, Row, State};
use crate::report::Direction;

/// One migration in one direction, ready to run.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) direction: Direction,
    /// Its row: as it will be recorded, or as it is recorded when it is rolled back.
    pub(crate) row: Row,
    /// Its operations, as messages name them.
    pub(crate) operations: Vec<String>,
    pub(crate) plan: Plan,
    /// What undoes it, or why nothing does.
    pub(crate) down: Result<DownClass, String>,
    /// The plan that undoes it, for binaries that do not embed it; nothing where only this binary's code could.
    pub(crate) revert: Option<String>,
    /// The migrations that it replaces, where it is a squash: the first of the ways in which they may be recorded.
    pub(crate) replaces: &'static [&'static str],
    /// It is recorded, and not run.
    pub(crate) fake: bool,
    functions: Vec<(&'static str, RustFunction)>,
}

impl Work {
    pub(crate) fn id(&self) -> &MigrationId {
        &self.row.id
    }

    /// The Rust function of that path.
    pub(crate) fn function(&self, path: &str) -> Result<RustFunction> {
        let found = self.functions.iter().find(|(name, _)| *name == path).map(|(_, function)| *function);
        found.ok_or_else(|| Error::NoFunction { migration: self.id().clone(), path: path.to_owned() })
    }

    /// Makes it one that is recorded, and not run.
    pub(crate) fn fake(&mut self) {
        self.fake = true;
        self.plan.steps.clear();
        "fake".clone_into(&mut self.row.kind);
    }

    /// Refuses Rust functions that there are not, before anything is run.
    pub(crate) fn check_functions(&self) -> Result<()> {
        for step in &self.plan.steps {
            if let Action::Rust(path) = &step.action {
                self.function(path)?;
            }
        }
        Ok(())
    }

    pub(crate) fn rebuilds(&self) -> bool {
        self.plan.steps.iter().any(|step| matches!(step.action, Action::Rebuild(_)))
    }

    /// Whether rows may be changed while foreign keys are off, because a table is made anew in the same transaction.
    pub(crate) fn changes_rows_unchecked(&self) -> bool {
        self.rebuilds() && !self.plan.steps.iter().all(|step| matches!(step.action, Action::Rebuild(_)))
    }

    /// The operation that a step carries out, as messages name it.
    pub(crate) fn operation(&self, step: usize) -> Option<&str> {
        let place = self.plan.steps.get(step)?.operations.start;
        self.operations.get(place).map(String::as_str)
    }

    /// Refuses what cannot be run, before anything is.
    fn check(&self, embedded: &Embedded, dialect: Dialect) -> Result<()> {
        if !embedded.transaction && dialect.capabilities().transactional_ddl {
            let what = "it says `transaction = false`, and on this database every migration runs in one; remove it";
            return Err(self.unsupported(dialect, what));
        }
        if self.plan.steps.iter().any(|step| step.alone) {
            return Err(self.unsupported(dialect, "a step of it cannot run in a transaction with others"));
        }
        Ok(())
    }

    /// The error that a database cannot run it.
    pub(crate) fn unsupported(&self, dialect: Dialect, what: &'static str) -> Error {
        Error::Unsupported { migration: self.id().clone(), dialect, what }
    }
}

/// Makes the pending migrations ready, in order.
///
/// # Errors
/// When what the binary embeds cannot be read or planned; nothing has run then.
pub(crate) fn forward(
    embedded: &'static [Embedded],
    pending: &[usize],
    history: &History,
    dialect: Dialect,
) -> Result<Vec<Work>> {
    let mut schema = replayed(embedded, history, history.rows.len(), dialect)?;
    let mut history = history.clone();
    let mut all = Vec::new();
    for &at in pending {
        let one = &embedded[at];
        let (id, checksum) = (one.id(), one.checksum(dialect));
        check_dependencies(one, embedded, &history)?;
        let up = decoded(one, one.up)?;
        let before = schema.clone();
        let plan = planned(one, &up, &before, dialect)?;
        applied(one, &up, &mut schema, dialect)?;
        let (down, revert) = undone(one, &up, &before, &schema, dialect)?;
        let mut row = history.next(id, checksum);
        if !one.replaces.is_empty() {
            "squash".clone_into(&mut row.kind);
        }
        history.rows.push(row.clone());
        let work = Work {
            direction: Direction::Apply,
            row,
            operations: up.iter().map(ToString::to_string).collect(),
            plan,
            down,
            revert,
            replaces: one.replaces.first().copied().unwrap_or_default(),
            fake: false,
            functions: functions(one),
        };
        work.check(one, dialect)?;
        all.push(work);
    }
    Ok(all)
}

/// What a migration depends on may be of a crate that this binary has left out.
fn check_dependencies(one: &Embedded, embedded: &[Embedded], history: &History) -> Result<()> {
    for dependency in one.depends_on {
        let Some((app, name)) = dependency.split_once('/') else { continue };
        let is_embedded = embedded.iter().any(|other| other.app == app && other.names().any(|known| known == name));
        if !is_embedded && history.row(&MigrationId::new(app, name)).is_none() {
            return Err(Error::MissingDependency { migration: one.id(), dependency });
        }
    }
    Ok(())
}

/// Makes migrations that the database applied ready to be rolled back, in the order in which they are given.
///
/// # Errors
/// When one of them is irreversible or not in the binary; nothing has run then.
pub(crate) fn backward(
    embedded: &'static [Embedded],
    rows: &[&Row],
    history: &History,
    dialect: Dialect,
) -> Result<Vec<Work>> {
    let mut chosen = Vec::new();
    for &row in rows {
        let Some(one) = embedded.iter().find(|one| one.id() == row.id) else {
            return Err(Error::NotEmbedded { migration: row.id.clone(), recorded: row.last.checksum });
        };
        let text = one.down().map_err(|why| Error::Irreversible { migration: one.id(), why: why.to_owned() })?;
        chosen.push((one, row, decoded(one, text)?));
    }
    let mut schema = replayed(embedded, history, history.rows.len(), dialect)?;
    let mut all = Vec::new();
    for (one, row, down) in chosen {
        let plan = planned(one, &down, &schema, dialect)?;
        applied(one, &down, &mut schema, dialect)?;
        let work = Work {
            direction: Direction::RollBack,
            row: row.clone(),
            operations: down.iter().map(ToString::to_string).collect(),
            plan,
            down: Ok(DownClass::Exact),
            revert: None,
            replaces: one.replaces.first().copied().unwrap_or_default(),
            fake: false,
            functions: functions(one),
        };
        work.check(one, dialect)?;
        all.push(work);
    }
    Ok(all)
}

/// What this binary knows of a half-done migration.
#[derive(Debug)]
pub(crate) struct Rest {
    /// The number of its steps.
    pub(crate) steps: usize,
    /// The first step that is not recorded as done: its operation, and what it runs. Nothing where all are.
    pub(crate) next: Option<(String, String)>,
}

/// What is left of a half-done migration; nothing where the binary does not embed that very one.
pub(crate) fn rest_of(embedded: &'static [Embedded], row: &Row, history: &History, dialect: Dialect) -> Option<Rest> {
    let at = embedded
        .iter()
        .position(|one| one.id() == row.id && (row.replaced || one.checksum(dialect) == row.last.checksum))?;
    let works = match row.state {
        State::Applying => forward(embedded, &[at], &history.settled(), dialect).ok()?,
        State::Reverting => backward(embedded, &[row], history, dialect).ok()?,
        State::Applied => return None,
    };
    let work = works.first()?;
    let code = |step: &Step| match &step.action {
        Action::Ddl(statements) | Action::Dml(statements) => statements.join("; "),
        Action::Rebuild(rebuild) => rebuild.statements.join("; "),
        Action::Rust(path) => format!("the Rust function `{path}`"),
        Action::Backfill(backfill) => backfill.to_string(),
    };
    let next = work.plan.steps.get(row.step).map(code);
    let next = next.map(|code| (work.operation(row.step).unwrap_or("its SQL").to_owned(), code));
    Some(Rest { steps: work.plan.steps.len(), next })
}

fn functions(one: &Embedded) -> Vec<(&'static str, RustFunction)> {
    one.steps.iter().map(|step| (step.path, step.function)).collect()
}

/// The schema after the first `count` migrations of the database, in the order in which it applied them.
///
/// What the binary does not embed is passed over: a newer database was accepted then.
fn replayed(embedded: &[Embedded], history: &History, count: usize, dialect: Dialect) -> Result<Schema> {
    let mut schema = Schema::new();
    for row in &history.rows[..count] {
        let Some(one) = embedded.iter().find(|one| one.id() == row.id) else { continue };
        applied(one, &decoded(one, one.up)?, &mut schema, dialect)?;
    }
    Ok(schema)
}

fn decoded(one: &Embedded, text: &str) -> Result<Vec<Operation>> {
    canonical::decode(text).map_err(|source| Error::Undecodable { migration: one.id(), source })
}

fn applied(one: &Embedded, operations: &[Operation], schema: &mut Schema, dialect: Dialect) -> Result<()> {
    replay::apply(operations, schema).map_err(|finding| Error::Unplannable {
        migration: one.id(),
        dialect,
        finding: Box::new(finding),
    })
}

fn planned(one: &Embedded, operations: &[Operation], before: &Schema, dialect: Dialect) -> Result<Plan> {
    let replayed = Replayed::new(operations, before).in_transaction(one.transaction);
    replayed.plan(dialect).map_err(|findings| {
        let finding = findings.into_iter().next().map(|(_, finding)| finding);
        let unnamed =
            || covet_core::Diagnostic::error("unplannable", covet_core::Mark::NOWHERE, "it cannot be planned");
        Error::Unplannable { migration: one.id(), dialect, finding: Box::new(finding.unwrap_or_else(unnamed)) }
    })
}

/// How well the down of a migration restores what was there, and its plan as text.
fn undone(
    one: &Embedded,
    up: &[Operation],
    before: &Schema,
    after: &Schema,
    dialect: Dialect,
) -> Result<(Result<DownClass, String>, Option<String>)> {
    let down = match one.down() {
        Ok(text) => decoded(one, text)?,
        Err(why) => return Ok((Err(why.to_owned()), None)),
    };
    let plan = planned(one, &down, after, dialect)?;
    let stored = !plan.steps.iter().any(|step| matches!(step.action, Action::Rust(_)));
    let revert = stored.then(|| serde_json::to_string(&plan).expect("a plan is text, numbers and lists"));
    Ok((Ok(class(up, before)), revert))
}

/// The worst class among the inverses of the operations; what is undone by hand may fail.
fn class(up: &[Operation], before: &Schema) -> DownClass {
    let mut schema = before.clone();
    let mut class = DownClass::Exact;
    for operation in up {
        class = class.max(operation.inverse(&schema).map_or(DownClass::Conditional, |inverse| inverse.class));
        operation.apply(&mut schema, &mut covet_core::Findings::new());
    }
    class
}

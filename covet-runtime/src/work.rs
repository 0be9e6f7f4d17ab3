//! Migrations made ready to run: decoded, replayed and planned. Nothing here asks a database.

use covet_core::operation::{Change as _, DownClass};
use covet_core::plan::{Action, Need, Plan, Replayed};
use covet_core::{Checksum, Dialect, MigrationId, Operation, Schema, TableName, canonical, replay};

use crate::embedded::{Embedded, RustFunction};
use crate::error::{Error, Result};
use crate::failure::Reason;
use crate::history::{History, Row};
use crate::report::Direction;

/// One migration in one direction, ready to run.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) direction: Direction,
    /// Its row: as it will be recorded, or as it is recorded when it is rolled back.
    pub(crate) row: Row,
    operations: Vec<Operation>,
    /// What operations, as messages name them, need that not every server of the dialect has.
    needs: Vec<(String, Need)>,
    /// The schema before it.
    before: Schema,
    pub(crate) plan: Plan,
    /// Whether its steps commit one by one.
    pub(crate) stepwise: bool,
    /// How far an earlier run came with it; nothing where it is yet to begin.
    pub(crate) begun: Option<Begun>,
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

/// How far an earlier run came with a migration.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The steps that are finished.
    pub(crate) step: usize,
    /// How far the next one is; nothing where it has not begun.
    pub(crate) cursor: Option<String>,
}

impl Work {
    pub(crate) fn id(&self) -> &MigrationId {
        &self.row.id
    }

    /// What its operations need of the server; nothing where it is not run.
    pub(crate) fn needs(&self) -> &[(String, Need)] {
        &self.needs
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
        self.needs.clear();
        // Cut short, it has other steps than the migration has that is run: nobody goes on with those.
        (self.row.plan, self.row.step) = (digest(&self.plan), 0);
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
    pub(crate) fn operation(&self, step: usize) -> Option<String> {
        let place = self.plan.steps.get(step)?.operations.start;
        self.operations.get(place).map(ToString::to_string)
    }

    /// What a step runs, as messages show it.
    pub(crate) fn code(&self, step: usize) -> Option<String> {
        Some(match &self.plan.steps.get(step)?.action {
            Action::Ddl(statements) | Action::Dml(statements) => statements.join("; "),
            Action::Rebuild(rebuild) => rebuild.statements.join("; "),
            Action::Rust(path) => format!("the Rust function `{path}`"),
            Action::Backfill(backfill) => backfill.to_string(),
        })
    }

    /// The digest of what its steps do.
    pub(crate) fn digest(&self) -> Checksum {
        digest(&self.plan)
    }

    /// The schemas before and after the operations of a step, and the tables that these change.
    pub(crate) fn around(&self, step: usize) -> (Schema, Schema, Vec<TableName>) {
        let places = self.plan.steps.get(step).map_or(0..0, |step| step.operations.clone());
        let mut schema = self.before.clone();
        // They were applied to it when the migration was made ready, so that nothing is found now.
        let mut findings = covet_core::Findings::new();
        self.operations[..places.start].iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        let before = schema.clone();
        schema.forget_touched();
        self.operations[places].iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        let touched = schema.touched().iter().cloned().collect();
        (before, schema, touched)
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
        let (plan, needs) = planned(one, &up, &before, dialect)?;
        applied(one, &up, &mut schema, dialect)?;
        let (down, revert) = undone(one, &up, &before, &schema, dialect)?;
        let mut row = Row { plan: digest(&plan), step: plan.steps.len(), ..history.next(id, checksum) };
        if !one.replaces.is_empty() {
            "squash".clone_into(&mut row.kind);
        }
        history.rows.push(row.clone());
        let work = Work {
            direction: Direction::Apply,
            row,
            operations: up,
            needs,
            before,
            stepwise: is_stepwise(&plan, dialect),
            begun: None,
            plan,
            down,
            revert,
            replaces: one.replaces.first().copied().unwrap_or_default(),
            fake: false,
            functions: functions(one),
        };
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
        let (plan, needs) = planned(one, &down, &schema, dialect)?;
        let before = schema.clone();
        applied(one, &down, &mut schema, dialect)?;
        let work = Work {
            direction: Direction::RollBack,
            row: row.clone(),
            operations: down,
            needs,
            before,
            stepwise: is_stepwise(&plan, dialect),
            begun: None,
            plan,
            down: Ok(DownClass::Exact),
            revert: None,
            replaces: one.replaces.first().copied().unwrap_or_default(),
            fake: false,
            functions: functions(one),
        };
        all.push(work);
    }
    Ok(all)
}

/// Makes a half-done migration ready to be gone on with, or says why a person has to look at it.
///
/// # Errors
/// When what the binary embeds cannot be read or planned.
pub(crate) fn resumed(
    embedded: &'static [Embedded],
    row: &Row,
    history: &History,
    dialect: Dialect,
) -> Result<(Option<Work>, Option<Reason>)> {
    let Some(at) = embedded.iter().position(|one| one.id() == row.id) else {
        return Ok((None, Some(Reason::NotEmbedded)));
    };
    let checksum = embedded[at].checksum(dialect);
    // What was replaced has a content of its own: whether it runs the same steps the digest of its plan tells.
    if !row.replaced && checksum != row.last.checksum {
        return Ok((None, Some(Reason::Edited { embedded: checksum })));
    }
    let works = match row.direction() {
        Direction::Apply => forward(embedded, &[at], &history.settled(), dialect)?,
        Direction::RollBack => backward(embedded, &[row], history, dialect)?,
    };
    let Some(mut work) = works.into_iter().next() else { return Ok((None, Some(Reason::NotEmbedded))) };
    work.row = row.clone();
    let reason = if digest(&work.plan) != row.plan || row.step > work.plan.steps.len() {
        Some(Reason::Replanned)
    } else if !work.stepwise {
        Some(Reason::TransactionEnded)
    } else {
        work.begun = Some(Begun { step: row.step, cursor: row.cursor.clone() });
        None
    };
    Ok((Some(work), reason))
}

/// The digest of what the steps of a plan do: the number of a step means the same only where it is the same.
fn digest(plan: &Plan) -> Checksum {
    let actions: Vec<&Action> = plan.steps.iter().map(|step| &step.action).collect();
    Checksum::of(&serde_json::to_vec(&actions).expect("a plan is text, numbers and lists"))
}

/// Whether no one transaction covers a plan.
fn is_stepwise(plan: &Plan, dialect: Dialect) -> bool {
    plan.is_stepwise() || !dialect.capabilities().transactional_ddl
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

/// The plan, and what it needs of the server, by operation.
fn planned(
    one: &Embedded,
    operations: &[Operation],
    before: &Schema,
    dialect: Dialect,
) -> Result<(Plan, Vec<(String, Need)>)> {
    let replayed = Replayed::new(operations, before).in_transaction(one.transaction);
    let needs = replayed.needs(dialect).into_iter().map(|(at, need)| (operations[at].to_string(), need)).collect();
    let plan = replayed.plan(dialect).map_err(|findings| {
        let finding = findings.into_iter().next().map(|(_, finding)| finding);
        let unnamed =
            || covet_core::Diagnostic::error("unplannable", covet_core::Mark::NOWHERE, "it cannot be planned");
        Error::Unplannable { migration: one.id(), dialect, finding: Box::new(finding.unwrap_or_else(unnamed)) }
    })?;
    Ok((plan, needs))
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
    let (plan, _) = planned(one, &down, after, dialect)?;
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

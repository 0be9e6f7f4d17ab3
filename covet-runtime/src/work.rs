//! Migrations made ready to run: decoded, replayed and planned. Nothing here asks a database.

use covet_core::operation::{Algorithm, Change as _, DownClass};
use covet_core::plan::{Action, Need, Plan, Replayed, Step};
use covet_core::{Checksum, Dialect, MigrationId, Operation, Schema, TableName, canonical, replay};

use crate::embedded::{Embedded, RustFunction};
use crate::error::{Error, Result};
use crate::failure::Reason;
use crate::former;
use crate::history::{History, Row};
use crate::report::Direction;
use crate::stored;

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
    /// What is recorded to undo it, for binaries that do not embed it: a plan, or why there is none.
    pub(crate) revert: Option<String>,
    /// The migrations that it replaces, where it is a squash: the first of the ways in which they may be recorded.
    pub(crate) replaces: &'static [&'static str],
    /// It is recorded, and not run.
    pub(crate) fake: bool,
    /// Whether something of what it makes was there when that was asked.
    pub(crate) begun_before: Option<bool>,
    /// The digest of its steps, where these are what the database has recorded, and not the binary's.
    pub(crate) stored: Option<Checksum>,
    functions: Vec<(&'static str, RustFunction)>,
}

/// How far an earlier run came with a migration.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The steps that are finished.
    pub(crate) step: usize,
    /// How far the next one is; nothing where it has not begun.
    pub(crate) cursor: Option<String>,
    /// What its session has to be told before it goes on; nothing where it is the session that came so far.
    pub(crate) again: Option<Vec<String>>,
}

impl Work {
    /// Undoes a migration by the steps that are recorded with it, which have that digest.
    pub(crate) fn of_stored(row: &Row, plan: Plan, digest: Checksum, dialect: Dialect) -> Work {
        Work {
            direction: Direction::RollBack,
            row: row.clone(),
            operations: Vec::new(),
            // What it makes again was there before.
            needs: Vec::new(),
            before: Schema::new(),
            stepwise: is_stepwise(&plan, dialect),
            begun: None,
            plan,
            down: Ok(DownClass::Conditional),
            revert: None,
            replaces: &[],
            fake: false,
            begun_before: None,
            stored: Some(digest),
            functions: Vec::new(),
        }
    }

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

    /// Whether all that it runs was generated from typed operations, so that it neither sets anything for the session nor
    /// ends a transaction.
    pub(crate) fn is_generated(&self) -> bool {
        // Of what is recorded nobody knows where it comes from.
        if self.stored.is_some() {
            return false;
        }
        // Objects that stand in the way of a change are made again by their own text.
        let is_one = |step: &Step| match &step.action {
            Action::Ddl(statements) => statements.iter().all(|statement| crate::piece::is_one(statement)),
            _ => false,
        };
        self.operations.iter().all(is_typed) && self.plan.steps.iter().all(is_one)
    }

    /// Why it cannot share a transaction with these, where that is so.
    pub(crate) fn cannot_join(&self, others: &[Work]) -> Option<&'static str> {
        let changes_rows = |work: &Work| {
            let is_ddl = |step: &Step| matches!(step.action, Action::Ddl(_) | Action::Rebuild(_));
            work.stored.is_some() || !work.operations.iter().all(is_typed) || !work.plan.steps.iter().all(is_ddl)
        };
        if self.stepwise {
            return Some("a step of it stands outside of transactions");
        }
        // Foreign keys are off while a table is made anew, and whoever deletes rows relies on them.
        (self.rebuilds() && others.len() > 1 && others.iter().any(changes_rows))
            .then_some("it makes a table anew, with foreign keys switched off, and rows would be changed meanwhile")
    }

    /// Whether SQL is all that it runs, and all of it can be sent together with that of others.
    pub(crate) fn is_sql(&self) -> bool {
        let is_sql = |step: &Step| !step.alone && matches!(step.action, Action::Ddl(_) | Action::Dml(_));
        // In the transaction that has the lock it is looked once more.
        self.plan.steps.iter().all(is_sql) && self.begun_before.is_none()
    }

    /// Whether rows may be changed while foreign keys are off, because a table is made anew in the same transaction.
    pub(crate) fn changes_rows_unchecked(&self) -> bool {
        self.rebuilds() && !self.plan.steps.iter().all(|step| matches!(step.action, Action::Rebuild(_)))
    }

    /// The operations that a step carries out, as messages name them.
    pub(crate) fn operation(&self, step: usize) -> Option<String> {
        let places = self.plan.steps.get(step)?.operations.clone();
        if self.stored.is_some() {
            return Some("a recorded step".to_owned());
        }
        let names: Vec<String> = self.operations.get(places)?.iter().map(ToString::to_string).collect();
        Some(names.join(" and ")).filter(|names| !names.is_empty())
    }

    /// Whether a step was to keep nobody from writing.
    pub(crate) fn is_online(&self, step: usize) -> bool {
        self.plan.steps.get(step).and_then(|step| step.algorithm).is_some_and(Algorithm::is_online)
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

    /// The schemas before and after all of it; the one after it knows what was touched.
    pub(crate) fn ends(&self) -> (&Schema, Schema) {
        let mut schema = self.before.clone();
        schema.forget_touched();
        // They were applied to it when the migration was made ready, so that nothing is found now.
        let mut findings = covet_core::Findings::new();
        self.operations.iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        (&self.before, schema)
    }

    /// The schemas before and after the operations of a step, and the tables that these change.
    pub(crate) fn around(&self, step: usize) -> (Schema, Schema, Vec<TableName>) {
        if let (Some(_), Some(step)) = (self.stored, self.plan.steps.get(step)) {
            return stored::around(step);
        }
        let places = self.plan.steps.get(step).map_or(0..0, |step| step.operations.clone());
        let mut schema = self.before.clone();
        // They were applied to it when the migration was made ready, so that nothing is found now.
        let mut findings = covet_core::Findings::new();
        self.operations[..places.start].iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        let before = schema.clone();
        schema.forget_touched();
        self.operations[places].iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        let touched = schema.touched().cloned().collect();
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
        // What others have touched is copied with the schema, and asked for by nobody.
        schema.forget_touched();
        let one = &embedded[at];
        let (id, checksum) = (one.id(), one.checksum(dialect));
        check_dependencies(one, embedded, &history)?;
        let up = decoded(one, one.up)?;
        let before = schema.clone();
        let replayed = Replayed::new(&up, &before).in_transaction(one.transaction);
        let (plan, needs) = planned(one, &replayed, &up, dialect)?;
        let (down, revert) = undone(one, &replayed, dialect)?;
        schema = replayed.after().clone();
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
            revert: Some(revert),
            replaces: one.replaces.first().copied().unwrap_or_default(),
            fake: false,
            stored: None,
            begun_before: None,
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

/// A migration that is to be rolled back.
enum Undone<'h> {
    Embedded(&'static Embedded, &'h Row, Vec<Operation>),
    Stored(Box<Work>),
}

/// Makes migrations that the database applied ready to be rolled back, in the order in which they are given.
///
/// # Errors
/// When one of them is irreversible, or neither in the binary nor recorded so that it could be undone; nothing has run
/// then.
pub(crate) fn backward(
    embedded: &'static [Embedded],
    rows: &[&Row],
    history: &History,
    dialect: Dialect,
) -> Result<Vec<Work>> {
    let mut chosen = Vec::new();
    for &row in rows {
        let Some(one) = embedded.iter().find(|one| one.id() == row.id) else {
            chosen.push(Undone::Stored(Box::new(stored::work(row, dialect)?)));
            continue;
        };
        let text = one.down().map_err(|why| Error::Irreversible { migration: one.id(), why: why.to_owned() })?;
        chosen.push(Undone::Embedded(one, row, decoded(one, text)?));
    }
    let mut schema = replayed(embedded, history, history.rows.len(), dialect)?;
    let mut all = Vec::new();
    for undone in chosen {
        let (one, row, down) = match undone {
            Undone::Embedded(one, row, down) => (one, row, down),
            Undone::Stored(work) => {
                all.push(*work);
                continue;
            }
        };
        let before = schema.clone();
        let replayed = Replayed::new(&down, &before).in_transaction(one.transaction);
        let (plan, needs) = planned(one, &replayed, &down, dialect)?;
        schema = replayed.after().clone();
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
            stored: None,
            begun_before: None,
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
        return match row.direction() {
            Direction::RollBack if row.stored.is_some() => Ok(gone_on_with(stored::work(row, dialect)?, row)),
            _ => Ok((None, Some(Reason::NotEmbedded))),
        };
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
    Ok(match works.into_iter().next() {
        Some(work) => gone_on_with(work, row),
        None => (None, Some(Reason::NotEmbedded)),
    })
}

/// Lets a migration go on where its row says, or says why it cannot.
fn gone_on_with(mut work: Work, row: &Row) -> (Option<Work>, Option<Reason>) {
    work.row = row.clone();
    let reason = if digest(&work.plan) != row.plan || row.step > work.plan.steps.len() {
        Some(Reason::Replanned)
    } else if !work.stepwise {
        Some(Reason::TransactionEnded)
    } else {
        work.begun = Some(Begun { step: row.step, cursor: row.cursor.clone(), again: None });
        None
    };
    (Some(work), reason)
}

/// The digest of what the steps of a plan do: the number of a step means the same only where it is the same.
fn digest(plan: &Plan) -> Checksum {
    let actions: Vec<&Action> = plan.steps.iter().map(|step| &step.action).collect();
    Checksum::of(&serde_json::to_vec(&actions).expect("a plan is text, numbers and lists"))
}

/// Whether no one transaction covers a plan.
/// Whether an operation changes the schema and nothing else, by SQL that is generated.
fn is_typed(operation: &Operation) -> bool {
    !matches!(
        operation,
        Operation::RunSql(_)
            | Operation::RunRust(_)
            | Operation::Backfill(_)
            | Operation::CreateObject(_)
            | Operation::ReplaceObject(_)
            | Operation::DropObject(_)
    )
}

fn is_stepwise(plan: &Plan, dialect: Dialect) -> bool {
    plan.is_stepwise() || !dialect.capabilities().transactional_ddl
}

fn functions(one: &Embedded) -> Vec<(&'static str, RustFunction)> {
    one.steps.iter().map(|step| (step.path, step.function)).collect()
}

/// The schema that all of them make on a new database.
///
/// # Errors
/// When what the binary embeds cannot be read.
pub(crate) fn declared(embedded: &'static [Embedded], dialect: Dialect) -> Result<Schema> {
    let mut schema = Schema::new();
    let in_effect = former::in_effect(embedded, &History::default());
    for (one, _) in embedded.iter().zip(in_effect).filter(|(_, in_effect)| *in_effect) {
        applied(one, &decoded(one, one.up)?, &mut schema, dialect)?;
    }
    Ok(schema)
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
    replayed: &Replayed<'_>,
    operations: &[Operation],
    dialect: Dialect,
) -> Result<(Plan, Vec<(String, Need)>)> {
    let needs = replayed.needs(dialect).into_iter().map(|(at, need)| (operations[at].to_string(), need)).collect();
    let plan = replayed.plan(dialect).map_err(|findings| {
        let finding = findings.into_iter().next().map(|(_, finding)| finding);
        let unnamed =
            || covet_core::Diagnostic::error("unplannable", covet_core::Mark::NOWHERE, "it cannot be planned");
        Error::Unplannable { migration: one.id(), dialect, finding: Box::new(finding.unwrap_or_else(unnamed)) }
    })?;
    Ok((plan, needs))
}

/// How well the down of a migration restores what was there, and what is recorded to undo it.
fn undone(one: &Embedded, up: &Replayed<'_>, dialect: Dialect) -> Result<(Result<DownClass, String>, String)> {
    let down = match one.down() {
        Ok(text) => decoded(one, text)?,
        Err(why) => return Ok((Err(why.to_owned()), stored::nothing(why))),
    };
    let replayed = Replayed::new(&down, up.after()).in_transaction(one.transaction);
    let (plan, _) = planned(one, &replayed, &down, dialect)?;
    let rust = plan.steps.iter().find_map(|step| match &step.action {
        Action::Rust(path) => Some(path),
        _ => None,
    });
    let revert = match rust {
        Some(path) => stored::nothing(&format!("its down runs the Rust function `{path}`, which only its binary has")),
        None => serde_json::to_string(&plan).expect("a plan is text, numbers and lists"),
    };
    Ok((Ok(class(up)), revert))
}

/// The worst class among the inverses of the operations; what is undone by hand may fail.
fn class(up: &Replayed<'_>) -> DownClass {
    let classes = up.moments().map(|(_, operation, before, _)| {
        operation.inverse(before).map_or(DownClass::Conditional, |inverse| inverse.class)
    });
    classes.max().unwrap_or(DownClass::Exact)
}

//! What the models want beyond what the migrations make, as migrations: the engine behind `makemigrations`.
//!
//! A [`History`] says what the migrations of a project make and which of them made what; a [`Wanted`] what there is to be,
//! and which app it belongs to. [`MigrationEngine::plan`] compares the two by [`diff`], gives each operation to the app that
//! it belongs to, and divides the operations of all apps into as few migrations as can be put into an order: one of another
//! app comes first where something of it is needed, and where two apps need each other, one has two migrations.
//!
//! What a schema cannot tell comes back as a [`Question`], as from the diff. The engine knows no files, clock or terminal;
//! the same input gives the same migrations.

mod history;
mod live;
mod owner;
mod remark;
mod split;
mod things;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use history::History;
pub use remark::Remark;

use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;
use crate::diff::{Answers, Diff, Pair, Question, diff};
use crate::ident::TableName;
use crate::migration::{Attributes, MigrationId};
use crate::operation::Operation;
use crate::replay;
use crate::schema::Schema;
use crate::syntax::writer::{Draft, Numbering, Unwritable, depends_on, file_name, written};
use split::Group;

/// A migration that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Its name: numbered behind those that its app has, and named after what it does.
    pub id: MigrationId,
    /// Its operations, in order.
    pub operations: Vec<Operation>,
    /// The migrations of other apps that it needs, but for those that follow from the migration before it.
    pub needs: Vec<MigrationId>,
    /// What becomes of rows that are there.
    pub remarks: Vec<Remark>,
}

impl Planned {
    /// The most operations that a sentence names.
    const NAMED: usize = 3;

    /// What it does, in a sentence: ``Add column `nick` to `users`.``
    pub fn purpose(&self) -> String {
        let said = self.operations.iter().filter(|operation| !matches!(operation, Operation::RunSql(_)));
        let said: Vec<String> = said.map(ToString::to_string).collect();
        let (named, rest) = said.split_at(said.len().min(Planned::NAMED));
        let rest = match rest.len() {
            0 => String::new(),
            1 => ", and 1 more change".to_owned(),
            more => format!(", and {more} more changes"),
        };
        let text = format!("{}{rest}.", named.join(", "));
        let mut letters = text.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    /// The text of its file.
    ///
    /// # Errors
    /// For an operation that no call makes.
    pub fn text(&self) -> Result<String, Unwritable> {
        let mut purpose = self.purpose();
        for (at, remark) in self.remarks.iter().enumerate() {
            let paragraph = if at == 0 { "\n\n" } else { "\n" };
            let kind = if remark.is_destructive() { "Destructive: " } else { "Careful: " };
            purpose.extend([paragraph, kind, &remark.to_string(), "."]);
        }
        let depends_on = self.needs.iter().cloned().map(depends_on).collect();
        let attributes = Attributes { depends_on, ..Attributes::default() };
        written(&Draft { purpose: &purpose, attributes, up: &self.operations })
    }
}

/// What there is to be.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The whole schema: what models describe, and what of the history they have no say in.
    pub schema: Schema,
    /// The app that each table which models describe belongs to. What other tables are is not compared with a database.
    pub owners: BTreeMap<TableName, String>,
}

/// What there is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The migrations, in an order in which they run.
    pub migrations: Vec<Planned>,
    /// What could not be told; the migrations are those for "no" and "no value" then, and are not to be written.
    pub questions: Vec<Question>,
}

/// Plans the migrations that lead from a history to what is wanted.
///
/// ```
/// use covet_core::diff::Answers;
/// use covet_core::engine::{History, MigrationEngine, Wanted};
/// use covet_core::schema::{Column, ColumnType, Table};
///
/// let mut wanted = Wanted::default();
/// let mut users = Table::new("users");
/// users.columns.push(Column::new("email", ColumnType::String(255)));
/// wanted.schema.insert(users);
/// wanted.owners.insert("users".into(), "auth".to_owned());
///
/// let history = History::default();
/// let plan = MigrationEngine::new(&history).plan(&wanted, &Answers::default()).unwrap();
/// assert_eq!(plan.migrations[0].id.to_string(), "auth/0001_users");
/// assert_eq!(plan.migrations[0].operations[0].to_string(), "create table `users`");
/// ```
#[derive(Clone, Debug)]
pub struct MigrationEngine<'a> {
    history: &'a History,
    numbering: Numbering,
    name: Option<String>,
    only: BTreeSet<String>,
}

impl<'a> MigrationEngine<'a> {
    /// An engine that numbers migrations and names them after what they do.
    pub fn new(history: &'a History) -> Self {
        MigrationEngine { history, numbering: Numbering::Sequential, name: None, only: BTreeSet::new() }
    }

    /// What the names of the migrations begin with.
    #[must_use]
    pub fn numbering(self, numbering: Numbering) -> Self {
        MigrationEngine { numbering, ..self }
    }

    /// What the migrations are called, behind their numbers.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        MigrationEngine { name: Some(name.into()), ..self }
    }

    /// Only the migrations of these apps, and what they need of others; without any, those of all.
    #[must_use]
    pub fn only(self, apps: impl IntoIterator<Item = String>) -> Self {
        MigrationEngine { only: apps.into_iter().collect(), ..self }
    }

    /// The migrations that make what is wanted of what the history makes.
    ///
    /// # Errors
    /// Where no operations lead there, as [`diff`] finds it.
    pub fn plan(&self, wanted: &Wanted, answers: &Answers) -> Result<Plan, Vec<Diagnostic>> {
        let plan = self.planned(self.history.schema(), wanted, answers)?;
        if plan.questions.is_empty() && self.only.is_empty() {
            self.prove(&plan, &wanted.schema)?;
        }
        Ok(plan)
    }

    /// The migrations that make what is wanted of what stands in a database, as it was read from there.
    ///
    /// Tables that neither the history nor the models know are none of theirs. What the database cannot tell from what is
    /// wanted is no difference.
    ///
    /// # Errors
    /// As [`plan`](MigrationEngine::plan), and where the operations do not fit what the migrations make: a build replays
    /// them there.
    pub fn plan_from(
        &self,
        live: &Schema,
        dialect: Dialect,
        wanted: &Wanted,
        answers: &Answers,
    ) -> Result<Plan, Vec<Diagnostic>> {
        let known = |name: &TableName| self.history.schema().table(name).is_some();
        let before = live::as_wanted(live, wanted, known, dialect, answers);
        let plan = self.planned(&before, wanted, answers)?;
        if plan.questions.is_empty() {
            self.replayed(&plan).map_err(|finding| {
                let message = format!("a build would refuse what leads from the database to the models: {finding}");
                let help = "the database is not what its migrations make: `covet drift` shows how, and without \
                            `--from-database` the models are compared with the migrations";
                vec![Diagnostic::error("beside-the-history", Mark::NOWHERE, message).help(help)]
            })?;
        }
        Ok(plan)
    }

    fn planned(&self, before: &Schema, wanted: &Wanted, answers: &Answers) -> Result<Plan, Vec<Diagnostic>> {
        let Diff { operations, mut questions } = diff(Pair { before, after: &wanted.schema }, answers)?;
        questions.extend(gone(&operations, &questions, answers));
        let steps =
            things::steps(operations, before, |operation, next| owner::of(operation, next, wanted, self.history));
        let groups = split::into_migrations(&steps);
        let chosen = self.chosen(&groups);
        let touched: BTreeSet<&TableName> = (groups.iter().zip(&chosen))
            .filter(|(_, chosen)| **chosen)
            .flat_map(|(group, _)| group.steps.iter().flat_map(|&at| steps[at].tables()))
            .collect();
        let concerns = |question: &Question| match question {
            Question::RenamedTable { from, candidates } => {
                touched.contains(from) || candidates.iter().any(|to| touched.contains(to))
            }
            Question::GoneTable { table }
            | Question::RenamedColumn { table, .. }
            | Question::Value { table, .. }
            | Question::Using { table, .. } => touched.contains(table),
        };
        let questions = questions.into_iter().filter(|question| self.only.is_empty() || concerns(question)).collect();
        let mut naming = Naming { engine: self, there: BTreeMap::new(), planned: Vec::new(), before: BTreeMap::new() };
        let mut ids: Vec<Option<MigrationId>> = Vec::with_capacity(groups.len());
        for (group, chosen) in groups.iter().zip(chosen) {
            ids.push(chosen.then(|| naming.add(group, &steps, &ids)));
        }
        Ok(Plan { migrations: naming.planned, questions })
    }

    /// Which of the groups are of the apps that are asked for, or needed by one of these.
    fn chosen(&self, groups: &[Group]) -> Vec<bool> {
        let mut chosen: Vec<bool> =
            groups.iter().map(|group| self.only.is_empty() || self.only.contains(&group.app)).collect();
        for at in (0..groups.len()).rev().filter(|_| !self.only.is_empty()) {
            if chosen[at] {
                let app = &groups[at].app;
                let earlier = (0..at).filter(|&other| groups[other].app == *app);
                earlier.chain(groups[at].needs.iter().copied()).for_each(|other| chosen[other] = true);
            }
        }
        chosen
    }

    /// The schema that the history and what is planned make together.
    fn replayed(&self, plan: &Plan) -> Result<Schema, Diagnostic> {
        let mut schema = self.history.schema().clone();
        plan.migrations.iter().try_for_each(|one| replay::apply(&one.operations, &mut schema))?;
        Ok(schema)
    }

    /// Proves that what is planned makes what is wanted, in the order in which it will run.
    fn prove(&self, plan: &Plan, after: &Schema) -> Result<(), Vec<Diagnostic>> {
        let schema = self.replayed(plan).map_err(|finding| vec![finding])?;
        let rest = diff(Pair { before: &schema, after }, &Answers::default())?;
        match rest.operations.first() {
            None => Ok(()),
            Some(operation) => {
                let message =
                    format!("what was found does not lead to the models: {operation} would be left to be done");
                let help = "write this migration by hand: `covet makemigrations --empty`";
                Err(vec![Diagnostic::error("no-way", Mark::NOWHERE, message).help(help)])
            }
        }
    }
}

/// The tables that are dropped without anybody having said so.
fn gone(operations: &[Operation], asked: &[Question], answers: &Answers) -> Vec<Question> {
    let is_asked = |table: &TableName| {
        asked.iter().any(|question| matches!(question, Question::RenamedTable { from, .. } if from == table))
    };
    let dropped = operations.iter().filter_map(|operation| match operation {
        Operation::DropTable(drop) => Some(&drop.table),
        _ => None,
    });
    let unsaid = dropped.filter(|table| !is_asked(table) && !answers.tables.contains_key(table));
    unsaid.map(|table| Question::GoneTable { table: table.clone() }).collect()
}

/// Gives names to groups, in order.
struct Naming<'a> {
    engine: &'a MigrationEngine<'a>,
    /// The names that each app has been given here.
    there: BTreeMap<String, Vec<String>>,
    planned: Vec<Planned>,
    /// Everything that runs before a planned migration because that one says so.
    before: BTreeMap<MigrationId, BTreeSet<MigrationId>>,
}

impl Naming<'_> {
    fn add(&mut self, group: &Group, steps: &[things::Step], ids: &[Option<MigrationId>]) -> MigrationId {
        let history = self.engine.history;
        let operations: Vec<Operation> = group.steps.iter().map(|&at| steps[at].operation.clone()).collect();
        let id = self.name(&group.app, &operations);
        let last = self.last_of(&group.app, &id);
        let mut known = last.iter().flat_map(|last| self.known_by(last)).collect::<BTreeSet<_>>();
        let planned = group.needs.iter().filter_map(|&at| ids[at].clone());
        let made = group.steps.iter().flat_map(|&at| steps[at].made_by(history));
        let wanted: BTreeSet<MigrationId> = planned.chain(made.filter(|maker| maker.app != group.app)).collect();
        // The last of an app brings those before it.
        let mut needs: BTreeMap<String, MigrationId> = BTreeMap::new();
        for need in wanted.into_iter().filter(|need| !known.contains(need)) {
            let is_later = |other: &MigrationId| self.place(&need) > self.place(other);
            if needs.get(&need.app).is_none_or(is_later) {
                needs.insert(need.app.clone(), need);
            }
        }
        let needs: Vec<MigrationId> = needs.into_values().collect();
        known.extend(needs.iter().flat_map(|need| self.known_by(need)));
        known.insert(id.clone());
        self.before.insert(id.clone(), known);
        let remarks = remark::remarks(&group.steps, steps);
        self.planned.push(Planned { id: id.clone(), operations, needs, remarks });
        id
    }

    /// The migration of an app before a planned one.
    fn last_of(&self, app: &str, but: &MigrationId) -> Option<MigrationId> {
        let planned = self.planned.iter().rev().find(|one| one.id.app == app && one.id != *but);
        let last = planned.map(|one| one.id.clone());
        last.or_else(|| Some(MigrationId::new(app, self.engine.history.names(app).last()?)))
    }

    /// Everything that has run when a migration has, itself among it.
    fn known_by(&self, id: &MigrationId) -> BTreeSet<MigrationId> {
        match self.before.get(id) {
            Some(known) => known.clone(),
            None => self.engine.history.known_by(id),
        }
    }

    /// The place of a migration among those of its app.
    fn place(&self, id: &MigrationId) -> usize {
        let there = self.engine.history.names(&id.app);
        let planned = || self.there.get(&id.app)?.iter().position(|name| *name == id.name);
        there.iter().position(|name| *name == id.name).or_else(|| Some(there.len() + planned()?)).unwrap_or_default()
    }

    fn name(&mut self, app: &str, operations: &[Operation]) -> MigrationId {
        let given = self.engine.name.as_deref();
        let new = self.there.entry(app.to_owned()).or_default();
        let history = self.engine.history.names(app);
        let all: Vec<&str> = history.iter().chain(new.iter()).map(String::as_str).collect();
        let numbering = match &self.engine.numbering {
            // A second one of the same moment is counted behind the first.
            Numbering::Timestamp(_) if !new.is_empty() => &Numbering::Sequential,
            numbering => numbering,
        };
        let name = file_name(&all, numbering, given, operations);
        new.push(name.clone());
        MigrationId::new(app, name)
    }
}

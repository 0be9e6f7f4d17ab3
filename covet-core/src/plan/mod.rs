//! Operations and what a database can do, turned into steps of SQL with pre- and postconditions.
//!
//! A plan is the same wherever it is made: the build makes it to prove that every target can run the migration, the
//! runtime makes it to run it.

mod alter;
mod alteration;
mod backfill;
mod condition;
mod convert;
mod difference;
mod display;
mod features;
mod key_index;
mod limits;
mod needs;
mod not_null;
mod object;
mod rebuild;
mod recreate;
mod rename;
mod run_sql;
mod session;
mod transition;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use backfill::{Backfill, KeyColumn};
pub use condition::Condition;
pub use needs::Need;

use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::operation::{Algorithm, Change, Operation};
use crate::schema::{Object, Schema, Table};
use transition::Transition;

/// What one migration does to one database, in one direction.
///
/// ```
/// use covet_core::{Dialect, Schema, dsl::Migration, plan::{Action, plan}, replay};
///
/// let mut m = Migration::new();
/// m.create_table("tags", |t| t.string("name", 40));
/// let (before, mut schema) = (m.finish().0, Schema::new());
/// replay::apply(before.operations(), &mut schema).unwrap();
///
/// // What PostgreSQL alters, SQLite makes anew.
/// let mut m = Migration::new();
/// m.alter_column("tags", |t| t.string("name", 80));
/// let (script, _) = m.finish();
/// let on = |dialect| plan(script.operations(), &schema, dialect).unwrap();
/// assert_eq!(on(Dialect::Postgres).to_string(), "1. ALTER TABLE \"tags\" ALTER COLUMN \"name\" TYPE varchar(80);\n");
/// assert!(matches!(on(Dialect::Sqlite).steps[0].action, Action::Rebuild(_)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Each step commits by itself, with its progress: the migration says `transaction = false`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stepwise: bool,
}

impl Plan {
    /// Whether no one transaction covers it: its steps commit one by one, and a run that was cut short goes on behind the
    /// last of them.
    pub fn is_stepwise(&self) -> bool {
        self.stepwise || self.steps.iter().any(|step| step.alone)
    }
}

/// The smallest part that a database finishes whole or not at all, where it has no transaction around more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The operations of the migration that it carries out, by place.
    pub operations: Range<usize>,
    /// What is done.
    pub action: Action,
    /// What holds before it; that it holds proves that the step has not run.
    pub before: Condition,
    /// What holds after it; that it holds proves that the step has run.
    pub after: Condition,
    /// It cannot run in a transaction with others: PostgreSQL refuses to build an index concurrently in one, and each
    /// batch of a backfill has one of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// How it is carried out, where that is known of all servers of the dialect, and makes a difference to others who use
    /// the table: MySQL and MariaDB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<Algorithm>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Changes the schema: one statement, or several that only make sense together.
    Ddl(Vec<String>),
    /// Changes rows: statements that run in one transaction on every database.
    Dml(Vec<String>),
    /// Makes an SQLite table anew, because ALTER TABLE cannot do what is asked.
    Rebuild(Box<Rebuild>),
    /// Calls the Rust function of that path.
    Rust(String),
    /// Changes rows batch by batch, each in a transaction of its own.
    Backfill(Box<Backfill>),
}

/// A table that SQLite makes anew: create the new one, copy the rows, drop the old one, rename.
///
/// The statements rely on `PRAGMA foreign_keys = OFF`: with it on, DROP TABLE would delete the rows of other tables that
/// refer to this one with `ON DELETE CASCADE`.
///
/// They carry what the replay knows, also of the views and triggers that use the table. What else stands on the live table
/// goes with DROP TABLE: triggers, and indexes made by hand. Views that read it do not go, but make RENAME fail unless
/// `PRAGMA legacy_alter_table = ON`. Whoever runs them therefore reads from `sqlite_schema`, before the first statement, the
/// SQL of the triggers on [`expected`](Rebuild::expected) and on the views of [`objects`](Rebuild::objects), and of the
/// indexes, that these do not list, and runs it after the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rebuild {
    /// The table as the replay knows it; where the live one differs, the step is refused rather than lose what differs.
    pub expected: Table,
    /// The table as it will be.
    pub target: Table,
    /// The name that the new table has until it takes the place of the old; left over by nothing but a crash.
    pub temporary: TableName,
    /// Creates the new table beside the old, copies the rows, drops the objects, drops the old table, renames the new,
    /// creates the indexes and the objects.
    pub statements: Vec<String>,
    /// The tables whose foreign keys must hold afterwards no worse than before: this one and those that refer to it.
    pub referrers: Vec<TableName>,
    /// The views and triggers of the migrations that use the table, in the order in which the statements create them;
    /// where a live one differs, the step is refused as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
}

impl Step {
    /// The statements that it runs, where SQL is all that it is.
    fn into_statements(self) -> Vec<String> {
        match self.action {
            Action::Ddl(statements) | Action::Dml(statements) => statements,
            Action::Rebuild(rebuild) => rebuild.statements,
            Action::Backfill(_) | Action::Rust(_) => Vec::new(),
        }
    }
}

/// Plans operations for a dialect, against the schema before them.
///
/// # Errors
/// What the dialect cannot do: for each, the place of the operation in the list, and a finding that names the dialect
/// and the remedy. Also what the replay finds, where the operations do not fit the schema.
///
/// ```
/// use covet_core::{Dialect, Schema, dsl::Migration, plan::plan};
/// let mut m = Migration::new();
/// m.create_table("tags", |t| t.string("name", 40));
/// let (script, _) = m.finish();
/// let plan = plan(script.operations(), &Schema::new(), Dialect::Sqlite).unwrap();
/// assert_eq!(plan.to_string(), "1. CREATE TABLE \"tags\" (\n       \"name\" VARCHAR(40) NOT NULL\n   );\n");
/// ```
pub fn plan(operations: &[Operation], before: &Schema, dialect: Dialect) -> Result<Plan, Vec<(usize, Diagnostic)>> {
    Replayed::new(operations, before).plan(dialect)
}

/// Operations with the schemas before and after each: replayed once, and planned for any number of dialects.
pub struct Replayed<'a> {
    operations: &'a [Operation],
    /// The schema before the first operation, and after each.
    schemas: Cow<'a, [Schema]>,
    /// The migration says `transaction = false`.
    stepwise: bool,
    /// What the replay found, with the place of the operation that does not fit.
    faults: Vec<(usize, Diagnostic)>,
}

impl<'a> Replayed<'a> {
    /// Replays operations on the schema before them.
    pub fn new(operations: &'a [Operation], before: &Schema) -> Self {
        let (mut schemas, mut faults) = (Vec::with_capacity(operations.len() + 1), Vec::new());
        let mut schema = before.clone();
        for (at, operation) in operations.iter().enumerate() {
            let mut findings = Findings::new();
            schemas.push(schema.clone());
            operation.apply(&mut schema, &mut findings);
            if findings.has_errors() {
                faults.extend(findings.into_iter().map(|finding| (at, finding)));
            }
        }
        schemas.push(schema);
        Replayed { operations, schemas: Cow::Owned(schemas), stepwise: false, faults }
    }

    /// Operations that have been replayed already, and fit, with the schema before the first and after each.
    pub fn of(operations: &'a [Operation], schemas: &'a [Schema]) -> Self {
        Replayed { operations, schemas: Cow::Borrowed(schemas), stepwise: false, faults: Vec::new() }
    }

    /// Plans them for a migration that says `transaction = false`, where `transaction` is false: every step commits by
    /// itself, and SQL may do what is refused in a transaction.
    pub fn in_transaction(self, transaction: bool) -> Self {
        Replayed { stepwise: !transaction, ..self }
    }

    /// What [`plan`](Replayed::plan) finds, without the plan.
    ///
    /// # Errors
    /// As [`plan`].
    pub fn check(&self, dialect: Dialect) -> Result<(), Vec<(usize, Diagnostic)>> {
        let is_whole_table = |transition: &Transition<'_>| {
            matches!(transition.operation, Operation::CreateTable(_) | Operation::DropTable(_))
        };
        let transitions = self.transitions(dialect);
        if !transitions.iter().all(is_whole_table) {
            return self.plan(dialect).map(drop);
        }
        // The statements for a whole table can be written wherever nothing in it is too much.
        let faults = self.faults_in(&transitions);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The operations that fit, each with its place and the schemas before and after it.
    pub fn moments(&self) -> impl Iterator<Item = (usize, &Operation, &Schema, &Schema)> {
        let between = self.operations.iter().zip(self.schemas.windows(2)).enumerate();
        let fits = between.filter(|(at, _)| !self.faults.iter().any(|(fault, _)| fault == at));
        fits.map(|(at, (operation, schemas))| (at, operation, &schemas[0], &schemas[1]))
    }

    /// The schema after the last operation.
    pub fn after(&self) -> &Schema {
        &self.schemas[self.schemas.len() - 1]
    }

    /// Plans them for a dialect.
    ///
    /// # Errors
    /// As [`plan`].
    pub fn plan(&self, dialect: Dialect) -> Result<Plan, Vec<(usize, Diagnostic)>> {
        let transitions = self.transitions(dialect);
        let mut faults = self.faults_in(&transitions);
        let mut steps = Vec::new();
        let mut rest = &transitions[..];
        while let Some(first) = rest.first() {
            let length = 1 + rest.windows(2).take_while(|pair| rebuild::continues(&pair[0], &pair[1])).count();
            let (run, others) = rest.split_at(length);
            match first.operation {
                Operation::RunSql(sql) => match run_sql::steps(first, sql, self.stepwise) {
                    Ok(found) => steps.extend(found),
                    Err(fault) => faults.push((first.at, fault)),
                },
                Operation::Backfill(backfill) => match backfill::steps(first, backfill) {
                    Ok(found) => steps.extend(found),
                    Err(fault) => faults.push((first.at, fault)),
                },
                Operation::RunRust(rust) => {
                    let action = Action::Rust(rust.path.clone());
                    steps.push(first.step(action, Condition::Recorded, Condition::Recorded));
                }
                _ => steps.extend(table_steps(run, &mut faults)),
            }
            rest = others;
        }
        faults.sort_by_key(|(at, _)| *at);
        if faults.is_empty() { Ok(Plan { steps, stepwise: self.stepwise }) } else { Err(faults) }
    }

    /// What the operations need that not every server of a dialect has, each with the place of its operation.
    pub fn needs(&self, dialect: Dialect) -> Vec<(usize, Need)> {
        let transitions = self.transitions(dialect);
        transitions.iter().flat_map(|t| needs::of(t).into_iter().map(|need| (t.at, need))).collect()
    }

    fn transitions(&self, dialect: Dialect) -> Vec<Transition<'_>> {
        let transition = |(at, operation, before, after)| Transition { at, operation, before, after, dialect };
        self.moments().map(transition).collect()
    }

    /// What does not fit, and what is too much for a database, by operation.
    fn faults_in(&self, transitions: &[Transition<'_>]) -> Vec<(usize, Diagnostic)> {
        let mut faults = self.faults.clone();
        for transition in transitions {
            faults.extend(limits::faults(transition).into_iter().map(|fault| (transition.at, fault)));
        }
        faults.sort_by_key(|(at, _)| *at);
        faults
    }
}

/// The steps of consecutive operations on one table: each in place, or all of them by making the table anew.
fn table_steps(run: &[Transition<'_>], faults: &mut Vec<(usize, Diagnostic)>) -> Vec<Step> {
    let faults_before = faults.len();
    let mut all_in_place = true;
    let mut steps = Vec::new();
    let mut rest = run;
    while let [transition, others @ ..] = rest {
        let replaced = others.first().filter(|next| alter::replaces_primary_key(transition, next));
        let length = if replaced.is_some() { Ok(2) } else { alteration::length(rest) };
        let (together, others) = rest.split_at(*length.as_ref().unwrap_or(&1));
        rest = others;
        let found = match (length, replaced) {
            (Err(fault), _) => Err(fault),
            (_, Some(next)) => alter::replaced_primary_key(transition, next),
            (Ok(1), _) => alter::in_place(transition),
            (Ok(_), _) => alteration::fused(together),
        };
        match found {
            Ok(Some(found)) => steps.extend(online(transition, found)),
            Ok(None) => all_in_place = false,
            Err(fault) => faults.push((transition.at, fault)),
        }
    }
    if all_in_place || faults.len() > faults_before {
        return steps;
    }
    rebuild::steps(run).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    })
}

/// Steps of an operation, each with the way in which it is carried out, and what it must not do to others meanwhile.
fn online(t: &Transition<'_>, mut steps: Vec<Step>) -> Vec<Step> {
    if let [step] = &mut steps[..]
        && step.algorithm.is_none()
    {
        step.algorithm = alteration::algorithm(t);
    }
    steps.iter_mut().for_each(|step| alteration::online(t.sql(), step));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsl::{Migration, Trigger, View};
    use crate::schema::ObjectId;

    fn operations<R>(write: impl FnOnce(&mut Migration) -> R) -> Vec<Operation> {
        let mut m = Migration::new();
        write(&mut m);
        let (script, findings) = m.finish();
        assert!(findings.is_empty(), "{findings:?}");
        script.into_operations()
    }

    /// A table `t` with an integer `a`.
    fn before() -> Schema {
        let mut schema = Schema::new();
        let create = operations(|m| m.create_table("t", |t| t.integer("a")));
        crate::replay::apply(&create, &mut schema).unwrap();
        schema
    }

    fn steps(dialect: Dialect, write: impl FnOnce(&mut Migration)) -> Vec<Step> {
        plan(&operations(write), &before(), dialect).unwrap().steps
    }

    fn codes(dialect: Dialect, write: impl FnOnce(&mut Migration)) -> Vec<(usize, &'static str)> {
        let faults = plan(&operations(write), &before(), dialect).unwrap_err();
        faults.into_iter().map(|(at, fault)| (at, fault.code)).collect()
    }

    #[test]
    fn steps_say_what_holds_before_and_after_them() {
        let steps = steps(Dialect::MySql, |m| {
            m.add_column("t", |t| t.integer("b").default(1));
            m.create_index("t", ["b"]);
        });
        let table = || TableName::from("t");
        assert_eq!(steps[0].before, Condition::NoColumn(table(), "b".into()));
        assert!(matches!(&steps[0].after, Condition::Column(_, column) if column.name == "b".into()));
        assert_eq!(steps[1].before, Condition::NoIndex(table(), "ix_t_b".into()));
        let index = crate::schema::Index::on("ix_t_b".into(), ["b".into()]);
        assert_eq!(steps[1].after, Condition::Index(table(), Box::new(index)));
        assert_eq!(steps[1].operations, 1..2);
    }

    #[test]
    fn operations_on_one_table_are_one_rebuild() {
        let steps = steps(Dialect::Sqlite, |m| {
            m.create_table("u", |t| t.integer("a"));
            m.create_index("t", ["a"]);
            m.add_unique("t", ["a"]);
            m.add_column("t", |t| t.text("b").nullable());
            m.create_index("u", ["a"]);
        });
        let ranges: Vec<_> = steps.iter().map(|step| step.operations.clone()).collect();
        assert_eq!(ranges, [0..1, 1..4, 4..5]);
        let Action::Rebuild(rebuild) = &steps[1].action else { panic!("{:?}", steps[1]) };
        assert_eq!((rebuild.expected.columns.len(), rebuild.target.columns.len()), (1, 2));
        assert_eq!(rebuild.referrers, ["t".into()]);
    }

    #[test]
    fn an_expression_reads_the_columns_that_are_there() {
        let steps = steps(Dialect::Sqlite, |m| {
            m.add_column("t", |t| t.integer("b").default(1));
            m.alter_column("t", |t| t.integer("a")).using("a + b");
            m.alter_column("t", |t| t.text("a"));
        });
        assert_eq!(steps.iter().map(|step| step.operations.clone()).collect::<Vec<_>>(), [0..1, 1..3]);
        assert!(steps[1].to_string().contains("CAST(((a + b)) AS TEXT)"), "{}", steps[1]);
    }

    #[test]
    fn mysql_changes_rows_together_and_everything_else_alone() {
        let steps = steps(Dialect::MySql, |m| {
            m.run_sql("UPDATE t SET a = 1; DELETE FROM t; CREATE VIEW v AS SELECT 1; SELECT 2").done_when("SELECT 3");
            m.run_path("fill");
        });
        let sizes: Vec<_> = (steps.iter())
            .map(|step| match &step.action {
                Action::Dml(list) => (list.len(), &step.after),
                Action::Ddl(list) => (10 * list.len(), &step.after),
                Action::Rebuild(_) | Action::Rust(_) | Action::Backfill(_) => (0, &step.after),
            })
            .collect();
        let done = Condition::Query("SELECT 3".into());
        let recorded = &Condition::Recorded;
        assert_eq!(sizes, [(2, recorded), (10, &done), (1, recorded), (0, recorded)]);
        assert_eq!(steps[1].before, Condition::NotYet("SELECT 3".into()));
    }

    #[test]
    fn objects_can_be_asked_for_before_and_after_each_statement() {
        let object = |kind, on: Option<&str>| ObjectId { kind, name: "o".into(), on: on.map(TableName::from) };
        let write = |m: &mut Migration| {
            m.create_object(View, "o").create("CREATE VIEW o AS SELECT 1; GRANT SELECT ON o TO PUBLIC").sqlite("");
            m.create_object(Trigger, "o").on("t").create("CREATE TRIGGER o BEGIN SELECT 1; SELECT 2; END").postgres("");
            m.replace_object(View, "o").create("CREATE OR REPLACE VIEW o AS SELECT 2").sqlite("");
            m.drop_object(View, "o");
        };
        let view = || object(View, None);
        let trigger = || object(Trigger, Some("t"));
        let found = steps(Dialect::MySql, write);
        let asked: Vec<_> = found.into_iter().map(|step| (step.before, step.after)).collect();
        let recorded = || (Condition::Recorded, Condition::Recorded);
        let expected = [
            (Condition::NoObject(view()), Condition::Object(view())),
            recorded(),
            (Condition::NoObject(trigger()), Condition::Object(trigger())),
            recorded(),
            (Condition::Object(view()), Condition::NoObject(view())),
        ];
        assert_eq!(asked, expected);
        assert_eq!(steps(Dialect::Sqlite, write).len(), 1, "the view is not for it");
        assert_eq!(steps(Dialect::Postgres, write)[0].after, Condition::Object(view()), "both statements are one step");
    }

    #[test]
    fn an_object_can_come_to_be_on_one_database_alone() {
        let write = |m: &mut Migration| {
            m.create_object(View, "o").create("CREATE VIEW o AS SELECT 1").mysql("");
            m.replace_object(View, "o").create("CREATE VIEW o AS SELECT 1").postgres("");
        };
        let texts = |dialect| steps(dialect, write).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(Dialect::Postgres), ["CREATE VIEW o AS SELECT 1;", "DROP VIEW \"o\";"]);
        assert_eq!(texts(Dialect::MySql), ["CREATE VIEW o AS SELECT 1;"]);
        assert_eq!(texts(Dialect::Sqlite), ["CREATE VIEW o AS SELECT 1;"], "the text is the same");
    }

    #[test]
    fn a_rebuild_takes_what_uses_the_table_with_it() {
        let steps = steps(Dialect::Sqlite, |m| {
            m.create_object(View, "v").create("CREATE VIEW v AS SELECT a FROM t").uses(["t"]);
            m.create_object(View, "w").create("CREATE VIEW w AS SELECT a FROM v").uses(["v"]);
            m.create_object(View, "x").create("CREATE VIEW x AS SELECT 1");
            m.alter_column("t", |t| t.text("a"));
        });
        let Some(Action::Rebuild(rebuild)) = steps.last().map(|step| &step.action) else { panic!("{steps:?}") };
        let names: Vec<_> = rebuild.objects.iter().map(|object| object.name.to_string()).collect();
        assert_eq!(names, ["v", "w"]);
        let (first, last) = (rebuild.statements.first().unwrap(), rebuild.statements.last().unwrap());
        assert!(first.starts_with("CREATE TABLE") && last.starts_with("CREATE VIEW w"), "{first} {last}");
    }

    #[test]
    fn every_fault_is_found_and_named_by_its_operation() {
        let write = |m: &mut Migration| {
            m.run_sql("COMMIT");
            m.alter_column("t", |t| t.boolean("a"));
            m.drop_table("nowhere");
        };
        let all = [(0, "transaction-control"), (1, "no-automatic-cast"), (2, "unknown-table")];
        for dialect in Dialect::ALL {
            assert_eq!(codes(dialect, write), all, "{dialect}");
        }
    }

    #[test]
    fn a_check_finds_what_a_plan_finds() {
        let tables = operations(|m| {
            m.create_table("u", |t| t.integer("a"));
            m.create_table("wide", |t| t.string("a", 20_000));
            m.drop_table("nowhere");
        });
        let more = operations(|m| drop(m.alter_column("t", |t| t.boolean("a")).using("a; b")));
        for dialect in Dialect::ALL {
            for list in [&tables[..1], &tables, &more] {
                let replayed = Replayed::new(list, &before());
                assert_eq!(replayed.check(dialect), replayed.plan(dialect).map(drop), "{dialect}");
            }
        }
        let codes = Replayed::new(&tables, &before()).check(Dialect::MySql).unwrap_err();
        assert!(codes.iter().any(|(at, _)| *at == 1) && codes.iter().any(|(at, _)| *at == 2), "{codes:?}");
    }

    #[test]
    fn sql_is_for_this_database_or_says_that_it_has_nothing_to_do() {
        assert!(steps(Dialect::MySql, |m| drop(m.run_sql("").postgres("SELECT 1"))).is_empty());
        let sql = crate::schema::SqlText { postgres: Some("SELECT 1".into()), ..Default::default() };
        let only = Operation::RunSql(crate::operation::RunSql::of(sql));
        let fault = plan(&[only], &before(), Dialect::MySql).unwrap_err().remove(0).1;
        assert_eq!(fault.code, "no-sql-for");
        assert!(fault.to_string().contains("`.mysql(\"..\")`"), "{fault}");
    }

    #[test]
    fn a_plan_survives_being_stored() {
        let plan = plan(&operations(|m| drop(m.add_unique("t", ["a"]))), &before(), Dialect::Sqlite).unwrap();
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    }
}

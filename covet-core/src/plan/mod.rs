//! Operations and what a database can do, turned into steps of SQL with pre- and postconditions.
//!
//! A plan is the same wherever it is made: the build makes it to prove that every target can run the migration, the
//! runtime makes it to run it.

mod alter;
mod condition;
mod convert;
mod display;
mod features;
mod key_index;
mod limits;
mod rebuild;
mod rename;
mod run_sql;
mod transition;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use condition::Condition;

use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::operation::{Change, Operation};
use crate::schema::{Schema, Table};
use transition::Transition;

/// What one migration does to one database, in one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// The smallest part that a database finishes whole or not at all, where it has no transaction around more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The operations of the migration that it carries out, by place.
    pub operations: Range<usize>,
    /// What is done.
    pub action: Action,
    /// What holds before it; that it holds proves that the step has not run.
    pub before: Condition,
    /// What holds after it; that it holds proves that the step has run.
    pub after: Condition,
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
}

/// A table that SQLite makes anew: create the new one, copy the rows, drop the old one, rename.
///
/// The statements rely on `PRAGMA foreign_keys = OFF`: with it on, DROP TABLE would delete the rows of other tables that
/// refer to this one with `ON DELETE CASCADE`.
///
/// They carry what the replay knows. What else stands on the live table goes with DROP TABLE: triggers, and indexes made
/// by hand. Views that read it do not go, but make RENAME fail unless `PRAGMA legacy_alter_table = ON`. Whoever runs
/// them therefore reads from `sqlite_schema`, before the first statement, the SQL of the triggers on
/// [`expected`](Rebuild::expected), and of the indexes on it that it does not list, and runs it after the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rebuild {
    /// The table as the replay knows it; where the live one differs, the step is refused rather than lose what differs.
    pub expected: Table,
    /// The table as it will be.
    pub target: Table,
    /// The name that the new table has until it takes the place of the old; left over by nothing but a crash.
    pub temporary: TableName,
    /// Creates the new table beside the old, copies the rows, drops the old, renames the new, creates the indexes.
    pub statements: Vec<String>,
    /// The tables whose foreign keys must hold afterwards no worse than before: this one and those that refer to it.
    pub referrers: Vec<TableName>,
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
    let mut faults = Vec::new();
    let transitions = replay(operations, before, dialect, &mut faults);
    let mut steps = Vec::new();
    let mut rest = &transitions[..];
    while let Some(first) = rest.first() {
        let length = 1 + rest.windows(2).take_while(|pair| rebuild::continues(&pair[0], &pair[1])).count();
        let (run, others) = rest.split_at(length);
        match first.operation {
            Operation::RunSql(sql) => match run_sql::steps(first, sql) {
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
    if faults.is_empty() { Ok(Plan { steps }) } else { Err(faults) }
}

/// Each operation that fits, with the schema before and after it; findings for those that do not.
fn replay<'a>(
    operations: &'a [Operation],
    before: &Schema,
    dialect: Dialect,
    faults: &mut Vec<(usize, Diagnostic)>,
) -> Vec<Transition<'a>> {
    let mut transitions = Vec::with_capacity(operations.len());
    let mut schema = before.clone();
    for (at, operation) in operations.iter().enumerate() {
        let (before, mut findings) = (schema.clone(), Findings::new());
        operation.apply(&mut schema, &mut findings);
        if findings.has_errors() {
            faults.extend(findings.into_iter().map(|finding| (at, finding)));
            continue;
        }
        let transition = Transition { at, operation, before, after: schema.clone(), dialect };
        faults.extend(limits::faults(&transition).into_iter().map(|fault| (at, fault)));
        transitions.push(transition);
    }
    transitions
}

/// The steps of consecutive operations on one table: each in place, or all of them by making the table anew.
fn table_steps(run: &[Transition<'_>], faults: &mut Vec<(usize, Diagnostic)>) -> Vec<Step> {
    let faults_before = faults.len();
    let mut all_in_place = true;
    let mut steps = Vec::new();
    let mut rest = run;
    while let [transition, others @ ..] = rest {
        rest = others;
        let found = match others {
            [next, others @ ..] if alter::replaces_primary_key(transition, next) => {
                rest = others;
                alter::replaced_primary_key(transition, next)
            }
            _ => alter::in_place(transition),
        };
        match found {
            Ok(Some(found)) => steps.extend(found),
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

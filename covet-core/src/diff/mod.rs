//! Two schemas, and the operations that make the one of the other.
//!
//! What comes out is what people write: the same operations, in an order in which each can run. What a schema cannot
//! tell is asked: whether a table that is gone and one that is new are the same, or what the rows that are there get in a
//! column that takes no NULL. Questions come back as values ([`Question`]); whoever knows the answer calls again with it
//! ([`Answers`]). Nothing here prompts, and nothing depends on the order of a hash map: the same schemas give the same
//! operations.
//!
//! The work goes through stages: renames, then what is in the way goes, then tables and columns, then what stands on
//! them. Every operation is applied to a working copy of the schema as soon as it is found, by the same
//! [`apply`](crate::operation::Change::apply) as the replay's, so that a stage sees what those before it have left, and
//! an operation that could not run is found here and not by the user.

mod alike;
mod columns;
mod enums;
mod keys;
mod objects;
mod order;
mod rename;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::ident::{Ident, TableName};
use crate::operation::{Change as _, Operation};
use crate::schema::{Column, ColumnType, DefaultValue, Schema};

/// A schema as it is, and as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// As it is: what the migrations replay to, or what a database says.
    pub before: &'a Schema,
    /// As it is to be: what the models say.
    pub after: &'a Schema,
}

/// What turns one schema into another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// The operations, in the order in which they run.
    pub operations: Vec<Operation>,
    /// What could not be told from the schemas, in a fixed order. The operations are those for "no" and "no value".
    pub questions: Vec<Question>,
}

/// Something that two schemas cannot tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A table is gone, and tables that look like it are new: is it one of them under another name?
    RenamedTable {
        /// The table that is gone.
        from: TableName,
        /// The tables that it could be, by name.
        candidates: Vec<TableName>,
    },
    /// A table is gone, and none that is new looks like it: does it go with all of its rows?
    ///
    /// A [`MigrationEngine`](crate::engine::MigrationEngine) asks this, and [`diff`] does not: a schema without a table says that
    /// it is to go, a project without its model may have lost that.
    GoneTable {
        /// The table.
        table: TableName,
    },
    /// A column is gone, and columns defined like it are new: is it one of them under another name?
    RenamedColumn {
        /// The table, by the name that it will have.
        table: TableName,
        /// The column that is gone.
        from: Ident,
        /// The columns that it could be, in the order in which they are declared.
        candidates: Vec<Ident>,
    },
    /// A column takes no NULL and has no default: what do the rows get that are there already?
    Value {
        /// The table, by the name that it will have.
        table: TableName,
        /// The column, as it is to be.
        column: Box<Column>,
        /// It is unique by itself, so that each row needs a value of its own: an expression.
        distinct: bool,
    },
    /// No database converts the values of a column to its new type by itself: what expression does?
    Using {
        /// The table, by the name that it will have.
        table: TableName,
        /// The column, as it is to be.
        column: Box<Column>,
        /// Its type as it is.
        from: ColumnType,
    },
}

/// What is known of the questions.
///
/// A rename that is given here is made even where nothing would ask for it: a table that is renamed and changed at once is
/// not recognised otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// For a table that is gone the one that it has become; nothing where it is to be dropped.
    pub tables: BTreeMap<TableName, Option<TableName>>,
    /// For a column that is gone, with the name that its table will have, the one that it has become; nothing where it
    /// is to be dropped.
    pub columns: BTreeMap<(TableName, Ident), Option<Ident>>,
    /// The values of rows that are there already, by the name that the table will have; an expression is computed of each
    /// row.
    pub values: BTreeMap<(TableName, Ident), DefaultValue>,
    /// The expressions that convert values to the new types of their columns, by the name that the table will have.
    pub using: BTreeMap<(TableName, Ident), String>,
}

/// Finds the operations that make one schema of another.
///
/// Columns are compared by name and not by place. A constraint or index keeps its name where only the name that Covet
/// would derive for it differs: a rename of its table or column leaves it as it was.
///
/// # Errors
/// Where no operations lead from one to the other, for each obstacle a finding that says what to do: an id that stops being
/// one, or an answer that names what there is not.
///
/// ```
/// use covet_core::diff::{Answers, Pair, diff};
/// use covet_core::{dsl::Migration, replay, schema::Schema};
///
/// let schema = |body: fn(&mut Migration)| {
///     let mut m = Migration::new();
///     body(&mut m);
///     let mut schema = Schema::new();
///     replay::apply(m.finish().0.operations(), &mut schema).unwrap();
///     schema
/// };
/// let before = schema(|m| drop(m.create_table("tags", |t| t.id())));
/// let after = schema(|m| {
///     m.create_table("tags", |t| {
///         t.id();
///         t.string("name", 40).nullable();
///     });
/// });
/// let found = diff(Pair { before: &before, after: &after }, &Answers::default()).unwrap();
/// let operations: Vec<String> = found.operations.iter().map(ToString::to_string).collect();
/// assert_eq!(operations, ["add column `name` to `tags`"]);
/// ```
pub fn diff(pair: Pair<'_>, answers: &Answers) -> Result<Diff, Vec<Diagnostic>> {
    let mut work = Work {
        now: pair.before.clone(),
        after: pair.after,
        answers,
        remade: BTreeSet::new(),
        operations: Vec::new(),
        questions: Vec::new(),
        faults: Vec::new(),
    };
    objects::drop_gone(&mut work);
    rename::tables(&mut work);
    rename::columns(&mut work);
    columns::refuse_changed_ids(&mut work);
    if !work.faults.is_empty() {
        // What else there was to be said would follow from these.
        return Err(work.faults);
    }
    keys::free_names(&mut work);
    enums::make(&mut work);
    keys::drop_what_is_in_the_way(&mut work);
    tables::drop_and_create(&mut work);
    columns::change(&mut work);
    keys::add_what_is_missing(&mut work);
    objects::make(&mut work);
    enums::drop_unused(&mut work);
    if work.faults.is_empty() {
        Ok(Diff { operations: work.operations, questions: work.questions })
    } else {
        Err(work.faults)
    }
}

/// A diff that is being made.
struct Work<'a> {
    /// The schema after the operations that there are so far.
    now: Schema,
    after: &'a Schema,
    answers: &'a Answers,
    /// Columns that are dropped and added again, because they cannot be altered to what they are to be.
    remade: BTreeSet<(TableName, Ident)>,
    operations: Vec<Operation>,
    questions: Vec<Question>,
    faults: Vec<Diagnostic>,
}

impl Work<'_> {
    /// Adds an operation, and does to the working copy what it does.
    fn push(&mut self, operation: impl Into<Operation>) {
        let (operation, mut findings) = (operation.into(), Findings::new());
        operation.apply(&mut self.now, &mut findings);
        self.faults.extend(findings.into_iter().filter(|finding| finding.severity == Severity::Error));
        self.operations.push(operation);
    }

    /// The names of the tables that there are on both sides, in order.
    fn common_tables(&self) -> Vec<TableName> {
        let common = self.after.tables().filter(|table| self.now.table(&table.name).is_some());
        common.map(|table| table.name.clone()).collect()
    }

    /// Whether a column is one that goes and comes back.
    fn is_remade(&self, table: &TableName, column: &Ident) -> bool {
        self.remade.contains(&(table.clone(), column.clone()))
    }
}

#[cfg(test)]
mod tests;

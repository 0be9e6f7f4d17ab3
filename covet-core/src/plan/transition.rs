//! An operation between the schema before it and the schema after it.

use super::{Action, Condition, Step, difference};
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::{Capabilities, Dialect};
use crate::ident::TableName;
use crate::operation::Operation;
use crate::schema::{Schema, Table};
use crate::sql::{self, Writer};

/// An operation that fits the schema before it, and where it is to run.
pub(super) struct Transition<'a> {
    /// Its place in the migration.
    pub at: usize,
    pub operation: &'a Operation,
    pub before: &'a Schema,
    pub after: &'a Schema,
    pub dialect: Dialect,
}

impl Transition<'_> {
    pub fn sql(&self) -> &'static dyn Writer {
        sql::writer(self.dialect)
    }

    pub fn capabilities(&self) -> &'static Capabilities {
        self.dialect.capabilities()
    }

    /// The table that the operation changes, where it is one that changes a table.
    pub fn table(&self) -> Option<&TableName> {
        self.operation.table()
    }

    /// The name that the table has after the operation.
    pub fn table_then(&self) -> Option<&TableName> {
        match self.operation {
            Operation::RenameTable(rename) => Some(&rename.to),
            _ => self.table(),
        }
    }

    /// A table before the operation.
    pub fn table_before(&self, name: &TableName) -> Result<&Table, Diagnostic> {
        self.before.table(name).ok_or_else(|| self.before.unknown_table(name))
    }

    /// A table after the operation.
    pub fn table_after(&self, name: &TableName) -> Result<&Table, Diagnostic> {
        self.after.table(name).ok_or_else(|| self.after.unknown_table(name))
    }

    pub fn step(&self, action: Action, before: Condition, after: Condition) -> Step {
        Step { operations: self.at..self.at + 1, action, before, after, alone: false, algorithm: None }
    }

    /// A step that makes the table `new` of the table `old`, which says what holds before and after it.
    pub fn changing(&self, action: Action, old: &Table, new: &Table) -> Step {
        let (before, after) = difference::conditions(old, new, self.dialect);
        self.step(action, before, after)
    }

    /// The finding that the database cannot do what the operation asks, why, and what to do instead.
    pub fn cannot(&self, code: &'static str, mark: Mark, why: &str, remedy: &str) -> Diagnostic {
        let (dialect, operation) = (self.dialect, self.operation);
        Diagnostic::error(code, mark, format!("{dialect} cannot {operation}: {why}")).help(remedy)
    }
}

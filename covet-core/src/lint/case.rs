//! What a rule gets to see: an operation, the schemas around it, and what the project targets.

use std::cell::OnceCell;

use super::Servers;
use super::said::{Said, said};
use crate::diagnostic::Mark;
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::operation::{AlterColumn, Operation};
use crate::schema::{Column, Schema, Table};

/// A migration without a fault, to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its operations.
    pub operations: &'a [Operation],
    /// The schema before the first of them.
    pub start: &'a Schema,
    /// The schema after the last.
    pub end: &'a Schema,
    /// The schema after the last migration of the history; nothing where this is the last, or not all could be read.
    pub later: Option<&'a Schema>,
    /// Whether it runs in a transaction, where the database has them for what it does.
    pub transaction: bool,
    /// Whether its down is derived.
    pub derived_down: bool,
}

/// One operation of a migration, as a rule sees it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The migration.
    pub subject: &'a Subject<'a>,
    /// The place of the operation in it.
    pub at: usize,
    /// The operation.
    pub operation: &'a Operation,
    /// The schema before it.
    pub before: &'a Schema,
    /// The schema after it.
    pub after: &'a Schema,
    /// The servers that it must run on.
    pub servers: &'a Servers,
    /// What its SQL says, once a rule has asked.
    pub(super) said: &'a OnceCell<Vec<Said<'a>>>,
}

impl<'a> Case<'a> {
    /// The operations before this one, the nearest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &'a Operation> + use<'a> {
        self.subject.operations[..self.at].iter().rev()
    }

    /// The operations behind this one.
    pub(super) fn later(&self) -> impl Iterator<Item = &'a Operation> + use<'a> {
        self.subject.operations[self.at + 1..].iter()
    }

    /// Whether it must run on a database of this dialect.
    pub(super) fn on(&self, dialect: Dialect) -> bool {
        self.servers.speak(dialect)
    }

    /// The table before the operation; nothing where the same migration has made it, so that it has no rows and no users.
    pub(super) fn existing(&self, name: &TableName) -> Option<&'a Table> {
        let table = self.before.table(name)?;
        (!self.is_new(name)).then_some(table)
    }

    /// Whether the migration has made this table itself, further up.
    pub(super) fn is_new(&self, name: &TableName) -> bool {
        let mut name = name;
        for operation in self.earlier() {
            match operation {
                Operation::CreateTable(create) if create.table.name == *name => return true,
                Operation::RunSql(run) if run.state.iter().any(|state| creates(state, name)) => return true,
                Operation::RenameTable(rename) if rename.to == *name => name = &rename.from,
                _ => {}
            }
        }
        false
    }

    /// The table and the column that an `alter_column` is about, as they are, where its table was there before the
    /// migration.
    pub(super) fn altered(&self) -> Option<(&'a AlterColumn, &'a Table, &'a Column)> {
        let Operation::AlterColumn(alter) = self.operation else { return None };
        let table = self.existing(&alter.table)?;
        Some((alter, table, table.column(&alter.column.name)?))
    }

    /// The statements of SQL that this operation runs and that a rule could have something against.
    pub(super) fn said(&self) -> &'a [Said<'a>] {
        let Operation::RunSql(run) = self.operation else { return &[] };
        self.said.get_or_init(|| said(run, self.servers))
    }

    /// Where the SQL of this operation was written.
    pub(super) fn sql_mark(&self) -> Mark {
        match self.operation {
            Operation::RunSql(run) => run.sql.mark,
            _ => Mark::NOWHERE,
        }
    }
}

fn creates(operation: &Operation, name: &TableName) -> bool {
    matches!(operation, Operation::CreateTable(create) if create.table.name == *name)
}

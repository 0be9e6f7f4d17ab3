//! What each operation changes and what it builds on, which is what says which of them must come first.

use std::collections::BTreeSet;

use super::History;
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::migration::MigrationId;
use crate::operation::{Change as _, Operation};
use crate::schema::{ColumnType, ForeignKey, ObjectId, Schema, Table};

/// Something that an operation changes or builds on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Table(TableName),
    Enum(Ident),
    Object(ObjectId),
    /// The name of an index or a constraint: those of all tables share one namespace.
    Name(Ident),
}

/// An operation of a diff, and what it has to do with others.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) operation: Operation,
    pub(super) app: String,
    pub(super) before: Schema,
    /// What it changes.
    pub(super) changes: BTreeSet<Thing>,
    /// What it builds on.
    pub(super) uses: BTreeSet<Thing>,
    /// The tables that it comes to refer to.
    refers_to: BTreeSet<TableName>,
}

impl Step {
    /// The tables that it changes.
    pub(super) fn tables(&self) -> impl Iterator<Item = &TableName> {
        self.changes.iter().filter_map(|thing| match thing {
            Thing::Table(name) => Some(name),
            _ => None,
        })
    }

    /// The migrations that made what it builds on.
    pub(super) fn made_by(&self, history: &History) -> impl Iterator<Item = MigrationId> {
        self.tables().chain(&self.refers_to).filter_map(|table| history.maker(table).cloned())
    }
}

/// The operations with what they change and build on, in order; `owner` says which app each belongs to, given the one
/// behind it.
pub(super) fn steps(
    operations: Vec<Operation>,
    before: &Schema,
    owner: impl Fn(&Operation, Option<&Operation>) -> Option<String>,
) -> Vec<Step> {
    let mut schema = before.clone();
    let mut steps: Vec<Step> = Vec::with_capacity(operations.len());
    for (at, operation) in operations.iter().enumerate() {
        let before = schema.clone();
        schema.forget_touched();
        operation.apply(&mut schema, &mut Findings::new());
        let app = owner(operation, operations.get(at + 1));
        // What is in between belongs where what is around it does.
        let app = app.or_else(|| steps.last().map(|step| step.app.clone())).unwrap_or_default();
        let mut step = Step {
            operation: operation.clone(),
            app,
            before: before.clone(),
            changes: BTreeSet::new(),
            uses: BTreeSet::new(),
            refers_to: BTreeSet::new(),
        };
        for name in schema.touched() {
            step.table(name, before.table(name), schema.table(name));
        }
        for id in schema.touched_objects() {
            step.changes.insert(Thing::Object(id.clone()));
            let objects = [before.object(id), schema.object(id)];
            let needed = objects.into_iter().flatten().flat_map(|object| object.needs().cloned());
            step.uses.extend(needed.map(Thing::Table));
        }
        if let Some(name) = operation.enumeration() {
            step.changes.insert(Thing::Enum(name.clone()));
        }
        if let (Operation::RunSql(_), Some(table)) = (operation, operations.get(at + 1).and_then(Operation::table)) {
            step.changes.insert(Thing::Table(table.clone()));
        }
        steps.push(step);
    }
    steps
}

impl Step {
    /// Adds what a table is changed in.
    fn table(&mut self, name: &TableName, before: Option<&Table>, after: Option<&Table>) {
        self.changes.insert(Thing::Table(name.clone()));
        let names = |table: Option<&Table>| -> BTreeSet<Ident> {
            table.into_iter().flat_map(Table::constraint_names).collect()
        };
        let (old, new) = (names(before), names(after));
        self.changes.extend(old.symmetric_difference(&new).cloned().map(Thing::Name));
        let enums = |table: Option<&Table>| -> BTreeSet<Ident> {
            let columns = table.into_iter().flat_map(|table| &table.columns);
            columns.filter_map(|column| enum_of(&column.ty).cloned()).collect()
        };
        self.uses.extend(enums(before).symmetric_difference(&enums(after)).cloned().map(Thing::Enum));
        let keys = |table: Option<&Table>| table.map(|table| table.foreign_keys.clone()).unwrap_or_default();
        let (old, new) = (keys(before), keys(after));
        let other = |key: &&ForeignKey| key.ref_table != *name;
        let gone = old.iter().filter(|key| !new.contains(key)).filter(other);
        let come = new.iter().filter(|key| !old.contains(key)).filter(other);
        self.refers_to.extend(come.clone().map(|key| key.ref_table.clone()));
        self.uses.extend(gone.chain(come).map(|key| Thing::Table(key.ref_table.clone())));
    }
}

/// The native enum that a type is, or is a list of.
pub(super) fn enum_of(ty: &ColumnType) -> Option<&Ident> {
    match ty {
        ColumnType::Enum(name) => Some(name),
        ColumnType::Array(item) => enum_of(item),
        _ => None,
    }
}

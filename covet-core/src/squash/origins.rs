//! What the tables and columns of a schema were called before some operations, and which of them are new.

use std::collections::BTreeMap;

use crate::diff::Answers;
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::{Schema, Table};

/// Which tables were there before, and what has become of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    /// By the name that it has now; of those that nothing was done to, there is none.
    tables: BTreeMap<TableName, Origin>,
    dropped: Vec<TableName>,
    dropped_columns: Vec<(TableName, Ident)>,
}

/// Where a table comes from.
#[derive(Clone, Debug)]
struct Origin {
    /// The name that it had; nothing where it is new.
    name: Option<TableName>,
    /// The columns that it had, by the name that each has now.
    columns: BTreeMap<Ident, Ident>,
}

impl Origin {
    fn of(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| (column.name.clone(), column.name.clone())).collect();
        Origin { name: Some(table.name.clone()), columns }
    }
}

impl Origins {
    /// Whether a table was made by what was followed.
    pub(super) fn is_made_here(&self, table: &TableName) -> bool {
        self.tables.get(table).is_some_and(|origin| origin.name.is_none())
    }

    /// Takes note of an operation on a schema.
    pub(super) fn follow(&mut self, operation: &Operation, before: &Schema) {
        match operation {
            Operation::CreateTable(create) => {
                self.tables.insert(create.table.name.clone(), Origin { name: None, columns: BTreeMap::new() });
            }
            Operation::DropTable(drop) => {
                let origin = self.tables.remove(&drop.table);
                let name = origin
                    .map_or_else(|| before.table(&drop.table).map(|table| table.name.clone()), |origin| origin.name);
                self.dropped.extend(name);
            }
            Operation::RenameTable(rename) => {
                self.touch(&rename.from, before);
                if let Some(origin) = self.tables.remove(&rename.from) {
                    self.tables.insert(rename.to.clone(), origin);
                }
            }
            Operation::RenameColumn(rename) => {
                if let Some(origin) = self.touch(&rename.table, before)
                    && let Some(was) = origin.columns.remove(&rename.from)
                {
                    origin.columns.insert(rename.to.clone(), was);
                }
            }
            Operation::DropColumn(drop) => {
                if let Some(origin) = self.touch(&drop.table, before)
                    && let (Some(was), Some(name)) = (origin.columns.remove(&drop.column), origin.name.clone())
                {
                    self.dropped_columns.push((name, was));
                }
            }
            Operation::RunSql(run) => run.state.iter().for_each(|operation| self.follow(operation, before)),
            _ => {}
        }
    }

    fn touch(&mut self, name: &TableName, before: &Schema) -> Option<&mut Origin> {
        if !self.tables.contains_key(name) {
            self.tables.insert(name.clone(), Origin::of(before.table(name)?));
        }
        self.tables.get_mut(name)
    }

    /// Whether a name that was free again means something else now: a comparison of schemas takes the two for one.
    pub(super) fn reuses_a_name(&self, after: &Schema) -> bool {
        let column = |(table, column): &(TableName, Ident)| {
            let now = self.now(table);
            after.table(&now).is_some_and(|table| table.column(column).is_some())
        };
        self.dropped.iter().any(|name| after.table(name).is_some()) || self.dropped_columns.iter().any(column)
    }

    /// The name that a table has now.
    fn now(&self, was: &TableName) -> TableName {
        let now = self.tables.iter().find(|(_, origin)| origin.name.as_ref() == Some(was));
        now.map_or_else(|| was.clone(), |(now, _)| now.clone())
    }

    /// What a diff would ask.
    pub(super) fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        answers.tables.extend(self.dropped.iter().map(|name| (name.clone(), None)));
        for (now, origin) in &self.tables {
            let Some(was) = &origin.name else { continue };
            if was != now {
                answers.tables.insert(was.clone(), Some(now.clone()));
            }
            for (column, was) in origin.columns.iter().filter(|(column, was)| column != was) {
                answers.columns.insert((now.clone(), was.clone()), Some(column.clone()));
            }
        }
        let dropped = self.dropped_columns.iter().map(|(table, column)| ((self.now(table), column.clone()), None));
        answers.columns.extend(dropped);
        answers
    }
}

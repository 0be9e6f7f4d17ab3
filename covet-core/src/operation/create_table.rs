//! Creates a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropTable, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::Ident;
use crate::schema::{Column, ColumnType, ForeignKey, Schema, Table};

/// Creates a table with its keys, constraints and indexes.
///
/// The table is as it was written: [`CreateTable::resolved`] gives it as the schema holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateTable {
    /// The table, as written.
    pub table: Table,
}

impl CreateTable {
    /// The table with every reference resolved against the schema before it.
    pub fn resolved(&self, before: &Schema) -> Table {
        self.resolve(before, &mut Findings::new())
    }

    fn resolve(&self, before: &Schema, findings: &mut Findings) -> Table {
        let mut table = self.table.clone();
        let resolved: Vec<Option<ForeignKey>> = (self.table.foreign_keys.iter())
            .map(|key| resolve::foreign_key(key, &self.table, before, findings))
            .collect();
        table.foreign_keys = resolved.into_iter().flatten().collect();
        for column in &mut table.columns {
            let key = table.foreign_keys.iter().find(|key| key.columns == [column.name.clone()]);
            resolve::resolve_type(column, key, &self.table, before);
        }
        table
    }

    fn check_columns(&self, findings: &mut Findings) {
        let table = &self.table;
        if table.columns.is_empty() {
            let message = format!("table `{}` has no column", table.name);
            findings.push(Diagnostic::error("no-columns", table.name.mark(), message));
        }
        for (at, column) in table.columns.iter().enumerate() {
            resolve::check_column(column, findings);
            let earlier = &table.columns[..at];
            if earlier.iter().any(|other| other.name == column.name) {
                findings.push(duplicate(column, &table.name));
            } else if let Some(other) = earlier.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
                let message = format!("columns `{}` and `{}` differ only by case", other.name, column.name);
                let finding = Diagnostic::error("duplicate-column", column.name.mark(), message);
                findings.push(finding.help("MySQL and SQLite take them for one"));
            }
        }
    }

    fn check_keys(&self, schema: &Schema, findings: &mut Findings) {
        let table = &self.table;
        if let Some(key) = &table.primary_key {
            resolve::check_primary_key(key, table, schema, findings);
        }
        self.check_id(findings);
        for key in &table.foreign_keys {
            resolve::check_columns("the foreign key", &key.columns, table, schema, findings);
        }
        for unique in &table.uniques {
            resolve::check_columns("the unique constraint", &unique.columns, table, schema, findings);
        }
        for index in &table.indexes {
            resolve::check_index(index, table, schema, findings);
        }
        for check in &table.checks {
            resolve::check_expression(&check.expression, check.name.mark(), findings);
        }
        let mut seen: Vec<&Ident> = Vec::new();
        for name in table.constraint_names() {
            resolve::check_name("an index or constraint", name, schema, findings);
            if seen.contains(&name) {
                let message = format!("two indexes or constraints of `{}` are named `{name}`", table.name);
                findings.push(Diagnostic::error("name-taken", name.mark(), message).help("give one another name"));
            }
            seen.push(name);
        }
    }

    /// An id is its table's primary key, alone: SQLite knows no other that it assigns.
    fn check_id(&self, findings: &mut Findings) {
        let is_key = |id: &Column| self.table.primary_key.as_ref().is_some_and(|key| key.columns == [id.name.clone()]);
        for id in self.table.columns.iter().filter(|column| column.ty == ColumnType::Id && !is_key(column)) {
            let message =
                format!("table `{}` has an id, `{}`, that is not its whole primary key", self.table.name, id.name);
            findings.push(Diagnostic::error("id-not-primary-key", id.mark.or(id.name.mark()), message));
        }
    }
}

/// The finding that a table has a column of that name already.
pub(super) fn duplicate(column: &Column, table: &crate::ident::TableName) -> Diagnostic {
    let message = format!("table `{table}` has two columns `{}`", column.name);
    Diagnostic::error("duplicate-column", column.name.mark(), message)
}

impl Change for CreateTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let name = &self.table.name;
        findings.extend(name.fault());
        if schema.table(name).is_some() {
            let message = format!("table `{name}` exists already");
            return findings.push(Diagnostic::error("duplicate-table", name.mark(), message));
        }
        if let Some(owner) = schema.owner(&name.name) {
            let message = format!("table `{name}` cannot be named so: an index or constraint of `{owner}` is");
            findings.push(Diagnostic::error("name-taken", name.mark(), message));
        }
        self.check_columns(findings);
        self.check_keys(schema, findings);
        let table = self.resolve(schema, findings);
        schema.insert(table);
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropTable { table: self.table.name.clone() })
    }
}

impl fmt::Display for CreateTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create table `{}`", self.table.name)
    }
}

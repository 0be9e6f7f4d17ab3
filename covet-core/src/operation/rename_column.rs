//! Gives a column another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Column, Schema, Table, expression};

/// Gives a column another name. Whatever uses it follows, and keeps its own name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameColumn {
    /// The table.
    pub table: TableName,
    /// The name that it has.
    pub from: Ident,
    /// The name that it gets.
    pub to: Ident,
}

impl RenameColumn {
    fn rename_in(&self, columns: &mut [Ident]) {
        for column in columns.iter_mut().filter(|column| **column == self.from) {
            *column = self.to.clone();
        }
    }

    /// The column, and all of its own table that uses it.
    fn rename(&self, table: &mut Table) {
        if let Some(column) = table.column_mut(&self.from) {
            column.name = self.to.clone();
        }
        table.primary_key.iter_mut().for_each(|key| self.rename_in(&mut key.columns));
        table.uniques.iter_mut().for_each(|unique| self.rename_in(&mut unique.columns));
        table.indexes.iter_mut().for_each(|index| index.rename_column(&self.from, &self.to));
        for check in &mut table.checks {
            check.expression = expression::renamed(&check.expression, &self.from, &self.to);
        }
        for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
            generated.expression = expression::renamed(&generated.expression, &self.from, &self.to);
        }
        table.foreign_keys.iter_mut().for_each(|key| self.rename_in(&mut key.columns));
        self.rename_referred(table);
    }

    /// The columns that foreign keys of `table` refer to.
    fn rename_referred(&self, table: &mut Table) {
        for key in table.foreign_keys.iter_mut().filter(|key| key.ref_table == self.table) {
            self.rename_in(&mut key.ref_columns);
        }
    }
}

impl Change for RenameColumn {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        findings.extend(self.to.fault());
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let Some(column) = table.column(&self.from) else {
            if !schema.is_incomplete() {
                findings.push(table.unknown_column(&self.from));
            }
            return;
        };
        let others = table.columns.iter().filter(|column| column.name != self.from);
        if let Some(other) = others.into_iter().find(|column| column.name.eq_ignore_ascii_case(&self.to)) {
            let message = format!("table `{}` has a column `{}` already", self.table, other.name);
            return findings.push(Diagnostic::error("duplicate-column", self.to.mark(), message));
        }
        let renamed = Column { name: self.to.clone(), ..column.clone() };
        resolve::check_type_name(&renamed, &self.table, schema, findings);
        let referrers: Vec<TableName> = schema.referrers(&self.table).map(|(other, _)| other.name.clone()).collect();
        for referrer in &referrers {
            schema.update(referrer, |table| self.rename_referred(table));
        }
        schema.update(&self.table, |table| self.rename(table));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameColumn { table: self.table.clone(), from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename column `{}` of `{}` to `{}`", self.from, self.table, self.to)
    }
}

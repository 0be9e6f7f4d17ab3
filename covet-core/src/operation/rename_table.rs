//! Gives a table another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Schema, Table};

/// Gives a table another name. Its indexes and constraints keep theirs; foreign keys to it follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameTable {
    /// The name that it has.
    pub from: TableName,
    /// The name that it gets.
    pub to: TableName,
}

impl RenameTable {
    /// What is named after the table, and follows it, must find its new name free.
    fn check_names(&self, table: &Table, schema: &Schema, findings: &mut Findings) {
        let renamed = Table { name: self.to.clone(), ..table.clone() };
        let kept: Vec<Ident> = table.constraint_names().collect();
        for name in renamed.constraint_names().filter(|name| !kept.contains(name)) {
            resolve::check_name("what follows the table", &name, schema, findings);
        }
    }
}

impl Change for RenameTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        findings.extend(self.to.fault());
        let Some(table) = resolve::table(schema, &self.from, findings) else { return };
        if schema.table(&self.to).is_some() {
            let message = format!("table `{}` exists already", self.to);
            return findings.push(Diagnostic::error("duplicate-table", self.to.mark(), message));
        }
        if let Some(owner) = schema.owner(&self.to.name) {
            let message = format!("table `{}` cannot be named so: an index or constraint of `{owner}` is", self.to);
            findings.push(Diagnostic::error("name-taken", self.to.mark(), message));
        }
        if self.from.schema != self.to.schema {
            let message = format!("a rename cannot move `{}` to another schema", self.from);
            findings.push(Diagnostic::error("rename-across-schemas", self.to.mark(), message));
        }
        self.check_names(table, schema, findings);
        let referrers: Vec<TableName> = schema.referrers(&self.from).map(|(other, _)| other.name.clone()).collect();
        for referrer in referrers.iter().chain([&self.from]) {
            schema.update(referrer, |table| {
                for key in table.foreign_keys.iter_mut().filter(|key| key.ref_table == self.from) {
                    key.ref_table = self.to.clone();
                }
            });
        }
        if let Some(table) = schema.remove(&self.from) {
            let mut table = std::sync::Arc::unwrap_or_clone(table);
            table.name = self.to.clone();
            schema.insert(table);
        }
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameTable { from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename table `{}` to `{}`", self.from, self.to)
    }
}

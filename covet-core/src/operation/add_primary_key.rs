//! Adds a primary key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropPrimaryKey, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{TableName, listed};
use crate::schema::{PrimaryKey, Schema};

/// Adds a primary key to a table that exists and has none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPrimaryKey {
    /// The table.
    pub table: TableName,
    /// The key.
    pub key: PrimaryKey,
}

impl Change for AddPrimaryKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        if let Some(key) = &table.primary_key {
            let message = format!("table `{}` has a primary key already, of {}", self.table, listed(&key.columns));
            findings.push(Diagnostic::error("duplicate-primary-key", self.table.mark(), message).help("drop it first"));
        }
        if table.primary_key.is_none() {
            resolve::check_name("the primary key", &PrimaryKey::name(&self.table), schema, findings);
        }
        resolve::check_primary_key(&self.key, table, schema, findings);
        schema.update(&self.table, |table| table.primary_key = Some(self.key.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropPrimaryKey { table: self.table.clone() })
    }
}

impl fmt::Display for AddPrimaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add primary key to `{}`", self.table)
    }
}

//! Adds a foreign key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropForeignKey, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{ForeignKey, Schema};

/// Adds a foreign key to a table that exists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddForeignKey {
    /// The table that refers.
    pub table: TableName,
    /// The key.
    pub key: ForeignKey,
}

impl Change for AddForeignKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_columns("the foreign key", &self.key.columns, table, schema, findings);
        resolve::check_name("the foreign key", &self.key.name, schema, findings);
        let key = resolve::foreign_key(&self.key, table, schema, findings);
        schema.update(&self.table, |table| table.foreign_keys.extend(key));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropForeignKey { table: self.table.clone(), name: self.key.name.clone() })
    }
}

impl fmt::Display for AddForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add foreign key `{}` to `{}`", self.key.name, self.table)
    }
}

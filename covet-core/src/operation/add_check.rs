//! Adds a check constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropCheck, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Check, Schema};

/// Adds a check constraint to a table that exists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddCheck {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub check: Check,
}

impl Change for AddCheck {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        if resolve::table(schema, &self.table, findings).is_none() {
            return;
        }
        resolve::check_name("the check", &self.check.name, schema, findings);
        resolve::check_expression(&self.check.expression, self.check.name.mark(), findings);
        schema.update(&self.table, |table| table.checks.push(self.check.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropCheck { table: self.table.clone(), name: self.check.name.clone() })
    }
}

impl fmt::Display for AddCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add check `{}` to `{}`", self.check.name, self.table)
    }
}

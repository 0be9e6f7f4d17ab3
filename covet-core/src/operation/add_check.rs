//! Adds a check constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropCheck, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Check, Schema};

/// Adds a check constraint to a table that exists.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_check("users", "ck_users_age", "age > 0");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddCheck(_)));
/// assert_eq!(operation.to_string(), "add check `ck_users_age` to `users`");
/// ```
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

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn dropping_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| drop(m.add_check("users", "ck", "age > 0"))), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |table, name, sql| codes(&blog(), |m| drop(m.add_check(table, name, sql)));
        assert_eq!(one("user", "ck", "age > 0"), ["unknown-table"]);
        assert_eq!(one("users", "uq_users_email", "age > 0"), ["name-taken"]);
        assert_eq!(one("users", "ck", " "), ["empty-expression"]);
        assert_eq!(one("users", "ck", "a = '\0'"), ["nul-in-sql"]);
    }
}

//! Drops a check constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddCheck, Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Drops a check constraint of a table.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_check("users", "ck_users_age");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropCheck(_)));
/// assert_eq!(operation.to_string(), "drop check `ck_users_age` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropCheck {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub name: Ident,
}

impl Change for DropCheck {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let names = table.checks.iter().map(|check| &check.name);
        if resolve::known("check", &self.name, names, table, schema, findings) {
            schema.update(&self.table, |table| table.checks.retain(|check| check.name != self.name));
        }
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let found =
            before.table(&self.table).and_then(|table| table.checks.iter().find(|check| check.name == self.name));
        let check = found.ok_or_else(|| Irreversible(format!("check `{}` is unknown", self.name)))?.clone();
        Inverse::classed(AddCheck { table: self.table.clone(), check }, DownClass::Conditional)
    }
}

impl fmt::Display for DropCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop check `{}` of `{}`", self.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn adding_it_restores_it() {
        let before = schema(|m| m.create_table("t", |t| t.integer("a").check("a > 0")));
        assert_eq!(round_trip(&before, |m| m.drop_check("t", "ck_t_a")), DownClass::Conditional);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_check("user", "ck")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_check("users", "uq_users_email")), ["unknown-constraint"]);
    }
}

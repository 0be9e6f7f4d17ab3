//! Drops a unique constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddUnique, Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Drops a unique constraint of a table.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_unique("users", "uq_users_email");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropUnique(_)));
/// assert_eq!(operation.to_string(), "drop unique constraint `uq_users_email` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropUnique {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub name: Ident,
}

impl Change for DropUnique {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let names = table.uniques.iter().map(|unique| &unique.name);
        if resolve::known("unique constraint", &self.name, names, table, schema, findings) {
            schema.update(&self.table, |table| table.uniques.retain(|unique| unique.name != self.name));
            resolve::check_referrers(&format!("`{}`", self.name), self.name.mark(), &self.table, schema, findings);
        }
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let found =
            before.table(&self.table).and_then(|table| table.uniques.iter().find(|unique| unique.name == self.name));
        let unique =
            found.ok_or_else(|| Irreversible(format!("unique constraint `{}` is unknown", self.name)))?.clone();
        Inverse::classed(AddUnique { table: self.table.clone(), unique, using_index: None }, DownClass::Conditional)
    }
}

impl fmt::Display for DropUnique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop unique constraint `{}` of `{}`", self.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn adding_it_undoes_it_unless_rows_break_it() {
        assert_eq!(round_trip(&blog(), |m| m.drop_unique("users", "uq_users_email")), DownClass::Conditional);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_unique("user", "uq_users_email")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_unique("users", "uq_users_emial")), ["unknown-constraint"]);
        let referred = schema(|m| {
            m.create_table("t", |t| t.integer("a").unique());
            m.create_table("u", |t| t.integer("a"));
            m.add_foreign_key("u", ["a"], "t", ["a"]);
        });
        assert_eq!(codes(&referred, |m| m.drop_unique("t", "uq_t_a")), ["still-used"]);
    }
}

//! Drops a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, CreateTable, DownClass, Inverse, Irreversible, objects, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::Schema;

/// Drops a table with its rows.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_table("users");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropTable(_)));
/// assert_eq!(operation.to_string(), "drop table `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropTable {
    /// The table.
    pub table: TableName,
    /// Whether nothing is done where there is no such table.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_exists: bool,
}

impl DropTable {
    /// Drops a table that exists.
    pub fn of(table: impl Into<TableName>) -> Self {
        DropTable { table: table.into(), if_exists: false }
    }
}

impl Change for DropTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        if self.if_exists && schema.table(&self.table).is_none() {
            return findings.extend(self.table.fault());
        }
        if resolve::table(schema, &self.table, findings).is_none() {
            return;
        }
        let keys = schema.referrers(&self.table);
        let keys: Vec<String> = keys.map(|(other, key)| resolve::key_of(key, other)).collect();
        if !keys.is_empty() {
            let message = format!("table `{}` is still referred to by {}", self.table, keys.join(", "));
            findings.push(Diagnostic::error("still-used", self.table.mark(), message).help("drop that first"));
        }
        objects::check_unused(&self.table, true, schema, findings);
        schema.remove(&self.table);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let unknown = || Irreversible(format!("no migration says what table `{}` is", self.table));
        let table = before.table(&self.table).ok_or_else(unknown)?;
        Inverse::classed(CreateTable { table: table.clone() }, DownClass::ShapeOnly)
    }
}

impl fmt::Display for DropTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop table `{}`{}", self.table, if self.if_exists { " if it exists" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::{blog, codes, round_trip};
    use super::super::{Change, DownClass};

    #[test]
    fn creating_it_restores_its_shape() {
        assert_eq!(round_trip(&blog(), |m| m.drop_table("posts")), DownClass::ShapeOnly);
    }

    #[test]
    fn one_that_need_not_exist_is_no_fault_and_cannot_come_back() {
        assert_eq!(round_trip(&blog(), |m| m.drop_table_if_exists("posts")), DownClass::ShapeOnly);
        assert_eq!(codes(&blog(), |m| m.drop_table_if_exists("post")), [""; 0]);
        assert_eq!(codes(&blog(), |m| m.drop_table_if_exists("users")), ["still-used"]);
        let why = super::DropTable { table: "post".into(), if_exists: true }.inverse(&blog()).unwrap_err();
        assert_eq!(why.to_string(), "no migration says what table `post` is");
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_table("post")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_table("users")), ["still-used"]);
    }
}

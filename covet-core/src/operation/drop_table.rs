//! Drops a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, CreateTable, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::Schema;

/// Drops a table with its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropTable {
    /// The table.
    pub table: TableName,
}

impl Change for DropTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        if resolve::table(schema, &self.table, findings).is_none() {
            return;
        }
        for (other, key) in schema.referrers(&self.table) {
            let message = format!(
                "table `{}` is still referred to by the foreign key `{}` of `{}`",
                self.table, key.name, other.name
            );
            findings.push(Diagnostic::error("still-used", self.table.mark(), message).help("drop that key first"));
        }
        schema.remove(&self.table);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let table =
            before.table(&self.table).ok_or_else(|| Irreversible(format!("table `{}` is unknown", self.table)))?;
        Inverse::classed(CreateTable { table: table.clone() }, DownClass::ShapeOnly)
    }
}

impl fmt::Display for DropTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop table `{}`", self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn creating_it_restores_its_shape() {
        assert_eq!(round_trip(&blog(), |m| m.drop_table("posts")), DownClass::ShapeOnly);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_table("post")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_table("users")), ["still-used"]);
    }
}

//! Adds a unique constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropUnique, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Schema, Unique};

/// Adds a unique constraint to a table that exists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddUnique {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub unique: Unique,
}

impl Change for AddUnique {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_columns("the unique constraint", &self.unique.columns, table, schema, findings);
        resolve::check_name("the unique constraint", &self.unique.name, schema, findings);
        resolve::check_redundant(&self.unique, table, findings);
        schema.update(&self.table, |table| table.uniques.push(self.unique.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropUnique { table: self.table.clone(), name: self.unique.name.clone() })
    }
}

impl fmt::Display for AddUnique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add unique constraint `{}` to `{}`", self.unique.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn dropping_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| drop(m.add_unique("users", ["age"]))), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let of = |table: &str, columns: &[&str]| codes(&blog(), |m| drop(m.add_unique(table, columns)));
        assert_eq!(of("user", &["age"]), ["unknown-table"]);
        assert_eq!(of("users", &["ages"]), ["unknown-column"]);
        assert_eq!(of("users", &["age", "age"]), ["duplicate-column"]);
        assert_eq!(of("users", &[]), ["no-columns"]);
        assert_eq!(of("users", &["email"]), ["name-taken"]);
        assert_eq!(of("users", &["id"]), ["redundant-unique"]);
        let twice = codes(&blog(), |m| drop(m.add_unique("users", ["email"]).name("again")));
        assert_eq!(twice, ["redundant-unique"]);
    }
}

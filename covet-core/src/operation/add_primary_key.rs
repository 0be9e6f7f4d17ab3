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

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn dropping_it_undoes_it() {
        let before = schema(|m| m.create_table("t", |t| t.integer("a")));
        assert_eq!(round_trip(&before, |m| m.add_primary_key("t", ["a"])), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let before = schema(|m| {
            m.create_table("t", |t| {
                t.integer("a").index();
                t.integer("b").nullable();
            });
        });
        let one = |columns: &[&str]| codes(&before, |m| m.add_primary_key("t", columns));
        assert_eq!(one(&["c"]), ["unknown-column"]);
        assert_eq!(one(&["b"]), ["nullable-primary-key"]);
        assert_eq!(one(&["a", "a"]), ["duplicate-column"]);
        assert_eq!(one(&[]), ["no-columns"]);
        assert_eq!(codes(&before, |m| m.add_primary_key("u", ["a"])), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.add_primary_key("users", ["email"])), ["duplicate-primary-key"]);
        let taken = codes(&before, |m| {
            m.rename_index("t", "ix_t_a", "pk_t");
            m.add_primary_key("t", ["a"]);
        });
        assert_eq!(taken, ["name-taken"]);
    }
}

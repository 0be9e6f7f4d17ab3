//! Adds a primary key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, DropPrimaryKey, Inverse, Irreversible, index_of_key, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName, listed};
use crate::schema::{PrimaryKey, Schema};

/// Adds a primary key to a table that exists and has none.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_primary_key("user_roles", ["user_id", "role_id"]);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddPrimaryKey(_)));
/// assert_eq!(operation.to_string(), "add primary key to `user_roles`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddPrimaryKey {
    /// The table.
    pub table: TableName,
    /// The key.
    pub key: PrimaryKey,
    /// The unique index that becomes the key; without one it is built, while nobody writes to the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using_index: Option<Ident>,
}

impl Change for AddPrimaryKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        if let Some(key) = &table.primary_key {
            let message = format!("table `{}` has a primary key already, of {}", self.table, listed(&key.columns));
            findings.push(Diagnostic::error("duplicate-primary-key", self.table.mark(), message).help("drop it first"));
        }
        let name = self.key.name_on(&self.table);
        if table.primary_key.is_none() && self.using_index.as_ref() != Some(&name) {
            resolve::check_name("the primary key", &name, &self.table, schema, findings);
        }
        resolve::check_primary_key(&self.key, table, schema, findings);
        if let Some(index) = &self.using_index {
            index_of_key::check(index, &self.key.columns, false, table, schema, findings);
        }
        schema.update(&self.table, |table| {
            table.indexes.retain(|index| Some(&index.name) != self.using_index.as_ref());
            table.primary_key = Some(self.key.clone().named_on(&self.table));
        });
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let drop = DropPrimaryKey { table: self.table.clone() };
        let operations =
            [drop.into()].into_iter().chain(index_of_key::restored(&self.table, self.using_index.as_ref(), before));
        Ok(Inverse { operations: operations.collect(), class: DownClass::Exact })
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
        assert_eq!(round_trip(&before, |m| drop(m.add_primary_key("t", ["a"]))), DownClass::Exact);
        let indexed = schema(|m| {
            m.create_table("t", |t| t.integer("a"));
            m.create_index("t", ["a"]).unique().name("pk_t");
        });
        assert_eq!(round_trip(&indexed, |m| drop(m.add_primary_key("t", ["a"]).using_index("pk_t"))), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let before = schema(|m| {
            m.create_table("t", |t| {
                t.integer("a").index();
                t.integer("b").nullable();
            });
        });
        let one = |columns: &[&str]| codes(&before, |m| drop(m.add_primary_key("t", columns)));
        assert_eq!(one(&["c"]), ["unknown-column"]);
        assert_eq!(one(&["b"]), ["nullable-primary-key"]);
        assert_eq!(one(&["a", "a"]), ["duplicate-column"]);
        assert_eq!(one(&[]), ["no-columns"]);
        assert_eq!(codes(&before, |m| drop(m.add_primary_key("u", ["a"]))), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| drop(m.add_primary_key("users", ["email"]))), ["duplicate-primary-key"]);
        let taken = codes(&before, |m| {
            m.rename_index("t", "ix_t_a", "pk_t");
            m.add_primary_key("t", ["a"]);
        });
        assert_eq!(taken, ["name-taken"]);
    }
}

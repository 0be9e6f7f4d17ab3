//! Adds a unique constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, DropUnique, Inverse, Irreversible, index_of_key, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::{Schema, Unique};

/// Adds a unique constraint to a table that exists.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_unique("users", ["email"]);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddUnique(_)));
/// assert_eq!(operation.to_string(), "add unique constraint `uq_users_email` to `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddUnique {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub unique: Unique,
    /// The unique index that becomes the constraint; without one it is built, while nobody writes to the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using_index: Option<Ident>,
}

impl Change for AddUnique {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_columns("the unique constraint", &self.unique.columns, table, schema, findings);
        if self.using_index.as_ref() != Some(&self.unique.name) {
            resolve::check_name("the unique constraint", &self.unique.name, &self.table, schema, findings);
        }
        resolve::check_redundant(&self.unique, table, findings);
        if let Some(index) = &self.using_index {
            let Unique { columns, nulls_not_distinct, .. } = &self.unique;
            index_of_key::check(index, columns, *nulls_not_distinct, table, schema, findings);
        }
        schema.update(&self.table, |table| {
            table.indexes.retain(|index| Some(&index.name) != self.using_index.as_ref());
            table.uniques.push(self.unique.clone());
        });
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let drop = DropUnique { table: self.table.clone(), name: self.unique.name.clone() };
        let operations =
            [drop.into()].into_iter().chain(index_of_key::restored(&self.table, self.using_index.as_ref(), before));
        Ok(Inverse { operations: operations.collect(), class: DownClass::Exact })
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
    use super::super::probe::{blog, codes, round_trip, schema};
    use crate::dsl::Migration;

    #[test]
    fn dropping_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| drop(m.add_unique("users", ["age"]))), DownClass::Exact);
    }

    #[test]
    fn an_index_becomes_it_and_comes_back() {
        let before = schema(|m| {
            m.create_table("t", |t| t.integer("a"));
            m.create_index("t", ["a"]).unique();
        });
        assert_eq!(round_trip(&before, |m| drop(m.add_unique("t", ["a"]).using_index("ix_t_a"))), DownClass::Exact);
        let same_name = |m: &mut Migration| drop(m.add_unique("t", ["a"]).name("ix_t_a").using_index("ix_t_a"));
        assert_eq!(round_trip(&before, same_name), DownClass::Exact);
    }

    #[test]
    fn not_every_index_becomes_it() {
        let of = |create: fn(&mut Migration), columns: &[&str]| {
            let before = schema(|m| {
                m.create_table("t", |t| {
                    t.integer("a");
                    t.integer("b");
                });
                create(m);
            });
            codes(&before, |m| drop(m.add_unique("t", columns).using_index("ix_t_a")))
        };
        assert_eq!(of(|m| drop(m.create_index("t", ["a"]).unique()), &["a"]), [""; 0]);
        assert_eq!(of(|m| drop(m.create_index("t", ["b"]).unique()), &["a"]), ["unknown-constraint"]);
        assert_eq!(of(|m| drop(m.create_index("t", ["a"])), &["a"]), ["index-does-not-fit"]);
        assert_eq!(of(|m| drop(m.create_index("t", ["a"]).unique()), &["b"]), ["index-does-not-fit"]);
        assert_eq!(of(|m| drop(m.create_index("t", ["a"]).unique().filter("b > 0")), &["a"]), ["index-does-not-fit"]);
        assert_eq!(of(|m| drop(m.create_index("t", ["a"]).unique().desc("a")), &["a"]), ["index-does-not-fit"]);
        assert_eq!(
            of(|m| drop(m.create_index("t", ["a"]).unique().nulls_not_distinct()), &["a"]),
            ["index-does-not-fit"]
        );
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

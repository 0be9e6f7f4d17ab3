//! Drops an index.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, CreateIndex, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Drops an index of a table.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_index("users", "ix_users_email");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropIndex(_)));
/// assert_eq!(operation.to_string(), "drop index `ix_users_email` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropIndex {
    /// The table.
    pub table: TableName,
    /// The index.
    pub name: Ident,
    /// While others use the table, where that is not so anyway: PostgreSQL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub concurrently: bool,
}

impl Change for DropIndex {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let names = table.indexes.iter().map(|index| &index.name);
        if resolve::known("index", &self.name, names, table, schema, findings) {
            schema.update(&self.table, |table| table.indexes.retain(|index| index.name != self.name));
            resolve::check_referrers(&format!("`{}`", self.name), self.name.mark(), &self.table, schema, findings);
        }
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let found =
            before.table(&self.table).and_then(|table| table.indexes.iter().find(|index| index.name == self.name));
        let index = found.ok_or_else(|| Irreversible(format!("index `{}` is unknown", self.name)))?.clone();
        let class = if index.unique { DownClass::Conditional } else { DownClass::Exact };
        Inverse::classed(CreateIndex { table: self.table.clone(), index, concurrently: self.concurrently }, class)
    }
}

impl fmt::Display for DropIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.concurrently { " concurrently" } else { "" };
        write!(f, "drop index `{}` of `{}`{how}", self.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn creating_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| drop(m.drop_index("posts", "ix_posts_title"))), DownClass::Exact);
        let unique = schema(|m| {
            m.create_table("t", |t| t.integer("a"));
            m.create_index("t", ["a"]).unique();
        });
        assert_eq!(round_trip(&unique, |m| drop(m.drop_index("t", "ix_t_a"))), DownClass::Conditional);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| drop(m.drop_index("post", "ix_posts_title"))), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| drop(m.drop_index("posts", "ix_posts_titel"))), ["unknown-constraint"]);
        let referred = schema(|m| {
            m.create_table("t", |t| t.integer("a"));
            m.create_index("t", ["a"]).unique();
            m.create_table("u", |t| t.integer("a"));
            m.add_foreign_key("u", ["a"], "t", ["a"]);
        });
        assert_eq!(codes(&referred, |m| drop(m.drop_index("t", "ix_t_a"))), ["still-used"]);
    }
}

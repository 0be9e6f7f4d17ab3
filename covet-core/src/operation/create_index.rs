//! Creates an index.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropIndex, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Index, Schema};

/// Creates an index on columns of a table.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.create_index("users", ["email"]).unique();
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::CreateIndex(_)));
/// assert_eq!(operation.to_string(), "create index `ix_users_email` on `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateIndex {
    /// The table.
    pub table: TableName,
    /// The index.
    pub index: Index,
    /// While others write to the table, where that is not so anyway: PostgreSQL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub concurrently: bool,
}

impl Change for CreateIndex {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_index(&self.index, table, schema, findings);
        resolve::check_name("the index", &self.index.name, &self.table, schema, findings);
        schema.update(&self.table, |table| table.indexes.push(self.index.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        let (table, name) = (self.table.clone(), self.index.name.clone());
        Inverse::exact(DropIndex { table, name, concurrently: self.concurrently })
    }
}

impl fmt::Display for CreateIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.concurrently { " concurrently" } else { "" };
        write!(f, "create index `{}` on `{}`{how}", self.index.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::{blog, codes, operations, round_trip};
    use super::super::{Change, DownClass};

    #[test]
    fn dropping_it_undoes_it() {
        let class = round_trip(&blog(), |m| drop(m.create_index("users", ["email", "age"]).unique()));
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn what_is_made_concurrently_is_dropped_so() {
        let create = &operations(|m| drop(m.create_index("users", ["age"]).concurrently()))[0];
        let drop_it = operations(|m| drop(m.drop_index("users", "ix_users_age").concurrently()));
        assert_eq!(create.inverse(&blog()).unwrap().operations, drop_it);
    }

    #[test]
    fn faults() {
        let of = |table: &str, columns: &[&str]| codes(&blog(), |m| drop(m.create_index(table, columns)));
        assert_eq!(of("user", &["age"]), ["unknown-table"]);
        assert_eq!(of("users", &["ages"]), ["unknown-column"]);
        assert_eq!(of("users", &["age", "age"]), ["duplicate-column"]);
        assert_eq!(of("users", &[]), ["no-columns"]);
        assert_eq!(of("posts", &["title"]), ["name-taken"]);
        let of_other_case = codes(&blog(), |m| drop(m.create_index("users", ["age"]).name("IX_posts_title")));
        assert_eq!(of_other_case, ["name-taken"]);
        let long = codes(&blog(), |m| drop(m.create_index("users", ["age"]).name(&"x".repeat(64))));
        assert_eq!(long, ["name-too-long"]);
    }
}

//! Creates an index.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropIndex, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Index, Schema};

/// Creates an index on columns of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateIndex {
    /// The table.
    pub table: TableName,
    /// The index.
    pub index: Index,
}

impl Change for CreateIndex {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_index(&self.index, table, schema, findings);
        resolve::check_name("the index", &self.index.name, schema, findings);
        schema.update(&self.table, |table| table.indexes.push(self.index.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropIndex { table: self.table.clone(), name: self.index.name.clone() })
    }
}

impl fmt::Display for CreateIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create index `{}` on `{}`", self.index.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn dropping_it_undoes_it() {
        let class = round_trip(&blog(), |m| drop(m.create_index("users", ["email", "age"]).unique()));
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn faults() {
        let of = |table: &str, columns: &[&str]| codes(&blog(), |m| drop(m.create_index(table, columns)));
        assert_eq!(of("user", &["age"]), ["unknown-table"]);
        assert_eq!(of("users", &["ages"]), ["unknown-column"]);
        assert_eq!(of("users", &["age", "age"]), ["duplicate-column"]);
        assert_eq!(of("users", &[]), ["no-columns"]);
        assert_eq!(of("posts", &["title"]), ["name-taken"]);
        let long = codes(&blog(), |m| drop(m.create_index("users", ["age"]).name(&"x".repeat(64))));
        assert_eq!(long, ["name-too-long"]);
    }
}

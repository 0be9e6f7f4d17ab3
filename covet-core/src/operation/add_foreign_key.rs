//! Adds a foreign key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropForeignKey, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{ForeignKey, Schema};

/// Adds a foreign key to a table that exists.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_foreign_key("posts", ["user_id"], "users", ["id"]).on_delete(Cascade);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddForeignKey(_)));
/// assert_eq!(operation.to_string(), "add foreign key `fk_posts_user_id` to `posts`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddForeignKey {
    /// The table that refers.
    pub table: TableName,
    /// The key.
    pub key: ForeignKey,
}

impl Change for AddForeignKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_columns("the foreign key", &self.key.columns, table, schema, findings);
        resolve::check_name("the foreign key", &self.key.name, &self.table, schema, findings);
        let key = resolve::foreign_key(&self.key, table, schema, findings);
        schema.update(&self.table, |table| table.foreign_keys.extend(key));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropForeignKey { table: self.table.clone(), name: self.key.name.clone() })
    }
}

impl fmt::Display for AddForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add foreign key `{}` to `{}`", self.key.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};
    use crate::dsl::SetNull;

    #[test]
    fn dropping_it_undoes_it() {
        let class = round_trip(&blog(), |m| drop(m.add_foreign_key("posts", ["id"], "users", ["id"])));
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn faults() {
        let of = |table: &str, columns: &[&str], ref_table: &str, ref_columns: &[&str]| {
            codes(&blog(), |m| drop(m.add_foreign_key(table, columns, ref_table, ref_columns)))
        };
        assert_eq!(of("post", &["id"], "users", &["id"]), ["unknown-table"]);
        assert_eq!(of("posts", &["ids"], "users", &["id"]), ["unknown-column"]);
        assert_eq!(of("posts", &["id"], "user", &["id"]), ["unknown-table"]);
        assert_eq!(of("posts", &["id"], "users", &["ids"]), ["unknown-column"]);
        assert_eq!(of("posts", &["id", "title"], "users", &["id"]), ["foreign-key-arity"]);
        assert_eq!(of("posts", &["title"], "users", &["id"]), ["foreign-key-type-mismatch"]);
        assert_eq!(of("users", &["age"], "users", &["age"]), ["foreign-key-target-not-unique"]);
        assert_eq!(of("posts", &["user_id"], "users", &["id"]), ["name-taken"]);
        let set_null = codes(&blog(), |m| drop(m.add_foreign_key("posts", ["id"], "users", ["id"]).on_delete(SetNull)));
        assert_eq!(set_null, ["set-null-on-not-null"]);
    }
}

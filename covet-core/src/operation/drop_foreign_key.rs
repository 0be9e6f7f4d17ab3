//! Drops a foreign key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddForeignKey, Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Drops a foreign key of a table; the columns stay.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_foreign_key("posts", "fk_posts_user_id");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropForeignKey(_)));
/// assert_eq!(operation.to_string(), "drop foreign key `fk_posts_user_id` of `posts`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropForeignKey {
    /// The table that refers.
    pub table: TableName,
    /// The key.
    pub name: Ident,
}

impl Change for DropForeignKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let names = table.foreign_keys.iter().map(|key| &key.name);
        if resolve::known("foreign key", &self.name, names, table, schema, findings) {
            schema.update(&self.table, |table| table.foreign_keys.retain(|key| key.name != self.name));
        }
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let found =
            before.table(&self.table).and_then(|table| table.foreign_keys.iter().find(|key| key.name == self.name));
        let key = found.ok_or_else(|| Irreversible(format!("foreign key `{}` is unknown", self.name)))?.clone();
        Inverse::classed(AddForeignKey { table: self.table.clone(), key }, DownClass::Conditional)
    }
}

impl fmt::Display for DropForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop foreign key `{}` of `{}`", self.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn adding_it_undoes_it_unless_rows_break_it() {
        let class = round_trip(&blog(), |m| m.drop_foreign_key("posts", "fk_posts_user_id"));
        assert_eq!(class, DownClass::Conditional);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_foreign_key("post", "fk")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_foreign_key("posts", "ix_posts_title")), ["unknown-constraint"]);
    }
}

//! Gives an index another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Gives an index another name.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.rename_index("users", "ix_old", "ix_new");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RenameIndex(_)));
/// assert_eq!(operation.to_string(), "rename index `ix_old` of `users` to `ix_new`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameIndex {
    /// The table on which it stands.
    pub table: TableName,
    /// The name that it has.
    pub from: Ident,
    /// The name that it gets.
    pub to: Ident,
}

impl Change for RenameIndex {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let names = table.indexes.iter().map(|index| &index.name);
        if !resolve::known("index", &self.from, names, table, schema, findings) {
            return;
        }
        resolve::check_new_name("the index", &self.from, &self.to, &self.table, schema, findings);
        schema.update(&self.table, |table| {
            for index in table.indexes.iter_mut().filter(|index| index.name == self.from) {
                index.name = self.to.clone();
            }
        });
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameIndex { table: self.table.clone(), from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename index `{}` of `{}` to `{}`", self.from, self.table, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn the_old_name_restores_it() {
        assert_eq!(round_trip(&blog(), |m| m.rename_index("posts", "ix_posts_title", "ix")), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |table, from, to| codes(&blog(), |m| m.rename_index(table, from, to));
        assert_eq!(one("post", "ix_posts_title", "ix"), ["unknown-table"]);
        assert_eq!(one("posts", "ix_posts_titel", "ix"), ["unknown-constraint"]);
        assert_eq!(one("posts", "ix_posts_title", "users"), ["name-taken"]);
    }
}

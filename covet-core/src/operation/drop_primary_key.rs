//! Drops a primary key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddPrimaryKey, Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::Schema;

/// Drops the primary key of a table; its columns stay, NOT NULL.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_primary_key("user_roles");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropPrimaryKey(_)));
/// assert_eq!(operation.to_string(), "drop primary key of `user_roles`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropPrimaryKey {
    /// The table.
    pub table: TableName,
}

impl Change for DropPrimaryKey {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let mark = self.table.mark();
        let Some(key) = &table.primary_key else {
            if !schema.is_incomplete() {
                let message = format!("table `{}` has no primary key", self.table);
                findings.push(Diagnostic::error("no-primary-key", mark, message));
            }
            return;
        };
        let mut members = key.columns.iter().filter_map(|name| table.column(name));
        if let Some(id) = members.find(|column| column.ty.is_id()) {
            let message = format!("the id `{}` of `{}` cannot stop being the primary key", id.name, self.table);
            findings.push(Diagnostic::error("id-not-primary-key", mark, message).help("make a new table"));
            return;
        }
        schema.update(&self.table, |table| table.primary_key = None);
        resolve::check_referrers(&format!("the primary key of `{}`", self.table), mark, &self.table, schema, findings);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let key = (before.table(&self.table).and_then(|table| table.primary_key.clone()))
            .ok_or_else(|| Irreversible(format!("the primary key of `{}` is unknown", self.table)))?;
        Inverse::classed(AddPrimaryKey { table: self.table.clone(), key, using_index: None }, DownClass::Conditional)
    }
}

impl fmt::Display for DropPrimaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop primary key of `{}`", self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn adding_it_restores_it() {
        let before = schema(|m| m.create_table("t", |t| t.integer("a").primary_key()));
        assert_eq!(round_trip(&before, |m| m.drop_primary_key("t")), DownClass::Conditional);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.drop_primary_key("user")), ["unknown-table"]);
        assert_eq!(codes(&blog(), |m| m.drop_primary_key("posts")), ["id-not-primary-key"]);
        let bare = schema(|m| m.create_table("t", |t| t.integer("a")));
        assert_eq!(codes(&bare, |m| m.drop_primary_key("t")), ["no-primary-key"]);
        let used = schema(|m| {
            m.create_table("t", |t| t.integer("a").primary_key());
            m.create_table("u", |t| t.references("t_a", "t"));
        });
        assert_eq!(codes(&used, |m| m.drop_primary_key("t")), ["still-used"]);
    }
}

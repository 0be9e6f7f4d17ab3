//! Drops a column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddColumn, Change, DownClass, Inverse, Irreversible, objects, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{DefaultValue, Schema, Table, expression};

/// Drops a column with its values. Nothing may use it any more.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_column("users", "nick").restore_with("");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropColumn(_)));
/// assert_eq!(operation.to_string(), "drop column `nick` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropColumn {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: Ident,
    /// What every row gets when the column comes back by a roll-back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restore_with: Option<DefaultValue>,
}

impl DropColumn {
    fn check_unused(&self, table: &Table, schema: &Schema, findings: &mut Findings) {
        let mut users = table.users_of(&self.column);
        users.extend(
            (schema.referrers(&self.table).filter(|(_, key)| key.ref_columns.contains(&self.column)))
                .map(|(other, key)| resolve::key_of(key, other)),
        );
        users.extend(objects::naming(&self.table, &self.column, schema));
        if !users.is_empty() {
            let message = format!("column `{}` of `{}` is still used by {}", self.column, self.table, users.join(", "));
            findings.push(Diagnostic::error("still-used", self.column.mark(), message).help("drop that first"));
        }
        if table.columns.len() == 1 {
            let message = format!("`{}` is the last column of `{}`", self.column, self.table);
            findings.push(Diagnostic::error("no-columns", self.column.mark(), message).help("drop the table"));
        }
    }
}

impl Change for DropColumn {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let Some(column) = table.column(&self.column) else {
            if !schema.is_incomplete() {
                findings.push(table.unknown_column(&self.column));
            }
            return;
        };
        if let Some(value) = self.restore_with.as_ref().filter(|value| !value.fits(&column.ty)) {
            let message = format!("column `{}` is {}, which cannot be restored with {value}", column.name, column.ty);
            findings.push(Diagnostic::error("default-does-not-fit", self.column.mark(), message));
        }
        self.check_unused(table, schema, findings);
        schema.update(&self.table, |table| {
            table.columns.retain(|column| column.name != self.column);
            // What used it has been reported; without it nothing else follows from the same fault.
            table.uniques.retain(|unique| !unique.columns.contains(&self.column));
            table.foreign_keys.retain(|key| !key.columns.contains(&self.column));
            table.indexes.retain(|index| !index.uses(&self.column));
            table.checks.retain(|check| !expression::uses(&check.expression, &self.column));
        });
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let column = (before.table(&self.table).and_then(|table| table.column(&self.column)))
            .ok_or_else(|| Irreversible(format!("column `{}` of `{}` is unknown", self.column, self.table)))?;
        if column.ty.is_id() {
            return Err(Irreversible(format!("the rows of `{}` cannot get their ids back", self.table)));
        }
        let add = AddColumn {
            table: self.table.clone(),
            column: column.clone(),
            foreign_key: None,
            fill: self.restore_with.clone(),
        };
        // What is generated is generated again.
        let class = if column.generated.is_some() { DownClass::Exact } else { DownClass::ShapeOnly };
        Inverse::classed(add, class)
    }
}

impl fmt::Display for DropColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop column `{}` of `{}`", self.column, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};
    use super::{Change, DropColumn};

    #[test]
    fn adding_it_restores_its_shape() {
        assert_eq!(round_trip(&blog(), |m| drop(m.drop_column("users", "age"))), DownClass::ShapeOnly);
        let restored = round_trip(&blog(), |m| drop(m.drop_column("users", "age").restore_with(18)));
        assert_eq!(restored, DownClass::ShapeOnly);
    }

    #[test]
    fn ids_do_not_come_back() {
        let drop = DropColumn { table: "users".into(), column: "id".into(), restore_with: None };
        assert!(drop.inverse(&blog()).unwrap_err().to_string().contains("ids"));
    }

    #[test]
    fn faults() {
        let of = |table: &str, column: &str| codes(&blog(), |m| drop(m.drop_column(table, column)));
        assert_eq!(of("user", "age"), ["unknown-table"]);
        assert_eq!(of("users", "ages"), ["unknown-column"]);
        for (table, used) in [("users", "id"), ("users", "email"), ("posts", "user_id"), ("posts", "title")] {
            assert_eq!(of(table, used), ["still-used"], "{table}.{used}");
        }
        let misfit = codes(&blog(), |m| drop(m.drop_column("users", "age").restore_with("x")));
        assert_eq!(misfit, ["default-does-not-fit"]);
        let bare = schema(|m| m.create_table("bare", |t| t.integer("a")));
        assert_eq!(codes(&bare, |m| drop(m.drop_column("bare", "a"))), ["no-columns"]);
    }
}

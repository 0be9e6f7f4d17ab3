//! Makes a column NOT NULL without keeping others from its table for long.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AlterColumn, Change, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Check, Schema};

/// Makes a column NOT NULL, proven by a check that is validated first.
///
/// PostgreSQL keeps everybody from the table while it looks for NULLs, but not while it validates a check; with a valid
/// check that says so it looks no more ("ALTER TABLE", `SET NOT NULL`). The check is gone in the end.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.set_not_null_via_check("users", "nick");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::SetNotNull(_)));
/// assert_eq!(operation.to_string(), "set column `nick` of `users` not null");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetNotNull {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: Ident,
}

impl SetNotNull {
    /// The name of the check that is there meanwhile: `ck_<table>_<column>_not_null`.
    pub fn check_name(&self) -> Ident {
        Ident::derived("ck", &self.table, &[self.column.clone(), "not_null".into()])
    }

    /// The check that is there meanwhile, where `column` is the column's name as the database quotes it.
    pub fn check(&self, column: &str) -> Check {
        Check::on(self.check_name(), format!("{column} IS NOT NULL"))
    }
}

impl Change for SetNotNull {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let Some(column) = table.column(&self.column) else {
            if !schema.is_incomplete() {
                findings.push(table.unknown_column(&self.column));
            }
            return;
        };
        if !column.nullable {
            let message = format!("column `{}` of `{}` is NOT NULL already", self.column, self.table);
            findings.push(Diagnostic::error("no-change", self.column.mark(), message).help("remove this"));
        }
        resolve::check_name("the check that is there meanwhile", &self.check_name(), &self.table, schema, findings);
        resolve::check_null_actions(&self.column, table, findings);
        schema.update(&self.table, |table| {
            if let Some(column) = table.column_mut(&self.column) {
                column.nullable = false;
            }
        });
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let column = before.table(&self.table).and_then(|table| table.column(&self.column)).cloned();
        let column =
            column.ok_or_else(|| Irreversible(format!("column `{}` of `{}` is unknown", self.column, self.table)))?;
        Inverse::exact(AlterColumn { table: self.table.clone(), column, using: None, cast: false })
    }
}

impl fmt::Display for SetNotNull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "set column `{}` of `{}` not null", self.column, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};
    use crate::dsl::SetNull;

    #[test]
    fn a_nullable_column_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| m.set_not_null_via_check("users", "age")), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |table, column| codes(&blog(), |m| m.set_not_null_via_check(table, column));
        assert_eq!(one("user", "age"), ["unknown-table"]);
        assert_eq!(one("users", "ages"), ["unknown-column"]);
        assert_eq!(one("users", "email"), ["no-change"]);
        let taken = codes(&blog(), |m| {
            m.add_check("users", "ck_users_age_not_null", "age > 0");
            m.set_not_null_via_check("users", "age");
        });
        assert_eq!(taken, ["name-taken"]);
        let set_null = codes(&blog(), |m| {
            m.add_column("posts", |t| t.references("by_id", "users").nullable().on_delete(SetNull));
            m.set_not_null_via_check("posts", "by_id");
        });
        assert_eq!(set_null, ["set-null-on-not-null"]);
    }
}

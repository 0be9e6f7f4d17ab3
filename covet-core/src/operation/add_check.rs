//! Adds a check constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropCheck, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::TableName;
use crate::schema::{Check, Schema};

/// Adds a check constraint to a table that exists.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_check("users", "ck_users_age", "age > 0");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddCheck(_)));
/// assert_eq!(operation.to_string(), "add check `ck_users_age` to `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddCheck {
    /// The table.
    pub table: TableName,
    /// The constraint.
    pub check: Check,
}

impl Change for AddCheck {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        resolve::check_name("the check", &self.check.name, &self.table, schema, findings);
        resolve::check_expression(&self.check.expression, self.check.name.mark(), findings);
        resolve::check_names(&self.check.expression, self.check.name.mark(), table, schema, findings);
        schema.update(&self.table, |table| table.checks.push(self.check.clone()));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropCheck { table: self.table.clone(), name: self.check.name.clone() })
    }
}

impl fmt::Display for AddCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add check `{}` to `{}`", self.check.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn dropping_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| drop(m.add_check("users", "ck", "age > 0"))), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |table, name, sql| codes(&blog(), |m| drop(m.add_check(table, name, sql)));
        assert_eq!(one("user", "ck", "age > 0"), ["unknown-table"]);
        assert_eq!(one("users", "uq_users_email", "age > 0"), ["name-taken"]);
        assert_eq!(one("users", "ck", " "), ["empty-expression"]);
        assert_eq!(one("users", "ck", "age = '\0'"), ["nul-in-sql"]);
    }

    #[test]
    fn its_columns_must_be_there() {
        let one = |sql| codes(&blog(), |m| drop(m.add_check("users", "ck", sql)));
        assert_eq!(one("aeg > 0 AND email <> ''"), ["unknown-column"]);
        assert_eq!(one("AGE > 0 AND \"aeg\" > 0"), [""; 0], "what is quoted may be a text in MySQL");
        assert_eq!(codes(&blog(), |m| drop(m.create_index("users", ["age"]).filter("emial > ''"))), ["unknown-column"]);
        assert_eq!(codes(&blog(), |m| drop(m.create_index_on("users", "lower(emial)"))), ["unknown-column"]);
        let generated = codes(&blog(), |m| {
            m.add_column("users", |t| t.integer("next").generated("aeg + 1").nullable());
            m.create_table("t", |t| {
                t.integer("a").check("b > 0");
                t.integer("c").generated("a + d");
                t.index_on("lower(e)");
            });
        });
        assert_eq!(generated, ["unknown-column"; 4]);
        let backfill = codes(&blog(), |m| {
            m.backfill("users").set("age", "aeg + 1").filter("id > 0");
            m.backfill("users").set("age", "0").postgres("aeg").filter("no = (SELECT 1)");
        });
        assert_eq!(backfill, ["unknown-column"]);
    }
}

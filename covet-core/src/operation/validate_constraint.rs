//! Validates a constraint.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AddCheck, AddForeignKey, Change, DownClass, DropCheck, DropForeignKey, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Makes a check or a foreign key that was added [not valid](crate::schema::Check::not_valid) hold for all rows.
///
/// Where a database looked at all rows when it was added, nothing is left to do.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.validate_constraint("users", "ck_users_age");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::ValidateConstraint(_)));
/// assert_eq!(operation.to_string(), "validate constraint `ck_users_age` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidateConstraint {
    /// The table on which it stands.
    pub table: TableName,
    /// The constraint.
    pub name: Ident,
}

impl Change for ValidateConstraint {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let checks = table.checks.iter().map(|check| (&check.name, check.not_valid));
        let constraints = checks.chain(table.foreign_keys.iter().map(|key| (&key.name, key.not_valid)));
        let names = constraints.clone().map(|(name, _)| name);
        if !resolve::known("check or foreign key", &self.name, names, table, schema, findings) {
            return;
        }
        if !constraints.clone().any(|(name, not_valid)| *name == self.name && not_valid) {
            let message = format!("`{}` of `{}` holds for all rows already", self.name, self.table);
            findings.push(Diagnostic::error("no-change", self.name.mark(), message).help("remove this"));
        }
        schema.update(&self.table, |table| {
            for check in table.checks.iter_mut().filter(|check| check.name == self.name) {
                check.not_valid = false;
            }
            for key in table.foreign_keys.iter_mut().filter(|key| key.name == self.name) {
                key.not_valid = false;
            }
        });
    }

    /// No database forgets that a constraint is valid: it is dropped, and added as it was.
    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let unknown = || Irreversible(format!("constraint `{}` is unknown", self.name));
        let found = before.table(&self.table).ok_or_else(unknown)?;
        let (table, name) = (self.table.clone(), self.name.clone());
        if let Some(check) = found.checks.iter().find(|check| check.name == self.name).cloned() {
            let operations = vec![DropCheck { table: table.clone(), name }.into(), AddCheck { table, check }.into()];
            return Ok(Inverse { operations, class: DownClass::Exact });
        }
        let key = found.foreign_keys.iter().find(|key| key.name == self.name).cloned().ok_or_else(unknown)?;
        let drop = DropForeignKey { table: table.clone(), name };
        Ok(Inverse { operations: vec![drop.into(), AddForeignKey { table, key }.into()], class: DownClass::Exact })
    }
}

impl fmt::Display for ValidateConstraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "validate constraint `{}` of `{}`", self.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn a_check_and_a_foreign_key_become_valid_and_not_valid_again() {
        let before = schema(|m| {
            m.create_table("a", |t| t.id());
            m.create_table("b", |t| t.big_integer("a_id"));
            m.add_check("b", "ck", "a_id > 0").not_valid();
            m.add_foreign_key("b", ["a_id"], "a", ["id"]).not_valid();
        });
        let class = round_trip(&before, |m| {
            m.validate_constraint("b", "ck");
            m.validate_constraint("b", "fk_b_a_id");
        });
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn what_is_valid_or_unknown_is_not_validated() {
        let one = |table, name| codes(&blog(), |m| m.validate_constraint(table, name));
        assert_eq!(one("nobody", "a"), ["unknown-table"]);
        assert_eq!(one("posts", "fk_posts_usr_id"), ["unknown-constraint"]);
        assert_eq!(one("posts", "fk_posts_user_id"), ["no-change"]);
    }
}

//! Gives a constraint another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::{PrimaryKey, Schema, Table};

/// Gives a primary key, a unique constraint, a foreign key or a check another name.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.rename_constraint("users", "users_pkey", "pk_users");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RenameConstraint(_)));
/// assert_eq!(operation.to_string(), "rename constraint `users_pkey` of `users` to `pk_users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameConstraint {
    /// The table on which it stands.
    pub table: TableName,
    /// The name that it has.
    pub from: Ident,
    /// The name that it gets.
    pub to: Ident,
}

/// The names of the constraints that have one of their own.
fn names(table: &mut Table) -> impl Iterator<Item = &mut Ident> {
    let uniques = table.uniques.iter_mut().map(|unique| &mut unique.name);
    let keys = table.foreign_keys.iter_mut().map(|key| &mut key.name);
    uniques.chain(keys).chain(table.checks.iter_mut().map(|check| &mut check.name))
}

impl Change for RenameConstraint {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let primary = table.primary_key.as_ref().map(|key| key.name_on(&table.name));
        let is_primary = primary.as_ref() == Some(&self.from);
        let known: Vec<Ident> = names(&mut table.clone()).map(|name| name.clone()).chain(primary).collect();
        if !resolve::known("constraint", &self.from, known.iter(), table, schema, findings) {
            return;
        }
        resolve::check_new_name("the constraint", &self.from, &self.to, &self.table, schema, findings);
        schema.update(&self.table, |table| {
            if is_primary {
                let key = table.primary_key.take().map(|key| PrimaryKey { name: Some(self.to.clone()), ..key });
                table.primary_key = key.map(|key| key.named_on(&table.name));
                return;
            }
            for name in names(table).filter(|name| **name == self.from) {
                *name = self.to.clone();
            }
        });
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameConstraint { table: self.table.clone(), from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameConstraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename constraint `{}` of `{}` to `{}`", self.from, self.table, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};
    use crate::schema::Schema;

    #[test]
    fn whatever_has_a_name_of_its_own_gets_another() {
        let class = round_trip(&blog(), |m| {
            m.rename_constraint("users", "uq_users_email", "one_email");
            m.rename_constraint("posts", "fk_posts_user_id", "author");
            m.drop_foreign_key("posts", "author");
        });
        assert_eq!(class, DownClass::Conditional);
        assert_eq!(round_trip(&blog(), |m| m.rename_constraint("users", "uq_users_email", "a")), DownClass::Exact);
    }

    #[test]
    fn a_primary_key_has_one_too() {
        let named = |before: &Schema, from: &str, to: &str| {
            let class = round_trip(before, |m| m.rename_constraint("t", from, to));
            assert_eq!(class, DownClass::Exact, "{from} -> {to}");
        };
        let adopted = schema(|m| m.create_table("t", |t| t.id().primary_key_named("t_pkey")));
        named(&adopted, "t_pkey", "pk_t");
        named(&adopted, "t_pkey", "another");
        named(&schema(|m| m.create_table("t", |t| t.id())), "pk_t", "t_pkey");
        let codes = codes(&adopted, |m| {
            m.rename_table("t", "u");
            m.rename_constraint("u", "t_pkey", "pk_u");
            m.rename_table("u", "v");
            m.rename_constraint("v", "pk_v", "v_pkey");
        });
        assert_eq!(codes, [""; 0]);
    }

    #[test]
    fn names_must_be_known_and_free() {
        let one = |table, from, to| codes(&blog(), |m| m.rename_constraint(table, from, to));
        assert_eq!(one("nobody", "a", "b"), ["unknown-table"]);
        assert_eq!(one("users", "users_pkey", "b"), ["unknown-constraint"]);
        assert_eq!(one("users", "pk_users", "uq_users_email"), ["name-taken"]);
        assert_eq!(one("users", "uq_users_email", "fk_posts_user_id"), ["name-taken"]);
    }
}

//! Drops a native enum.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, CreateEnum, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Drops an enum. No column may be of it any more.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_enum("mood");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropEnum(_)));
/// assert_eq!(operation.to_string(), "drop enum `mood`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DropEnum {
    /// Its name.
    pub name: Ident,
}

impl Change for DropEnum {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        if resolve::enum_values(schema, &self.name, findings).is_none() {
            return;
        }
        let columns = schema.tables().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let users = columns.filter(|(_, column)| column.ty.enum_name() == Some(&self.name));
        let users: Vec<String> =
            users.map(|(table, column)| format!("`{}` of `{}`", column.name, table.name)).collect();
        if !users.is_empty() {
            let message = format!("enum `{}` is still the type of {}", self.name, users.join(", "));
            findings.push(Diagnostic::error("still-used", self.name.mark(), message).help("drop that first"));
        }
        let name = TableName { schema: None, name: self.name.clone() };
        for user in schema.users_of(&name) {
            let message = format!("enum `{}` is still used by {}", self.name, user.id());
            findings.push(Diagnostic::error("still-used", self.name.mark(), message).help("drop that first"));
        }
        schema.remove_enum(&self.name);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let values = before.enum_values(&self.name).map(<[String]>::to_vec);
        let values = values.ok_or_else(|| Irreversible(format!("enum `{}` is unknown", self.name)))?;
        Inverse::exact(CreateEnum { name: self.name.clone(), values })
    }
}

impl fmt::Display for DropEnum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop enum `{}`", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{codes, round_trip, schema};
    use crate::dsl::View;

    #[test]
    fn creating_it_restores_it() {
        let before = schema(|m| m.create_enum("mood", ["sad", "ok"]));
        assert_eq!(round_trip(&before, |m| m.drop_enum("mood")), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let before = schema(|m| {
            m.create_enum("mood", ["sad"]);
            m.create_table("t", |t| t.native_enum("a", "mood").array());
        });
        assert_eq!(codes(&before, |m| m.drop_enum("mod")), ["unknown-enum"]);
        assert_eq!(codes(&before, |m| m.drop_enum("mood")), ["still-used"]);
        let by_object = codes(&before, |m| {
            m.create_enum("state", ["new"]);
            m.create_object(View, "v").create("CREATE VIEW v AS SELECT 'new'::state").uses(["state"]);
            m.drop_enum("state");
        });
        assert_eq!(by_object, ["still-used"]);
    }
}

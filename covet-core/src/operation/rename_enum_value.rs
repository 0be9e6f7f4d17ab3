//! Gives a value of a native enum another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::add_enum_value::unknown_value;
use super::create_enum::check_value;
use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::Findings;
use crate::ident::{Ident, TableName};
use crate::schema::{DefaultValue, Schema};

/// Gives a value of an enum another name. Rows and defaults that have it follow.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.rename_enum_value("mood", "ok", "fine");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RenameEnumValue(_)));
/// assert_eq!(operation.to_string(), "rename value \"ok\" of enum `mood` to \"fine\"");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameEnumValue {
    /// The enum.
    pub name: Ident,
    /// The value as it is.
    pub from: String,
    /// The value as it will be.
    pub to: String,
}

impl RenameEnumValue {
    fn rename_defaults(&self, schema: &mut Schema) {
        let (old, new) = (DefaultValue::Text(self.from.clone()), DefaultValue::Text(self.to.clone()));
        let is_touched = |column: &&crate::schema::Column| {
            column.ty == crate::schema::ColumnType::Enum(self.name.clone()) && column.default.as_ref() == Some(&old)
        };
        let tables = schema.tables().filter(|table| table.columns.iter().any(|column| is_touched(&column)));
        let tables: Vec<TableName> = tables.map(|table| table.name.clone()).collect();
        for table in &tables {
            schema.update(table, |table| {
                for column in table.columns.iter_mut().filter(|column| is_touched(&&**column)) {
                    column.default = Some(new.clone());
                }
            });
        }
    }
}

impl Change for RenameEnumValue {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(values) = resolve::enum_values(schema, &self.name, findings) else { return };
        let mut values = values.to_vec();
        let Some(at) = values.iter().position(|value| *value == self.from) else {
            return findings.push(unknown_value(&self.name, &self.from, &values));
        };
        check_value(&self.name, &self.to, &values, findings);
        values[at] = self.to.clone();
        schema.insert_enum(self.name.clone(), values);
        self.rename_defaults(schema);
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameEnumValue { name: self.name.clone(), from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameEnumValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename value {:?} of enum `{}` to {:?}", self.from, self.name, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{codes, round_trip, schema};
    use crate::schema::Schema;

    fn moods() -> Schema {
        schema(|m| {
            m.create_enum("mood", ["sad", "ok"]);
            m.create_table("t", |t| t.native_enum("a", "mood").default("ok"));
        })
    }

    #[test]
    fn defaults_follow() {
        let class = round_trip(&moods(), |m| {
            m.rename_enum_value("mood", "ok", "fine");
            m.alter_column("t", |t| t.native_enum("a", "mood").default("fine").nullable());
        });
        assert_eq!(class, DownClass::Conditional);
        assert_eq!(round_trip(&moods(), |m| m.rename_enum_value("mood", "ok", "fine")), DownClass::Exact);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&moods(), |m| m.rename_enum_value("mod", "ok", "x")), ["unknown-enum"]);
        assert_eq!(codes(&moods(), |m| m.rename_enum_value("mood", "oh", "x")), ["unknown-value"]);
        assert_eq!(codes(&moods(), |m| m.rename_enum_value("mood", "ok", "sad")), ["bad-value"]);
    }
}

//! Adds a value to a native enum.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::create_enum::check_value;
use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::Ident;
use crate::schema::Schema;

/// Adds a value to an enum. Nothing takes it away again.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_enum_value("mood", "fine").after("ok");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddEnumValue(_)));
/// assert_eq!(operation.to_string(), "add value \"fine\" to enum `mood`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddEnumValue {
    /// The enum.
    pub name: Ident,
    /// The value.
    pub value: String,
    /// Where it comes among the others; behind all of them where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<EnumPlace>,
}

/// Where a value comes among the others of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumPlace {
    /// Before that value.
    Before(String),
    /// After that value.
    After(String),
}

impl EnumPlace {
    /// The value that it comes beside.
    pub fn neighbor(&self) -> &str {
        match self {
            EnumPlace::Before(value) | EnumPlace::After(value) => value,
        }
    }
}

impl Change for AddEnumValue {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(values) = resolve::enum_values(schema, &self.name, findings) else { return };
        let mut values = values.to_vec();
        check_value(&self.name, &self.value, &values, findings);
        let at = match &self.place {
            None => Some(values.len()),
            Some(place) => {
                let neighbor = values.iter().position(|value| value == place.neighbor());
                neighbor.map(|at| at + usize::from(matches!(place, EnumPlace::After(_))))
            }
        };
        if at.is_none() {
            let wrong = self.place.as_ref().map_or("", EnumPlace::neighbor);
            findings.push(unknown_value(&self.name, wrong, &values));
        }
        values.insert(at.unwrap_or(values.len()), self.value.clone());
        schema.insert_enum(self.name.clone(), values);
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Err(Irreversible(format!("PostgreSQL takes no value away from an enum, also not {:?}", self.value)))
    }
}

/// The finding that an enum has no such value, with the nearest that it has.
pub(super) fn unknown_value(name: &Ident, value: &str, known: &[String]) -> Diagnostic {
    let message = format!("enum `{name}` has no value {value:?}");
    Diagnostic::error("unknown-value", name.mark(), message).suggest(value, known.iter().map(String::as_str))
}

impl fmt::Display for AddEnumValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add value {:?} to enum `{}`", self.value, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::{codes, operations, schema};
    use super::super::{Change, Operation};
    use crate::{replay, schema::Schema};

    fn mood() -> Schema {
        schema(|m| m.create_enum("mood", ["sad", "ok"]))
    }

    #[test]
    fn a_value_comes_where_it_is_said_to_and_stays() {
        let mut after = mood();
        let add: Vec<Operation> = operations(|m| {
            m.add_enum_value("mood", "happy");
            m.add_enum_value("mood", "grim").before("sad");
            m.add_enum_value("mood", "dull").after("sad");
        });
        replay::apply(&add, &mut after).unwrap();
        assert_eq!(after.enum_values(&"mood".into()).unwrap(), ["grim", "sad", "dull", "ok", "happy"]);
        assert_eq!(mood().differences(&after).len(), 1);
        assert!(add[0].inverse(&mood()).is_err());
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&mood(), |m| drop(m.add_enum_value("mod", "x"))), ["unknown-enum"]);
        assert_eq!(codes(&mood(), |m| drop(m.add_enum_value("mood", "ok"))), ["bad-value"]);
        assert_eq!(codes(&mood(), |m| drop(m.add_enum_value("mood", "x").after("sat"))), ["unknown-value"]);
    }
}

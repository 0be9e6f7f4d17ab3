//! Creates a native enum.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropEnum, Inverse, Irreversible, objects};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// Creates an enum, which is a type of its own in PostgreSQL.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.create_enum("mood", ["sad", "ok"]);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::CreateEnum(_)));
/// assert_eq!(operation.to_string(), "create enum `mood`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateEnum {
    /// Its name.
    pub name: Ident,
    /// Its values, in the order in which they compare.
    pub values: Vec<String>,
}

impl Change for CreateEnum {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let (name, mark) = (&self.name, self.name.mark());
        findings.extend(name.fault());
        if schema.enum_values(name).is_some() {
            return findings.push(Diagnostic::error("duplicate-enum", mark, format!("enum `{name}` exists already")));
        }
        // A table is a type as well.
        if schema.table(&TableName::new(name, mark)).is_some() {
            let message = format!("enum `{name}` cannot be named so: a table is");
            findings.push(Diagnostic::error("name-taken", mark, message).help("give it another name"));
        }
        objects::check_not_in_the_way("enum", &TableName::new(name, mark), schema, findings);
        if self.values.is_empty() {
            findings.push(Diagnostic::error("bad-type", mark, format!("enum `{name}` has no values")));
        }
        for (at, value) in self.values.iter().enumerate() {
            check_value(name, value, &self.values[..at], findings);
        }
        schema.insert_enum(name.clone(), self.values.clone());
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropEnum { name: self.name.clone() })
    }
}

/// Judges a value of an enum that has `others`.
pub(super) fn check_value(name: &Ident, value: &str, others: &[String], findings: &mut Findings) {
    let mut bad = |message| findings.push(Diagnostic::error("bad-value", name.mark(), message));
    if others.iter().any(|other| other == value) {
        bad(format!("enum `{name}` has the value {value:?} already"));
    } else if value.contains('\0') {
        bad(format!("a value of enum `{name}` contains a NUL character"));
    } else if value.len() > crate::ident::MAX_BYTES {
        bad(format!("a value of enum `{name}` has {} bytes, more than {}", value.len(), crate::ident::MAX_BYTES));
    }
}

impl fmt::Display for CreateEnum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create enum `{}`", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn dropping_it_undoes_it() {
        let class = round_trip(&blog(), |m| {
            m.create_enum("mood", ["sad", "ok"]);
            m.add_column("users", |t| t.native_enum("mood", "mood").default("ok"));
        });
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |name: &str, values: &[&str]| codes(&blog(), |m| m.create_enum(name, values));
        assert_eq!(one("users", &["a"]), ["name-taken"]);
        assert_eq!(one("", &["a"]), ["empty-name"]);
        assert_eq!(one("e", &[]), ["bad-type"]);
        assert_eq!(one("e", &["a", "a"]), ["bad-value"]);
        assert_eq!(one("e", &["\0"]), ["bad-value"]);
        assert_eq!(one("e", &["x".repeat(64).as_str()]), ["bad-value"]);
        let twice = codes(&blog(), |m| {
            m.create_enum("e", ["a"]);
            m.create_enum("e", ["a"]);
            m.create_table("e", |t| t.id());
        });
        assert_eq!(twice, ["duplicate-enum", "name-taken"]);
    }

    #[test]
    fn columns_need_one_that_exists_and_a_default_of_it() {
        let unknown = codes(&blog(), |m| {
            m.create_enum("mood", ["sad"]);
            m.create_table("t", |t| t.native_enum("a", "moood"));
            m.add_column("users", |t| t.native_enum("a", "moood").array());
            m.alter_column("users", |t| t.native_enum("age", "moood"));
        });
        assert_eq!(unknown, ["unknown-enum"; 3]);
        let default = codes(&blog(), |m| {
            m.create_enum("mood", ["sad"]);
            m.create_table("t", |t| t.native_enum("a", "mood").default("ok"));
        });
        assert_eq!(default, ["default-does-not-fit"]);
    }
}

//! Objects that Covet knows by their SQL alone: views, triggers, functions and their like.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{SqlText, expression};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};

/// What an object is.
///
/// ```
/// use covet_core::schema::ObjectKind;
/// assert_eq!(ObjectKind::MaterializedView.to_string(), "materialized view");
/// assert!(ObjectKind::Trigger.stands_on_table() && !ObjectKind::View.stands_on_table());
/// assert!(ObjectKind::Sequence.has_state());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A query that is read like a table.
    View,
    /// A view that keeps its rows, in PostgreSQL.
    MaterializedView,
    /// What runs when the rows of a table change.
    Trigger,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An extension of PostgreSQL.
    Extension,
    /// A sequence of numbers.
    Sequence,
    /// A policy of row-level security, in PostgreSQL.
    Policy,
    /// An exclusion constraint, in PostgreSQL.
    Exclusion,
    /// A type of PostgreSQL: composite, range, or another that is no enum.
    Type,
    /// A domain of PostgreSQL.
    Domain,
    /// Anything else, which says itself how it is dropped.
    Other,
}

impl ObjectKind {
    /// All of them.
    pub const ALL: [ObjectKind; 12] = [
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Trigger,
        ObjectKind::Function,
        ObjectKind::Procedure,
        ObjectKind::Extension,
        ObjectKind::Sequence,
        ObjectKind::Policy,
        ObjectKind::Exclusion,
        ObjectKind::Type,
        ObjectKind::Domain,
        ObjectKind::Other,
    ];

    /// Its name in a migration file: `MaterializedView`.
    pub fn as_str(self) -> &'static str {
        match self {
            ObjectKind::View => "View",
            ObjectKind::MaterializedView => "MaterializedView",
            ObjectKind::Trigger => "Trigger",
            ObjectKind::Function => "Function",
            ObjectKind::Procedure => "Procedure",
            ObjectKind::Extension => "Extension",
            ObjectKind::Sequence => "Sequence",
            ObjectKind::Policy => "Policy",
            ObjectKind::Exclusion => "Exclusion",
            ObjectKind::Type => "Type",
            ObjectKind::Domain => "Domain",
            ObjectKind::Other => "Other",
        }
    }

    /// Whether it stands on a table, which is part of what names it.
    pub fn stands_on_table(self) -> bool {
        matches!(self, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Exclusion)
    }

    /// Whether it shares the namespace of tables, types and indexes, on whichever database it does.
    pub fn is_named_as_tables(self) -> bool {
        use ObjectKind as K;
        matches!(self, K::View | K::MaterializedView | K::Sequence | K::Exclusion | K::Type | K::Domain)
    }

    /// Whether it holds something that dropping it loses and creating it does not bring back: rows, counters, columns.
    pub fn has_state(self) -> bool {
        use ObjectKind as K;
        matches!(self, K::MaterializedView | K::Extension | K::Sequence | K::Type | K::Domain | K::Other)
    }
}

/// As messages name it: "materialized view".
impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ObjectKind::View => "view",
            ObjectKind::MaterializedView => "materialized view",
            ObjectKind::Trigger => "trigger",
            ObjectKind::Function => "function",
            ObjectKind::Procedure => "procedure",
            ObjectKind::Extension => "extension",
            ObjectKind::Sequence => "sequence",
            ObjectKind::Policy => "policy",
            ObjectKind::Exclusion => "exclusion constraint",
            ObjectKind::Type => "type",
            ObjectKind::Domain => "domain",
            ObjectKind::Other => "object",
        })
    }
}

/// What names an object: its kind, its name and, where it stands on one, its table.
///
/// ```
/// use covet_core::schema::{ObjectId, ObjectKind};
/// let id = ObjectId { kind: ObjectKind::Trigger, name: "touched".into(), on: Some("posts".into()) };
/// assert_eq!(id.to_string(), "trigger `touched` of `posts`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectId {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: TableName,
    /// The table, or the view, that it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<TableName>,
}

/// "view `names`", "trigger `touch` of `users`".
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)?;
        match &self.on {
            Some(table) => write!(f, " of `{table}`"),
            None => Ok(()),
        }
    }
}

/// Something in a database that Covet knows by the SQL that makes it.
///
/// ```
/// use covet_core::{Schema, dsl::*, replay};
/// let mut m = Migration::new();
/// m.create_object(Extension, "citext").create("CREATE EXTENSION citext").mysql("").sqlite("");
/// let (script, _) = m.finish();
/// let mut schema = Schema::new();
/// replay::apply(script.operations(), &mut schema).unwrap();
/// let object = schema.objects().next().unwrap();
/// assert_eq!(object.created_by(covet_core::Dialect::Sqlite), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: TableName,
    /// The table, or the view, that it stands on: of triggers, policies and exclusion constraints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<TableName>,
    /// What makes it; empty for a database that does without it.
    pub create: SqlText,
    /// What drops it, where that does not follow from its kind and name.
    #[serde(default, skip_serializing_if = "SqlText::is_unset")]
    pub drop: SqlText,
    /// The tables and the other objects that it uses, without the one that it stands on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<TableName>,
}

impl Object {
    /// What names it.
    pub fn id(&self) -> ObjectId {
        ObjectId { kind: self.kind, name: self.name.clone(), on: self.on.clone() }
    }

    /// All that has to be there for it: what it stands on, and what it uses.
    pub fn needs(&self) -> impl Iterator<Item = &TableName> {
        self.on.iter().chain(&self.uses)
    }

    /// The SQL that makes it on one database; nothing where that database does without it.
    pub fn created_by(&self, dialect: Dialect) -> Option<&str> {
        self.create.of(dialect).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The object as one dialect sees it, or nothing where that is what is written.
    pub fn project(&self, dialect: Dialect) -> Option<Object> {
        let plain = self.create.is_for_all() && self.drop.is_for_all();
        let projected =
            || Object { create: self.create.project(dialect), drop: self.drop.project(dialect), ..self.clone() };
        (!plain).then(projected)
    }

    /// Whether one of its texts names a column, or takes all columns there are.
    pub fn names_column(&self, column: &Ident) -> bool {
        self.create.texts().any(|text| expression::names_column(text, column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: ObjectKind, text: &str) -> Object {
        let name = TableName::from("o");
        Object { kind, name, on: None, create: SqlText::any(text), drop: SqlText::default(), uses: Vec::new() }
    }

    #[test]
    fn columns_are_named_or_taken_all() {
        let names = |text: &str| object(ObjectKind::View, text).names_column(&"email".into());
        for text in ["SELECT u.email FROM u", "SELECT * FROM u", "SELECT a, u.* FROM u", "SELECT DISTINCT * FROM u"] {
            assert!(names(text), "{text}");
        }
        for text in ["SELECT count(*) FROM u", "SELECT a * 2, 'email' FROM u", "SELECT emails FROM u"] {
            assert!(!names(text), "{text}");
        }
    }

    #[test]
    fn kinds_are_written_as_their_names() {
        for kind in ObjectKind::ALL {
            assert_eq!(format!("{kind:?}"), kind.as_str());
        }
    }
}

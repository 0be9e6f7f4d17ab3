//! What stands in a database and has no place in a schema.

use std::fmt;

use covet_core::TableName;

/// Something that stands in a database and has no place in a [`Schema`](covet_core::Schema), or not all of it.
///
/// ```
/// use covet_runtime::{Unmodelled, What};
/// let trigger = Unmodelled {
///     table: Some("users".into()),
///     what: What::Trigger,
///     name: "audit".into(),
///     text: "CREATE TRIGGER audit ..".into(),
/// };
/// assert_eq!(trigger.to_string(), "trigger `audit` on `users`: CREATE TRIGGER audit ..");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmodelled {
    /// The table that it stands on, if it stands on one.
    pub table: Option<TableName>,
    /// What it is.
    pub what: What,
    /// Its name, or the name of the column that it is about; the table's where it is about the whole table.
    pub name: String,
    /// Its definition, as far as the database tells it.
    pub text: String,
}

/// What an [`Unmodelled`] is.
///
/// ```
/// use covet_runtime::{Introspected, What};
/// fn triggers(found: &Introspected) -> usize {
///     found.unmodelled.iter().filter(|one| one.what == What::Trigger).count()
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum What {
    /// A table that is none of rows alone: partitioned, foreign, virtual.
    Table,
    /// An option of a table that is in the schema.
    TableOption,
    /// A property of a column that is in the schema.
    ColumnOption,
    /// A constraint that is not in the schema.
    Constraint,
    /// A property of a constraint that is in the schema.
    ConstraintOption,
    /// An index that is not in the schema.
    Index,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A trigger.
    Trigger,
    /// An extension of PostgreSQL.
    Extension,
    /// A sequence that is no identity's.
    Sequence,
    /// A domain, a range, a composite type.
    Type,
    /// A function or procedure.
    Routine,
    /// A policy of row-level security.
    Policy,
    /// A rewrite rule.
    Rule,
    /// A comment on something whose comments are not in the schema.
    Comment,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            What::Table => "table",
            What::TableOption => "option of table",
            What::ColumnOption => "option of column",
            What::Constraint => "constraint",
            What::ConstraintOption => "option of constraint",
            What::Index => "index",
            What::View => "view",
            What::MaterializedView => "materialized view",
            What::Trigger => "trigger",
            What::Extension => "extension",
            What::Sequence => "sequence",
            What::Type => "type",
            What::Routine => "routine",
            What::Policy => "policy",
            What::Rule => "rule",
            What::Comment => "comment on",
        })
    }
}

impl fmt::Display for Unmodelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.what, self.name)?;
        if let Some(table) = self.table.as_ref().filter(|table| table.name.as_str() != self.name) {
            write!(f, " on `{table}`")?;
        }
        if self.text.is_empty() { Ok(()) } else { write!(f, ": {}", self.text) }
    }
}

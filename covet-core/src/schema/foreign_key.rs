//! Foreign keys.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, TableName};

/// What happens to a row when the row that it refers to is deleted or changes its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The change is refused. Also what `RESTRICT` does, except for deferrable keys.
    #[default]
    NoAction,
    /// The change is refused at once, even where the key is deferrable.
    Restrict,
    /// The row is deleted, or follows the change.
    Cascade,
    /// The columns become NULL.
    SetNull,
}

impl Action {
    /// Whether it is what a database does when nothing is said.
    pub fn is_no_action(&self) -> bool {
        *self == Action::NoAction
    }
}

/// In SQL: `ON DELETE` is followed by this.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Action::NoAction => "NO ACTION",
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
        })
    }
}

/// A foreign key: columns of a table that hold the key of a row of another, or NULL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// Its name; `fk_<table>_<columns>` unless another is given.
    pub name: Ident,
    /// The columns that refer.
    pub columns: Vec<Ident>,
    /// The table referred to.
    pub ref_table: TableName,
    /// The columns referred to; empty, and only as written, for the primary key of that table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ref_columns: Vec<Ident>,
    /// When the row referred to is deleted.
    #[serde(default, skip_serializing_if = "Action::is_no_action")]
    pub on_delete: Action,
    /// When the key referred to changes.
    #[serde(default, skip_serializing_if = "Action::is_no_action")]
    pub on_update: Action,
}

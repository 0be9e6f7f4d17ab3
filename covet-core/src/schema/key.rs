//! Primary keys and unique constraints.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Deferrable;
use crate::ident::{Ident, TableName, listed};

/// The primary key of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrimaryKey {
    /// Its columns, in the order of the key.
    pub columns: Vec<Ident>,
}

impl PrimaryKey {
    /// The name of the primary key of `table`, where a database gives it one; it follows the table's.
    pub fn name(table: &TableName) -> Ident {
        Ident::derived("pk", table, &[])
    }
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Its name; `uq_<table>_<columns>` unless another is given.
    pub name: Ident,
    /// Its columns, in the order of the key.
    pub columns: Vec<Ident>,
    /// Whether NULL counts as equal to NULL; PostgreSQL 15 has such constraints.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Whether it can wait for the end of the transaction; PostgreSQL has such constraints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
}

impl Unique {
    /// A unique constraint, as plain as can be.
    pub fn on(name: Ident, columns: Vec<Ident>) -> Self {
        Unique { name, columns, nulls_not_distinct: false, deferrable: None }
    }
}

/// As messages show it: "(`floor`, `room`)".
impl fmt::Display for Unique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nulls = if self.nulls_not_distinct { ", nulls not distinct" } else { "" };
        write!(f, "({}){nulls}", listed(&self.columns))?;
        self.deferrable.iter().try_for_each(|when| write!(f, ", {when}"))
    }
}

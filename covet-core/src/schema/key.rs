//! Primary keys and unique constraints.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// The primary key of a table; the database names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrimaryKey {
    /// Its columns, in the order of the key.
    pub columns: Vec<Ident>,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Its name; `uq_<table>_<columns>` unless another is given.
    pub name: Ident,
    /// Its columns, in the order of the key.
    pub columns: Vec<Ident>,
}

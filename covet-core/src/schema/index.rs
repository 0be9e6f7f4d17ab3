//! Indexes.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// An index on columns of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name; `ix_<table>_<columns>` unless another is given.
    pub name: Ident,
    /// Its columns, in the order of the index.
    pub columns: Vec<Ident>,
    /// Whether no two rows may agree in its columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
}

//! Check constraints.

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// A condition that every row of a table meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name; `ck_<table>_<column>` where it was declared on a column.
    pub name: Ident,
    /// The condition, in SQL that every targeted database understands.
    pub expression: String,
}

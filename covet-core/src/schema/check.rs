//! Check constraints.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ident::Ident;

/// A condition that every row of a table meets.
///
/// ```
/// use covet_core::schema::Check;
/// let check = Check::on("ck_users_age".into(), "age > 0");
/// assert!(!check.not_valid);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name; `ck_<table>_<column>` where it was declared on a column.
    pub name: Ident,
    /// The condition, in SQL that every targeted database understands.
    pub expression: String,
    /// Whether it holds for new rows only, until it is validated; only PostgreSQL keeps them apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
}

impl Check {
    /// A check that holds for all rows.
    pub fn on(name: Ident, expression: impl Into<String>) -> Self {
        Check { name, expression: expression.into(), not_valid: false }
    }
}

/// As messages show it: "`quantity > 0`".
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`{}", self.expression, if self.not_valid { ", not valid" } else { "" })
    }
}

//! Foreign keys.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, TableName, listed};

/// What happens to a row when the row that it refers to is deleted or changes its key.
///
/// ```
/// use covet_core::dsl::{Cascade, Migration};
/// let mut m = Migration::new();
/// m.add_foreign_key("posts", ["user_id"], "users", ["id"]).on_delete(Cascade);
/// assert_eq!(Cascade.to_string(), "CASCADE");
/// ```
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
    /// The columns get their defaults; MySQL cannot.
    SetDefault,
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
            Action::SetDefault => "SET DEFAULT",
        })
    }
}

/// When a constraint that can wait is looked at.
///
/// ```
/// use covet_core::dsl::{InitiallyDeferred, Migration};
/// let mut m = Migration::new();
/// m.add_unique("steps", ["position"]).deferrable(InitiallyDeferred);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// After each statement, unless the transaction says otherwise.
    InitiallyImmediate,
    /// When the transaction commits, unless it says otherwise.
    InitiallyDeferred,
}

/// A foreign key: columns of a table that hold the key of a row of another, or NULL.
///
/// ```
/// use covet_core::schema::{Action, ForeignKey};
/// let own = vec!["user_id".into()];
/// let key = ForeignKey::on("fk_posts_user_id".into(), own, "users".into(), vec!["id".into()]);
/// assert_eq!(key.on_delete, Action::NoAction);
/// ```
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
    /// Whether it can wait for the end of the transaction; PostgreSQL and SQLite have such keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<Deferrable>,
    /// Whether it holds for new rows only, until it is validated; only PostgreSQL keeps them apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// Whether the table referred to is none of the migrations that are known here, so that nothing is known of it.
    ///
    /// No part of a checksum: it says what a build can check, and not what the key is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub external: bool,
}

impl ForeignKey {
    /// A key that refuses to lose what it refers to.
    pub fn on(name: Ident, columns: Vec<Ident>, ref_table: TableName, ref_columns: Vec<Ident>) -> Self {
        ForeignKey {
            name,
            columns,
            ref_table,
            ref_columns,
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: None,
            not_valid: false,
            external: false,
        }
    }
}

/// As messages show it: "deferrable".
impl fmt::Display for Deferrable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Deferrable::InitiallyImmediate => "deferrable",
            Deferrable::InitiallyDeferred => "initially deferred",
        })
    }
}

/// As messages show it: "(`org_id`) to `orgs` (`id`), on delete CASCADE, on update NO ACTION".
impl fmt::Display for ForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (listed(&self.columns), listed(&self.ref_columns));
        let (delete, update) = (self.on_delete, self.on_update);
        write!(f, "({from}) to `{}` ({to}), on delete {delete}, on update {update}", self.ref_table)?;
        self.deferrable.iter().try_for_each(|when| write!(f, ", {when}"))?;
        f.write_str(if self.not_valid { ", not valid" } else { "" })
    }
}

//! Primary keys and unique constraints.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Deferrable;
use crate::ident::{Ident, TableName, listed};

/// The primary key of a table.
///
/// ```
/// use covet_core::schema::PrimaryKey;
///
/// let users = "users".into();
/// let key = PrimaryKey::on(vec!["id".into()]);
/// assert_eq!(key.name_on(&users).as_str(), "pk_users");
/// let adopted = PrimaryKey { name: Some("users_pkey".into()), ..key };
/// assert_eq!(adopted.name_on(&users).as_str(), "users_pkey");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct PrimaryKey {
    /// A name of its own, which it keeps whatever becomes of the table's; without one it is `pk_<table>`, and follows.
    ///
    /// Only PostgreSQL gives primary keys names.
    pub name: Option<Ident>,
    /// Its columns, in the order of the key.
    pub columns: Vec<Ident>,
}

impl PrimaryKey {
    /// A primary key without a name of its own.
    pub fn on(columns: Vec<Ident>) -> Self {
        PrimaryKey { name: None, columns }
    }

    /// The name that the primary key of `table` has where nobody gives it one; it follows the table's.
    pub fn derived_name(table: &TableName) -> Ident {
        Ident::derived("pk", table, &[])
    }

    /// The name that the key has on `table`, where a database gives it one.
    pub fn name_on(&self, table: &TableName) -> Ident {
        self.name.clone().unwrap_or_else(|| PrimaryKey::derived_name(table))
    }

    /// The same, without a name that says what would be so without it.
    pub(crate) fn named_on(self, table: &TableName) -> Self {
        let derived = PrimaryKey::derived_name(table);
        PrimaryKey { name: self.name.filter(|name| *name != derived), ..self }
    }
}

/// As messages show it: "(`user_id`, `role_id`)".
impl fmt::Display for PrimaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({})", listed(&self.columns))?;
        self.name.iter().try_for_each(|name| write!(f, " named `{name}`"))
    }
}

/// The form in which it is kept: its columns alone, as long as there is nothing else to say.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Written {
    Columns(Vec<Ident>),
    Named { name: Ident, columns: Vec<Ident> },
}

impl From<Written> for PrimaryKey {
    fn from(written: Written) -> Self {
        match written {
            Written::Columns(columns) => PrimaryKey::on(columns),
            Written::Named { name, columns } => PrimaryKey { name: Some(name), columns },
        }
    }
}

impl From<PrimaryKey> for Written {
    fn from(key: PrimaryKey) -> Self {
        match key.name {
            None => Written::Columns(key.columns),
            Some(name) => Written::Named { name, columns: key.columns },
        }
    }
}

/// A unique constraint.
///
/// ```
/// use covet_core::schema::Unique;
/// let unique = Unique::on("uq_rooms_place".into(), vec!["floor".into(), "room".into()]);
/// assert_eq!(unique.to_string(), "(`floor`, `room`)");
/// ```
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

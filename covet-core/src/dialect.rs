//! The databases that Covet speaks to, and what each of them can do, as data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A family of databases with one SQL.
///
/// ```
/// use covet_core::Dialect;
/// assert_eq!("mariadb".parse(), Ok(Dialect::MySql));
/// assert_eq!(Dialect::Postgres.to_string(), "postgres");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// All of them, in the order in which they are numbered.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];

    /// The name in configuration files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::MySql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// Its place in [`Dialect::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// What this family of databases can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Dialect::Postgres => &POSTGRES,
            Dialect::MySql => &MYSQL,
            Dialect::Sqlite => &SQLITE,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no database that Covet knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown database `{0}`: expected `postgres`, `mysql`, `mariadb` or `sqlite`")]
pub struct UnknownDialect(pub String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        match text {
            "postgres" | "postgresql" => Ok(Dialect::Postgres),
            "mysql" | "mariadb" => Ok(Dialect::MySql),
            "sqlite" => Ok(Dialect::Sqlite),
            other => Err(UnknownDialect(other.to_owned())),
        }
    }
}

/// What a database can do; the planner branches on these, never on the dialect's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// A transaction covers DDL, so that a failed migration leaves nothing behind.
    pub transactional_ddl: bool,
    /// Columns and constraints of an existing table can be changed by ALTER TABLE; otherwise the table is rebuilt.
    pub alter_in_place: bool,
    /// Tables stand in schemas that a name may be qualified with.
    pub qualified_names: bool,
    /// A column list in an index of a foreign key is made by the server when none is given.
    pub foreign_key_makes_index: bool,
}

const POSTGRES: Capabilities = Capabilities {
    transactional_ddl: true,
    alter_in_place: true,
    qualified_names: true,
    foreign_key_makes_index: false,
};
const MYSQL: Capabilities = Capabilities {
    transactional_ddl: false,
    alter_in_place: true,
    qualified_names: true,
    foreign_key_makes_index: true,
};
const SQLITE: Capabilities = Capabilities {
    transactional_ddl: true,
    alter_in_place: false,
    qualified_names: false,
    foreign_key_makes_index: false,
};

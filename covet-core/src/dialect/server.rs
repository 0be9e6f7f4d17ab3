//! Servers and their versions, as far as they can do different things.

use std::fmt;

use super::Dialect;

/// A database server whose locks, algorithms and abilities are its own; two of them are one dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

/// A version by its parts: `[8, 0, 29]`.
pub type Version = [u32; 3];

impl Server {
    /// All of them.
    pub const ALL: [Server; 4] = [Server::Postgres, Server::MySql, Server::MariaDb, Server::Sqlite];

    /// The dialect that it speaks.
    pub fn dialect(self) -> Dialect {
        match self {
            Server::Postgres => Dialect::Postgres,
            Server::MySql | Server::MariaDb => Dialect::MySql,
            Server::Sqlite => Dialect::Sqlite,
        }
    }

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Server::Postgres => "PostgreSQL",
            Server::MySql => "MySQL",
            Server::MariaDb => "MariaDB",
            Server::Sqlite => "SQLite",
        }
    }

    /// As `covet.toml` names it.
    pub fn target(self) -> &'static str {
        match self {
            Server::Postgres => "postgres",
            Server::MySql => "mysql",
            Server::MariaDb => "mariadb",
            Server::Sqlite => "sqlite",
        }
    }
}

/// A server in a version: what one is, or from which on something is there.
///
/// ```
/// use covet_core::dialect::{Dialect, Release, Server};
///
/// let found = Release::read(Dialect::MySql, "10.11.14-MariaDB-0+deb12u2-log").unwrap();
/// assert_eq!(found, Release { server: Server::MariaDb, version: [10, 11, 14] });
/// assert_eq!(found.to_string(), "MariaDB 10.11.14");
/// assert_eq!(Release { server: Server::Postgres, version: [18, 0, 0] }.to_string(), "PostgreSQL 18");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// The server.
    pub server: Server,
    /// The version; parts that are not said are 0.
    pub version: Version,
}

impl Release {
    /// What a server that speaks this dialect says of itself; nothing where it says no version.
    pub fn read(dialect: Dialect, text: &str) -> Option<Release> {
        let server = match dialect {
            Dialect::Postgres => Server::Postgres,
            Dialect::MySql if text.contains("MariaDB") => Server::MariaDb,
            Dialect::MySql => Server::MySql,
            Dialect::Sqlite => Server::Sqlite,
        };
        let mut version = [0; 3];
        let parts = text.split(|char: char| !char.is_ascii_digit()).map(str::parse::<u32>);
        let mut count = 0;
        for (part, place) in parts.map_while(Result::ok).zip(&mut version) {
            *place = part;
            count += 1;
        }
        (count > 0).then_some(Release { server, version })
    }

    /// The version without what is 0 at its end, as `covet.toml` says it: `8.0.13`, `18`.
    pub fn version_text(&self) -> String {
        let length = self.version.iter().rposition(|part| *part != 0).unwrap_or(0) + 1;
        self.version[..length].iter().map(u32::to_string).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.server.name(), self.version_text())
    }
}

/// Whether a family of databases has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// None of them.
    No,
    /// All of them, in every version that Covet knows.
    Yes,
    /// These servers, from these versions on.
    From(&'static [Release]),
}

impl Has {
    /// Whether any of them has it.
    pub fn anywhere(self) -> bool {
        self != Has::No
    }

    /// The servers that have it from some version on; nothing where all or none have it.
    pub fn releases(self) -> Option<&'static [Release]> {
        match self {
            Has::From(releases) => Some(releases),
            Has::No | Has::Yes => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_their_versions_in_their_own_ways() {
        let read = |dialect, text| Release::read(dialect, text).map(|release| release.to_string());
        let shown = |text: &str| Some(text.to_owned());
        assert_eq!(read(Dialect::Postgres, "15.14 (Debian 15.14-0+deb12u1)"), shown("PostgreSQL 15.14"));
        assert_eq!(read(Dialect::Postgres, "18beta2"), shown("PostgreSQL 18"));
        assert_eq!(read(Dialect::MySql, "8.0.36-0ubuntu0.22.04.1"), shown("MySQL 8.0.36"));
        assert_eq!(read(Dialect::MySql, "8.0.11-TiDB-v7.5.0"), shown("MySQL 8.0.11"));
        assert_eq!(read(Dialect::Sqlite, "3.46.0"), shown("SQLite 3.46"));
        assert_eq!(read(Dialect::Postgres, "unknown"), None);
    }
}

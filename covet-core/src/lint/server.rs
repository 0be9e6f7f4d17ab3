//! The servers that a project targets, as far as the rules tell them apart.

use crate::dialect::{Dialect, Server, Version};

/// The oldest version that the rules know, which is taken for the oldest where none is named.
fn oldest_known(server: Server) -> Version {
    match server {
        Server::Postgres => [12, 0, 0],
        Server::MySql => [8, 0, 0],
        Server::MariaDb => [10, 5, 0],
        Server::Sqlite => [3, 35, 0],
    }
}

/// Servers, each with the oldest version that migrations must run on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Servers([Option<Version>; 4]);

impl Servers {
    /// Every server in every version that the rules know.
    pub fn all() -> Self {
        Servers(Server::ALL.map(|server| Some(oldest_known(server))))
    }

    /// Adds a server, from the version on whose parts are given, or in all of them.
    ///
    /// ```
    /// use covet_core::lint::{Server, Servers};
    /// let mut servers = Servers::default();
    /// servers.insert(Server::MySql, Some(&[8, 4]));
    /// assert!(servers.before(Server::MySql, [9, 0, 0]) && !servers.before(Server::MySql, [8, 0, 29]));
    /// assert!(!servers.before(Server::MariaDb, [11, 0, 0]), "is none of them");
    /// ```
    pub fn insert(&mut self, server: Server, at_least: Option<&[u32]>) {
        let part = |parts: &[u32], at: usize| parts.get(at).copied().unwrap_or(0);
        let version = at_least.map(|parts| [part(parts, 0), part(parts, 1), part(parts, 2)]);
        self.0[server as usize] = Some(version.unwrap_or_else(|| oldest_known(server)));
    }

    /// Whether it is one of them.
    pub fn has(&self, server: Server) -> bool {
        self.0[server as usize].is_some()
    }

    /// Whether one of them speaks this dialect.
    pub fn speak(&self, dialect: Dialect) -> bool {
        Server::ALL.into_iter().any(|server| server.dialect() == dialect && self.has(server))
    }

    /// Whether migrations must run on a version of this server before that one.
    pub fn before(&self, server: Server, version: Version) -> bool {
        self.0[server as usize].is_some_and(|oldest| oldest < version)
    }
}

//! Where migrations are applied: SQLite files, and the throwaway servers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::history::Database;
use super::project::bench_folder;
use crate::server::{Server, Servers};

/// A place that gives out empty databases.
pub struct Place<'a> {
    /// What it is, for a table.
    pub title: String,
    /// Which SQL it speaks.
    pub database: Database,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// A folder for files.
    Files(PathBuf),
    Server(&'a Server),
}

impl<'a> Place<'a> {
    /// SQLite, and the servers that there are.
    ///
    /// # Errors
    /// When a server does not say its version, or the folder for SQLite's files cannot be made.
    pub fn all(servers: Option<&'a Servers>) -> Result<Vec<Self>> {
        let folder = bench_folder()?.join("databases");
        fs::create_dir_all(&folder).with_context(|| format!("failed to create {}", folder.display()))?;
        let mut all = vec![Self { title: "SQLite file".into(), database: Database::Sqlite, kind: Kind::Files(folder) }];
        for server in servers.iter().flat_map(|servers| servers.iter()) {
            let database = if server.product == "PostgreSQL" { Database::Postgres } else { Database::MySql };
            all.push(Self { title: server.version()?, database, kind: Kind::Server(server) });
        }
        Ok(all)
    }

    /// The program that people feed SQL to, in a database that [`empty_database`](Place::empty_database) gave out.
    pub fn client(&self, name: &str) -> Command {
        match &self.kind {
            Kind::Server(server) => server.script(name),
            Kind::Files(folder) => {
                let mut sqlite = Command::new("sqlite3");
                sqlite.arg("-bail").arg(folder.join(format!("{name}.db")));
                sqlite
            }
        }
    }

    /// How that program is called, in a table.
    pub fn client_name(&self) -> &'static str {
        match self.database {
            Database::Sqlite => "sqlite3",
            Database::Postgres => "psql",
            Database::MySql => "mariadb",
        }
    }

    /// The URL of a new database of that name.
    ///
    /// # Errors
    /// When the server refuses, or a file of an earlier run cannot be removed.
    pub fn empty_database(&self, name: &str) -> Result<String> {
        match &self.kind {
            Kind::Server(server) => server.create_database(name),
            Kind::Files(folder) => {
                let file = folder.join(format!("{name}.db"));
                if file.exists() {
                    fs::remove_file(&file).with_context(|| format!("failed to remove {}", file.display()))?;
                }
                Ok(format!("sqlite://{}?mode=rwc", file.display()))
            }
        }
    }
}

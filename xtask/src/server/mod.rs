//! Throwaway database servers for the tests, and a pooler.
//!
//! All listen on free ports of 127.0.0.1, forget durability for speed, write every statement to a log that tests count
//! in, and are gone, with their folder, when [`Servers`] is dropped or the process ends in any other way.

pub mod account;
mod keeper;
mod mariadb;
mod pgbouncer;
mod postgres;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;
use keeper::{Keeper, Kept};
use pgbouncer::PgBouncer;

/// The user, the password and the first database of every server.
const COVET: &str = "covet";

/// Tests open pools side by side, and some start a hundred clients at once.
const MAX_CONNECTIONS: u32 = 300;

/// A machine that builds beside the tests may be slow to start a server.
const START_TIMEOUT: Duration = Duration::from_secs(90);

/// The two servers, and a pooler before the first, up and ready.
pub struct Servers {
    all: [Server; 2],
    pooler: PgBouncer,
    _keeper: Keeper,
}

/// One server that is up.
pub struct Server {
    /// What it is, for messages.
    pub product: &'static str,
    /// The environment variable that tells the tests where it is.
    variable: &'static str,
    port: u16,
    /// Its address with user and password, without a database.
    address: String,
    /// The log that holds every statement.
    statements: PathBuf,
    /// The log that says why it did not start.
    console: PathBuf,
    /// Its client, but for the SQL.
    client: Box<dyn Fn() -> Command>,
    /// Its client in a database, for a script from stdin that ends at the first error.
    script: Box<dyn Fn(&str) -> Command>,
    process: Kept,
}

impl Servers {
    /// Starts them and waits until they answer.
    ///
    /// # Errors
    /// When a server is not installed or does not come up; the message carries the end of its log.
    pub fn start() -> Result<Self> {
        let begun = Instant::now();
        let programs = (crate::install::postgres()?, crate::install::mariadb()?);
        let pooler = crate::install::pgbouncer()?;
        let mut keeper = Keeper::new()?;
        let all = [postgres::start(&mut keeper, programs.0)?, mariadb::start(&mut keeper, programs.1)?];
        for server in &all {
            server.wait_until_ready(&mut keeper)?;
        }
        let [postgres, mariadb] = &all;
        postgres.create_database(COVET)?;
        let pooler = pgbouncer::start(&mut keeper, &pooler, postgres.port)?;
        pooler.wait_until_ready(&mut keeper)?;
        println!("{}, {} and PgBouncer are up after {:.1?}", postgres.product, mariadb.product, begun.elapsed());
        Ok(Self { all, pooler, _keeper: keeper })
    }

    /// The servers, PostgreSQL first.
    pub fn iter(&self) -> impl Iterator<Item = &Server> {
        self.all.iter()
    }

    /// What the tests find in their environment.
    pub fn variables(&self) -> Vec<(String, String)> {
        let describe = |server: &Server| {
            let log = server.statements.display().to_string();
            [(server.variable.to_owned(), server.url(COVET)), (format!("{}_LOG", server.variable), log)]
        };
        let pooler = ("COVET_TEST_PGBOUNCER".to_owned(), self.pooler.url.clone());
        self.iter().flat_map(describe).chain([pooler]).collect()
    }
}

impl Server {
    /// The URL of a database on this server.
    fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.address)
    }

    /// Creates a database and returns its URL.
    ///
    /// # Errors
    /// When the server refuses, as it does when the database exists.
    pub fn create_database(&self, name: &str) -> Result<String> {
        self.query(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    /// The product and the number of its version.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn version(&self) -> Result<String> {
        let said = self.query("SELECT version()")?;
        let number = said.split([' ', '-']).find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        Ok(format!("{} {}", self.product, number.unwrap_or_default().trim_end()))
    }

    /// The client in a database: runs what comes from stdin, and stops at the first error.
    pub fn script(&self, database: &str) -> Command {
        (self.script)(database)
    }

    fn query(&self, sql: &str) -> Result<String> {
        let mut client = (self.client)();
        workspace::output(client.arg(sql)).with_context(|| format!("failed to run `{sql}` on {}", self.product))
    }

    fn wait_until_ready(&self, keeper: &mut Keeper) -> Result<()> {
        let begun = Instant::now();
        loop {
            if let Some(status) = keeper.ended(self.process)? {
                bail!("failed to start {}: it ended ({status})\n{}", self.product, self.end_of_log());
            }
            let Err(error) = self.query("SELECT 1") else {
                return Ok(());
            };
            if begun.elapsed() > START_TIMEOUT {
                let log = self.end_of_log();
                let waited = START_TIMEOUT.as_secs();
                return Err(error.context(format!("{} does not answer after {waited} s\n{log}", self.product)));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn end_of_log(&self) -> String {
        let log = fs::read(&self.console).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        format!("the end of its log:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"))
    }
}

/// A port that was free a moment ago. Ask at the last moment: another process may take it.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("failed to find a free port")?;
    Ok(listener.local_addr()?.port())
}

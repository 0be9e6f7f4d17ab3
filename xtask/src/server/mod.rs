//! Throwaway database servers for the tests, and a pooler.
//!
//! All listen on free ports of 127.0.0.1, forget durability for speed, write every statement to a log that tests count
//! in, and are gone, with their folder, when [`Servers`] is dropped or the process ends in any other way.
//!
//! Tests of faults have two of their own, which they may kill: those keep what they have acknowledged, and are started
//! again whenever they are gone.

pub mod account;
mod keeper;
mod mariadb;
mod pgbouncer;
mod postgres;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;
use account::Account;
use keeper::{Keeper, Kept};
use pgbouncer::PgBouncer;

/// The user, the password and the first database of every server.
const COVET: &str = "covet";

/// Tests open pools side by side, and some start a hundred clients at once.
const MAX_CONNECTIONS: u32 = 300;

/// A machine that builds beside the tests may be slow to start a server.
const START_TIMEOUT: Duration = Duration::from_secs(90);

/// What becomes of a server that is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is gone, and what it had not written to its disk with it.
    Gone,
    /// It is started again, and has what it had acknowledged.
    StartedAgain,
}

/// Starts a server again whenever it is gone.
const SUPERVISOR: &str = include_str!("supervisor.sh");

impl Fate {
    /// The command of a server that runs as `account` in its folder, and the signal that stops it; `signal` is the one that
    /// stops the server itself.
    fn command(self, account: Account, server: &Path, folder: &Path, signal: &'static str) -> (Command, &'static str) {
        match self {
            Fate::Gone => (account.command(server, folder), signal),
            Fate::StartedAgain => {
                let mut supervisor = account.command(Path::new("/bin/sh"), folder);
                supervisor.args(["-c", SUPERVISOR, "covet-supervisor", signal]).arg(server);
                (supervisor, "TERM")
            }
        }
    }

    /// The name of a server's folder.
    fn folder(self, product: &str) -> String {
        match self {
            Fate::Gone => product.to_owned(),
            Fate::StartedAgain => format!("{product}-mortal"),
        }
    }
}

/// The two servers, and a pooler before the first, up and ready.
pub struct Servers {
    all: [Server; 2],
    pooler: PgBouncer,
    mortal: Vec<Server>,
    keeper: Keeper,
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
    /// The file with the number of its process in the first line.
    pid: PathBuf,
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
        let all = both(&mut keeper, programs, Fate::Gone)?;
        let [postgres, mariadb] = &all;
        let pooler = pgbouncer::start(&mut keeper, &pooler, postgres.port)?;
        pooler.wait_until_ready(&mut keeper)?;
        println!("{}, {} and PgBouncer are up after {:.1?}", postgres.product, mariadb.product, begun.elapsed());
        Ok(Self { all, pooler, mortal: Vec::new(), keeper })
    }

    /// Starts two more, which tests may kill.
    ///
    /// # Errors
    /// As [`start`](Servers::start).
    pub fn with_mortal(mut self) -> Result<Self> {
        let programs = (crate::install::postgres()?, crate::install::mariadb()?);
        self.mortal.extend(both(&mut self.keeper, programs, Fate::StartedAgain)?);
        Ok(self)
    }

    /// The servers, PostgreSQL first.
    pub fn iter(&self) -> impl Iterator<Item = &Server> {
        self.all.iter()
    }

    /// What the tests find in their environment.
    pub fn variables(&self) -> Vec<(String, String)> {
        let mortal = |server: &Server| {
            let name = server.variable.replace("COVET_TEST", "COVET_TEST_MORTAL");
            [(format!("{name}_PID"), server.pid.display().to_string()), (name, server.url(COVET))]
        };
        let pooler = ("COVET_TEST_PGBOUNCER".to_owned(), self.pooler.url.clone());
        let mortal = self.mortal.iter().flat_map(mortal);
        self.iter().flat_map(Server::variables).chain([pooler]).chain(mortal).collect()
    }
}

/// A PostgreSQL of another version than the machine's.
pub struct OtherPostgres {
    server: Server,
    _keeper: Keeper,
}

impl OtherPostgres {
    /// Starts the programs that are in `bin` of a folder.
    ///
    /// # Errors
    /// When the server does not come up; the message carries the end of its log.
    pub fn start(major: &str, folder: &Path) -> Result<Self> {
        let mut keeper = Keeper::new()?;
        // The account that the server runs as may not be let through to where packages are.
        let copy = keeper.folder().join(format!("programs-{major}"));
        workspace::output(Command::new("cp").arg("-R").arg(folder).arg(&copy))?;
        workspace::output(Command::new("chmod").args(["-R", "a+rX"]).arg(&copy))?;
        let programs = crate::install::Postgres::of_package(&copy)?;
        let server = postgres::start(&mut keeper, programs, Fate::Gone)?;
        server.wait_until_ready(&mut keeper)?;
        server.create_database(COVET)?;
        Ok(Self { server, _keeper: keeper })
    }

    /// The product and the number of its version.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn version(&self) -> Result<String> {
        self.server.version()
    }

    /// What the tests find in their environment.
    pub fn variables(&self) -> Vec<(String, String)> {
        self.server.variables().into()
    }
}

/// Starts one of each, and waits until they answer queries.
fn both(
    keeper: &mut Keeper,
    (postgres, mariadb): (crate::install::Postgres, crate::install::MariaDb),
    fate: Fate,
) -> Result<[Server; 2]> {
    let all = [postgres::start(keeper, postgres, fate)?, mariadb::start(keeper, mariadb, fate)?];
    for server in &all {
        server.wait_until_ready(keeper)?;
    }
    all[0].create_database(COVET)?;
    Ok(all)
}

impl Server {
    /// Where it is and where its log is, for the tests.
    fn variables(&self) -> [(String, String); 2] {
        let log = self.statements.display().to_string();
        [(self.variable.to_owned(), self.url(COVET)), (format!("{}_LOG", self.variable), log)]
    }

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

//! What is struck, and how: the client, its sessions, its connections, a process of the server, the server.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;
use std::time::{Duration, Instant};

use covet_core::Dialect;
use covet_wire::Proxy;

use super::mortal::{Mortal, kill};
use super::process::{self, READY, Way};
use crate::support::Database;

/// What is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strike {
    /// The client process, by SIGKILL.
    Client,
    /// The same, on a file of SQLite with a write-ahead log.
    ClientWithWal,
    /// Its sessions, by an administrator's statement.
    Sessions,
    /// Its connections, which both ends learn of.
    Connections,
    /// The server's processes that work for it, by SIGKILL; PostgreSQL then ends all others, and recovers.
    Backends,
    /// The server, by SIGKILL; it is started again.
    Server,
}

impl Strike {
    /// All that can be struck on a database.
    pub fn all(dialect: Dialect) -> &'static [Strike] {
        match dialect {
            Dialect::Sqlite => &[Strike::Client, Strike::ClientWithWal],
            Dialect::MySql => &[Strike::Client, Strike::Sessions, Strike::Connections, Strike::Server],
            Dialect::Postgres => {
                &[Strike::Client, Strike::Sessions, Strike::Connections, Strike::Backends, Strike::Server]
            }
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Strike::Client => "client, SIGKILL",
            Strike::ClientWithWal => "client, SIGKILL, WAL",
            Strike::Sessions => "session, ended",
            Strike::Connections => "connection, cut",
            Strike::Backends => "backend, SIGKILL",
            Strike::Server => "server, SIGKILL",
        }
    }
}

/// Where databases are struck.
pub struct Arena {
    pub dialect: Dialect,
    pub strike: Strike,
    /// The server, where it is one that may be killed.
    mortal: Option<Mortal>,
}

impl Arena {
    /// Nothing where the server is left out.
    pub async fn new(dialect: Dialect, strike: Strike) -> Option<Arena> {
        let mortal = match strike {
            Strike::Backends | Strike::Server => Some(Mortal::new(dialect).await?),
            _ => None,
        };
        Some(Arena { dialect, strike, mortal })
    }

    /// An empty database.
    pub async fn database(&self) -> Option<Database> {
        let database = match &self.mortal {
            Some(mortal) => mortal.database().await,
            None => Database::new(self.dialect).await?,
        };
        if self.strike == Strike::ClientWithWal {
            database.execute("PRAGMA journal_mode = WAL").await;
        }
        Some(database)
    }

    /// Runs a process that nothing strikes; gives how long it took.
    pub async fn leave_alone(&self, database: &Database, way: Way) -> Duration {
        let mut child = process::start(&database.url, way);
        let begun = ready(&mut child);
        assert!(child.wait().unwrap().success(), "{} {way:?}", self.dialect);
        begun.elapsed()
    }

    /// Starts a process and strikes after a time; gives whether that met it at work.
    pub async fn strike(&self, database: &Database, way: Way, after: Duration) -> bool {
        let (proxy, url) = match self.strike {
            Strike::Connections => {
                let (proxy, url) = Proxy::before(&database.url, Duration::ZERO).unwrap();
                (Some(proxy), url)
            }
            _ => (None, database.url.clone()),
        };
        let mut child = process::start(&url, way);
        ready(&mut child);
        tokio::time::sleep(after).await;
        match self.strike {
            Strike::Client | Strike::ClientWithWal => child.kill().unwrap(),
            Strike::Sessions => end_sessions(database).await,
            Strike::Connections => proxy.iter().for_each(Proxy::cut),
            Strike::Backends => kill_backends(database).await,
            Strike::Server => drop(self.mortal.iter().map(Mortal::kill).collect::<Vec<_>>()),
        }
        let met = !ended(&mut child).await;
        if let Some(mortal) = &self.mortal {
            mortal.is_back().await;
        }
        met
    }
}

/// Waits until a process is about to begin; gives when that was.
fn ready(child: &mut Child) -> Instant {
    let mut stdout = BufReader::new(child.stdout.take().expect("it is read"));
    assert!(stdout.by_ref().lines().any(|line| line.unwrap().contains(READY)), "the process begins");
    let begun = Instant::now();
    // It goes on to speak, and would fail if nobody could hear it.
    child.stdout = Some(stdout.into_inner());
    begun
}

/// Waits for a process to end; gives whether it had done its work.
async fn ended(child: &mut Child) -> bool {
    for _ in 0..6000 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    child.kill().unwrap();
    panic!("a process that was struck does not end");
}

/// Ends every session of a database but the one that asks for it.
pub async fn end_sessions(database: &Database) {
    if database.dialect == Dialect::Postgres {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        database.execute(end).await;
        return;
    }
    let sessions = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    for id in database.rows(sessions).await.into_iter().flatten().flatten() {
        // It may have ended by itself meanwhile.
        database.try_execute(&format!("KILL {id}")).await.ok();
    }
}

async fn kill_backends(database: &Database) {
    let backends = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                    AND backend_type = 'client backend'";
    for pid in database.rows(backends).await.into_iter().flatten().flatten() {
        kill(&pid);
    }
}

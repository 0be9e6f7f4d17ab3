//! A lock that is a row, for servers of the MySQL family whose own locks keep nobody out.
//!
//! `GET_LOCK` is of one node: in a cluster that takes writes on several, and behind proxies that answer for themselves, two
//! sessions have it at once. Which it is tells contention: a second connection asks for the lock that the first one has.
//! Where it gets it, or the server says that it is such a cluster, a row says whose turn it is, until a moment that the
//! second connection puts off while the first one works. What is done asks for that row before it begins; what is recorded
//! changes that row before its COMMIT, so that nobody takes it in between: its lock does it on one server, and its being
//! written by two on the members of a cluster.

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use sqlx::mysql::MySqlConnection;
use tracing::{debug, info};

use crate::backend::{Backend, Fault, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::hold::{Fence, Opener};
use crate::options;

/// For how long the row is somebody's after it was last said to be: a process that dies is waited for so long.
const TERM: u32 = 30;

/// How often that is said: a slow network may lose a few of them.
const PERIOD: Duration = Duration::from_secs(5);

/// What a server says of itself whose advisory locks are of one node.
const CLUSTERS: &str = "SHOW GLOBAL VARIABLES WHERE Variable_name = 'wsrep_on' AND Value = 'ON' \
                        OR Variable_name = 'group_replication_single_primary_mode' AND Value = 'OFF'";

/// The row while it is ours.
pub(crate) struct Lease {
    connection: MySqlConnection,
    backend: &'static dyn Backend,
    /// The table that the row is in.
    table: String,
    owner: String,
}

/// Whether the lock that the session has keeps nobody out.
///
/// A lone connection cannot be asked from beside, nor can one that is all that its user may have: there only the server's own
/// word counts.
///
/// # Errors
/// When the server cannot be asked.
pub(crate) async fn is_needed(
    opener: &Opener,
    session: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
) -> Result<bool> {
    if !backend.ask_of(session, CLUSTERS).await?.rows.is_empty() {
        return Ok(true);
    }
    if opener.mysql.is_none() {
        return Ok(false);
    }
    let mut other = match open(opener, backend).await {
        Ok(other) => other,
        Err(error) => {
            debug!(%error, "no second connection is to be had: the server's locks are believed to keep others out");
            return Ok(false);
        }
    };
    let taken = backend.contend(&mut Connection::MySql(&mut other), ground).await;
    // It goes with the connection, also where the goodbye fails.
    let _ = sqlx::Connection::close(other).await;
    if taken? {
        info!(table = %ground.table, "the server's locks keep nobody out: a row says whose turn it is");
        return Ok(true);
    }
    Ok(false)
}

async fn open(opener: &Opener, backend: &'static dyn Backend) -> Result<MySqlConnection> {
    let Some(options) = &opener.mysql else {
        return Err(Error::NeedsPool { why: "the server's locks keep nobody out".to_owned() });
    };
    let opened = <MySqlConnection as sqlx::Connection>::connect_with(options.as_ref()).await;
    opened.map_err(|error| backend.error("connect", error))
}

/// The table that such a row is in.
pub(crate) fn table(backend: &dyn Backend, ground: &Ground) -> String {
    backend.table(Some(&ground.schema), &options::lease_of(&ground.name))
}

impl Lease {
    /// Takes the row; nothing where it is another process's.
    ///
    /// # Errors
    /// When there is no second connection to be had, or the row cannot be written.
    pub(crate) async fn take(opener: &Opener, backend: &'static dyn Backend, ground: &Ground) -> Result<Option<Lease>> {
        let chance = || std::hash::RandomState::new().build_hasher().finish();
        let owner = format!("{:016x}{:016x}", chance(), chance());
        let connection = open(opener, backend).await?;
        let mut lease = Lease { connection, backend, table: table(backend, ground), owner };
        // Who commits has the row locked; who was stopped just then may have it for long.
        let wait = PERIOD.as_secs();
        lease.run(&format!("SET SESSION autocommit = 1, innodb_lock_wait_timeout = {wait}")).await?;
        match lease.win().await {
            Ok(true) => Ok(Some(lease)),
            Ok(false) => Ok(None),
            Err(Error::Database(error)) if is_lost(backend, &error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the row is to be had; makes it where there is none.
    async fn win(&mut self) -> Result<bool> {
        let table = &self.table;
        let take = format!(
            "UPDATE {table} SET owner = '{}', holder = CONCAT('session ', CONNECTION_ID(), ' of ', CURRENT_USER()), \
             expires = UTC_TIMESTAMP(6) + INTERVAL {TERM} SECOND \
             WHERE id = 1 AND (owner IS NULL OR expires < UTC_TIMESTAMP(6))",
            self.owner
        );
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {table} (id INT PRIMARY KEY, owner VARCHAR(64), holder VARCHAR(255), \
             expires DATETIME(6)) ENGINE = InnoDB, CHARACTER SET utf8mb4, COLLATE utf8mb4_bin"
        );
        let insert = format!("INSERT IGNORE INTO {table} (id) VALUES (1)");
        match self.run(&take).await {
            Ok(1) => return Ok(true),
            // Somebody has it; or who made the table was killed before there was a row.
            Ok(_) => {}
            Err(Error::Database(error)) if self.backend.fault(&error) == Fault::MissingTable => {
                self.run(&create).await?;
            }
            Err(error) => return Err(error),
        }
        Ok(self.run(&insert).await? == 1 && self.run(&take).await? == 1)
    }

    async fn run(&mut self, sql: &str) -> Result<u64> {
        Ok(self.backend.ask_of(&mut Connection::MySql(&mut self.connection), sql).await?.affected)
    }

    /// What puts off its end; changes nothing where the row is no longer ours.
    fn renew(&self) -> String {
        format!(
            "UPDATE {} SET expires = UTC_TIMESTAMP(6) + INTERVAL {TERM} SECOND \
             WHERE owner = '{}' AND expires > UTC_TIMESTAMP(6)",
            self.table, self.owner
        )
    }

    /// What tells that the row is still ours.
    pub(crate) fn fence(&self) -> Fence {
        let ours = format!(
            "(SELECT count(*) FROM {} WHERE owner = '{}' AND expires > UTC_TIMESTAMP(6)) = 1",
            self.table, self.owner
        );
        let asks = format!("SELECT {}", self.backend.words().fail_unless.replace("{}", &ours));
        Fence { asks, keeps: Some(self.renew()) }
    }

    /// Puts off its end, again and again; when that fails, the fence of what comes next tells.
    pub(crate) async fn beat(&mut self) -> std::convert::Infallible {
        let renew = self.renew();
        loop {
            tokio::time::sleep(PERIOD).await;
            match self.run(&renew).await {
                // The session is at its COMMIT, which puts off the end as well.
                Err(Error::Database(error)) if is_lost(self.backend, &error) => {}
                Err(error) => {
                    tracing::warn!(%error, "the connection that holds the lock is lost; what comes next finds out");
                    std::future::pending::<()>().await;
                }
                Ok(_) => {}
            }
        }
    }

    /// Gives it back.
    pub(crate) async fn release(mut self) {
        let free = format!("UPDATE {} SET owner = NULL WHERE owner = '{}'", self.table, self.owner);
        // It ends by itself where that fails.
        let _ = Connection::MySql(&mut self.connection).execute(&free).await;
        let _ = sqlx::Connection::close(self.connection).await;
    }
}

/// Whether another session was at the row, which may be asked for again.
fn is_lost(backend: &dyn Backend, error: &sqlx::Error) -> bool {
    matches!(backend.fault(error), Fault::Busy | Fault::Retry)
}

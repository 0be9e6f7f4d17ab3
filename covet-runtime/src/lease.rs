//! A lock that is a row, for servers of the MySQL family whose own locks keep nobody out.
//!
//! `GET_LOCK` is of one node: in a cluster that takes writes on several, and behind proxies that answer for themselves, two
//! sessions have it at once. Which it is tells contention: a second connection asks for the lock that the first one has.
//! Where it gets it, or the server says that it is such a cluster, a row says whose turn it is, until a moment that the
//! second connection puts off while the first one works. What is done asks for that row before it begins and before it is
//! recorded.

use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use sqlx::mysql::MySqlConnection;
use tracing::{debug, info};

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::hold::Opener;

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
    backend.table(Some(&ground.schema), &format!("{}_lease", ground.name))
}

impl Lease {
    /// Takes the row; nothing where it is another process's.
    ///
    /// # Errors
    /// When there is no second connection to be had, or the row cannot be written.
    pub(crate) async fn take(opener: &Opener, backend: &'static dyn Backend, ground: &Ground) -> Result<Option<Lease>> {
        let chance = || std::hash::RandomState::new().build_hasher().finish();
        let owner = format!("{:016x}{:016x}", chance(), chance());
        let mut lease = Lease { connection: open(opener, backend).await?, table: table(backend, ground), owner };
        let table = &lease.table;
        let prepare = format!(
            "SET SESSION autocommit = 1; \
             CREATE TABLE IF NOT EXISTS {table} (id INT PRIMARY KEY, owner VARCHAR(64), holder VARCHAR(255), \
             expires DATETIME(6)) ENGINE = InnoDB, CHARACTER SET utf8mb4, COLLATE utf8mb4_bin; \
             INSERT IGNORE INTO {table} (id) VALUES (1)"
        );
        let take = format!(
            "UPDATE {table} SET owner = '{}', holder = CONCAT('session ', CONNECTION_ID(), ' of ', CURRENT_USER()), \
             expires = UTC_TIMESTAMP(6) + INTERVAL {TERM} SECOND \
             WHERE id = 1 AND (owner IS NULL OR expires < UTC_TIMESTAMP(6))",
            lease.owner
        );
        backend.ask_of(&mut Connection::MySql(&mut lease.connection), &prepare).await?;
        let taken = backend.ask_of(&mut Connection::MySql(&mut lease.connection), &take).await?;
        Ok((taken.affected == 1).then_some(lease))
    }

    /// The statement that fails when the row is no longer ours.
    pub(crate) fn fence(&self, backend: &dyn Backend) -> String {
        let ours = format!(
            "(SELECT count(*) FROM {} WHERE owner = '{}' AND expires > UTC_TIMESTAMP(6)) = 1",
            self.table, self.owner
        );
        format!("SELECT {}", backend.words().fail_unless.replace("{}", &ours))
    }

    /// Puts off its end, again and again; when that fails, the fence of what comes next tells.
    pub(crate) async fn beat(&mut self) -> std::convert::Infallible {
        let renew = format!(
            "UPDATE {} SET expires = UTC_TIMESTAMP(6) + INTERVAL {TERM} SECOND WHERE owner = '{}'",
            self.table, self.owner
        );
        loop {
            tokio::time::sleep(PERIOD).await;
            if let Err(error) = Connection::MySql(&mut self.connection).execute(&renew).await {
                tracing::warn!(%error, "the connection that holds the lock is lost; what comes next finds out");
                std::future::pending::<()>().await;
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

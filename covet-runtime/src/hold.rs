//! The lock of a run whose steps commit one by one.
//!
//! MySQL and MariaDB have it in the session, or where that keeps nobody out in a row (`lease`); SQLite has none but its file. On PostgreSQL it is that of a transaction, for
//! only such a lock is safe behind a pooler; a second connection has that transaction open, idle, while the first one works.
//! Idle at READ COMMITTED it has no snapshot, so that no index build waits for it.

use std::future::Future;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::sync::Arc;

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::Result;
#[cfg(feature = "mysql")]
use crate::lease::Lease;
#[cfg(feature = "postgres")]
use crate::sql::{Script, Stopped};

/// How to open a connection like that of the session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opener {
    /// Nothing where the caller gave a connection, which does not tell how it was opened.
    #[cfg(feature = "postgres")]
    pub(crate) postgres: Option<Arc<sqlx::postgres::PgConnectOptions>>,
    /// The same.
    #[cfg(feature = "mysql")]
    pub(crate) mysql: Option<Arc<sqlx::mysql::MySqlConnectOptions>>,
}

/// The lock while it is held; dropped, it is released.
pub(crate) enum Hold {
    /// The session has it, or needs none.
    Session,
    /// A connection beside the session has it.
    #[cfg(feature = "postgres")]
    Beside(Box<Beside>),
    /// A row says that it is ours, and a connection beside the session that it still is.
    #[cfg(feature = "mysql")]
    Lease(Box<Lease>, Fence),
}

/// What tells that the lock is still held, where another connection than the session's holds it.
#[derive(Clone, Debug)]
pub(crate) struct Fence {
    /// The statement that fails when it is lost.
    pub(crate) asks: String,
    /// The statement behind which nobody else takes it until the transaction ends, where `asks` does not fail then;
    /// nothing where the row of a migration, which every transaction locks and changes, is enough.
    pub(crate) keeps: Option<String>,
}

impl Fence {
    /// The statements that keep the lock until the transaction ends, or fail.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &str> {
        self.keeps.iter().flat_map(|keeps| [keeps.as_str(), self.asks.as_str()])
    }

    /// The statements at the head of a transaction of ours that is over at once.
    pub(crate) fn at_once(&self) -> impl Iterator<Item = &str> {
        self.keeps.as_deref().into_iter().chain([self.asks.as_str()])
    }
}

/// A connection that holds the lock.
#[cfg(feature = "postgres")]
pub(crate) struct Beside {
    connection: sqlx::PgConnection,
    /// The question that fails where this connection does not hold the lock.
    fence: String,
    /// What is asked from time to time, so that nothing between here and the server takes the connection for dead; says
    /// to others what the lock is held for.
    heartbeat: String,
}

impl Hold {
    /// Takes the lock for a migration; nothing where another process has it.
    ///
    /// # Errors
    /// When there is no second connection to be had where one is needed, or it leads to another database.
    #[allow(unused_variables, reason = "which of them are needed depends on the drivers")]
    pub(crate) async fn take(
        opener: &Opener,
        session: &mut Connection<'_>,
        backend: &'static dyn Backend,
        ground: &Ground,
        what: &str,
    ) -> Result<Option<Hold>> {
        match session {
            #[cfg(feature = "mysql")]
            Connection::MySql(_) if ground.leased => {
                // Who waits asks first, and does not open a connection each time.
                if backend.holder(session, ground).await.is_some() {
                    return Ok(None);
                }
                let lease = Lease::take(opener, backend, ground).await?;
                Ok(lease.map(|lease| {
                    let fence = lease.fence();
                    Hold::Lease(Box::new(lease), fence)
                }))
            }
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => Ok(Beside::open(opener, session, backend, ground, what)
                .await?
                .map(|beside| Hold::Beside(Box::new(beside)))),
            #[allow(unreachable_patterns, reason = "with one driver there is one variant")]
            _ => Ok(Some(Hold::Session)),
        }
    }

    /// What tells that it is still held, where another connection than the session's holds it.
    pub(crate) fn fence(&self) -> Option<Fence> {
        match self {
            Hold::Session => None,
            #[cfg(feature = "postgres")]
            Hold::Beside(beside) => Some(Fence { asks: beside.fence.clone(), keeps: None }),
            #[cfg(feature = "mysql")]
            Hold::Lease(_, fence) => Some(fence.clone()),
        }
    }

    /// Does the work, and keeps the connection that holds the lock alive while it lasts.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> T {
        match self {
            Hold::Session => work.await,
            #[cfg(feature = "postgres")]
            Hold::Beside(beside) => {
                let beating = beside.beat();
                tokio::select! {
                    biased;
                    outcome = work => outcome,
                    never = beating => match never {},
                }
            }
            #[cfg(feature = "mysql")]
            Hold::Lease(lease, _) => {
                let beating = lease.beat();
                tokio::select! {
                    biased;
                    outcome = work => outcome,
                    never = beating => match never {},
                }
            }
        }
    }

    /// Releases the lock.
    pub(crate) async fn release(self) {
        match self {
            Hold::Session => {}
            // The lock goes with the connection, also where the goodbye fails.
            #[cfg(feature = "postgres")]
            Hold::Beside(beside) => drop(sqlx::Connection::close(beside.connection).await),
            #[cfg(feature = "mysql")]
            Hold::Lease(lease, _) => lease.release().await,
        }
    }
}

/// How long the first connection may take to see that the second one holds the lock.
#[cfg(feature = "postgres")]
const ANSWER: std::time::Duration = std::time::Duration::from_secs(15);

/// What the session is answered while another connection holds a transaction; nothing when it has to wait, as behind a pooler with
/// one connection to the server. Then the other one lets go, so that the session is of use again.
#[cfg(feature = "postgres")]
async fn answered(
    session: &mut Connection<'_>,
    question: &str,
    other: &mut sqlx::PgConnection,
) -> Option<Result<Script, Stopped>> {
    let mut asked = std::pin::pin!(session.script(question));
    if let Ok(answer) = tokio::time::timeout(ANSWER, &mut asked).await {
        return Some(answer);
    }
    let _ = tokio::time::timeout(ANSWER, Connection::Postgres(other).pass("ROLLBACK")).await;
    let _ = tokio::time::timeout(ANSWER, asked).await;
    None
}

#[cfg(feature = "postgres")]
impl Beside {
    async fn open(
        opener: &Opener,
        session: &mut Connection<'_>,
        backend: &'static dyn Backend,
        ground: &Ground,
        what: &str,
    ) -> Result<Option<Beside>> {
        use crate::backend::Fault;
        use crate::error::Error;

        let Some(options) = &opener.postgres else {
            return Err(Error::NeedsPool { why: format!("{what} is run step by step") });
        };
        // Who waits asks first, and does not open a connection each time.
        if backend.holder(session, ground).await.is_some() {
            return Ok(None);
        }
        let opened = <sqlx::PgConnection as sqlx::Connection>::connect_with(options.as_ref()).await;
        let mut connection = opened.map_err(|error| backend.error("connect", error))?;
        let own = session.rows("SELECT pg_catalog.pg_backend_pid()").await?;
        let own = own.first().and_then(|row| row.first()?.clone()).unwrap_or_default();
        let taken = backend.ask_of(&mut Connection::Postgres(&mut connection), &backend.hold(ground)).await?;
        let row = taken.rows.last().map(Vec::as_slice).unwrap_or_default();
        let (Some(Some(is_taken)), Some(Some(pid))) = (row.first(), row.get(1)) else { return Ok(None) };
        if is_taken != "t" {
            return Ok(None);
        }
        let what = what.replace("*/", "* /").replace("/*", "/ *");
        let heartbeat = format!("SELECT 1 /* covet holds the lock of {what}, which session {own} runs */");
        let fence = backend.fence(ground, pid);
        let Some(answer) = answered(session, &fence, &mut connection).await else {
            return Err(Error::OneConnection { waited: ANSWER });
        };
        // What holds it on another server, or in another database, holds nothing here.
        match answer {
            Ok(_) => {}
            Err(stopped) if backend.fault(&stopped.error) == Fault::Refuted => {
                let table = &ground.table;
                let why = format!("a second connection of the pool does not lead to the database that has {table}");
                return Err(Error::Divided { why });
            }
            Err(stopped) => return Err(backend.error("ask", stopped.error)),
        }
        let mut beside = Beside { connection, fence, heartbeat };
        beside.ping().await?;
        Ok(Some(beside))
    }

    async fn ping(&mut self) -> Result<()> {
        Connection::Postgres(&mut self.connection).execute(&self.heartbeat).await.map(drop)
    }

    /// Asks from time to time; when the connection is lost, the fence of the next transaction tells.
    async fn beat(&mut self) -> std::convert::Infallible {
        /// More often than routers and firewalls forget.
        const PERIOD: std::time::Duration = std::time::Duration::from_secs(15);
        loop {
            tokio::time::sleep(PERIOD).await;
            if let Err(error) = self.ping().await {
                tracing::warn!(%error, "the connection that holds the lock is lost; it is taken anew after this step");
                std::future::pending::<()>().await;
            }
        }
    }
}

//! A pool of connections to the database of a test, whichever it is.

use covet::{Log, Migrator, PlanReport, Report, Result, Status, Verified};
use covet_core::Dialect;

use crate::support::Database;

/// A pool.
#[derive(Clone, Debug)]
pub enum Client {
    Postgres(sqlx::PgPool),
    MySql(sqlx::MySqlPool),
    Sqlite(sqlx::SqlitePool),
}

macro_rules! on_each {
    ($client:expr, $pool:ident => $code:expr) => {
        match $client {
            Client::Postgres($pool) => $code,
            Client::MySql($pool) => $code,
            Client::Sqlite($pool) => $code,
        }
    };
}

impl Client {
    /// A pool of one connection, which is opened when it is first needed.
    pub fn new(database: &Database) -> Client {
        Client::of(database.dialect, &database.url, 1)
    }

    /// A pool of one connection on a machine that has a hundred processes to start.
    pub fn patient(dialect: Dialect, url: &str) -> Client {
        Client::within(dialect, url, 1, std::time::Duration::from_secs(60))
    }

    pub fn of(dialect: Dialect, url: &str, size: u32) -> Client {
        // A pool tries an address that refuses again and again until this time is over.
        Client::within(dialect, url, size, std::time::Duration::from_secs(2))
    }

    fn within(dialect: Dialect, url: &str, size: u32, patience: std::time::Duration) -> Client {
        use sqlx::pool::PoolOptions;
        let error = "the URL is right";
        match dialect {
            Dialect::Postgres => Client::Postgres(
                PoolOptions::new().acquire_timeout(patience).max_connections(size).connect_lazy(url).expect(error),
            ),
            Dialect::MySql => Client::MySql(
                PoolOptions::new().acquire_timeout(patience).max_connections(size).connect_lazy(url).expect(error),
            ),
            Dialect::Sqlite => Client::Sqlite(
                PoolOptions::new().acquire_timeout(patience).max_connections(size).connect_lazy(url).expect(error),
            ),
        }
    }

    pub async fn run(&self, migrator: &Migrator) -> Result<Report> {
        on_each!(self, pool => migrator.run(pool).await)
    }

    pub async fn rollback(&self, migrator: &Migrator, steps: usize) -> Result<Report> {
        on_each!(self, pool => migrator.rollback(pool, steps).await)
    }

    pub async fn rollback_to(&self, migrator: &Migrator, target: &str) -> Result<Report> {
        on_each!(self, pool => migrator.rollback_to(pool, target).await)
    }

    pub async fn rollback_newer(&self, migrator: &Migrator) -> Result<Report> {
        on_each!(self, pool => migrator.rollback_newer(pool).await)
    }

    pub async fn plan_rollback(&self, migrator: &Migrator, steps: usize) -> Result<PlanReport> {
        on_each!(self, pool => migrator.plan_rollback(pool, steps).await)
    }

    pub async fn plan_rollback_newer(&self, migrator: &Migrator) -> Result<PlanReport> {
        on_each!(self, pool => migrator.plan_rollback_newer(pool).await)
    }

    pub async fn history(&self, migrator: &Migrator) -> Result<Log> {
        on_each!(self, pool => migrator.history(pool).await)
    }

    pub async fn status(&self, migrator: &Migrator) -> Result<Status> {
        on_each!(self, pool => migrator.status(pool).await)
    }

    pub async fn plan(&self, migrator: &Migrator) -> Result<PlanReport> {
        on_each!(self, pool => migrator.plan(pool).await)
    }

    pub async fn verify(&self, migrator: &Migrator) -> Result<Verified> {
        on_each!(self, pool => migrator.verify(pool).await)
    }

    pub async fn is_current(&self, migrator: &Migrator) -> Result<bool> {
        on_each!(self, pool => migrator.is_current(pool).await)
    }

    pub async fn require_current(&self, migrator: &Migrator) -> Result<()> {
        on_each!(self, pool => migrator.require_current(pool).await)
    }

    pub async fn close(&self) {
        on_each!(self, pool => pool.close().await);
    }
}

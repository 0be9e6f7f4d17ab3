//! The connection that a Rust step gets, and on which everything here runs.

use covet_core::Dialect;

use crate::error::{Error, Result};
use crate::sql::{Rows, Script, Stopped};

/// A connection to whichever database the migrations run on.
///
/// Rust steps that say the same to every database take one; those that need what only one database has take that
/// database's own connection from sqlx instead, or match on this.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// async fn trim_names(db: &mut covet_runtime::Connection<'_>) -> covet_runtime::Result<()> {
///     let changed = db.execute("UPDATE users SET name = trim(name) WHERE name <> trim(name)").await?;
///     println!("{changed} names trimmed");
///     Ok(())
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Connection<'c> {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'c mut sqlx::PgConnection),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(&'c mut sqlx::MySqlConnection),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(&'c mut sqlx::SqliteConnection),
}

/// Runs the same code on the connection of each driver.
macro_rules! on_each {
    ($connection:expr, $inner:ident => $code:expr) => {
        match $connection {
            #[cfg(feature = "postgres")]
            Connection::Postgres($inner) => $code,
            #[cfg(feature = "mysql")]
            Connection::MySql($inner) => $code,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite($inner) => $code,
        }
    };
}

impl Connection<'_> {
    /// Which family of databases it leads to.
    pub fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Connection::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs one or several statements; gives the number of rows that they changed.
    ///
    /// # Errors
    /// When the database refuses one of them; those before it have run.
    pub async fn execute(&mut self, sql: &str) -> Result<u64> {
        Ok(self.pass(sql).await.map_err(|stopped| Error::Database(stopped.error))?.affected)
    }

    /// The rows of a query, each value as the text that the database shows it as, and nothing for NULL.
    ///
    /// # Errors
    /// When the database refuses the query, or a value is not text in UTF-8.
    pub async fn rows(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>> {
        Ok(self.script(sql).await.map_err(|stopped| Error::Database(stopped.error))?.rows)
    }

    /// The same connection, for a shorter time.
    pub(crate) fn reborrow(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Connection::Postgres(inner) => Connection::Postgres(inner),
            #[cfg(feature = "mysql")]
            Connection::MySql(inner) => Connection::MySql(inner),
            #[cfg(feature = "sqlite")]
            Connection::Sqlite(inner) => Connection::Sqlite(inner),
        }
    }

    /// Runs statements in one message, without preparing any, and reads the rows of the queries among them.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<Script, Stopped> {
        on_each!(self, inner => crate::sql::run(&mut **inner, sql, Rows::Read).await)
    }

    /// Runs statements in one message, without preparing any, and tells how far it came.
    pub(crate) async fn pass(&mut self, sql: &str) -> Result<Script, Stopped> {
        on_each!(self, inner => crate::sql::run(&mut **inner, sql, Rows::Passed).await)
    }

    /// Whether a transaction is open that was begun through sqlx.
    pub(crate) fn has_transaction(&self) -> bool {
        on_each!(self, inner => sqlx::Connection::is_in_transaction(&**inner))
    }

    /// Begins a transaction through sqlx, so that a `begin()` inside a Rust step is a savepoint of it.
    pub(crate) async fn begin(&mut self, statement: &'static str) -> Result<Transaction<'_>, sqlx::Error> {
        Ok(match self {
            #[cfg(feature = "postgres")]
            Connection::Postgres(inner) => {
                Transaction::Postgres(sqlx::Connection::begin_with(&mut **inner, statement).await?)
            }
            #[cfg(feature = "mysql")]
            Connection::MySql(inner) => {
                Transaction::MySql(sqlx::Connection::begin_with(&mut **inner, statement).await?)
            }
            #[cfg(feature = "sqlite")]
            Connection::Sqlite(inner) => {
                Transaction::Sqlite(sqlx::Connection::begin_with(&mut **inner, statement).await?)
            }
        })
    }
}

/// A transaction of sqlx: rolled back when it is dropped.
pub(crate) enum Transaction<'c> {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'c, sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(sqlx::Transaction<'c, sqlx::MySql>),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'c, sqlx::Sqlite>),
}

macro_rules! on_each_transaction {
    ($transaction:expr, $inner:ident => $code:expr) => {
        match $transaction {
            #[cfg(feature = "postgres")]
            Transaction::Postgres($inner) => $code,
            #[cfg(feature = "mysql")]
            Transaction::MySql($inner) => $code,
            #[cfg(feature = "sqlite")]
            Transaction::Sqlite($inner) => $code,
        }
    };
}

impl Transaction<'_> {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Transaction::Postgres(inner) => Connection::Postgres(inner),
            #[cfg(feature = "mysql")]
            Transaction::MySql(inner) => Connection::MySql(inner),
            #[cfg(feature = "sqlite")]
            Transaction::Sqlite(inner) => Connection::Sqlite(inner),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        on_each_transaction!(self, inner => inner.commit().await)
    }

    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        on_each_transaction!(self, inner => inner.rollback().await)
    }
}

/// What a Rust step can return.
#[diagnostic::on_unimplemented(
    message = "a step returns `covet::Result<()>`, and this one returns `{Self}`",
    label = "this step returns `{Self}`",
    note = "write `async fn step(db: &mut covet::Connection<'_>) -> covet::Result<()>`"
)]
pub trait StepResult {
    /// The result, with the error that all steps have.
    ///
    /// # Errors
    /// Those of the step.
    fn into_result(self) -> Result<()>;
}

impl StepResult for Result<()> {
    fn into_result(self) -> Result<()> {
        self
    }
}

impl StepResult for Result<(), sqlx::Error> {
    fn into_result(self) -> Result<()> {
        Ok(self?)
    }
}

/// What a Rust step can ask for as its argument: `&mut sqlx::PgConnection` and the like, or `&mut Connection<'_>`.
pub trait FromConnection<'a, 'c>: Sized {
    /// The argument, from the connection that there is.
    ///
    /// # Errors
    /// When the step asks for another database than the one that it runs on.
    fn from_connection(connection: &'a mut Connection<'c>) -> Result<Self>;
}

impl<'a, 'c> FromConnection<'a, 'c> for &'a mut Connection<'c> {
    fn from_connection(connection: &'a mut Connection<'c>) -> Result<Self> {
        Ok(connection)
    }
}

macro_rules! from_connection {
    ($feature:literal, $variant:ident, $connection:ty) => {
        #[cfg(feature = $feature)]
        impl<'a, 'c> FromConnection<'a, 'c> for &'a mut $connection {
            fn from_connection(connection: &'a mut Connection<'c>) -> Result<Self> {
                match connection {
                    Connection::$variant(inner) => Ok(inner),
                    #[allow(unreachable_patterns, reason = "with one driver there is one variant")]
                    other => Err(Error::WrongConnection { asked: Dialect::$variant, runs_on: other.dialect() }),
                }
            }
        }
    };
}

from_connection!("postgres", Postgres, sqlx::PgConnection);
from_connection!("mysql", MySql, sqlx::MySqlConnection);
from_connection!("sqlite", Sqlite, sqlx::SqliteConnection);

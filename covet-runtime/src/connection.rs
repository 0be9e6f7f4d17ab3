//! The connection that a Rust step gets.

use crate::error::Result;

/// A connection to whichever database the migrations run on.
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

//! A connection to the database that a URL names.

use covet_core::Dialect;
use covet_core::dialect::UnknownDialect;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::backend::Backend;
#[cfg(feature = "mysql")]
use crate::backend::MySql;
#[cfg(feature = "postgres")]
use crate::backend::Postgres;
#[cfg(feature = "sqlite")]
use crate::backend::Sqlite;
use crate::error::{Error, Result};
use crate::source::Source;

/// A connection of its own.
pub(crate) enum Reached {
    #[cfg(feature = "postgres")]
    Postgres(Box<(sqlx::PgConnection, sqlx::postgres::PgConnectOptions)>),
    #[cfg(feature = "mysql")]
    MySql(Box<(sqlx::MySqlConnection, sqlx::mysql::MySqlConnectOptions)>),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
}

impl Reached {
    /// Connects.
    ///
    /// # Errors
    /// [`Error::NoDriver`], and when the database cannot be reached.
    pub(crate) async fn of(url: &str) -> Result<Reached> {
        let unreachable = |backend: &'static dyn Backend, error| backend.error("connect", error);
        match Dialect::of_url(url) {
            #[cfg(feature = "postgres")]
            Ok(Dialect::Postgres) => {
                let failed = |error| unreachable(&Postgres, error);
                let options: sqlx::postgres::PgConnectOptions = url.parse().map_err(failed)?;
                Ok(Reached::Postgres(Box::new((options.connect().await.map_err(failed)?, options))))
            }
            #[cfg(feature = "mysql")]
            Ok(Dialect::MySql) => {
                let failed = |error| unreachable(&MySql, error);
                let options: sqlx::mysql::MySqlConnectOptions = url.parse().map_err(failed)?;
                Ok(Reached::MySql(Box::new((options.connect().await.map_err(failed)?, options))))
            }
            #[cfg(feature = "sqlite")]
            Ok(Dialect::Sqlite) => {
                let failed = |error| unreachable(&Sqlite, error);
                let options: sqlx::sqlite::SqliteConnectOptions = url.parse().map_err(failed)?;
                Ok(Reached::Sqlite(options.connect().await.map_err(failed)?))
            }
            #[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            Ok(other) => Err(Error::NoDriver { scheme: other.to_string() }),
            Err(UnknownDialect(scheme)) => Err(Error::NoDriver { scheme: scheme.chars().take(20).collect() }),
        }
    }

    /// What migrations run on.
    pub(crate) fn source(&mut self) -> Source<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Reached::Postgres(reached) => {
                let (connection, options) = &mut **reached;
                Source::from(connection).opened_by(options.clone())
            }
            #[cfg(feature = "mysql")]
            Reached::MySql(reached) => {
                let (connection, options) = &mut **reached;
                Source::from(connection).opened_by(options.clone())
            }
            #[cfg(feature = "sqlite")]
            Reached::Sqlite(connection) => connection.into(),
        }
    }

    /// Says goodbye; that it fails changes nothing.
    pub(crate) async fn close(self) {
        let _ = match self {
            #[cfg(feature = "postgres")]
            Reached::Postgres(reached) => reached.0.close().await,
            #[cfg(feature = "mysql")]
            Reached::MySql(reached) => reached.0.close().await,
            #[cfg(feature = "sqlite")]
            Reached::Sqlite(connection) => connection.close().await,
        };
    }
}

//! A database that a person named, and whether tests may have it.

use covet_core::Dialect;
use sqlx::pool::PoolOptions;
use sqlx::{ConnectOptions as _, Database, Pool};

use super::error::{Error, Result};
#[cfg(feature = "mysql")]
use super::mysql;
#[cfg(feature = "postgres")]
use super::postgres;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::options::Options;
use crate::source::{Session, Source};

/// Words that nobody gives to what is for tests.
const RELIED_ON: [&str; 3] = ["prod", "production", "live"];

/// A pool of one connection, for a database in memory has as many contents as connections.
#[derive(Clone, Debug)]
pub(super) enum Address {
    #[cfg(feature = "postgres")]
    Postgres(Pool<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Pool<sqlx::MySql>),
    #[cfg(feature = "sqlite")]
    Sqlite(Pool<sqlx::Sqlite>),
}

impl Address {
    /// Reads a URL, and refuses what is relied on.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Driver`], [`Error::Production`].
    pub(super) fn of(url: &str) -> Result<Address> {
        match Dialect::of_url(url) {
            #[cfg(feature = "postgres")]
            Ok(Dialect::Postgres) => Ok(Address::Postgres(one_connection(postgres::options(url)?))),
            #[cfg(feature = "mysql")]
            Ok(Dialect::MySql) => Ok(Address::MySql(one_connection(mysql::options(url)?))),
            #[cfg(feature = "sqlite")]
            Ok(Dialect::Sqlite) => Ok(Address::Sqlite(one_connection(sqlite::options(url)?.create_if_missing(true)))),
            _ => Err(Error::Driver { scheme: scheme(url).to_owned(), wanted: "compiled in".to_owned() }),
        }
    }

    pub(super) fn source(&self) -> Source<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Address::Postgres(pool) => pool.into(),
            #[cfg(feature = "mysql")]
            Address::MySql(pool) => pool.into(),
            #[cfg(feature = "sqlite")]
            Address::Sqlite(pool) => pool.into(),
        }
    }

    /// A connection, to ask by.
    pub(super) async fn session(&self) -> crate::Result<Session<'_>> {
        self.source().open(&Options::default()).await
    }

    pub(super) async fn close(&self) {
        match self {
            #[cfg(feature = "postgres")]
            Address::Postgres(pool) => pool.close().await,
            #[cfg(feature = "mysql")]
            Address::MySql(pool) => pool.close().await,
            #[cfg(feature = "sqlite")]
            Address::Sqlite(pool) => pool.close().await,
        }
    }
}

/// How a URL begins.
fn scheme(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

/// Refuses a URL of another database.
pub(super) fn wanted(url: &str, dialect: Dialect, driver: &str) -> Result<()> {
    match Dialect::of_url(url) == Ok(dialect) {
        true => Ok(()),
        false => Err(Error::Driver { scheme: scheme(url).to_owned(), wanted: driver.to_owned() }),
    }
}

/// What a URL says; what is wrong with it is told without it, for it may have a password in it.
pub(super) fn parsed<O: std::str::FromStr<Err = sqlx::Error>>(url: &str) -> Result<O> {
    url.parse().map_err(|error: sqlx::Error| Error::Address { why: format!("cannot be read: {error}") })
}

/// Refuses names that have a word in them which nobody gives to what is for tests.
pub(super) fn not_relied_on<const N: usize>(names: [Option<&str>; N]) -> Result<()> {
    for name in names.into_iter().flatten() {
        let words = name.split(|letter: char| !letter.is_ascii_alphabetic());
        for found in words.map(str::to_ascii_lowercase) {
            if let Some(word) = RELIED_ON.into_iter().find(|word| found == *word) {
                return Err(Error::Production { name: name.to_owned(), word });
            }
        }
    }
    Ok(())
}

fn one_connection<DB: Database>(options: <DB::Connection as sqlx::Connection>::Options) -> Pool<DB> {
    // What is in memory is gone with its connection, which therefore never ends by itself.
    let pool = PoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    pool.connect_lazy_with(options.disable_statement_logging())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_relied_on_is_told_by_whole_words() {
        for name in ["prod", "shop_production", "db.live.example.org", "PROD-7"] {
            assert!(matches!(not_relied_on([Some(name)]), Err(Error::Production { .. })), "{name}");
        }
        for name in ["products", "shop_test", "localhost", "oliver", ""] {
            not_relied_on([Some(name), None]).unwrap();
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_is_not_shown() {
        let Err(error) = Address::of("nothing://user:secret@host/x") else { panic!("there is no such driver") };
        assert_eq!(error.to_string(), "the URL begins with `nothing:`, and the driver for that is not compiled in");
        assert!(Address::of("").is_err());
    }
}

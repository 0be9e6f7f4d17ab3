//! The database that a URL names: one connection, opened at once, so that what is wrong with it is said at once.

use covet_core::Dialect;
use covet_runtime::{Connection, Source};
use sqlx::ConnectOptions as _;

use crate::exit::{Failure, Outcome};
use crate::settings::{Settings, masked};

/// What a command does with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It reads. Where there is no file yet, it reads that there is nothing, and makes none.
    Read,
    /// It writes, and makes the file where there is none.
    Write,
}

/// A connection to the database.
pub(crate) enum Database {
    #[cfg(feature = "postgres")]
    Postgres(Box<(sqlx::PgConnection, sqlx::postgres::PgConnectOptions)>),
    #[cfg(feature = "mysql")]
    MySql(Box<(sqlx::MySqlConnection, sqlx::mysql::MySqlConnectOptions)>),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
}

impl Database {
    /// Connects.
    ///
    /// # Errors
    /// When the URL names no database that this command can talk to, or it cannot be reached.
    #[cfg_attr(not(feature = "sqlite"), allow(unused_variables, reason = "only SQLite makes files"))]
    pub(crate) async fn open(settings: &Settings, access: Access) -> Outcome<Database> {
        let url = &settings.url.value;
        let unusable = |error: sqlx::Error| {
            let why = match error {
                sqlx::Error::Configuration(why) => why.to_string(),
                sqlx::Error::Database(refusal) => refusal.message().to_owned(),
                sqlx::Error::Io(error) => error.to_string(),
                other => other.to_string(),
            };
            let failure = Failure::new(format!("cannot connect to {}: {why}", masked(url)));
            failure.help(format!("the URL is from {}", settings.url.origin))
        };
        match dialect(settings)? {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                let options: sqlx::postgres::PgConnectOptions = url.parse().map_err(unusable)?;
                let options = quiet(options);
                Ok(Database::Postgres(Box::new((options.connect().await.map_err(unusable)?, options))))
            }
            #[cfg(feature = "mysql")]
            Dialect::MySql => {
                let options: sqlx::mysql::MySqlConnectOptions = url.parse().map_err(unusable)?;
                let options = quiet(options);
                Ok(Database::MySql(Box::new((options.connect().await.map_err(unusable)?, options))))
            }
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => {
                let options = sqlite(url, access).map_err(unusable)?;
                Ok(Database::Sqlite(quiet(options).connect().await.map_err(unusable)?))
            }
            #[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            other => {
                let feature = other.as_str();
                let failure = Failure::new(format!("this command has no driver for {other}"));
                Err(failure.help(format!("build it with the feature `{feature}` of covet-cli")))
            }
        }
    }

    /// What the runtime takes.
    pub(crate) fn source(&mut self) -> Source<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Database::Postgres(open) => {
                let (connection, options) = &mut **open;
                Source::from(connection).opened_by(options.clone())
            }
            #[cfg(feature = "mysql")]
            Database::MySql(open) => {
                let (connection, options) = &mut **open;
                Source::from(connection).opened_by(options.clone())
            }
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => connection.into(),
        }
    }

    /// What the introspection takes.
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Database::Postgres(open) => Connection::Postgres(&mut open.0),
            #[cfg(feature = "mysql")]
            Database::MySql(open) => Connection::MySql(&mut open.0),
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => Connection::Sqlite(connection),
        }
    }
}

/// Which family of databases the URL names.
///
/// # Errors
/// When it names none.
pub(crate) fn dialect(settings: &Settings) -> Outcome<Dialect> {
    let url = &settings.url.value;
    Dialect::of_url(url).map_err(|_| {
        let failure = Failure::new(format!("{} is not the URL of a database", masked(url)));
        failure.help(format!(
            "write postgres://user@host/name, mysql://user@host/name or sqlite://file.db; this one is from {}",
            settings.url.origin
        ))
    })
}

/// Statements are logged by nobody: the commands say what they do.
fn quiet<O: sqlx::ConnectOptions>(options: O) -> O {
    options.disable_statement_logging()
}

#[cfg(feature = "sqlite")]
fn sqlite(url: &str, access: Access) -> Result<sqlx::sqlite::SqliteConnectOptions, sqlx::Error> {
    let options: sqlx::sqlite::SqliteConnectOptions = url.parse()?;
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    match access {
        _ if in_memory => Ok(options),
        Access::Write => Ok(if url.contains("mode=") { options } else { options.create_if_missing(true) }),
        // Nothing is there yet: that is an answer, and an empty database gives it.
        Access::Read if !options.get_filename().exists() => "sqlite::memory:".parse(),
        Access::Read => Ok(options.create_if_missing(false)),
    }
}

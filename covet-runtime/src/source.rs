//! Where a run gets its connection from.

use std::fmt;
use std::sync::Arc;

use covet_core::Dialect;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};

use crate::backend::{self, Backend};
use crate::connection::Connection;
use crate::error::Result;
use crate::hold::Opener;
use crate::options::Options;
use crate::waiting::patiently;

/// Where a run gets its connection from: a pool of sqlx, or a connection that the caller has.
///
/// Made by `into()` from `&Pool<DB>`, `&mut PoolConnection<DB>`, and `&mut PgConnection`, `&mut MySqlConnection` or
/// `&mut SqliteConnection`.
///
/// Of a pool, one connection is used; what migrations may have left in its session never gets back into the pool, for
/// PostgreSQL and MySQL connections are closed after the run. An SQLite connection goes back after success, with its
/// pragmas as they were, because closing it would lose a database in memory; it is closed after an error, and when the
/// future of the run is dropped. A connection of the caller's is left open; discard it after an error.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// fn of(pool: &sqlx::SqlitePool) -> covet_runtime::Source<'_> {
///     pool.into()
/// }
/// ```
#[derive(Debug)]
pub struct Source<'a> {
    kind: Kind<'a>,
    /// How the caller's connection was opened, where that is known.
    opener: Opener,
}

/// How a connection was opened: the options of sqlx for its database, which come here by `into()`.
///
/// ```
/// # #[cfg(feature = "mysql")]
/// fn of(options: sqlx::mysql::MySqlConnectOptions) -> covet_runtime::Opened {
///     options.into()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Opened(Opener);

#[cfg(feature = "postgres")]
impl From<sqlx::postgres::PgConnectOptions> for Opened {
    #[allow(clippy::needless_update, reason = "with one driver there is one field")]
    fn from(options: sqlx::postgres::PgConnectOptions) -> Self {
        Opened(Opener { postgres: Some(Arc::new(options)), ..Opener::default() })
    }
}

#[cfg(feature = "mysql")]
impl From<sqlx::mysql::MySqlConnectOptions> for Opened {
    #[allow(clippy::needless_update, reason = "with one driver there is one field")]
    fn from(options: sqlx::mysql::MySqlConnectOptions) -> Self {
        Opened(Opener { mysql: Some(Arc::new(options)), ..Opener::default() })
    }
}

#[derive(Debug)]
enum Kind<'a> {
    #[cfg(feature = "postgres")]
    Postgres(Origin<'a, sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Origin<'a, sqlx::MySql>),
    #[cfg(feature = "sqlite")]
    Sqlite(Origin<'a, sqlx::Sqlite>),
}

enum Origin<'a, DB: Database> {
    Pool(Pool<DB>),
    Pooled(&'a mut PoolConnection<DB>),
    Connection(&'a mut DB::Connection),
}

impl<DB: Database> fmt::Debug for Origin<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Pool(_) => "a pool",
            Origin::Pooled(_) => "a connection of a pool",
            Origin::Connection(_) => "a connection",
        })
    }
}

macro_rules! source {
    ($feature:literal, $database:ident, $connection:ident) => {
        #[cfg(feature = $feature)]
        impl<'a> From<&'a Pool<sqlx::$database>> for Source<'a> {
            fn from(pool: &'a Pool<sqlx::$database>) -> Self {
                Source::of(Kind::$database(Origin::Pool(pool.clone())))
            }
        }
        #[cfg(feature = $feature)]
        impl<'a> From<&'a mut PoolConnection<sqlx::$database>> for Source<'a> {
            fn from(connection: &'a mut PoolConnection<sqlx::$database>) -> Self {
                Source::of(Kind::$database(Origin::Pooled(connection)))
            }
        }
        #[cfg(feature = $feature)]
        impl<'a> From<&'a mut sqlx::$connection> for Source<'a> {
            fn from(connection: &'a mut sqlx::$connection) -> Self {
                Source::of(Kind::$database(Origin::Connection(connection)))
            }
        }
    };
}

source!("postgres", Postgres, PgConnection);
source!("mysql", MySql, MySqlConnection);
source!("sqlite", Sqlite, SqliteConnection);

impl<'a> Source<'a> {
    fn of(kind: Kind<'a>) -> Self {
        Source { kind, opener: Opener::default() }
    }

    /// The same connection, which does not tell by itself how it was opened.
    ///
    /// A second connection has to be opened like the first where it holds the lock: on PostgreSQL for a migration that no transaction
    /// covers, on MySQL and MariaDB where the locks of the server keep nobody out. A pool says how. Nothing is changed for a source
    /// that is no connection of that database.
    ///
    /// ```
    /// # #[cfg(feature = "postgres")]
    /// async fn run(migrations: covet_runtime::Migrations) -> covet_runtime::Result<covet_runtime::Report> {
    ///     use sqlx::ConnectOptions as _;
    ///
    ///     let options: sqlx::postgres::PgConnectOptions = "postgres://localhost/shop".parse()?;
    ///     let mut connection = options.connect().await?;
    ///     migrations.run(covet_runtime::Source::from(&mut connection).opened_by(options)).await
    /// }
    /// ```
    #[must_use]
    pub fn opened_by(mut self, options: impl Into<Opened>) -> Self {
        self.opener = options.into().0;
        self
    }

    /// Opens the session: waits for a connection where a pool has to give one.
    ///
    /// # Errors
    /// When there is none to be had, and [`Error::Unsupported`](crate::Error::Unsupported) for an option that the
    /// database has nothing for.
    pub(crate) async fn open(self, options: &Options) -> Result<Session<'a>> {
        options.check(self.dialect())?;
        Ok(match self.kind {
            #[cfg(feature = "postgres")]
            Kind::Postgres(origin) => {
                let mut held = Held::open(origin, &backend::Postgres, options).await?;
                held.options = held.options.take().or(self.opener.postgres);
                Session::Postgres(held)
            }
            #[cfg(feature = "mysql")]
            Kind::MySql(origin) => {
                let mut held = Held::open(origin, &backend::MySql, options).await?;
                held.options = held.options.take().or(self.opener.mysql);
                Session::MySql(held)
            }
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(origin) => Session::Sqlite(Held::open(origin, &backend::Sqlite, options).await?),
        })
    }
}

impl Source<'_> {
    fn dialect(&self) -> Dialect {
        match &self.kind {
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Kind::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(_) => Dialect::Sqlite,
        }
    }
}

/// A connection while a run has it.
pub(crate) enum Session<'a> {
    #[cfg(feature = "postgres")]
    Postgres(Held<'a, sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Held<'a, sqlx::MySql>),
    #[cfg(feature = "sqlite")]
    Sqlite(Held<'a, sqlx::Sqlite>),
}

impl Session<'_> {
    pub(crate) fn backend(&self) -> &'static dyn Backend {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(_) => &backend::Postgres,
            #[cfg(feature = "mysql")]
            Session::MySql(_) => &backend::MySql,
            #[cfg(feature = "sqlite")]
            Session::Sqlite(_) => &backend::Sqlite,
        }
    }

    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(held) => Connection::Postgres(held.connection()),
            #[cfg(feature = "mysql")]
            Session::MySql(held) => Connection::MySql(held.connection()),
            #[cfg(feature = "sqlite")]
            Session::Sqlite(held) => Connection::Sqlite(held.connection()),
        }
    }

    /// How to open a connection beside it.
    #[allow(clippy::needless_update, reason = "with one driver there is one field")]
    pub(crate) fn opener(&self) -> Opener {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(held) => Opener { postgres: held.options.clone(), ..Opener::default() },
            #[cfg(feature = "mysql")]
            Session::MySql(held) => Opener { mysql: held.options.clone(), ..Opener::default() },
            #[allow(unreachable_patterns, reason = "with one driver there is one variant")]
            _ => Opener::default(),
        }
    }

    /// Whether a pool has lent the connection to this run alone: no transaction that is open on it is anybody's.
    pub(crate) fn is_lent(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(held) => matches!(held.place, Place::Own(_)),
            #[cfg(feature = "mysql")]
            Session::MySql(held) => matches!(held.place, Place::Own(_)),
            #[cfg(feature = "sqlite")]
            Session::Sqlite(held) => matches!(held.place, Place::Own(_)),
        }
    }

    /// From here on the connection may hold a transaction or changed settings: it must not get back into a pool.
    pub(crate) fn taint(&mut self) {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(held) => held.tainted = true,
            #[cfg(feature = "mysql")]
            Session::MySql(held) => held.tainted = true,
            #[cfg(feature = "sqlite")]
            Session::Sqlite(held) => held.tainted = true,
        }
    }

    /// Ends the session after success.
    pub(crate) async fn finish(self) {
        match self {
            #[cfg(feature = "postgres")]
            Session::Postgres(held) => held.close().await,
            #[cfg(feature = "mysql")]
            Session::MySql(held) => held.close().await,
            #[cfg(feature = "sqlite")]
            Session::Sqlite(held) => held.give_back(),
        }
    }
}

/// A connection, and whether it may go back to where it came from. One exit path: dropping this.
pub(crate) struct Held<'a, DB: Database> {
    place: Place<'a, DB>,
    /// What the pool opens its connections by.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        allow(dead_code, reason = "SQLite needs one connection alone")
    )]
    options: Option<Arc<<DB::Connection as sqlx::Connection>::Options>>,
    tainted: bool,
}

enum Place<'a, DB: Database> {
    /// Ours to give back; nothing only while it is being dropped.
    Own(Option<PoolConnection<DB>>),
    Pooled(&'a mut PoolConnection<DB>),
    Caller(&'a mut DB::Connection),
}

impl<'a, DB: Database> Held<'a, DB> {
    async fn open(origin: Origin<'a, DB>, backend: &'static dyn Backend, options: &Options) -> Result<Self> {
        let (place, options) = match origin {
            Origin::Pool(pool) => {
                let acquired =
                    patiently!(backend, options, pool.acquire().await.map_err(|error| backend.error("connect", error)));
                let connection = acquired?;
                (Place::Own(Some(connection)), Some(pool.connect_options()))
            }
            Origin::Pooled(connection) => (Place::Pooled(connection), None),
            Origin::Connection(connection) => (Place::Caller(connection), None),
        };
        Ok(Held { place, options, tainted: false })
    }

    fn connection(&mut self) -> &mut DB::Connection {
        match &mut self.place {
            Place::Own(connection) => connection.as_mut().expect("taken only by drop"),
            Place::Pooled(connection) => connection,
            Place::Caller(connection) => connection,
        }
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
impl<DB: Database> Held<'_, DB> {
    /// Closes a connection of the pool's, and lets the caller keep one that is the caller's.
    async fn close(mut self) {
        self.tainted = false;
        if let Place::Own(connection) = &mut self.place
            && let Some(connection) = connection.take()
        {
            // The work is done and recorded: that the goodbye fails changes nothing.
            let _ = connection.close().await;
        }
    }
}

#[cfg(feature = "sqlite")]
impl<DB: Database> Held<'_, DB> {
    /// Gives the connection back to where it came from.
    fn give_back(mut self) {
        self.tainted = false;
    }
}

impl<DB: Database> Drop for Held<'_, DB> {
    fn drop(&mut self) {
        if !self.tainted {
            return;
        }
        match &mut self.place {
            // Detached and dropped, the socket closes at once; the pool opens another when it needs one.
            Place::Own(connection) => drop(connection.take().map(PoolConnection::detach)),
            Place::Pooled(connection) => connection.close_on_drop(),
            Place::Caller(_) => {}
        }
    }
}

//! What differs from database to database: small pieces for the one loop.

#![cfg_attr(
    not(all(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(dead_code, reason = "with one driver, what only another one needs has no user")
)]

#[cfg(feature = "sqlite")]
mod drift;
#[cfg(feature = "postgres")]
mod half_built;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod rebuild;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

use covet_core::plan::Step;
use covet_core::{Dialect, sql};

#[cfg(feature = "mysql")]
pub(crate) use mysql::MySql;
#[cfg(feature = "postgres")]
pub(crate) use postgres::Postgres;
#[cfg(feature = "sqlite")]
pub(crate) use rebuild::rebuild;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::Sqlite;

use crate::connection::Connection;
use crate::embedded::BoxFuture;
use crate::error::{Error, Result, said};
use crate::log::LogTable;
use crate::options::Options;
use crate::tracking::Words;

/// What an error of a database means for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no table of that name.
    MissingTable,
    /// A column that is asked for is not there.
    OtherShape,
    /// A privilege is missing.
    Denied,
    /// A lock was not to be had in time.
    Busy,
    /// Running the transaction again may succeed.
    Retry,
    /// What a statement makes is there already, or what it takes away is not.
    Already,
    /// What an assertion of ours asks does not hold.
    Refuted,
    /// The server cannot do it without keeping others from writing, as it was asked to.
    Locking,
    /// A transaction is open.
    InTransaction,
    /// A statement failed before in the transaction, which takes no more.
    Aborted,
    /// What a migration does, no transaction can that others share, or none that has done so much.
    Shared,
    /// No writes are taken.
    ReadOnly,
    /// There is no connection.
    Unreachable,
    /// The statement is at fault.
    Statement,
}

/// Where a run stands: learnt once there is something to do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    /// The tracking table, quoted and with its schema.
    pub(crate) table: String,
    /// The log beside it; nothing where none is kept.
    pub(crate) log_table: Option<String>,
    /// Whether the log exists.
    pub(crate) log_exists: bool,
    /// The statement that sets the role as which everything is done, for one message or transaction.
    pub(crate) role: Option<String>,
    /// Its name alone.
    pub(crate) name: String,
    /// A row is the lock, because the server's own locks keep nobody out.
    pub(crate) leased: bool,
    /// The schema (in MySQL: the database) in use.
    pub(crate) schema: String,
    /// The user of the connection.
    pub(crate) user: String,
    /// Whether the tracking table exists.
    pub(crate) exists: bool,
    /// Whether there is no table at all: nothing that a long transaction could stand in the way of.
    pub(crate) empty: bool,
    /// Whether a transaction is open, which a run would commit.
    pub(crate) in_transaction: bool,
    /// The character set of new tables, where it is one that does not hold every text.
    pub(crate) character_set: Option<String>,
    /// The longest message that the server takes.
    pub(crate) packet: usize,
    /// Whether the session reads strings by the standard, as the build does.
    pub(crate) reads_by_standard: bool,
    /// The statement that puts back what a migration may have set for the session, where it would be left to the next.
    pub(crate) settings: Option<String>,
}

impl Ground {
    /// The log that a run writes; nothing where none is kept.
    pub(crate) fn log<'a>(&'a self, options: &'a Options) -> Option<LogTable<'a>> {
        Some(LogTable { table: self.log_table.as_deref()?, program: &options.program })
    }

    /// The tables that a run creates have been created.
    pub(crate) fn created(&mut self) {
        (self.exists, self.log_exists) = (true, self.log_table.is_some());
    }
}

/// What has to be put back when a run leaves a session: statements, and what they must have brought about.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) restore: Vec<String>,
}

/// The small pieces that a database supplies.
///
/// Implementations hold no state: a session's facts are in [`Ground`], its settings in [`Settings`].
pub(crate) trait Backend: Send + Sync {
    fn dialect(&self) -> Dialect;

    /// Asks for the version of the server, as it says it.
    fn version_query(&self) -> &'static str;

    /// What the tracking table's statements say in this database's way.
    fn words(&self) -> &'static Words;

    /// A text as a literal, whatever the settings of the session.
    fn literal(&self, text: &str) -> String {
        sql::writer(self.dialect()).text(text)
    }

    /// A name, quoted.
    fn ident(&self, name: &str) -> String {
        sql::writer(self.dialect()).ident(name)
    }

    /// The quoted name of a table; with no schema, the one in use.
    fn table(&self, schema: Option<&str>, name: &str) -> String {
        match schema {
            Some(schema) => format!("{}.{}", self.ident(schema), self.ident(name)),
            None => self.ident(name),
        }
    }

    /// The statement that sets the role of the options, for one message or transaction.
    fn role(&self, _options: &Options) -> Option<String> {
        None
    }

    /// What an error means.
    fn fault(&self, error: &sqlx::Error) -> Fault;

    /// An SQL expression, over the tracking table's rows, that says whether it stands in the schema in use.
    fn stands_here(&self, options: &Options) -> String;

    /// Learns where the run stands, and refuses to go on where it must not.
    ///
    /// # Errors
    /// A tracking table elsewhere, of another kind, or planted by somebody else.
    fn ground<'a>(&'a self, connection: &'a mut Connection<'_>, options: &'a Options) -> BoxFuture<'a, Result<Ground>>;

    /// Sets the session up; `rebuilds` says whether tables will be made anew.
    ///
    /// # Errors
    /// When a setting does not take.
    fn enter<'a>(
        &'a self,
        _connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
        _options: &'a Options,
        _rebuilds: bool,
    ) -> BoxFuture<'a, Result<Settings>> {
        Box::pin(async { Ok(Settings::default()) })
    }

    /// Puts the session's settings back.
    ///
    /// # Errors
    /// When a setting does not take.
    fn leave<'a>(&'a self, _connection: &'a mut Connection<'_>, _settings: Settings) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// Takes the lock of the session, where the lock is no matter of the transaction; whether it was to be had.
    ///
    /// # Errors
    /// When the lock cannot be asked for.
    fn lock<'a>(
        &'a self,
        _connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
        _slice: Duration,
    ) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(true) })
    }

    /// Whether the session gets the lock that another one has.
    ///
    /// # Errors
    /// When the lock cannot be asked for.
    fn contend<'a>(&'a self, _connection: &'a mut Connection<'_>, _ground: &'a Ground) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async { Ok(false) })
    }

    /// Gives the lock of the session back.
    ///
    /// # Errors
    /// When the connection is lost; the lock then went with it.
    fn unlock<'a>(&'a self, _connection: &'a mut Connection<'_>, _ground: &'a Ground) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// Who holds the lock, and what that session runs; nothing where that cannot be told.
    fn holder<'a>(&'a self, _connection: &'a mut Connection<'_>, _ground: &'a Ground) -> BoxFuture<'a, Option<String>> {
        Box::pin(async { None })
    }

    /// The statements that take the lock for a transaction which stays open; the last one gives whether it was to be had,
    /// and the number of its session.
    fn hold(&self, _ground: &Ground) -> String {
        String::new()
    }

    /// The statement that fails with [`Fault::Refuted`] unless the session of that number holds the lock.
    fn fence(&self, _ground: &Ground, _session: &str) -> String {
        String::new()
    }

    /// Makes sure that the settings of the session let steps finish that stand alone.
    ///
    /// # Errors
    /// [`Error::Unsuited`].
    fn check_settings<'a>(
        &'a self,
        _connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// Asks for the tables whose engine has no transactions, each with its engine.
    fn tables_without_transactions(&self, _ground: &Ground) -> Option<String> {
        None
    }

    /// Clears away what a step that stands alone has left half-built; waits for it where somebody is still building. What
    /// is half-built and none of the step's stays, and is named.
    ///
    /// # Errors
    /// When that cannot be asked or done.
    fn clear_away<'a>(
        &'a self,
        _connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
        _step: &'a Step,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// What ends the transaction that a question of ours began, where the defaults of a session have no autocommit.
    fn end_of_question(&self) -> Option<&'static str> {
        None
    }

    /// What begins a transaction.
    fn begin(&self) -> &'static str;

    /// The statements by which a transaction sets for itself what it needs.
    fn transaction_settings(&self, _ground: &Ground, _options: &Options) -> Vec<String> {
        Vec::new()
    }

    /// The statement that sets how long the statements of the session wait for a lock on a table, where a step needs
    /// another time than the rest.
    fn wait_for_tables(&self, _time: Duration) -> Option<String> {
        None
    }

    /// The statement by which the server finds out in the transaction, and soon, that the client's machine is gone, while it waits for a
    /// function of somebody's: it would keep the transaction, and its locks, for hours.
    fn notice_silence(&self) -> Option<&'static str> {
        None
    }

    /// The statements that fail where a constraint that is checked at the end of the transaction does not hold yet.
    fn early_check(&self) -> Option<&'static str> {
        None
    }

    /// The statement that takes the lock of a transaction, or fails with [`Fault::Refuted`].
    fn transaction_lock(&self, _ground: &Ground) -> Option<String> {
        None
    }

    /// How many references lead nowhere, where nothing checks them while a table is made anew.
    ///
    /// # Errors
    /// When that cannot be asked.
    fn dangling<'a>(&'a self, _connection: &'a mut Connection<'_>) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async { Ok(0) })
    }

    /// Whether BEGIN and COMMIT may travel in one message with what is between them.
    fn sends_packets(&self) -> bool;

    /// The place, in characters from 1, at which the message was found to be wrong before any of it ran.
    fn position(&self, _error: &sqlx::Error) -> Option<usize> {
        None
    }

    /// What an administrator has to run so that a statement of a migration may run.
    fn grant_for_migrations(&self, ground: &Ground) -> String;

    /// What an administrator has to run so that the tracking table can be read and written.
    fn grant_for_tracking(&self, ground: &Ground) -> String;
}

/// The largest message: more cost the server memory, and every error logs the whole of it.
pub(crate) const PACKET: usize = 256 * 1024;

impl dyn Backend {
    /// The error of a statement of ours, outside migrations.
    pub(crate) fn error(&self, doing: &str, error: sqlx::Error) -> Error {
        match self.fault(&error) {
            Fault::Unreachable => Error::Unreachable { error },
            Fault::ReadOnly => Error::ReadOnly { message: said(&error) },
            Fault::InTransaction | Fault::Aborted => Error::InTransaction,
            _ if doing == "connect" => Error::Unreachable { error },
            _ => Error::Database(error),
        }
    }

    /// Runs statements of ours that write, outside migrations: in a transaction that says so, for the defaults of a role may
    /// be read only.
    pub(crate) async fn write(
        &self,
        connection: &mut Connection<'_>,
        ground: &Ground,
        statements: &[&str],
    ) -> Result<()> {
        let mut transaction = connection.begin(self.begin()).await?;
        for statement in ground.role.as_deref().iter().chain(statements) {
            transaction.connection().execute(statement).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Runs statements of ours, outside migrations.
    pub(crate) async fn ask_of(&self, connection: &mut Connection<'_>, sql: &str) -> Result<crate::sql::Script> {
        connection.script(sql).await.map_err(|stopped| self.error("ask", stopped.error))
    }
}

/// A question in one message, asked in a role where one is set.
pub(crate) fn in_role(role: Option<&str>, question: &str) -> String {
    role.map_or_else(|| question.to_owned(), |role| format!("{role}; {question}"))
}

/// Whether an error is of the connection, and not of a statement.
fn is_connection_lost(error: &sqlx::Error) -> bool {
    use sqlx::Error as E;
    matches!(
        error,
        E::Io(_)
            | E::Tls(_)
            | E::Protocol(_)
            | E::PoolTimedOut
            | E::PoolClosed
            | E::WorkerCrashed
            | E::Configuration(_)
    )
}

/// The code of an error of the database.
fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(std::borrow::Cow::into_owned)
}

/// A value of the first row of an answer.
pub(crate) fn first(answer: &crate::sql::Script, at: usize) -> Option<&str> {
    answer.rows.first()?.get(at)?.as_deref()
}

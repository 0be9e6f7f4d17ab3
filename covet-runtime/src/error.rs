//! What can go wrong while migrations run.

use std::fmt;
use std::time::Duration;

use covet_core::dialect::Release;
use covet_core::{Checksum, Diagnostic, Dialect, MigrationId};

use crate::failure::{Denied, Failure, Interrupted};
use crate::hooks::HookFailure;
use crate::mismatch::Mismatch;
use crate::report::Report;

/// A migration could not be run, or the state of a database could not be told.
///
/// Messages say what failed, what state the database is in, and what to do next. Where migrations had been applied
/// before, the error is a [`Partial`](Error::Partial) around what went wrong; [`cause`](Error::cause) looks through it.
///
/// `Debug` shows the same message: `fn main() -> Result<..>` and `unwrap()` print that, and there most people meet it.
///
/// ```
/// use covet_runtime::Error;
///
/// fn advice(error: &Error) -> String {
///     match error.cause() {
///         Error::Failed(failure) => format!("{} failed: {}", failure.migration, failure.help),
///         Error::Denied(denied) => format!("somebody with the rights has to run {}", denied.grant),
///         Error::Busy { waited, .. } => format!("try again; it was waited for {waited:?}"),
///         other => other.to_string(),
///     }
/// }
///
/// let error = Error::NotCurrent { first: covet_core::MigrationId::new("auth", "0001_users"), count: 2 };
/// assert!(advice(&error).starts_with("the database is not current: 2 migrations pending"));
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A statement or a Rust step of a migration failed.
    #[error(transparent)]
    Failed(Box<Failure>),
    /// A hook of the caller's failed.
    #[error(transparent)]
    Hook(Box<HookFailure>),
    /// The user of the connection lacks a privilege.
    #[error(transparent)]
    Denied(Box<Denied>),
    /// Some migrations were finished before it failed.
    #[error("{error}\nbefore that, {}", done.to_string().trim_end())]
    Partial {
        /// What was finished, and stays.
        done: Report,
        /// What failed then.
        #[source]
        error: Box<Error>,
    },

    /// The binary's migrations do not go on from those that the database has; nothing has run.
    #[error(transparent)]
    History(Box<Mismatch>),
    /// The database holds checksums that a later version of Covet made, and this one cannot compare.
    #[error(
        "the checksum of `{migration}` is of scheme {recorded}, and this version of covet knows schemes up to {known}; nothing was run; use the version of covet that wrote it, or a later one"
    )]
    LaterScheme {
        /// The first migration that has one.
        migration: MigrationId,
        /// The number of its scheme.
        recorded: u16,
        /// The highest number that this version knows.
        known: u16,
    },
    /// An earlier run was interrupted within a migration, on a database without transactions around DDL.
    #[error("{0}")]
    Interrupted(Box<Interrupted>),

    /// What the first migration of an app makes is there in part, or not as it makes it: neither running nor recording it would be
    /// right.
    #[error(
        "what `{migration}` makes is there in part, or not as it makes it; nothing was run:\n  {}\n  next: where it is as a later \
         migration leaves it, record all up to that one: `fake_all().to(..)`, or `migrate --fake --to app/name`; else mend what differs",
        differences.join("\n  ")
    )]
    PartlyThere {
        /// The migration.
        migration: MigrationId,
        /// What differs, a line for each.
        differences: Vec<String>,
    },
    /// The run did the same again and again, and nothing that is recorded changed.
    #[error(
        "{rounds} attempts in a row changed nothing that is recorded{}; what is recorded stays, and the next run goes on from there; \
         see that nothing keeps the tracking table from being written, a trigger on it say; otherwise this is a fault of covet's: \
         report it, with what the log shows at level `debug`",
        migration.as_ref().map(|id| format!(" of `{id}`")).unwrap_or_default()
    )]
    Stalled {
        /// The migration that is half done, where one is.
        migration: Option<MigrationId>,
        /// How often it was tried.
        rounds: u32,
    },

    /// Another process is migrating, or holds what is needed.
    #[error(
        "{waited_for} is still held by another session after {} s{}; nothing was run; wait for it to finish, or wait \
         longer with `migrator().wait_timeout(..)`", waited.as_secs_f32(),
        holder.as_ref().map(|holder| format!(" ({holder})")).unwrap_or_default()
    )]
    Busy {
        /// The lock.
        waited_for: String,
        /// How long it was waited for.
        waited: Duration,
        /// Who holds it, and what that session runs, where the database tells.
        holder: Option<String>,
    },
    /// The lock has to be held by a second connection, which a lone connection cannot open: on PostgreSQL for a migration whose
    /// steps commit one by one, on MySQL and MariaDB where the locks of the server keep nobody out.
    #[error(
        "{why}, so that a second connection has to hold the lock, which covet opens as the pool does; nothing was run; give \
         `run` the pool instead of a connection, or say how the connection was opened: `Source::from(..).opened_by(options)`"
    )]
    NeedsPool {
        /// What needs it.
        why: String,
    },
    /// While a second connection holds the lock, the first one gets no answer: a pooler has one connection to the server for both.
    #[error(
        "while a second connection held the lock, the first one had no answer for {} s; nothing was run; a pooler needs two \
         connections to the server for a migration that is run step by step: give it two (PgBouncer: `default_pool_size`, \
         `pool_size`, `max_db_connections`), or connect to the server itself", waited.as_secs()
    )]
    OneConnection {
        /// How long it was waited for.
        waited: Duration,
    },
    /// Two connections that were opened alike lead to different databases.
    #[error("{why}; nothing was run; let the pool's address lead to one server")]
    Divided {
        /// What differs.
        why: String,
    },
    /// A setting of the user does not suit steps that no transaction holds: it would cut them short, or refuse them.
    #[error(
        "{name} is {value} for user {user}, and a step that stands alone, outside transactions, needs {wanted}; nothing \
         was run; let an administrator run `{help}`, or connect with `?options=-c {name}={wanted}`"
    )]
    Unsuited {
        /// The setting.
        name: String,
        /// What it is.
        value: String,
        /// What it has to be.
        wanted: String,
        /// The user.
        user: String,
        /// What to run.
        help: String,
    },
    /// All migrations of a run were to share one transaction, and one of them cannot.
    #[error(
        "`{migration}` cannot share a transaction with others: {why}; nothing was run; run it by itself, or each in its own"
    )]
    NotTogether {
        /// The migration.
        migration: MigrationId,
        /// What stands against it.
        why: String,
    },
    /// The connection is inside a transaction, which a run would commit.
    #[error(
        "the connection has an open transaction, which migrations would commit; nothing was run; commit it first, or give `run` the pool"
    )]
    InTransaction,
    /// The database is not at this binary's migrations.
    #[error(
        "the database is not current: {} pending, the first is `{first}`; run them with `run`, or with the job that migrates",
        crate::report::counted(*count, "migration")
    )]
    NotCurrent {
        /// The first of them.
        first: MigrationId,
        /// How many.
        count: usize,
    },
    /// There is no such migration or release to run to.
    #[error("there is no `{target}` to run to among the migrations at hand; nothing was run; {help}")]
    UnknownTarget {
        /// The target, as it was given.
        target: String,
        /// What may have been meant.
        help: String,
    },
    /// No migration has that tag, and some have one that is almost the same.
    #[error("no migration at hand is tagged `{tag}`; nothing was run; did you mean `{meant}`?")]
    UnknownTag {
        /// The tag, as it was given.
        tag: String,
        /// The one that is almost the same.
        meant: String,
    },
    /// What a target leaves out is needed, and nothing said so.
    #[error(
        "with no more than what `{target}` takes, migration `{migration}` does not fit: {finding}; nothing was run; say \
         in its `depends_on` what it builds on, or run without a target"
    )]
    BeyondTarget {
        /// The target, as it was given.
        target: String,
        /// The migration.
        migration: MigrationId,
        /// What does not fit.
        finding: Box<Diagnostic>,
    },
    /// A migration needs one that is neither in the binary nor recorded.
    #[error(
        "migration `{migration}` depends on `{dependency}`, which is not among the migrations at hand; nothing was run; add \
         the set of its crate: `covet::combine!(pub static ALL = [..]);`, or its directory to `covet.toml`"
    )]
    MissingDependency {
        /// The migration.
        migration: MigrationId,
        /// What it depends on, as `app/name`.
        dependency: &'static str,
    },
    /// Nothing undoes the migration.
    #[error(
        "migration `{migration}` cannot be rolled back: {why}; nothing was run; write a new migration that goes forward"
    )]
    Irreversible {
        /// The migration.
        migration: MigrationId,
        /// Why.
        why: String,
    },
    /// A migration to roll back is not in the binary.
    #[error(
        "migration `{migration}` ({}) is to be rolled back, and is not among the migrations at hand; nothing was run; roll \
         back with what has it{}", recorded.short(), stored_help(stored)
    )]
    NotEmbedded {
        /// The migration.
        migration: MigrationId,
        /// The checksum that the database recorded.
        recorded: Checksum,
        /// The digest of the steps that the database has recorded to undo it, or why it has none.
        stored: Result<Checksum, String>,
    },
    /// The steps that are recorded to undo a migration are none of those that were allowed.
    #[error(
        "the steps that are recorded to undo `{migration}` have the digest {found}, which was not allowed; nothing was run; \
         look at them with `plan_rollback`, and allow what you have seen with `migrator().stored(..)`"
    )]
    NotAllowed {
        /// The migration.
        migration: MigrationId,
        /// The digest of what is recorded now.
        found: Checksum,
    },
    /// The steps that are recorded to undo a migration are not those that were recorded when it was applied.
    #[error(
        "the steps that are recorded to undo `{migration}` were changed since it was applied: their digest is {}, and the \
         log has {}; nothing was run; roll back with what has the migration itself", found.short(), logged.short()
    )]
    Tampered {
        /// The migration.
        migration: MigrationId,
        /// The digest that was logged when the migration was applied.
        logged: Checksum,
        /// The digest of what is recorded now.
        found: Checksum,
    },

    /// A tracking table stands in another schema of the search path than the one in use.
    #[error(
        "the tracking table `{table}` stands in schema `{found}`, and the schema in use is `{current}`; nothing was run, for everything would be applied anew; say which with `migrator().schema(\"{found}\")`, or mend the search_path"
    )]
    TableElsewhere {
        /// Its name.
        table: String,
        /// The schema that it stands in.
        found: String,
        /// The schema that tables are created in.
        current: String,
    },
    /// There is a table of that name, and it is none of Covet's.
    #[error(
        "{table} is not a tracking table of this version of Covet: {why}; nothing was run; choose another name with `migrator().table(..)`, or rename that table"
    )]
    ForeignTable {
        /// Its name.
        table: String,
        /// What was found.
        why: String,
    },
    /// No schema is chosen in which tables could be created.
    #[error("there is nowhere to create tables: {help}")]
    NoSchema {
        /// How to choose one.
        help: &'static str,
    },
    /// There is no schema (in MySQL: database) of the name that was given.
    #[error(
        "there is no {schema}, or user {user} may not look into it; nothing was run; let an administrator run `{help}`, or \
         name another with `migrator().schema(..)`"
    )]
    NoSuchSchema {
        /// The schema, quoted.
        schema: String,
        /// The user of the connection.
        user: String,
        /// What to run.
        help: String,
    },
    /// An option that this database has nothing for.
    #[error("`{option}` is nothing that {dialect} has; nothing was run; {help}")]
    Unsupported {
        /// The option.
        option: &'static str,
        /// The database.
        dialect: Dialect,
        /// What to do instead.
        help: &'static str,
    },
    /// A call that blocks was made on a thread of an async runtime.
    #[error(
        "a call that blocks was made within an async runtime, which it would hold up; nothing was run; there write \
         `migrations.run(&pool).await`"
    )]
    InRuntime,
    /// No driver that is compiled in takes that address.
    #[error(
        "no driver for `{scheme}:` is compiled in; nothing was run; write `postgres:`, `mysql:`, `mariadb:` or `sqlite:`, and \
         enable the feature of that database"
    )]
    NoDriver {
        /// What the address begins with.
        scheme: String,
    },
    /// A setting of the session did not take.
    #[error("the setting {name} is {found} and should be {value}; the connection was closed")]
    Setting {
        /// The setting.
        name: String,
        /// What it should be.
        value: String,
        /// What it is.
        found: String,
    },
    /// The database takes no writes.
    #[error(
        "the database is read only ({message}); nothing was run, and migrations are pending; migrate on the primary, or open the file for writing"
    )]
    ReadOnly {
        /// What the database said.
        message: String,
    },
    /// The database cannot be reached.
    #[error(
        "cannot connect to the database: {}; check its address, that it is up, and that the pool has a free connection",
        said(error)
    )]
    Unreachable {
        /// Why.
        #[source]
        error: sqlx::Error,
    },
    /// The live table is not the one that the migrations make; a rebuild would lose what differs.
    #[error("table `{table}` is not as the migrations left it: {}; it was not rebuilt, for that would lose the difference; write a migration for it, or undo it by hand", differences.join("; "))]
    Drift {
        /// The table.
        table: String,
        /// What differs, a line each.
        differences: Vec<String>,
    },

    /// Rows that a migration changed, beside making a table anew on SQLite, are referred to by rows that it left.
    #[error(
        "{count} foreign key(s) would lead nowhere: while a table is made anew, SQLite checks none, and does nothing of what they say ON DELETE and ON UPDATE; change those rows in a migration of its own"
    )]
    Dangling {
        /// How many more than before.
        count: u64,
    },

    /// A migration needs what the server has not: another server, or a later version of it.
    #[error(
        "migration `{migration}` cannot {operation} on {found}: {what} needs {}; nothing was run; use such a server, or \
         name yours among `targets` in covet.toml, so that the build says what to do instead",
        needed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
    )]
    Unmet {
        /// The migration.
        migration: MigrationId,
        /// Its operation.
        operation: Box<str>,
        /// What needs it.
        what: Box<str>,
        /// The servers that have it, each with the first version that does.
        needed: &'static [Release],
        /// The server that there is.
        found: Release,
    },

    /// A migration changes rows of a table whose engine has no transactions: cut short, it would change them twice.
    #[error(
        "migration `{migration}` changes rows of `{table}`, whose engine {engine} has no transactions: cut short, it would \
         change them twice; it was not run; run `{help}`, or change them in a Rust step that may run twice"
    )]
    NoTransactions {
        /// The migration.
        migration: MigrationId,
        /// The table.
        table: Box<str>,
        /// Its engine.
        engine: Box<str>,
        /// What to run.
        help: Box<str>,
    },

    /// MySQL or MariaDB: the first run would begin in a database whose tables do not hold every text.
    #[error(
        "the tables of database `{database}` would be in the character set `{found}`, which does not hold every text; nothing was \
         run; run this, which leaves tables that are there as they are: ALTER DATABASE `{database}` CHARACTER SET utf8mb4"
    )]
    CharacterSet {
        /// The database.
        database: Box<str>,
        /// The character set of its new tables.
        found: Box<str>,
    },

    /// What the binary embeds cannot be run.
    #[error(
        "migration `{migration}` cannot be run on {dialect}: {finding}; nothing was run; a build of it, or `covet check`, says where"
    )]
    Unplannable {
        /// The migration.
        migration: MigrationId,
        /// The database.
        dialect: Dialect,
        /// Why.
        finding: Box<Diagnostic>,
    },
    /// What the binary embeds cannot be read.
    #[error(
        "migration `{migration}` cannot be read: {source}; nothing was run; build the macros and the runtime from one version of covet"
    )]
    Undecodable {
        /// The migration.
        migration: MigrationId,
        /// Why.
        source: covet_core::canonical::Undecodable,
    },
    /// The binary lacks a Rust function that its migration names.
    #[error(
        "migration `{migration}` runs `{path}`, which is not at hand; nothing was run; only the program that embeds the migration has its functions: where this is that one, build the macros and the runtime from one version of covet"
    )]
    NoFunction {
        /// The migration.
        migration: MigrationId,
        /// The function.
        path: String,
    },
    /// A Rust step asks for another database's connection.
    #[error(
        "this step asks for a {asked} connection, and the migrations run on {runs_on}; take `&mut covet::Connection<'_>`, or leave {runs_on} out of the targets"
    )]
    WrongConnection {
        /// The database whose connection the step takes.
        asked: Dialect,
        /// The database on which it was to run.
        runs_on: Dialect,
    },
    /// What a Rust step says went wrong; made by [`Error::other`].
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
    /// The database refused something.
    #[error("{}", said(.0))]
    Database(#[from] sqlx::Error),
}

/// What else undoes a migration that is not embedded, or why nothing does.
fn stored_help(stored: &Result<Checksum, String>) -> String {
    match stored {
        Ok(digest) => format!(
            ", or by the steps that were recorded with it (digest {}): look at them with `plan_rollback`, and allow them by \
             their digest with `migrator().stored(..)`",
            digest.short()
        ),
        Err(why) => format!("; no recorded steps undo it: {why}"),
    }
}

/// What a database said, without what sqlx says around it.
pub(crate) fn said(error: &sqlx::Error) -> String {
    let sqlx::Error::Database(refusal) = error else { return error.to_string() };
    #[cfg(feature = "postgres")]
    let detail = refusal.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().and_then(|error| error.detail());
    #[cfg(not(feature = "postgres"))]
    let detail: Option<&str> = None;
    let text = detail.map_or(refusal.message().to_owned(), |detail| format!("{}: {detail}", refusal.message()));
    match refusal.code() {
        Some(code) => format!("{text} (code {code})"),
        None => text,
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A result of this crate.
///
/// ```
/// async fn applied(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<usize> {
///     Ok(migrations.run(pool).await?.migrations.len())
/// }
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of a Rust step's own.
    ///
    /// ```
    /// async fn step(db: &mut covet_runtime::Connection<'_>) -> covet_runtime::Result<()> {
    ///     let rows = db.rows("SELECT count(*) FROM users").await?;
    ///     let count = rows[0][0].as_deref().unwrap_or("0");
    ///     count.parse::<u32>().map_err(covet_runtime::Error::other)?;
    ///     Ok(())
    /// }
    /// ```
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Other(error.into())
    }

    /// What went wrong, without what had been finished before.
    pub fn cause(&self) -> &Error {
        match self {
            Error::Partial { error, .. } => error.cause(),
            other => other,
        }
    }

    /// What had been finished before it went wrong.
    pub fn done(&self) -> Option<&Report> {
        match self {
            Error::Partial { done, .. } => Some(done),
            _ => None,
        }
    }

    /// How the recorded history and the embedded one differ, where that is what went wrong.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        match self.cause() {
            Error::History(mismatch) => Some(mismatch),
            _ => None,
        }
    }

    pub(crate) fn denied(doing: String, grant: String, error: sqlx::Error, state: impl Into<String>) -> Self {
        Error::Denied(Box::new(Denied { doing, grant, error, state: state.into() }))
    }

    /// The same, with what had been finished before it.
    pub(crate) fn after(self, done: Report) -> Self {
        match done.is_empty() {
            true => self,
            false => Error::Partial { done, error: Box::new(self) },
        }
    }
}

impl From<Mismatch> for Error {
    fn from(mismatch: Mismatch) -> Self {
        Error::History(Box::new(mismatch))
    }
}

impl From<Box<Mismatch>> for Error {
    fn from(mismatch: Box<Mismatch>) -> Self {
        Error::History(mismatch)
    }
}

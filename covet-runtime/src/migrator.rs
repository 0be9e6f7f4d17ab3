//! The face of the runtime: what can be asked of migrations, and how it may be changed.

use std::sync::Arc;
use std::time::Duration;

use covet_core::{Checksum, Dialect, MigrationId, Schema};
use tracing::Instrument as _;

use crate::connection::Connection;
use crate::embedded::{BoxFuture, Migrations};
use crate::error::{Error, Result};
use crate::event::{Event, Listener};
use crate::hooks::{Migrating, Upcoming};
use crate::log::{self, Log};
use crate::options::{self, Fake, Options, WhenNewer};
use crate::overview::{self, PlanReport, Status, Verified};
use crate::report::Report;
use crate::run::{self, Goal};
use crate::source::Source;
use crate::work;

/// Migrations with options other than the usual.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> covet_runtime::Result<()> {
/// # use std::time::Duration;
/// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let migrator = MIGRATIONS.migrator().table("schema_history").wait_timeout(Duration::from_secs(10));
/// let report = migrator.run(&pool).await?;
/// assert_eq!(report.to_string(), "nothing is pending");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct Migrator {
    migrations: Migrations,
    options: Options,
}

impl Migrator {
    /// The name of the tracking table; `covet_migrations` by default.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.options.table = name.into();
        self
    }

    /// The schema (in MySQL: the database) in which the tracking table stands and migrations run; by default the one
    /// that the connection uses. It has to be there.
    ///
    /// So each of several tenants has a schema with tables, a history and a lock of its own:
    ///
    /// ```
    /// # #[cfg(feature = "postgres")]
    /// async fn all(migrations: covet_runtime::Migrations, pool: &sqlx::PgPool, tenants: &[&str]) -> covet_runtime::Result<()> {
    ///     for tenant in tenants {
    ///         println!("{tenant}: {}", migrations.migrator().schema(*tenant).run(pool).await?);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// SQLite has no schemas: every call is an [`Error::Unsupported`] then. Let each tenant have a file.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.options.schema = Some(name.into());
        self
    }

    /// The role as which everything is done, on PostgreSQL: it owns what migrations make. The user of the connection has to
    /// be a member of it.
    ///
    /// It is set for each transaction (`SET LOCAL ROLE`), and never for the session, which behind a pooler would be
    /// somebody else's next. What no transaction holds, such as an index that is built concurrently, has to find the user in that
    /// role: [`Error::Unsuited`] says how. Elsewhere every call is an [`Error::Unsupported`].
    ///
    /// ```
    /// # fn f(migrations: covet_runtime::Migrations) -> covet_runtime::Migrator {
    /// migrations.migrator().role("shop_owner")
    /// # }
    /// ```
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.options.role = Some(name.into());
        self
    }

    /// How long one statement waits for a lock on a table; 5 seconds by default, after which the whole transaction is
    /// tried again, up to three times. A longer wait holds up everybody who comes behind it.
    #[must_use]
    pub fn lock_timeout(mut self, time: Duration) -> Self {
        self.options.lock_timeout = time;
        self
    }

    /// How long a change of a table waits for its lock that reads or writes all rows, on MySQL and MariaDB; an hour by
    /// default. Such a statement needs the lock for a moment at its *end* once more, and what it has built is lost when it
    /// does not get it.
    #[must_use]
    pub fn alter_timeout(mut self, time: Duration) -> Self {
        self.options.alter_timeout = time;
        self
    }

    /// Whether a change of a table may keep others from writing until it is done, on MySQL and MariaDB, where the plan says
    /// that it does without; by default it may not.
    ///
    /// There every ALTER TABLE that is known to need no such lock ends with `LOCK=NONE`, so that a server which would take
    /// one after all, because of a full-text index that nobody declared, say, refuses it at once and has done nothing. What
    /// is known to copy the table, which the rule `copy-alter` says at build time, runs either way.
    ///
    /// ```
    /// # fn f(migrations: covet_runtime::Migrations) -> covet_runtime::Migrator {
    /// migrations.migrator().may_lock_tables(true)
    /// # }
    /// ```
    #[must_use]
    pub fn may_lock_tables(mut self, whether: bool) -> Self {
        self.options.may_lock_tables = whether;
        self
    }

    /// How long to wait for another process that migrates the same database; one minute by default.
    #[must_use]
    pub fn wait_timeout(mut self, time: Duration) -> Self {
        self.options.wait_timeout = time;
        self
    }

    /// What to do when the database has migrations that this binary does not know; by default, to stop.
    ///
    /// ```
    /// # fn f(migrations: covet_runtime::Migrations) -> covet_runtime::Migrator {
    /// use covet_runtime::WhenNewer;
    /// migrations.migrator().when_newer(WhenNewer::Accept)
    /// # }
    /// ```
    #[must_use]
    pub fn when_newer(mut self, policy: WhenNewer) -> Self {
        self.options.when_newer = policy;
        self
    }

    /// Stops before the first pending migration with this tag, whatever comes after it.
    ///
    /// That is the way to deploy in two steps: migrations that only add run before the new servers start, and the first
    /// one tagged `contract`, which takes away what the old servers use, waits with all that follow it until they are
    /// gone. Nothing is skipped: migrations run in their order over all apps, up to that one.
    ///
    /// Where no pending migration has the tag, everything is applied. Bounds [`run`](Migrator::run),
    /// [`plan`](Migrator::plan), [`is_current`](Migrator::is_current) and
    /// [`require_current`](Migrator::require_current), all of which give an [`Error::UnknownTag`] when no migration has
    /// this tag and some have one that is almost the same.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// let report = MIGRATIONS.migrator().before_tag("contract").run(&pool).await?;
    /// if let Some(stop) = &report.stopped {
    ///     println!("{stop}");
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn before_tag(mut self, tag: impl Into<String>) -> Self {
        self.options.before_tag = Some(tag.into());
        self
    }

    /// Goes no further than to a migration, as `auth/0002_roles`, or to a release, as `@v1.2`.
    ///
    /// A migration stands for itself and all of its app before it; a release for what stands above its line in the order
    /// file of every app that marks it. Of other apps only what these depend on is applied. Bounds the same calls as
    /// [`before_tag`](Migrator::before_tag), and they give an [`Error::UnknownTarget`] when there is no such migration
    /// or release. What is applied already stays: see [`rollback_to`](Migrator::rollback_to).
    ///
    /// ```
    /// # fn f(migrations: covet_runtime::Migrations) -> covet_runtime::Migrator {
    /// migrations.migrator().to("@v1.2")
    /// # }
    /// ```
    #[must_use]
    pub fn to(mut self, target: impl Into<String>) -> Self {
        self.options.to = Some(target.into());
        self
    }

    /// Records these migrations as what they are and runs nothing of them: what they do is in the database already.
    ///
    /// Of a [`run`](Migrator::run) that is recording them as applied, of a [`rollback`](Migrator::rollback) forgetting
    /// them. Whether the database is as it would be then nobody checks. The record has the kind `fake`. What is not
    /// pending is passed over, and so are names that there are not.
    #[must_use]
    pub fn fake(mut self, migrations: impl IntoIterator<Item = MigrationId>) -> Self {
        self.options.fake = Fake::These(migrations.into_iter().collect());
        self
    }

    /// As [`fake`](Migrator::fake), for all that would be run.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// // The tables of this release were made by what came before Covet.
    /// MIGRATIONS.migrator().fake_all().to("@v1.0").run(&pool).await.ok();
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn fake_all(mut self) -> Self {
        self.options.fake = Fake::All;
        self
    }

    /// Runs all that a call has to do in one transaction: either all of it is done, or nothing.
    ///
    /// On an empty database that is so anyway. On others each migration has a transaction of its own, so that locks are given
    /// back between two of them; here all of them are held until the end. [`Error::NotTogether`] tells beforehand
    /// what cannot share a transaction: a migration with `transaction = false`, and in SQLite one that makes a table anew beside one
    /// that changes rows. MySQL and MariaDB have no transaction around DDL: [`Error::Unsupported`].
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn all_or_nothing(migrator: covet_runtime::Migrator, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
    ///     migrator.one_transaction(true).run(pool).await?;
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn one_transaction(mut self, whether: bool) -> Self {
        self.options.one_transaction = whether;
        self
    }

    /// Records the first migration of an app and runs nothing of it, where what it makes is in the database already; runs it where
    /// nothing of that is there. An app of which something is recorded has been begun.
    ///
    /// It is for a database that was made by other means. What is compared is everything that a migration declares: tables with
    /// all their columns, keys and indexes, and what it changes of other tables; native enums; objects by kind and name. Rows are not, nor what its SQL does.
    /// Anything between is an [`Error::PartlyThere`], which says what differs. It is decided by the run that records it, of
    /// what stands there then; a [`plan`](Migrator::plan) shows such a migration as if it were to run.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// # let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// let report = MIGRATIONS.migrator().fake_initial().run(&pool).await?;
    /// for done in report.migrations.iter().filter(|done| done.fake) {
    ///     println!("`{}` was there", done.migration);
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn fake_initial(mut self) -> Self {
        self.options.fake = Fake::Initial;
        self
    }

    /// Lets a roll-back run steps that the database has recorded, by their digests: of migrations that this binary does
    /// not embed, for a newer one applied them.
    ///
    /// Every migration is recorded with the steps that undo it. A plan shows them, and their digest, which is of the
    /// migration, its checksum and the text. Look at them first: whoever can write to the tracking table can change
    /// them. Without their digest they are refused ([`Error::NotEmbedded`]), with another one as well
    /// ([`Error::NotAllowed`]), and always where the log says that they were changed since ([`Error::Tampered`]). Where a
    /// roll-back is cut short, the same digests let it go on.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn back(migrator: covet_runtime::Migrator, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
    ///     let plan = migrator.plan_rollback_newer(pool).await?;
    ///     println!("{plan}");
    ///     // .. and when a person has said yes:
    ///     println!("{}", migrator.stored(plan.stored()).rollback_newer(pool).await?);
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn stored(mut self, digests: impl IntoIterator<Item = Checksum>) -> Self {
        self.options.stored.extend(digests);
        self
    }

    /// Whether the steps that undo a migration are recorded with it, for binaries that do not embed it; by default they
    /// are.
    #[must_use]
    pub fn store_reverts(mut self, whether: bool) -> Self {
        self.options.store_reverts = whether;
        self
    }

    /// Whether a log is kept of what is done, in the table `covet_log`; by default it is.
    ///
    /// Beside a tracking table of another name it is called after that: `schema_history_log`. See
    /// [`history`](Migrator::history).
    #[must_use]
    pub fn log(mut self, whether: bool) -> Self {
        self.options.log = whether;
        self
    }

    /// How the log names this program, such as `shop 1.4.2`; by default it is the name of the file that runs.
    ///
    /// ```
    /// # fn f(migrations: covet_runtime::Migrations) -> covet_runtime::Migrator {
    /// migrations.migrator().program(concat!("shop ", env!("CARGO_PKG_VERSION")))
    /// # }
    /// ```
    #[must_use]
    pub fn program(mut self, name: impl AsRef<str>) -> Self {
        self.options.program = options::program(name.as_ref());
        self
    }

    /// The tables that these migrations are recorded in: the tracking table and, where one is kept, the log; and the one whose
    /// row is the lock, where the server's own locks keep nobody out.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// assert_eq!(MIGRATIONS.migrator().tables(), ["covet_migrations", "covet_log", "covet_migrations_lease"]);
    /// assert_eq!(MIGRATIONS.migrator().table("history").tables(), ["history", "history_log", "history_lease"]);
    /// ```
    pub fn tables(&self) -> Vec<String> {
        let options = &self.options;
        [options.table.clone()].into_iter().chain(options.log_table()).chain([options.lease_table()]).collect()
    }

    /// Calls this with everything that happens in a run, as it happens, for a progress bar or a log.
    ///
    /// It is called from within the run, which goes on when it returns: it must not wait.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// use covet_runtime::Event;
    ///
    /// let migrator = MIGRATIONS.migrator().on_event(|event| match event {
    ///     Event::Finished(done) => println!("{} took {:?}", done.migration, done.duration),
    ///     Event::Waiting { table, holder } => println!("waiting for the lock of {table}, which {holder} has"),
    ///     _ => {}
    /// });
    /// ```
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.options.listener = Some(Listener(Arc::new(listener)));
        self
    }

    /// Calls this once before the first migration of a run, where there is one.
    ///
    /// The connection is that of the run, outside transactions. On MySQL the lock is held; elsewhere it belongs to the
    /// transactions that come, so that of several processes which start at once each may call it. A run that fails calls
    /// none of the hooks that would have come; when this one fails ([`Error::Hook`]), nothing is run.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let migrator = MIGRATIONS.migrator().before_run(|db, upcoming| {
    ///     Box::pin(async move {
    ///         println!("{} migrations on {}", upcoming.migrations.len(), db.dialect());
    ///         db.execute("SELECT 1").await?;
    ///         Ok(())
    ///     })
    /// });
    /// ```
    #[must_use]
    pub fn before_run(
        mut self,
        hook: impl for<'a, 'c> Fn(&'a mut Connection<'c>, &'a Upcoming) -> BoxFuture<'a, Result<()>> + Send + Sync + 'static,
    ) -> Self {
        self.options.hooks.before_run.push(Arc::new(hook));
        self
    }

    /// Calls this before each migration, after what was given before.
    ///
    /// On PostgreSQL and SQLite it is in the transaction of the migration: what it does stands or falls with it. Where a
    /// migration goes step by step, on MySQL and with `transaction = false`, it is in none, and is called again when a
    /// run goes on with what an earlier one began; do there what may be done twice. What is recorded without being run has no
    /// hooks. When one fails ([`Error::Hook`]), the migration is not run.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// use covet_runtime::{Connection, Migrating, Result};
    ///
    /// async fn note(db: &mut Connection<'_>, migrating: &Migrating) -> Result<()> {
    ///     let sql = format!("INSERT INTO deploys (what) VALUES ('{}')", migrating.migration);
    ///     db.execute(&sql).await.map(drop)
    /// }
    ///
    /// let migrator = MIGRATIONS.migrator().before_each(|db, migrating| Box::pin(note(db, migrating)));
    /// ```
    #[must_use]
    pub fn before_each(
        mut self,
        hook: impl for<'a, 'c> Fn(&'a mut Connection<'c>, &'a Migrating) -> BoxFuture<'a, Result<()>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.options.hooks.before_each.push(Arc::new(hook));
        self
    }

    /// Calls this after each migration, before it is recorded as done; otherwise as
    /// [`before_each`](Migrator::before_each).
    ///
    /// When it fails, a migration in a transaction is rolled back; of one that goes step by step the steps stay, and
    /// the next run goes on by calling this.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// // Whoever makes tables in PostgreSQL grants the right to read them.
    /// let migrator = MIGRATIONS.migrator().after_each(|db, _| {
    ///     Box::pin(async move {
    ///         db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA app TO reader").await?;
    ///         Ok(())
    ///     })
    /// });
    /// ```
    #[must_use]
    pub fn after_each(
        mut self,
        hook: impl for<'a, 'c> Fn(&'a mut Connection<'c>, &'a Migrating) -> BoxFuture<'a, Result<()>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.options.hooks.after_each.push(Arc::new(hook));
        self
    }

    /// Calls this after a run that has done something, outside transactions, before its lock is released.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let migrator = MIGRATIONS.migrator().after_run(|db, report| {
    ///     Box::pin(async move {
    ///         println!("{report}");
    ///         db.execute("ANALYZE").await?;
    ///         Ok(())
    ///     })
    /// });
    /// ```
    #[must_use]
    pub fn after_run(
        mut self,
        hook: impl for<'a, 'c> Fn(&'a mut Connection<'c>, &'a Report) -> BoxFuture<'a, Result<()>> + Send + Sync + 'static,
    ) -> Self {
        self.options.hooks.after_run.push(Arc::new(hook));
        self
    }

    /// As [`Migrations::run`].
    ///
    /// # Errors
    /// As there.
    pub fn run<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Report>> {
        self.reach(db.into(), Goal::Applied)
    }

    /// As [`Migrations::rollback`].
    ///
    /// # Errors
    /// As there.
    pub fn rollback<'a>(&self, db: impl Into<Source<'a>>, steps: usize) -> BoxFuture<'a, Result<Report>> {
        self.reach(db.into(), Goal::RolledBack(steps))
    }

    /// As [`Migrations::rollback_to`].
    ///
    /// # Errors
    /// As there.
    pub fn rollback_to<'a>(
        &self,
        db: impl Into<Source<'a>>,
        target: impl Into<String>,
    ) -> BoxFuture<'a, Result<Report>> {
        self.roll_back_to(db.into(), target.into())
    }

    /// Undoes what is newer than this binary, the last one first: the migrations that it does not embed, of the apps that
    /// it does. Those of other apps stay, for they may be another binary's.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// let report = MIGRATIONS.migrator().rollback_newer(&pool).await?;
    /// assert_eq!(report.to_string(), "nothing to roll back");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`Error::NotEmbedded`] unless the recorded steps are allowed with [`stored`](Migrator::stored), where there are
    /// any; and as [`Migrations::rollback`].
    pub fn rollback_newer<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Report>> {
        self.reach(db.into(), Goal::NotNewer)
    }

    /// What [`rollback_newer`](Migrator::rollback_newer) would run, with the SQL and its digests. Changes nothing.
    ///
    /// # Errors
    /// As [`plan_rollback`](Migrator::plan_rollback).
    pub fn plan_rollback_newer<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<PlanReport>> {
        self.plan_of(db.into(), Goal::NotNewer)
    }

    /// The log: what was done to the database, when, by whom and with which program; roll-backs and failures, too.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn failures(migrator: covet_runtime::Migrator, pool: &sqlx::SqlitePool) -> covet_runtime::Result<usize> {
    ///     let log = migrator.history(pool).await?;
    ///     Ok(log.entries.iter().filter(|entry| entry.outcome == covet_runtime::Logged::Failed).count())
    /// }
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read. That there is no log is none.
    pub fn history<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Log>> {
        self.history_of(db.into())
    }

    /// As [`Migrations::status`].
    ///
    /// # Errors
    /// As there.
    pub fn status<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Status>> {
        self.status_of(db.into())
    }

    /// As [`Migrations::plan`].
    ///
    /// # Errors
    /// As there.
    pub fn plan<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<PlanReport>> {
        self.plan_of(db.into(), Goal::Applied)
    }

    /// What [`rollback`](Migrator::rollback) would run, with the SQL. Changes nothing.
    ///
    /// # Errors
    /// As [`Migrations::plan`], and where one of the migrations is irreversible. One that this binary does not embed is
    /// planned by the steps that are recorded with it; it is an error where there are none.
    pub fn plan_rollback<'a>(&self, db: impl Into<Source<'a>>, steps: usize) -> BoxFuture<'a, Result<PlanReport>> {
        self.plan_of(db.into(), Goal::RolledBack(steps))
    }

    /// What [`rollback_to`](Migrator::rollback_to) would run, with the SQL. Changes nothing.
    ///
    /// # Errors
    /// As [`plan_rollback`](Migrator::plan_rollback), and [`Error::UnknownTarget`].
    pub fn plan_rollback_to<'a>(
        &self,
        db: impl Into<Source<'a>>,
        target: impl Into<String>,
    ) -> BoxFuture<'a, Result<PlanReport>> {
        self.plan_roll_back_to(db.into(), target.into())
    }

    /// As [`Migrations::verify`].
    ///
    /// # Errors
    /// As there.
    pub fn verify<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Verified>> {
        self.verify_of(db.into())
    }

    /// As [`Migrations::is_current`].
    ///
    /// # Errors
    /// As there.
    pub fn is_current<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<bool>> {
        self.is_current_of(db.into())
    }

    /// As [`Migrations::require_current`].
    ///
    /// # Errors
    /// As there.
    pub fn require_current<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<()>> {
        self.require_current_of(db.into())
    }
}

/// What is generic is compiled in every crate that calls it, with all that it calls and nothing else does: the futures
/// are made here, where they are compiled once, and what a user's crate gets of them is a call.
impl Migrator {
    fn reach<'a>(&self, source: Source<'a>, goal: Goal) -> BoxFuture<'a, Result<Report>> {
        let span = tracing::info_span!("covet", direction = ?goal.direction(), table = %self.options.table);
        Box::pin(run::run(source, self.migrations, self.options.clone(), goal).instrument(span))
    }

    fn roll_back_to<'a>(&self, source: Source<'a>, target: String) -> BoxFuture<'a, Result<Report>> {
        self.clone().to(target).reach(source, Goal::RolledBackTo)
    }

    fn status_of<'a>(&self, source: Source<'a>) -> BoxFuture<'a, Result<Status>> {
        Box::pin(overview::status(source, self.migrations, self.options.clone()))
    }

    fn history_of<'a>(&self, source: Source<'a>) -> BoxFuture<'a, Result<Log>> {
        Box::pin(log::read(source, self.options.clone()))
    }

    fn plan_of<'a>(&self, source: Source<'a>, goal: Goal) -> BoxFuture<'a, Result<PlanReport>> {
        Box::pin(overview::plan(source, self.migrations, self.options.clone(), goal))
    }

    fn plan_roll_back_to<'a>(&self, source: Source<'a>, target: String) -> BoxFuture<'a, Result<PlanReport>> {
        self.clone().to(target).plan_of(source, Goal::RolledBackTo)
    }

    fn verify_of<'a>(&self, source: Source<'a>) -> BoxFuture<'a, Result<Verified>> {
        Box::pin(overview::verify(source, self.migrations, self.options.clone()))
    }

    fn is_current_of<'a>(&self, source: Source<'a>) -> BoxFuture<'a, Result<bool>> {
        let current = overview::current(source, self.migrations, self.options.clone());
        Box::pin(async move { Ok(current.await?.is_none()) })
    }

    fn require_current_of<'a>(&self, source: Source<'a>) -> BoxFuture<'a, Result<()>> {
        let current = overview::current(source, self.migrations, self.options.clone());
        Box::pin(async move {
            match current.await? {
                None => Ok(()),
                Some((first, count)) => Err(Error::NotCurrent { first, count }),
            }
        })
    }
}

impl Migrations {
    /// The schema that they make, as they declare it: what a live database can be compared with.
    ///
    /// ```
    /// # #[cfg(feature = "postgres")]
    /// async fn drift(migrations: covet_runtime::Migrations, db: &mut sqlx::PgConnection) -> covet_runtime::Result<Vec<String>> {
    ///     let expected = migrations.schema(covet_core::Dialect::Postgres)?;
    ///     let mut db = covet_runtime::Connection::Postgres(db);
    ///     let live = covet_runtime::SchemaIntrospector::new(&mut db).schema().await?;
    ///     Ok(live.differences(&expected))
    /// }
    /// ```
    ///
    /// # Errors
    /// When what the binary embeds cannot be read, as when its macros and its runtime are of two versions of Covet.
    pub fn schema(&self, dialect: Dialect) -> Result<Schema> {
        work::declared(self.embedded(), dialect)
    }

    /// The same migrations, for options other than the usual.
    #[must_use]
    pub fn migrator(&self) -> Migrator {
        Migrator { migrations: *self, options: Options::default() }
    }

    /// Applies everything that is pending.
    ///
    /// Costs one round trip, no lock, and no more than the right to SELECT when nothing is. Many processes may start
    /// at once: one migrates, the others wait for it. On PostgreSQL and SQLite every migration is a transaction of its
    /// own, all of them together are one on an empty database. MySQL and MariaDB have none around DDL: there, and in
    /// migrations that say `transaction = false`, every step is recorded, and a run that was cut short, wherever that was,
    /// is gone on with by running again.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// # async fn f(migrations: &covet_runtime::Migrations) -> covet_runtime::Result<()> {
    /// let pool = sqlx::PgPool::connect("postgres://localhost/app").await?;
    /// let report = migrations.run(&pool).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the binary's migrations do not go on from those that the database has (nothing has run then), when one of
    /// them fails, and when the database cannot be reached, locked or written. What was applied before is in
    /// [`Error::done`].
    pub fn run<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Report>> {
        self.migrator().run(db)
    }

    /// Undoes the last `steps` migrations that *this database* applied, the last one first.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn back(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
    ///     println!("{}", migrations.rollback(pool, 1).await?);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// When one of them is irreversible, or not in the binary (nothing has run then), and as [`Migrations::run`].
    pub fn rollback<'a>(&self, db: impl Into<Source<'a>>, steps: usize) -> BoxFuture<'a, Result<Report>> {
        self.migrator().rollback(db, steps)
    }

    /// Undoes what lies beyond a migration, as `auth/0002_roles`, or a release, as `@v1.2`: the later migrations of its
    /// apps, and of other apps what depends on them. The one that this database applied last goes first. Beyond
    /// `auth/zero` lie all migrations of the app `auth`.
    ///
    /// What has nothing to do with the target stays, whenever it was applied.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn back(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
    ///     println!("{}", migrations.rollback_to(pool, "@v1.2").await?);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownTarget`], and as [`Migrations::rollback`].
    pub fn rollback_to<'a>(
        &self,
        db: impl Into<Source<'a>>,
        target: impl Into<String>,
    ) -> BoxFuture<'a, Result<Report>> {
        self.migrator().rollback_to(db, target)
    }

    /// What is applied and what is pending; says what is wrong with the history rather than fail because of it.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// println!("{}", MIGRATIONS.status(&pool).await?);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn status<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Status>> {
        self.migrator().status(db)
    }

    /// What [`run`](Migrations::run) would run, with the SQL, and what undoing it would restore. Changes nothing.
    ///
    /// # Errors
    /// When the history is not one that the binary goes on from, or the database cannot be read.
    pub fn plan<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<PlanReport>> {
        self.migrator().plan(db)
    }

    /// Reads the whole recorded history and proves that it is this binary's, row by row. Changes nothing.
    ///
    /// # Errors
    /// The first thing that is wrong with it, or that the database cannot be read.
    pub fn verify<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<Verified>> {
        self.migrator().verify(db)
    }

    /// Whether nothing is pending: one statement, good for health checks and read-only replicas.
    ///
    /// # Errors
    /// When the history is not one that the binary goes on from, or the database cannot be read.
    pub fn is_current<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<bool>> {
        self.migrator().is_current(db)
    }

    /// Fails unless nothing is pending: what a server calls at its start when a job with other rights migrates.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn serve(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
    ///     migrations.require_current(pool).await?;
    ///     // ..
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::NotCurrent`], and as [`Migrations::is_current`].
    pub fn require_current<'a>(&self, db: impl Into<Source<'a>>) -> BoxFuture<'a, Result<()>> {
        self.migrator().require_current(db)
    }
}

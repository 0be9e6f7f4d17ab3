//! A database of a test's own.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use covet_core::{Checksum, Dialect};
use sqlx::{Database, Pool};

use super::error::Result;
use crate::embedded::{BoxFuture, Migrations};

/// A database of a test's own: nobody else uses it, and it is dropped with this.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> covet_runtime::testing::Result<()> {
/// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
/// let db = covet_runtime::testing::database::<sqlx::Sqlite>(&MIGRATIONS, "sqlite::memory:").await?;
/// sqlx::query("CREATE TABLE notes (text TEXT)").execute(db.pool()).await?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct TestDatabase<DB: Testable> {
    made: Made<DB>,
    kept: bool,
}

/// A database that was made.
#[derive(Debug)]
pub struct Made<DB: Database> {
    pub(super) pool: Pool<DB>,
    pub(super) name: String,
    pub(super) url: String,
}

/// A database system on which tests can have databases of their own: `sqlx::Postgres`, `sqlx::MySql`, `sqlx::Sqlite`.
pub trait Testable: Database + sealed::Make {}

pub(super) mod sealed {
    use super::{BoxFuture, Database, Made, Migrations, Result};

    /// How a database is made and dropped.
    pub trait Make: Database {
        /// Makes one, with what these migrations make in it.
        fn make<'a>(url: &'a str, migrations: Option<Migrations>) -> BoxFuture<'a, Result<Made<Self>>>;

        /// Drops one, whoever is still connected.
        fn unmake(url: String, name: String) -> BoxFuture<'static, Result<()>>;
    }
}

/// A database for one test, which these migrations were applied to.
///
/// The first test that asks for one migrates a template; all others, in whichever process, get a copy of that. A template is
/// known by a digest of the history: when a migration changes, another one is made.
///
/// | | the URL names | template | copy |
/// |---|---|---|---|
/// | PostgreSQL | a database to connect to, of a user who may create databases | a database `covet_template_<digest>` | `CREATE DATABASE .. TEMPLATE` |
/// | MySQL, MariaDB | the same | a database `covet_template_<digest>` | its tables and rows; with views, triggers or routines the migrations are applied instead |
/// | SQLite | a file, beside which the others lie | `<file>-template-<digest>.db` | a copy of the file |
/// | SQLite | `sqlite::memory:` | none | the migrations are applied |
///
/// Nothing but databases of these names is made, changed or dropped. A test that was killed leaves its database behind; the
/// next process drops those that are older than an hour. Templates of former histories stay until somebody drops them.
///
/// ```no_run
/// # #[cfg(feature = "postgres")]
/// # async fn f(migrations: &covet_runtime::Migrations) -> covet_runtime::testing::Result<()> {
/// let url = std::env::var("DATABASE_URL").unwrap();
/// let db = covet_runtime::testing::database::<sqlx::Postgres>(migrations, &url).await?;
/// sqlx::query("INSERT INTO users (email) VALUES ('ada@example.org')").execute(db.pool()).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the URL is of another database, or of one that people rely on; when databases cannot be created there; when the
/// migrations fail.
pub fn database<'a, DB: Testable>(migrations: &'a Migrations, url: &'a str) -> BoxFuture<'a, Result<TestDatabase<DB>>> {
    Box::pin(async move { Ok(TestDatabase { made: DB::make(url, Some(*migrations)).await?, kept: false }) })
}

/// An empty database for one test: for [`check`](super::check), and for tests that migrate themselves.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> covet_runtime::testing::Result<()> {
/// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
/// use covet_runtime::testing;
///
/// let db = testing::empty_database::<sqlx::Sqlite>("sqlite::memory:").await?;
/// MIGRATIONS.run(db.pool()).await?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// As [`database`].
pub fn empty_database<DB: Testable>(url: &str) -> BoxFuture<'_, Result<TestDatabase<DB>>> {
    Box::pin(async move { Ok(TestDatabase { made: DB::make(url, None).await?, kept: false }) })
}

impl<DB: Testable> TestDatabase<DB> {
    /// The pool of connections to it.
    pub fn pool(&self) -> &Pool<DB> {
        &self.made.pool
    }

    /// Its URL, for what wants to connect by itself.
    pub fn url(&self) -> &str {
        &self.made.url
    }

    /// Its name; of SQLite, the path of its file.
    pub fn name(&self) -> &str {
        &self.made.name
    }

    /// Leaves it there, to be looked at; gives its URL.
    #[must_use]
    pub fn keep(mut self) -> String {
        self.kept = true;
        self.made.url.clone()
    }

    /// Closes its connections and drops it, as dropping this does, and says when that fails.
    ///
    /// # Errors
    /// When it cannot be dropped.
    pub async fn close(mut self) -> Result<()> {
        self.kept = true;
        self.made.pool.close().await;
        DB::unmake(self.made.url.clone(), self.made.name.clone()).await
    }
}

impl<DB: Testable> Drop for TestDatabase<DB> {
    /// On a thread of its own, for this one may be what drives the connections. A test that is over fails no more: what
    /// cannot be dropped stays.
    fn drop(&mut self) {
        if std::mem::replace(&mut self.kept, true) {
            return;
        }
        let dropped = DB::unmake(self.made.url.clone(), self.made.name.clone());
        let _ = std::thread::spawn(move || run_to_its_end(dropped)).join();
    }
}

fn run_to_its_end(work: impl Future<Output = Result<()>>) {
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
        let _ = runtime.block_on(work);
    }
}

/// How the names of databases begin that belong to one test.
pub(super) const TEST: &str = "covet_test_";

/// A name that no other test has: when it was made, by which process, and which one of its.
pub(super) fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{TEST}{:x}_{}_{}", now().as_secs(), std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Whether a database was left behind by a test that was killed, by its name.
pub(super) fn is_left_behind(name: &str) -> bool {
    const LONG: Duration = Duration::from_secs(3600);
    let made = name.strip_prefix(TEST).and_then(|rest| u64::from_str_radix(rest.split('_').next()?, 16).ok());
    made.is_some_and(|made| now().saturating_sub(Duration::from_secs(made)) > LONG)
}

fn now() -> Duration {
    // Before 1970 nothing is old.
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// What a template is known by: whatever can make a difference to what is in it.
pub(super) fn digest(migrations: Migrations, dialect: Dialect) -> String {
    let mut text = env!("CARGO_PKG_VERSION").to_owned();
    for one in migrations.embedded() {
        text.push_str(&format!("\n{} {}", one.id(), one.checksum(dialect)));
        one.steps.iter().for_each(|step| text.push_str(&format!(" {}", Checksum(*step.code_hash))));
    }
    Checksum::of(text.as_bytes()).to_string()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_is_told_by_its_age() {
        assert!(!is_left_behind(&fresh_name()));
        assert!(is_left_behind("covet_test_1_7_0"));
        assert!(!is_left_behind("covet_test_x_7_0") && !is_left_behind("shop") && !is_left_behind("covet_template_1"));
    }
}

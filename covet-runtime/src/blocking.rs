//! The same calls for programs without an async runtime.

use crate::address::Reached;
use crate::embedded::{BoxFuture, Migrations};
use crate::error::{Error, Result};
use crate::log::Log;
use crate::migrator::Migrator;
use crate::overview::{PlanReport, Status, Verified};
use crate::report::Report;
use crate::source::Source;

/// The calls of [`Migrator`] for programs without an async runtime: they return when the work is done.
///
/// Each call opens a connection to the database of the URL and closes it in the end: `postgres://user:secret@host/name`,
/// `mysql://..`, `mariadb://..`, or `sqlite://app.db?mode=rwc`, where `mode=rwc` makes the file. The runtime is one of its
/// own, of this thread. On a thread of an async runtime that would stop everything else on it: there every call is an
/// [`Error::InRuntime`], and `run(..).await` the way to go.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// fn main() -> covet_runtime::Result<()> {
/// #   static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
///     let report = MIGRATIONS.blocking("sqlite::memory:").run()?;
///     println!("{report}");
///     Ok(())
/// }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct Blocking {
    migrator: Migrator,
    url: Url,
}

/// An address, which is shown to nobody: there may be a password in it.
#[derive(Clone)]
struct Url(String);

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.split(':').next().unwrap_or_default())
    }
}

impl Migrator {
    /// The same calls, with the same options, for a program without an async runtime; see [`Blocking`].
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # fn main() -> covet_runtime::Result<()> {
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let migrator = MIGRATIONS.migrator().table("schema_history");
    /// assert!(migrator.blocking("sqlite::memory:").is_current()?);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    pub fn blocking(&self, url: impl Into<String>) -> Blocking {
        Blocking { migrator: self.clone(), url: Url(url.into()) }
    }
}

impl Migrations {
    /// The calls of these migrations for a program without an async runtime; see [`Blocking`].
    pub fn blocking(&self, url: impl Into<String>) -> Blocking {
        self.migrator().blocking(url)
    }
}

impl Blocking {
    /// As [`Migrations::run`].
    ///
    /// # Errors
    /// As there; and as all calls here, [`Error::InRuntime`], [`Error::NoDriver`] and [`Error::Unreachable`].
    pub fn run(&self) -> Result<Report> {
        self.on(|migrator, source| migrator.run(source))
    }

    /// As [`Migrations::rollback`].
    ///
    /// # Errors
    /// As there.
    pub fn rollback(&self, steps: usize) -> Result<Report> {
        self.on(|migrator, source| migrator.rollback(source, steps))
    }

    /// As [`Migrations::rollback_to`].
    ///
    /// # Errors
    /// As there.
    pub fn rollback_to(&self, target: &str) -> Result<Report> {
        self.on(|migrator, source| migrator.rollback_to(source, target))
    }

    /// As [`Migrator::rollback_newer`].
    ///
    /// # Errors
    /// As there.
    pub fn rollback_newer(&self) -> Result<Report> {
        self.on(|migrator, source| migrator.rollback_newer(source))
    }

    /// As [`Migrations::plan`].
    ///
    /// # Errors
    /// As there.
    pub fn plan(&self) -> Result<PlanReport> {
        self.on(|migrator, source| migrator.plan(source))
    }

    /// As [`Migrator::plan_rollback`].
    ///
    /// # Errors
    /// As there.
    pub fn plan_rollback(&self, steps: usize) -> Result<PlanReport> {
        self.on(|migrator, source| migrator.plan_rollback(source, steps))
    }

    /// As [`Migrator::plan_rollback_to`].
    ///
    /// # Errors
    /// As there.
    pub fn plan_rollback_to(&self, target: &str) -> Result<PlanReport> {
        self.on(|migrator, source| migrator.plan_rollback_to(source, target))
    }

    /// As [`Migrator::plan_rollback_newer`].
    ///
    /// # Errors
    /// As there.
    pub fn plan_rollback_newer(&self) -> Result<PlanReport> {
        self.on(|migrator, source| migrator.plan_rollback_newer(source))
    }

    /// As [`Migrations::status`].
    ///
    /// # Errors
    /// As there.
    pub fn status(&self) -> Result<Status> {
        self.on(|migrator, source| migrator.status(source))
    }

    /// As [`Migrator::history`].
    ///
    /// # Errors
    /// As there.
    pub fn history(&self) -> Result<Log> {
        self.on(|migrator, source| migrator.history(source))
    }

    /// As [`Migrations::verify`].
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self) -> Result<Verified> {
        self.on(|migrator, source| migrator.verify(source))
    }

    /// As [`Migrations::is_current`].
    ///
    /// # Errors
    /// As there.
    pub fn is_current(&self) -> Result<bool> {
        self.on(|migrator, source| migrator.is_current(source))
    }

    /// As [`Migrations::require_current`].
    ///
    /// # Errors
    /// As there.
    pub fn require_current(&self) -> Result<()> {
        self.on(|migrator, source| migrator.require_current(source))
    }

    fn on<T>(&self, call: impl for<'a> FnOnce(&Migrator, Source<'a>) -> BoxFuture<'a, Result<T>>) -> Result<T> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Error::InRuntime);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::other)?;
        runtime.block_on(async {
            let mut reached = Reached::of(&self.url.0).await?;
            let outcome = call(&self.migrator, reached.source()).await;
            reached.close().await;
            outcome
        })
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    static MIGRATIONS: Migrations = Migrations::new(&[]);

    #[test]
    fn an_address_that_no_driver_takes_is_named_without_its_password() {
        let error = MIGRATIONS.blocking("oracle://me:secret@host/db").run().unwrap_err();
        assert!(matches!(&error, Error::NoDriver { scheme } if scheme == "oracle"), "{error}");
        let blocking = MIGRATIONS.blocking("sqlite://me:secret@host/db");
        assert!(!format!("{blocking:?}{}", blocking.run().unwrap_err()).contains("secret"));
    }

    #[tokio::test]
    async fn within_a_runtime_it_is_an_error_and_no_panic() {
        assert!(matches!(MIGRATIONS.blocking("sqlite::memory:").run(), Err(Error::InRuntime)));
    }
}

//! What a build embeds: migrations in the order in which they run, hashed, proven, and decoded only when pending.

use std::future::Future;
use std::pin::Pin;

use covet_core::embedding::{AppEmbedding, Embedding};
use covet_core::packing::{self, Names};
use covet_core::{Checksum, Dialect, MigrationId};

use crate::combine::Combined;
use crate::connection::Connection;
use crate::error::Result;
use crate::{kept, unpacked};

/// A boxed future that can be sent to another thread.
///
/// ```
/// use covet_runtime::BoxFuture;
/// fn ready() -> BoxFuture<'static, u32> {
///     Box::pin(async { 7 })
/// }
/// ```
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The migrations of a binary, as `covet::migrations!` embeds them.
///
/// A handle to what is in the binary: it is copied freely.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// async fn start(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
///     let report = migrations.run(pool).await?;
///     if !report.is_empty() {
///         println!("{report}");
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    rows: Rows,
    apps: &'static [App],
}

/// The migrations of all apps of a set, in the order in which they run.
#[derive(Clone, Copy, Debug)]
enum Rows {
    Listed(&'static [Embedded]),
    Packed(&'static Packed),
    Combined(&'static Combined),
}

impl Migrations {
    /// Migrations in the order in which they run.
    #[doc(hidden)]
    pub const fn new(embedded: &'static [Embedded]) -> Self {
        Migrations { rows: Rows::Listed(embedded), apps: &[] }
    }

    /// The same, with what is known of the apps, by name.
    #[doc(hidden)]
    pub const fn with_apps(self, apps: &'static [App]) -> Self {
        Migrations { apps, ..self }
    }

    /// What `migrations!` emits.
    #[doc(hidden)]
    pub const fn packed(packed: &'static Packed, apps: &'static [App]) -> Self {
        Migrations { rows: Rows::Packed(packed), apps }
    }

    /// What `combine!` emits.
    #[doc(hidden)]
    pub const fn combined(combined: &'static Combined) -> Self {
        Migrations { rows: Rows::Combined(combined), apps: combined.apps }
    }

    /// Migrations that were read at run time, in the order in which they run. They stay in memory as long as the process.
    ///
    /// They have no Rust functions: a migration that runs one cannot be run, only planned, or recorded without running.
    /// What is kept of a directory is given by `covet_core::syntax::Loaded::embeddings`.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> covet_runtime::Result<()> {
    /// use covet_core::embedding::Embedding;
    ///
    /// let up = r#"[{"run_sql":{"sql":{"any":"CREATE TABLE tags (name TEXT)"}}}]"#;
    /// let read = Embedding {
    ///     app: "blog".into(),
    ///     name: "0001_tags".into(),
    ///     was: None,
    ///     replaces: vec![],
    ///     depends_on: vec![],
    ///     checksums: [covet_core::Checksum::of(up.as_bytes()); 3],
    ///     up: up.into(),
    ///     down: Err("nothing undoes its SQL".into()),
    ///     transaction: true,
    ///     tags: vec![],
    /// };
    /// let migrations = covet_runtime::Migrations::read(vec![read], vec![]);
    /// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
    /// assert_eq!(migrations.run(&pool).await?.migrations.len(), 1);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sqlite"))]
    /// # fn main() {}
    /// ```
    pub fn read(migrations: Vec<Embedding>, apps: Vec<AppEmbedding>) -> Self {
        let embedded: Vec<Embedded> = migrations.into_iter().map(kept::migration).collect();
        let apps: Vec<App> = apps.into_iter().map(kept::app).collect();
        Migrations { rows: Rows::Listed(embedded.leak()), apps: apps.leak() }
    }

    /// The migrations, in the order in which they run.
    #[doc(hidden)]
    pub fn embedded(&self) -> &'static [Embedded] {
        match self.rows {
            Rows::Listed(rows) => rows,
            Rows::Packed(packed) => unpacked::of(packed),
            Rows::Combined(combined) => unpacked::of_all(combined),
        }
    }

    /// The apps, by name.
    #[doc(hidden)]
    pub const fn apps(&self) -> &'static [App] {
        self.apps
    }
}

/// An app of a set.
#[derive(Clone, Copy, Debug)]
pub struct App {
    /// Its name.
    pub name: &'static str,
    /// How many migrations it has.
    pub migrations: usize,
    /// The names of its migrations, former ones included, each with its place in the app.
    pub names: Names<'static>,
    /// Those of its migrations that depend on others, in order.
    pub links: &'static [Link],
    /// The releases that its order file marks, each with the number of migrations above it.
    pub releases: &'static [(&'static str, usize)],
}

/// A migration that depends on those of other apps.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Its name.
    pub name: &'static str,
    /// Its place in its app.
    pub place: usize,
    /// What it depends on, as `app/name`.
    pub depends_on: &'static [&'static str],
}

/// The migrations of a set, as a build embeds them.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    /// The texts of all.
    pub rows: packing::Packed<'static>,
    /// What else they say, the first of them nothing.
    pub others: &'static [Embedded],
}

impl Packed {
    /// The migrations.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Embedded> {
        self.rows.rows().map(|row| {
            let packing::Row { app, name, up, down, checksums, other } = row;
            Embedded { app, name, up, down, checksums, ..self.others[other] }
        })
    }
}

/// One embedded migration.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// Its app.
    pub app: &'static str,
    /// Its name within the app.
    pub name: &'static str,
    /// The name that it had before, and under which a database may have recorded it.
    pub was: Option<&'static str>,
    /// The migrations of its app that it replaces, and that a database may have recorded in its stead: the names of each
    /// way in which it may have, in order.
    pub replaces: &'static [&'static [&'static str]],
    /// The migrations of other apps that run before it, as `app/name`.
    pub depends_on: &'static [&'static str],
    /// The checksums of its up, in the order of `covet_core::Dialect::ALL`.
    pub checksums: [&'static [u8; 32]; 3],
    /// Its operations in canonical form.
    pub up: &'static str,
    /// The operations of its down in canonical form; empty where there is none.
    pub down: &'static str,
    /// Why there is no down.
    pub irreversible: Option<&'static str>,
    /// Whether it runs in a transaction where the database has them.
    pub transaction: bool,
    /// Its tags.
    pub tags: &'static [&'static str],
    /// The Rust functions that its operations name.
    pub steps: &'static [RustStep],
}

impl Embedded {
    /// What most migrations have in common, with no name and nothing to do.
    pub const USUAL: Embedded = Embedded {
        app: "",
        name: "",
        was: None,
        replaces: &[],
        depends_on: &[],
        checksums: [&[0; 32]; 3],
        up: "",
        down: "",
        irreversible: None,
        transaction: true,
        tags: &[],
        steps: &[],
    };

    /// The operations of its down in canonical form, or why there is none.
    pub fn down(&self) -> std::result::Result<&'static str, &'static str> {
        self.irreversible.map_or(Ok(self.down), Err)
    }

    /// Its app and name.
    pub(crate) fn id(&self) -> MigrationId {
        MigrationId::new(self.app, self.name)
    }

    /// Its name, the one that it had before, and those of what it replaces: what others may know it by.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        [self.name].into_iter().chain(self.was).chain(self.replaced())
    }

    /// The same, each as `app/name`.
    pub(crate) fn ids(&self) -> impl Iterator<Item = String> + use<> {
        let app = self.app;
        self.names().map(move |name| format!("{app}/{name}"))
    }

    /// The checksum of its up on a database.
    pub(crate) fn checksum(&self, dialect: Dialect) -> Checksum {
        Checksum(*self.checksums[dialect.index()])
    }
}

/// A Rust function that an operation of a migration names.
#[derive(Clone, Copy, Debug)]
pub struct RustStep {
    /// Its name, as the operation has it.
    pub path: &'static str,
    /// The SHA-256 of its tokens: a difference to what a database recorded is a warning, not a changed migration.
    pub code_hash: &'static [u8; 32],
    /// The function.
    pub function: RustFunction,
}

/// A Rust step behind one signature.
pub type RustFunction = for<'c> fn(Connection<'c>) -> BoxFuture<'c, Result<()>>;

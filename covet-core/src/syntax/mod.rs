//! Reading migration directories: order files, migration files, and everything that can be known of them at build time.
//!
//! The only part of the core that reads files. The macros and the command line both start at [`load`].
//!
//! `files` reads every byte, `directory` finds the apps and their files, `order_file` and `config` read what is no Rust,
//! `interpreter` turns a file into operations, `load` has the phases, and [`render`] shows a finding as text. A second
//! way to write migrations is a second `directory::Form` and what reads it; everything behind knows only operations.

mod config;
mod directory;
mod external;
mod fallback;
mod files;
mod interpreter;
mod judge;
mod load;
pub mod model;
mod order_file;
mod overlay;
mod parallel;
mod render;
mod seal;
mod single;
mod source;
mod squash;
mod unable;
pub mod writer;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use config::{FILE_NAME as CONFIG_FILE, ModelSettings, Settings, Target, settings};
pub use directory::ORDER_FILE;
pub use fallback::with_fallback;
pub use order_file::Release;
pub use overlay::Overlay;
pub use parallel::each;
pub use render::{Rendering, render};
pub use seal::{seal_of, with_seals};
pub use single::package_of;
pub use source::{FileId, Location, Source, SourceMap};

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;
use crate::embedding::{AppEmbedding, Embedding};
use crate::engine::History;
use crate::migration::{Migration, MigrationId};
use crate::replay::Down;
use crate::schema::Schema;

/// What to load.
#[derive(Clone, Debug)]
pub struct Request {
    /// The directory that holds `order.txt`, or a directory with one for each app.
    pub directory: PathBuf,
    /// The name of the app where `order.txt` stands in `directory` itself, and neither a package nor `covet.toml` names it: see
    /// [`package_of`].
    pub default_app: String,
    /// The crate's manifest directory: the nearest `covet.toml` is looked for from here upward.
    pub manifest_directory: PathBuf,
    /// The databases that every migration must run on; nothing to take them from `covet.toml`, or else all.
    pub targets: Option<Vec<Dialect>>,
}

/// Everything that is known of a migration directory: what it says, and what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The migrations of all apps, in the order in which they run; with errors, those that could be read.
    pub migrations: Vec<LoadedMigration>,
    /// The migrations of other crates' apps that were replayed along, each with how many of `migrations` run before it.
    pub others: Vec<(usize, Migration)>,
    /// The apps of the directory, by name.
    pub apps: Vec<App>,
    /// The schema after each migration, in the order in which they run, those of other crates among them.
    pub stages: Vec<Stage>,
    /// The databases that they are checked for; none where `covet.toml` was to name them and cannot be read.
    pub targets: Vec<Dialect>,
    /// The databases as `covet.toml` names them, with their oldest versions; nothing where it names none.
    pub servers: Vec<Target>,
    /// The schema that they make, with the tables of the apps of other directories that were replayed too; with errors, as far as
    /// it could be followed.
    pub schema: Schema,
    /// What `covet.toml` says of models.
    pub models: ModelSettings,
    /// Every file that was read, and whose change must lead to another build.
    pub files: Vec<PathBuf>,
    /// Where every mark stands.
    pub sources: SourceMap,
    /// What is wrong, in the order in which it was found.
    pub findings: Findings,
}

impl Loaded {
    /// All migrations in the order in which they run, those of other crates' apps among them; with the name that each had
    /// before, where the order file gives it.
    pub fn in_order(&self) -> impl Iterator<Item = (&Migration, Option<&str>)> {
        let mut others = self.others.iter().peekable();
        let own = self.migrations.iter().enumerate().map(|(at, one)| (at, Some(one)));
        own.chain([(self.migrations.len(), None)]).flat_map(move |(at, one)| {
            let before =
                std::iter::from_fn(|| others.next_if(|(place, _)| *place == at)).map(|(_, other)| (other, None));
            let before: Vec<_> = before.collect();
            before.into_iter().chain(one.map(|one| (&one.migration, one.was.as_deref())))
        })
    }

    /// What is kept of the migrations to run them, in the order in which they run.
    pub fn embeddings(&self) -> Vec<Embedding> {
        each(&self.migrations, |one| Embedding::of(&one.migration, &one.down, one.was.as_deref()))
    }

    /// What the migrations make, and which of them made what.
    pub fn history(&self) -> History {
        let mut history = History::default();
        let needs: BTreeMap<&MigrationId, Vec<MigrationId>> = (self.migrations.iter())
            .map(|one| {
                (&one.migration.id, one.migration.attributes.depends_on.iter().map(|one| one.id.clone()).collect())
            })
            .collect();
        for stage in &self.stages {
            history.follow(&stage.id, needs.get(&stage.id).map_or(&[], Vec::as_slice), &stage.after);
        }
        history
    }

    /// What is kept of the apps, by name.
    pub fn app_embeddings(&self, migrations: &[Embedding]) -> Vec<AppEmbedding> {
        let releases = |app: &App| app.releases.iter().map(|one| (one.name.clone(), one.migrations)).collect();
        self.apps.iter().map(|app| AppEmbedding::of(&app.name, releases(app), migrations)).collect()
    }
}

/// What a migration leaves behind.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The migration.
    pub id: MigrationId,
    /// The schema after it; it knows which tables the migration touched.
    pub after: Schema,
}

/// An app: a directory with an order file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Its directory, absolute and canonical.
    pub directory: PathBuf,
    /// Its order file, absolute and canonical.
    pub order_file: PathBuf,
    /// The releases that the order file marks, in order.
    pub releases: Vec<Release>,
}

/// A migration that was read from a file, replayed, and proven.
#[derive(Debug)]
pub struct LoadedMigration {
    /// What the file says.
    pub migration: Migration,
    /// The file, absolute and canonical.
    pub path: PathBuf,
    /// What undoes it.
    pub down: Down,
    /// The Rust functions that its operations name.
    pub functions: Vec<StepFunction>,
    /// The `//!` documentation of the file, as one text.
    pub docs: String,
    /// The name that it had before, where the order file says that it was renamed.
    pub was: Option<String>,
}

/// A Rust function that an operation names.
#[derive(Clone, Debug)]
pub struct StepFunction {
    /// Its name, as the operation has it.
    pub name: String,
    /// The path to it, as it is written.
    pub path: String,
    /// The database whose connection it takes, as far as its text says; nothing for `&mut covet::Connection<'_>`, or
    /// for a function of another file.
    pub dialect: Option<Dialect>,
    /// The SHA-256 of its tokens without documentation; of nothing for a function of another file.
    pub code_hash: crate::Checksum,
}

/// Reads, replays, proves and plans all migrations of a directory.
///
/// Never fails: what is wrong is among the findings, all of it. Where `covet.toml` gives the directories of other apps,
/// these are replayed and checked along with the requested ones, and left out of the result.
///
/// While it runs, proc-macro2 parses by itself in the whole process: a macro loads before it makes tokens, not beside it.
///
/// ```
/// use covet_core::syntax::{Request, load};
/// # let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
/// # let manifest_directory = directory.clone();
///
/// let loaded = load(&Request { directory, default_app: "shop".into(), manifest_directory, targets: None });
/// assert!(!loaded.findings.has_errors());
/// assert_eq!(loaded.migrations[0].migration.id.to_string(), "auth/0001_users");
/// ```
pub fn load(request: &Request) -> Loaded {
    load_with(request, Overlay::default())
}

/// As [`load`], of the directory as it would be with some files more and some less.
pub fn load_with(request: &Request, overlay: Overlay) -> Loaded {
    fallback::with_fallback(|| load::load(request, overlay)).unwrap_or_else(|error| {
        let message = format!("cannot start a thread to read the migrations: {error}");
        Loaded {
            migrations: Vec::new(),
            others: Vec::new(),
            apps: Vec::new(),
            stages: Vec::new(),
            targets: Vec::new(),
            servers: Vec::new(),
            schema: Schema::new(),
            models: ModelSettings::default(),
            files: Vec::new(),
            sources: SourceMap::default(),
            findings: [Diagnostic::error("unreadable-file", Mark::NOWHERE, message)].into_iter().collect(),
        }
    })
}

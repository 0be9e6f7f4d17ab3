//! All models of a project, found in its sources without compiling them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::sources::Walk;
use super::wanted::{Wanted, wanted};
use super::{Model, Owners, manifest};
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::schema::Schema;
use crate::syntax::SourceMap;
use crate::syntax::fallback::with_fallback;
use crate::syntax::files::Files;

/// The models of a project, and what is wrong with them.
#[derive(Debug)]
pub struct Discovered {
    /// The models, in the order in which their crates, files and lines come; those that could be read.
    pub models: Vec<Model>,
    /// The files that were read, by path.
    pub files: Vec<PathBuf>,
    /// Where every mark stands.
    pub sources: SourceMap,
    /// What is wrong, in the order in which it was found.
    pub findings: Findings,
}

/// Finds the models of a crate, or of all crates of a workspace, in their sources.
///
/// Reads the files of libraries and programs, from module to module as the compiler does, whether or not they compile otherwise.
/// What stands under a `#[cfg(..)]` counts, so that the models are the same under all features; what stands under
/// `#[cfg(test)]` does not. Not seen is what a macro makes or includes (`include!`), and what stands in a function.
///
/// A crate of a workspace is read alone, unless a `covet.toml` above it names the directory of the migrations: that is then the one
/// of all crates there which have none themselves.
///
/// Never fails: what is wrong is among the findings, all of it.
///
/// ```
/// use covet_core::syntax::model::discover;
///
/// let project = tempfile::tempdir().unwrap();
/// std::fs::create_dir(project.path().join("src")).unwrap();
/// std::fs::write(project.path().join("Cargo.toml"), "[package]\nname = \"shop\"\n").unwrap();
/// std::fs::write(project.path().join("src/lib.rs"), "#[derive(covet::Model)] struct User { id: i64 }").unwrap();
///
/// let found = discover(project.path());
/// assert!(found.findings.is_empty());
/// assert_eq!(found.models[0].table.name.to_string(), "users");
/// assert_eq!(found.models[0].module, ["shop"]);
/// ```
pub fn discover(manifest_directory: &Path) -> Discovered {
    with_fallback(|| find(manifest_directory)).unwrap_or_else(|error| {
        let message = format!("cannot start a thread to read the sources: {error}");
        let findings = [Diagnostic::error("unreadable-file", Mark::NOWHERE, message)].into_iter().collect();
        Discovered { findings, ..Discovered::nothing() }
    })
}

fn find(manifest_directory: &Path) -> Discovered {
    let (mut files, mut seen, mut models) = (Files::default(), BTreeSet::new(), Vec::new());
    for one in manifest::crates(manifest_directory, &mut files) {
        Walk::through(&one, &mut files, &mut seen, &mut models);
    }
    let (sources, findings, files) = files.finish();
    Discovered { models, files, sources, findings }
}

impl Discovered {
    /// No models, as of a directory that is no crate.
    pub fn nothing() -> Self {
        Discovered { models: Vec::new(), files: Vec::new(), sources: SourceMap::default(), findings: Findings::new() }
    }

    /// The schema that the models want, where migrations have made `replayed`: see [`wanted`] for what stays as it is.
    ///
    /// `directory` is that of the migrations; models that name another are not among these.
    ///
    /// # Errors
    /// What does not fit together.
    pub fn wanted(&self, directory: &Path, replayed: &Schema, owners: &Owners) -> Result<Wanted, Findings> {
        wanted(self.models_of(directory), replayed, owners)
    }

    /// The models that belong to the migrations of a directory: those that name it, and those that name none.
    pub fn models_of(&self, directory: &Path) -> impl Iterator<Item = &Model> {
        let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
        self.models.iter().filter(move |model| {
            let Some(named) = &model.migrations else { return true };
            let beside = self.sources.location(named.mark()).and_then(|place| place.path.parent());
            let path = match (named.strip_prefix("./"), beside) {
                (Some(path), Some(beside)) => beside.join(path),
                _ => model.crate_directory.join(named.as_str()),
            };
            path.canonicalize().is_ok_and(|path| path == directory)
        })
    }
}

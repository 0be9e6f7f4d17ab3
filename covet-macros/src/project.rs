//! What this process has loaded, shared by all macro calls in it.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use covet_core::lint::is_opinion;
use covet_core::syntax::{self, Loaded, LoadedMigration, Request};
use covet_core::{Diagnostic, Severity};
use proc_macro2::{Span, TokenStream};
use syn::{Error, LitStr};

use crate::attributed::Attributed;
use crate::input::Input;
use crate::{host, tracking};

/// A migration directory as it was loaded.
pub struct Project {
    pub loaded: Loaded,
    /// The items of each migration file with findings that `#[migration]` stands on.
    attributed: BTreeMap<PathBuf, Attributed>,
    request: Request,
    stamps: Vec<Stamp>,
    claimed: AtomicBool,
    tracked: AtomicBool,
}

/// Where a finding can be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// At a token of a migration file, which `#[migration]` has in its hands.
    InFile(&'a Path),
    /// At the macro call only, with the place as text.
    AtCall,
}

impl Project {
    /// The project that a call of `migrations!` names; loaded anew when one of its files has changed.
    pub fn of_call(input: &Input) -> syn::Result<Arc<Project>> {
        let request = request(input)?;
        let mut projects = PROJECTS.lock().unwrap_or_else(PoisonError::into_inner);
        // The editor's process lives on while directories change, even in files that were never read.
        projects.retain(|project| !host::is_rust_analyzer() && !project.is_stale());
        drop(projects);
        Ok(Project::of_process(request))
    }

    /// The project that others in this process may have loaded: nobody changes files while a crate is compiled.
    ///
    /// To ask whether each file is as it was takes long where every struct of a crate does it.
    pub fn of_process(request: Request) -> Arc<Project> {
        let mut projects = PROJECTS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = projects.iter().find(|project| is_same(&project.request, &request));
        known.cloned().unwrap_or_else(|| {
            let project = Arc::new(Project::load(request));
            projects.push(project.clone());
            project
        })
    }

    /// The projects that a migration file belongs to.
    pub fn of_file(path: &Path) -> Vec<Arc<Project>> {
        let projects = PROJECTS.lock().unwrap_or_else(PoisonError::into_inner);
        let has_file = |project: &&Arc<Project>| {
            project.attributed.contains_key(path) || project.loaded.migrations.iter().any(|m| m.path == path)
        };
        projects.iter().filter(has_file).cloned().collect()
    }

    /// Has cargo watch the files, for the first that asks.
    pub fn tracking(&self) -> TokenStream {
        if self.tracked.swap(true, Ordering::Relaxed) {
            return TokenStream::new();
        }
        tracking::expand(&self.loaded.files)
    }

    /// True for the first macro call of a process that asks: one call shows what is wrong.
    pub fn claim(&self) -> bool {
        !self.claimed.swap(true, Ordering::Relaxed)
    }

    /// The findings that are to be shown: the errors, or else the warnings, where somebody can mend them.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let severity = if self.loaded.findings.has_errors() { Severity::Error } else { Severity::Warning };
        let shown = severity == Severity::Error || host::is_primary_package();
        self.loaded.findings.iter().filter(move |finding| shown && finding.severity == severity)
    }

    /// The migration files with findings that `#[migration]` can show.
    pub fn files_with_findings(&self) -> BTreeSet<&Path> {
        let file = |finding| match self.shown(finding) {
            Shown::InFile(path) => Some(path),
            Shown::AtCall => None,
        };
        self.findings().filter_map(file).collect()
    }

    /// All migration files, those that could not be parsed included.
    pub fn files(&self) -> BTreeSet<&Path> {
        let read = self.loaded.migrations.iter().map(|migration| migration.path.as_path());
        read.chain(self.attributed.keys().map(PathBuf::as_path)).collect()
    }

    /// Whether a file is one that could not be parsed.
    pub fn is_not_rust(&self, path: &Path) -> bool {
        self.attributed.get(path).is_some_and(|items| !items.is_rust())
    }

    /// The migration files that could not be parsed: the compiler says best why.
    pub fn files_that_are_not_rust(&self) -> impl Iterator<Item = &Path> {
        self.attributed.iter().filter(|(_, items)| !items.is_rust()).map(|(path, _)| path.as_path())
    }

    /// Where a finding can be shown.
    pub fn shown(&self, finding: &Diagnostic) -> Shown<'_> {
        let location = self.loaded.sources.location(finding.mark);
        match location.filter(|place| self.attributed.get(place.path).is_some_and(|items| items.covers(place.start))) {
            Some(place) => Shown::InFile(place.path),
            None => Shown::AtCall,
        }
    }

    /// The migration that was read from a file.
    pub fn migration(&self, path: &Path) -> Option<&LoadedMigration> {
        self.loaded.migrations.iter().find(|migration| migration.path == path)
    }

    fn load(request: Request) -> Project {
        let mut loaded = syntax::load(&request);
        if !host::is_primary_package() {
            // What a rule has against a dependency is for its author: a new rule must not break what is published.
            loaded.findings = loaded.findings.into_iter().filter(|finding| !is_opinion(finding.code)).collect();
        }
        let stamps = loaded.files.iter().cloned().map(Stamp::of).collect();
        let mut attributed = BTreeMap::new();
        for finding in loaded.findings.iter() {
            let in_scope = finding.code != "missing-use";
            let place = loaded.sources.location(finding.mark).filter(|place| place.source == syntax::Source::Rust);
            if let (Some(place), Some(text)) = (place, loaded.sources.text(finding.mark)) {
                let items = attributed.entry(place.path.to_owned()).or_insert_with(|| Attributed::of(text));
                if !in_scope {
                    *items = Attributed::nothing();
                }
            }
        }
        Project {
            loaded,
            attributed,
            request,
            stamps,
            claimed: AtomicBool::new(false),
            tracked: AtomicBool::new(false),
        }
    }

    fn is_stale(&self) -> bool {
        self.stamps.iter().any(|stamp| *stamp != Stamp::of(stamp.path.clone()))
    }
}

static PROJECTS: Mutex<Vec<Arc<Project>>> = Mutex::new(Vec::new());

/// What tells whether a file has changed since it was read.
#[derive(PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    modified: Option<SystemTime>,
    length: Option<u64>,
}

impl Stamp {
    fn of(path: PathBuf) -> Self {
        let metadata = path.metadata().ok();
        let modified = metadata.as_ref().and_then(|data| data.modified().ok());
        Stamp { path, modified, length: metadata.map(|data| data.len()) }
    }
}

fn is_same(a: &Request, b: &Request) -> bool {
    a.directory == b.directory
        && a.default_app == b.default_app
        && a.manifest_directory == b.manifest_directory
        && a.targets == b.targets
}

fn request(input: &Input) -> syn::Result<Request> {
    let manifest_directory = PathBuf::from(cargo_variable("CARGO_MANIFEST_DIR")?);
    let directory = match &input.directory {
        Some(path) if path.value().starts_with("./") => {
            directory_of_call(path, &manifest_directory)?.join(&path.value()[2..])
        }
        Some(path) => manifest_directory.join(path.value()),
        None => manifest_directory.join("migrations"),
    };
    let default_app = cargo_variable("CARGO_PKG_NAME")?;
    Ok(Request { directory, default_app, manifest_directory, targets: input.targets.clone() })
}

/// The directory of the file that a path stands in.
fn directory_of_call(path: &LitStr, manifest_directory: &Path) -> syn::Result<PathBuf> {
    let file = path.span().unwrap().local_file();
    match file.as_deref().and_then(Path::parent) {
        Some(directory) => Ok(directory.to_owned()),
        // The editor does not tell files; most calls stand in `src`.
        None if host::is_rust_analyzer() => Ok(manifest_directory.join("src")),
        None => Err(Error::new(
            path.span(),
            "the file of this path is not known; write a path that is relative to the crate, without `./`",
        )),
    }
}

fn cargo_variable(name: &str) -> syn::Result<String> {
    env::var(name).map_err(|_| {
        let message = format!("the environment variable `{name}` is not set; build with cargo");
        Error::new(Span::call_site(), message)
    })
}

//! Which crates a project has, and where the sources of each begin: as cargo finds its targets.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::diagnostic::Diagnostic;
use crate::syntax::config;
use crate::syntax::files::Files;
use crate::syntax::source::Source;

/// The file that makes a directory a crate or a workspace.
const MANIFEST: &str = "Cargo.toml";

/// A crate of the project.
#[derive(Debug)]
pub(super) struct Crate {
    /// Its name, as paths in Rust have it.
    pub(super) name: String,
    pub(super) directory: PathBuf,
    /// The files that its targets begin with: those of its library and its programs, not of tests and examples.
    pub(super) roots: Vec<PathBuf>,
}

/// The crates whose models belong to the migrations of a crate or a workspace.
///
/// Of a workspace all, but for those that have migrations of their own. A crate in whose place the `covet.toml` of its
/// workspace speaks of a directory has its models there, together with all others.
pub(super) fn crates(manifest_directory: &Path, files: &mut Files) -> Vec<Crate> {
    let Ok(directory) = manifest_directory.canonicalize() else {
        let mark = files.start_of(manifest_directory);
        let message = format!("there is no directory `{}`", manifest_directory.display());
        files.find(Diagnostic::error("missing-directory", mark, message));
        return Vec::new();
    };
    let root = shared_root(&directory).unwrap_or(directory);
    let mut found = Vec::new();
    let Some(manifest) = read(&root, files) else { return found };
    found.extend(package(&root, &manifest));
    let mut members = BTreeSet::new();
    if let Some(workspace) = manifest.get("workspace").and_then(Value::as_table) {
        let excluded: BTreeSet<PathBuf> = matching(&root, texts(workspace, "exclude")).into_iter().collect();
        members.extend(matching(&root, texts(workspace, "members")));
        members.retain(|member| *member != root && !excluded.contains(member));
    }
    for member in members.into_iter().filter(|member| !has_own_migrations(member)) {
        let manifest = read(&member, files);
        found.extend(manifest.and_then(|manifest| package(&member, &manifest)));
    }
    found
}

/// The directory above a crate whose `covet.toml` says where the migrations are, for all crates of its workspace.
fn shared_root(directory: &Path) -> Option<PathBuf> {
    let (settings, ..) = config::settings(directory);
    let root = settings.path?.parent()?.to_owned();
    (settings.directory.is_some() && root.join(MANIFEST).is_file()).then_some(root)
}

fn has_own_migrations(member: &Path) -> bool {
    member.join("migrations").is_dir() || member.join(config::FILE_NAME).is_file()
}

fn read(directory: &Path, files: &mut Files) -> Option<Table> {
    let path = directory.join(MANIFEST);
    let file = files.read(&path, Source::Text)?;
    match files.text(file).parse() {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            let error: toml::de::Error = error;
            let mark = files.sources.mark_bytes(file, error.span().unwrap_or(0..0));
            let message = format!("`{MANIFEST}` is not TOML: {}", error.message());
            files.find(Diagnostic::error("bad-manifest", mark, message));
            None
        }
    }
}

fn texts<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The crate that a manifest is of; nothing for the root of a workspace alone.
fn package(directory: &Path, manifest: &Table) -> Option<Crate> {
    let name = manifest.get("package")?.get("name")?.as_str()?.replace('-', "_");
    let mut roots = BTreeSet::new();
    let path = |target: &Value| Some(directory.join(target.get("path")?.as_str()?));
    let library = manifest.get("lib").and_then(path).unwrap_or_else(|| directory.join("src/lib.rs"));
    roots.insert(library);
    roots.insert(directory.join("src/main.rs"));
    let programs = manifest.get("bin").and_then(Value::as_array).into_iter().flatten();
    roots.extend(programs.filter_map(path));
    // Programs that the manifest names without a path stand here as well.
    roots.extend(programs_of(&directory.join("src/bin")));
    let roots = roots.into_iter().filter(|root| root.is_file()).collect();
    Some(Crate { name, directory: directory.to_owned(), roots })
}

/// `src/bin/a.rs`, `src/bin/a/main.rs`
fn programs_of(directory: &Path) -> Vec<PathBuf> {
    let entries = below(directory).into_iter();
    let root = |path: PathBuf| if path.is_dir() { path.join("main.rs") } else { path };
    entries.map(root).filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// What stands in a directory, sorted; nothing where it cannot be listed, which is cargo's to complain of.
fn below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The directories that patterns such as `crates/*` stand for, those that are crates.
fn matching(root: &Path, patterns: Vec<&str>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for pattern in patterns {
        let mut paths = vec![root.to_owned()];
        for part in pattern.split('/').filter(|part| !["", "."].contains(part)) {
            paths = paths.iter().flat_map(|path| step(path, part)).collect();
        }
        found.extend(paths.into_iter().filter(|path| path.join(MANIFEST).is_file()));
    }
    let canonical = |path: PathBuf| path.canonicalize().unwrap_or(path);
    found.into_iter().map(canonical).collect()
}

fn step(path: &Path, part: &str) -> Vec<PathBuf> {
    if part == "**" {
        let deeper = below(path).into_iter().filter(|path| path.is_dir()).flat_map(|path| step(&path, part));
        return std::iter::once(path.to_owned()).chain(deeper).collect();
    }
    if !part.contains(['*', '?']) {
        return vec![path.join(part)];
    }
    let fits = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.is_dir() && !name.starts_with('.') && is_like(&name, part)
    };
    below(path).into_iter().filter(fits).collect()
}

/// Whether a name fits a pattern of letters, `*` and `?`.
fn is_like(name: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('*') => (0..=name.len()).filter_map(|at| name.get(at..)).any(|name| is_like(name, rest.as_str())),
        Some(letter) => {
            let mut letters = name.chars();
            letters.next().is_some_and(|first| letter == '?' || first == letter)
                && is_like(letters.as_str(), rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns_of_members() {
        for (name, pattern) in [("auth", "*"), ("auth", "a*h"), ("auth", "aut?"), ("", "*"), ("é", "?"), ("a", "a**")]
        {
            assert!(is_like(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [("auth", "b*"), ("auth", "aut"), ("auth", "auth?"), ("", "?")] {
            assert!(!is_like(name, pattern), "{name} {pattern}");
        }
    }
}

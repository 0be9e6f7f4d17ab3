//! Migration directories: which apps there are, which files their order files name, and which files nobody names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Request;
use super::config::Config;
use super::files::Files;
use super::order_file::{self, Entry, OrderFile, composed, folded};
use super::single;
use super::source::Source;
use crate::diagnostic::{Diagnostic, Mark, near};

/// The name of the file that lists an app's migrations.
pub const ORDER_FILE: &str = "order.txt";

/// An app: a directory with an order file.
#[derive(Debug)]
pub(super) struct AppDirectory {
    pub(super) name: String,
    /// Canonical.
    pub(super) path: PathBuf,
    /// The canonical path that no file of the app may lead out of.
    pub(super) root: PathBuf,
    pub(super) order_file: PathBuf,
    /// Empty until [`read_order`](AppDirectory::read_order).
    pub(super) order: OrderFile,
    /// Whether it stands in the requested directory, and is not only replayed because others build on it.
    pub(super) own: bool,
    listing: Listing,
}

/// The migrations are written in one of these forms; each has its front end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `0001_x.rs`, read by the interpreter.
    Rust,
    /// `0001_x.sql`.
    Sql,
}

impl Form {
    const ALL: [Form; 2] = [Form::Rust, Form::Sql];

    fn ending(self) -> &'static str {
        match self {
            Form::Rust => ".rs",
            Form::Sql => ".sql",
        }
    }
}

/// What stands in a directory, by name in Unicode normal form C, with the name as the file system has it.
#[derive(Debug, Default)]
struct Listing {
    files: BTreeMap<String, String>,
    directories: BTreeMap<String, String>,
    /// Those that are links, as the file system has their names.
    links: BTreeSet<String>,
}

impl Listing {
    /// The names of migration files without their endings.
    fn stems(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| Form::ALL.iter().find_map(|form| name.strip_suffix(form.ending())))
    }
}

/// Whether a file looks like a migration: it must then be listed.
fn is_migration(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.starts_with('.') && Form::ALL.iter().any(|form| name.ends_with(form.ending()))
}

/// Finds the apps of the requested directory and those that `covet.toml` names, by name, without reading their order files.
pub(super) fn apps(request: &Request, config: &Config, files: &mut Files) -> Vec<AppDirectory> {
    let mut apps = own_apps(request, config, files);
    for (name, (path, mark)) in &config.apps {
        let Ok(path) = path.canonicalize() else {
            let message = format!("there is no directory `{}` for the app `{name}`", path.display());
            files.find(Diagnostic::error("missing-directory", *mark, message));
            continue;
        };
        if apps.iter().any(|app| app.name == *name && app.path != path) {
            let message = format!("the app `{name}` stands in `{}` as well", request.directory.display());
            files.find(Diagnostic::error("duplicate-app", *mark, message).help("rename one of them"));
        } else if let Some(app) = apps.iter_mut().find(|app| app.path == path) {
            app.name.clone_from(name);
        } else {
            let listing = list(&path, files);
            if listing.files.contains_key(ORDER_FILE) {
                apps.extend(app(name.clone(), &path, &path, listing, false, files));
            } else {
                let message = format!("`{}` has no `{ORDER_FILE}`", path.display());
                files.find(Diagnostic::error("no-order-file", *mark, message).help(how_to_order(&listing)));
            }
        }
    }
    apps.sort_by(|a, b| a.name.cmp(&b.name));
    apps
}

/// The apps of the requested directory: itself, or the directories in it.
fn own_apps(request: &Request, config: &Config, files: &mut Files) -> Vec<AppDirectory> {
    let Some(root) = root(&request.directory, files) else { return Vec::new() };
    let shown = request.directory.display();
    let listing = list(&root, files);
    let below = subdirectories(&root, &listing, files);
    let has_apps = below.iter().any(|(.., listing)| listing.files.contains_key(ORDER_FILE));
    match (listing.files.contains_key(ORDER_FILE), has_apps) {
        (true, true) => {
            let mark = files.start_of(&root.join(ORDER_FILE));
            let message = format!("`{shown}` has an `{ORDER_FILE}` itself and in directories below it");
            let help = "keep the one for a single app, or those in the directories, one for each app";
            files.find(Diagnostic::error("mixed-layout", mark, message).help(help));
            Vec::new()
        }
        (true, false) => {
            report_unordered(&below, files);
            let name = single::name(&root, request, config, files);
            app(name, &root, &root, listing, true, files).into_iter().collect()
        }
        (false, true) => {
            report_unordered(&below, files);
            report_homeless(&root, &listing, files);
            let apps = below.into_iter().filter(|(.., listing)| listing.files.contains_key(ORDER_FILE));
            apps.filter_map(|(name, path, listing)| app(name, &path, &root, listing, true, files)).collect()
        }
        (false, false) if report_unordered(&below, files) => Vec::new(),
        (false, false) => {
            let message = format!("`{shown}` has no `{ORDER_FILE}`, and no directory in it has one");
            files.find(Diagnostic::error("no-order-file", Mark::NOWHERE, message).help(how_to_order(&listing)));
            Vec::new()
        }
    }
}

/// The canonical path of the requested directory.
fn root(directory: &Path, files: &mut Files) -> Option<PathBuf> {
    let shown = directory.display();
    let (message, help) = match directory.canonicalize() {
        Ok(root) if root.is_dir() => return Some(root),
        Ok(_) => (format!("`{shown}` is a file, not a directory of migrations"), "give the path of a directory".into()),
        Err(error) => (
            format!("there is no directory `{shown}`: {error}"),
            format!("make it, with an `{ORDER_FILE}` in it, or give the path of another"),
        ),
    };
    files.find(Diagnostic::error("missing-directory", Mark::NOWHERE, message).help(help));
    None
}

/// Migrations beside the directories of apps belong to none of them.
fn report_homeless(root: &Path, listing: &Listing, files: &mut Files) {
    for name in listing.files.keys().filter(|name| is_migration(name)) {
        let mark = files.start_of(&root.join(name));
        let message = format!("`{name}` belongs to no app: it stands beside their directories");
        files.find(Diagnostic::error("unlisted-file", mark, message).help("move it into the directory of its app"));
    }
}

/// A directory with migrations and no order file is a forgotten file, not a choice. Gives whether there was one.
fn report_unordered(directories: &[(String, PathBuf, Listing)], files: &mut Files) -> bool {
    let mut found = false;
    for (name, path, listing) in directories {
        if !listing.files.contains_key(ORDER_FILE) && listing.files.keys().any(|name| name.ends_with(".rs")) {
            let mark = files.start_of(path);
            let message = format!("the directory `{name}` has migrations and no `{ORDER_FILE}`");
            files.find(Diagnostic::error("no-order-file", mark, message).help(how_to_order(listing)));
            found = true;
        }
    }
    found
}

fn how_to_order(listing: &Listing) -> String {
    let names: Vec<&str> = listing.stems().take(4).collect();
    match &names[..] {
        [] => format!("make an `{ORDER_FILE}`; it may be empty until there are migrations"),
        [first, ..] => format!("make an `{ORDER_FILE}` with the name of a migration on each line, such as `{first}`"),
    }
}

/// The directories below an app's or the apps' own, with what stands in them.
fn subdirectories(root: &Path, listing: &Listing, files: &mut Files) -> Vec<(String, PathBuf, Listing)> {
    let mut below: Vec<(String, PathBuf, Listing)> = Vec::new();
    for (name, on_disk) in &listing.directories {
        let shown = root.join(on_disk);
        let Ok(path) = shown.canonicalize() else { continue };
        let listing = list(&path, files);
        let fault = if !path.starts_with(root) && listing.files.contains_key(ORDER_FILE) {
            Some(("outside-of-tree", format!("`{name}` is a link that leads out of `{}`", root.display())))
        } else {
            let twin = below.iter().find(|(other, ..)| folded(other) == folded(name));
            twin.map(|(other, ..)| {
                ("duplicate-name", format!("the directories `{other}` and `{name}` differ only by case"))
            })
        };
        match fault {
            Some((code, message)) => {
                let mark = files.start_of(&shown);
                let help = "many file systems or checkouts would not show it as it is; rename or move it";
                files.find(Diagnostic::error(code, mark, message).help(help));
            }
            None => below.push((name.clone(), path, listing)),
        }
    }
    below
}

/// An app whose directory has an order file.
fn app(name: String, path: &Path, root: &Path, listing: Listing, own: bool, files: &mut Files) -> Option<AppDirectory> {
    let order_file = path.join(ORDER_FILE).canonicalize().unwrap_or_else(|_| path.join(ORDER_FILE));
    if !order_file.starts_with(root) {
        let mark = files.start_of(&path.join(ORDER_FILE));
        let message = format!("`{ORDER_FILE}` is a link that leads out of `{}`", root.display());
        files.find(Diagnostic::error("outside-of-tree", mark, message).help("put the file itself there"));
        return None;
    }
    let order = OrderFile::default();
    Some(AppDirectory { name, path: path.to_owned(), root: root.to_owned(), order_file, order, own, listing })
}

/// What stands in a directory, without what is hidden.
fn list(path: &Path, files: &mut Files) -> Listing {
    let mut listing = Listing::default();
    let entries = match fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) => {
            let mark = files.start_of(path);
            let message = format!("cannot list the directory `{}`: {error}", path.display());
            files.find(Diagnostic::error("unreadable-file", mark, message));
            return listing;
        }
    };
    let overlay = files.overlay();
    let mut unnamed = BTreeSet::new();
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else {
            unnamed.insert(entry.path());
            continue;
        };
        // A link counts as what it leads to; one that leads nowhere as a file, so that reading it says so.
        let is_directory = match entry.file_type() {
            Ok(kind) if !kind.is_symlink() => kind.is_dir(),
            _ => {
                listing.links.insert(name.clone());
                entry.path().is_dir()
            }
        };
        let key = composed(&name);
        let twin = match (name.starts_with('.'), is_directory) {
            (true, _) => None,
            (false, true) => listing.directories.insert(key, name),
            (false, false) => listing.files.insert(key, name),
        };
        if let Some(twin) = twin {
            let mark = files.start_of(&path.join(&twin));
            let message = format!("there are two of `{twin}`: their names differ only by Unicode normal form");
            files.find(Diagnostic::error("duplicate-name", mark, message).help("remove or rename one of them"));
        }
    }
    for (name, is_there) in overlay.of_directory(path) {
        match is_there {
            true => _ = listing.files.insert(composed(name), name.to_owned()),
            false => _ = listing.files.remove(&composed(name)),
        }
    }
    for path in unnamed.into_iter().filter(|path| is_migration(&path.to_string_lossy())) {
        let mark = files.start_of(&path);
        let message = format!("the name of the file `{}` is not UTF-8", path.display());
        files.find(Diagnostic::error("bad-name", mark, message).help("rename it"));
    }
    listing
}

impl AppDirectory {
    /// Reads the order file; gives whether it says which migrations there are.
    pub(super) fn read_order(&mut self, files: &mut Files) -> bool {
        let Some(file) = files.read(&self.order_file, Source::Text) else { return false };
        self.order = order_file::parse(file, files);
        !self.order.in_conflict
    }

    /// The canonical path of a listed migration, and its form; where there is no such file, a finding.
    pub(super) fn locate(&self, entry: &Entry, files: &mut Files) -> Option<(PathBuf, Form)> {
        let file = Form::ALL.into_iter().find_map(|form| Some((form, self.on_disk(&entry.name, form)?)));
        let Some((form, on_disk)) = file else {
            let message = format!("`{0}` is listed, but there is no file `{0}.rs` beside `{ORDER_FILE}`", entry.name);
            let help = match self.meant(entry) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "write the file, or remove the line".to_owned(),
            };
            files.find(Diagnostic::error("missing-file", entry.mark, message).help(help));
            return None;
        };
        let path = self.path.join(on_disk);
        if !self.listing.links.contains(on_disk) {
            // To ask for what is known takes a call of the system for each directory above.
            return Some((path, form));
        }
        match path.canonicalize() {
            Ok(path) if path.starts_with(&self.root) => Some((path, form)),
            Ok(_) => {
                let message = format!("`{on_disk}` is a link that leads out of `{}`", self.root.display());
                files.find(Diagnostic::error("outside-of-tree", entry.mark, message).help("put the file itself there"));
                None
            }
            Err(error) => {
                let message = format!("cannot read `{on_disk}`: {error}");
                files.find(Diagnostic::error("unreadable-file", entry.mark, message));
                None
            }
        }
    }

    /// A path below the root as messages show it, beginning at the root's own name.
    fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        self.root.parent().and_then(|parent| path.strip_prefix(parent).ok()).unwrap_or(path)
    }

    fn on_disk(&self, name: &str, form: Form) -> Option<&str> {
        self.listing.files.get(&format!("{name}{}", form.ending())).map(String::as_str)
    }

    /// The file that a line without one was probably meant for: one that no other line names.
    fn meant(&self, entry: &Entry) -> Option<&str> {
        let is_listed = |name: &str| self.order.entries.iter().any(|entry| entry.name == name);
        near(&entry.name, self.listing.stems().filter(|stem| !is_listed(stem)))
    }

    /// Reports every file that looks like a migration and is neither listed nor `used` by one that is.
    ///
    /// Gives whether there was any.
    pub(super) fn report_unlisted(&self, used: &BTreeSet<PathBuf>, files: &mut Files) -> bool {
        if self.order.in_conflict {
            return false;
        }
        let listed: BTreeSet<&str> = self.order.entries.iter().map(|entry| entry.name.as_str()).collect();
        // What a line without a file suggests is reported there.
        let is_missing =
            |entry: &&Entry| !entry.faulty && Form::ALL.iter().all(|form| self.on_disk(&entry.name, *form).is_none());
        let missing = self.order.entries.iter().filter(is_missing);
        let suggested: BTreeSet<&str> = missing.filter_map(|entry| self.meant(entry)).collect();
        let mut found = false;
        for (name, on_disk) in self.listing.files.iter().filter(|(name, _)| is_migration(name)) {
            let path = self.path.join(on_disk);
            let stem = Form::ALL.iter().find_map(|form| name.strip_suffix(form.ending()));
            let is_listed = stem.is_some_and(|stem| listed.contains(stem) && !self.is_shadowed(name, stem));
            if is_listed || path.canonicalize().is_ok_and(|path| used.contains(&path)) {
                continue;
            }
            found = true;
            if stem.is_some_and(|stem| suggested.contains(stem)) {
                continue;
            }
            let mark = files.start_of(&path);
            let message = format!("`{name}` is not listed in `{}`", self.shown(&self.order_file).display());
            let help = match stem {
                Some(_) if name.ends_with(Form::Sql.ending()) => {
                    format!("run it in a migration, `m.run_sql(include_str!(\"{name}\"))`, or remove it")
                }
                Some(stem) => format!("add the line `{stem}` where it is to run, or remove the file"),
                None => "give it the ending `.rs`, in lower case, and list it".to_owned(),
            };
            files.find(Diagnostic::error("unlisted-file", mark, message).help(help));
        }
        found
    }

    /// Whether a file has the name of a migration that is written in another file, and in Rust.
    fn is_shadowed(&self, name: &str, stem: &str) -> bool {
        name.ends_with(Form::Sql.ending()) && self.on_disk(stem, Form::Rust).is_some()
    }
}

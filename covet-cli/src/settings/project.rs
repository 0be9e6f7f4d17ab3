//! The crate that the commands are about.

use std::env;
use std::path::{Path, PathBuf};

use covet_core::syntax::CONFIG_FILE;

use crate::exit::{Failure, Outcome};

/// The crate that the commands are about.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// Its directory, absolute.
    pub(crate) root: PathBuf,
    /// The name of its only app: that of the package with the migrations, or of the directory where there is none.
    pub(crate) name: String,
    /// Whether it is a crate.
    pub(crate) is_crate: bool,
    /// Where the command was called.
    current: PathBuf,
}

impl Project {
    /// The one that the command line names, or else the nearest from the current directory upward.
    ///
    /// # Errors
    /// When that is no directory.
    pub(crate) fn find(named: Option<&Path>) -> Outcome<Project> {
        let cannot = |path: &Path, error| Failure::new(format!("cannot use the directory {}: {error}", path.display()));
        let current = env::current_dir().map_err(|error| cannot(Path::new("."), error))?;
        let root = match named {
            Some(path) => path.canonicalize().map_err(|error| cannot(path, error))?,
            None => nearest(&current).unwrap_or(&current).to_owned(),
        };
        if !root.is_dir() {
            return Err(Failure::new(format!("{} is no directory", root.display())));
        }
        let crate_name = crate_name(&root);
        let is_crate = crate_name.is_some();
        let own_name = || root.file_name().map_or_else(|| "app".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Project { name: crate_name.unwrap_or_else(own_name), is_crate, current, root })
    }

    /// A path as it is shown: from the current directory, or from the project, where it is below one of them.
    pub(crate) fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        let below = path.strip_prefix(&self.current).or_else(|_| path.strip_prefix(&self.root)).unwrap_or(path);
        if below.as_os_str().is_empty() { Path::new(".") } else { below }
    }

    /// The directory from which findings name their files.
    pub(crate) fn base(&self) -> &Path {
        if self.current.starts_with(&self.root) && self.current != self.root { &self.root } else { &self.current }
    }
}

/// The nearest directory of a crate.
fn nearest(current: &Path) -> Option<&Path> {
    let is_one = |path: &&Path| path.join("Cargo.toml").is_file() || path.join(CONFIG_FILE).is_file();
    current.ancestors().find(is_one)
}

/// The name in a Cargo.toml; nothing where it has none, as at the root of many a workspace.
fn crate_name(root: &Path) -> Option<String> {
    // A manifest that cannot be read is cargo's to complain of.
    let text = std::fs::read_to_string(root.join("Cargo.toml")).ok()?;
    let manifest: toml::Table = text.parse().ok()?;
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

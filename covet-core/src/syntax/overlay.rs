//! A directory as it would be with some files more and some less, so that a command knows what a build says of what it
//! is about to write.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Files that are read as if they were there, or as if they were not.
///
/// Paths are canonical, as those of [`App`](super::App) are, and their directories are there.
///
/// ```
/// use covet_core::syntax::Overlay;
/// let overlay = Overlay::default().with("/app/migrations/0002_roles.rs", "..").without("/app/migrations/0001_users.rs");
/// assert!(!overlay.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// The text of each; nothing where it is as if it were not there.
    files: BTreeMap<PathBuf, Option<String>>,
}

impl Overlay {
    /// With this file, whether one is there or not.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), Some(text.into()));
        self
    }

    /// Without this file.
    #[must_use]
    pub fn without(mut self, path: impl Into<PathBuf>) -> Self {
        self.files.insert(path.into(), None);
        self
    }

    /// Whether everything is as it is.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text that stands in the place of a file's.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// The files of a directory that it says something of: whether each is there.
    pub(super) fn of_directory<'a>(&'a self, directory: &'a Path) -> impl Iterator<Item = (&'a str, bool)> {
        let here = self.files.iter().filter(move |(path, _)| path.parent() == Some(directory));
        here.filter_map(|(path, text)| Some((path.file_name().and_then(OsStr::to_str)?, text.is_some())))
    }
}

//! Files that were read, and the places in them that marks stand for.

use std::path::{Path, PathBuf};

use crate::diagnostic::Mark;

/// What kind of file a place is in; it decides how a finding there can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A migration in Rust: the compiler can be made to point into it.
    Rust,
    /// Any other text, such as an order file: a finding is printed with the line.
    Text,
}

/// A place in a file: from a first character up to, and without, an end. Lines count from 1, columns from 0, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The file.
    pub path: &'a Path,
    /// What kind of file it is.
    pub source: Source,
    /// The first character: line and column.
    pub start: (usize, usize),
    /// The character after the last: line and column.
    pub end: (usize, usize),
}

/// Where every mark of a load stands.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<File>,
    places: Vec<Place>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    source: Source,
    /// The text without a byte order mark.
    text: String,
}

#[derive(Debug)]
struct Place {
    file: usize,
    start: (usize, usize),
    end: (usize, usize),
}

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId(usize);

impl SourceMap {
    /// Adds a file that was read.
    pub fn add_file(&mut self, path: PathBuf, source: Source, text: String) -> FileId {
        self.files.push(File { path, source, text });
        FileId(self.files.len() - 1)
    }

    /// The mark of a place in a file: lines from 1, columns from 0, in characters, the end excluded.
    pub fn mark(&mut self, file: FileId, start: (usize, usize), end: (usize, usize)) -> Mark {
        self.places.push(Place { file: file.0, start, end });
        Mark::of(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX - 1))
    }

    /// Where a mark stands.
    pub fn location(&self, mark: Mark) -> Option<Location<'_>> {
        let place = self.places.get(mark.index()? as usize)?;
        let file = self.files.get(place.file)?;
        Some(Location { path: &file.path, source: file.source, start: place.start, end: place.end })
    }

    /// The text of the file that a mark stands in.
    pub fn text(&self, mark: Mark) -> Option<&str> {
        let place = self.places.get(mark.index()? as usize)?;
        Some(&self.files.get(place.file)?.text)
    }
}

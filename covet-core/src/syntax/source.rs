//! Files that were read, and the places in them that marks stand for.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::parallel::MOST_THREADS;
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
    /// The thread whose files these are; its marks begin with this number. The first that reads is 0.
    thread: u32,
    files: Vec<File>,
    places: Vec<Place>,
    /// Those of the other threads.
    others: Vec<SourceMap>,
}

/// The bits of a mark that tell places of one thread apart.
const PLACE_BITS: u32 = 28;
const MOST_PLACES: usize = 1 << PLACE_BITS;

/// The thread whose mark has this index, and the place among its own.
fn parts(index: u32) -> (u32, usize) {
    (index >> PLACE_BITS, index as usize % MOST_PLACES)
}

const _: () = assert!(MOST_THREADS < 1 << (u32::BITS - PLACE_BITS));

#[derive(Debug)]
struct File {
    path: PathBuf,
    source: Source,
    /// The text without a byte order mark.
    text: Arc<str>,
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
    pub(super) fn of_thread(number: usize) -> Self {
        SourceMap { thread: u32::try_from(number).unwrap_or_default(), ..SourceMap::default() }
    }

    /// Takes over the files of another thread, with all marks that were made in them.
    pub(super) fn join(&mut self, other: SourceMap) {
        self.others.push(other);
    }

    /// The file and the place of a mark.
    fn place(&self, mark: Mark) -> Option<(&File, &Place)> {
        let index = mark.index()?;
        let (thread, at) = parts(index);
        let map = std::iter::once(self).chain(&self.others).find(|map| map.thread == thread)?;
        let place = map.places.get(at)?;
        Some((map.files.get(place.file)?, place))
    }

    /// Adds a file that was read.
    pub fn add_file(&mut self, path: PathBuf, source: Source, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(File { path, source, text: text.into() });
        FileId(self.files.len() - 1)
    }

    /// The mark of a place in a file: lines from 1, columns from 0, in characters, the end excluded.
    pub fn mark(&mut self, file: FileId, start: (usize, usize), end: (usize, usize)) -> Mark {
        if self.places.len() >= MOST_PLACES {
            // Whoever has more places than numbers knows no place of the rest.
            return Mark::NOWHERE;
        }
        let mark = self.next_mark();
        self.places.push(Place { file: file.0, start, end });
        Mark::of(mark)
    }

    /// The index that the next mark will have.
    pub(super) fn next_mark(&self) -> u32 {
        let at = self.places.len().min(MOST_PLACES - 1);
        self.thread << PLACE_BITS | u32::try_from(at).unwrap_or_default()
    }

    /// Takes back this mark and all that were made after it.
    pub(super) fn forget(&mut self, mark: u32) {
        self.places.truncate(parts(mark).1);
    }

    /// The mark of a range of bytes of a file.
    pub fn mark_bytes(&mut self, file: FileId, bytes: Range<usize>) -> Mark {
        let text = &self.files[file.0].text;
        let (start, end) = (position(text, bytes.start), position(text, bytes.end));
        self.mark(file, start, end)
    }

    /// The text of a file, without a byte order mark.
    pub fn file_text(&self, file: FileId) -> Arc<str> {
        self.files[file.0].text.clone()
    }

    /// Where a mark stands.
    pub fn location(&self, mark: Mark) -> Option<Location<'_>> {
        let (file, place) = self.place(mark)?;
        Some(Location { path: &file.path, source: file.source, start: place.start, end: place.end })
    }

    /// The text of the file that a mark stands in.
    pub fn text(&self, mark: Mark) -> Option<&str> {
        Some(&self.place(mark)?.0.text)
    }
}

/// Line, from 1, and column, from 0, in characters, of a byte of a text.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_lines_and_columns_in_characters() {
        let text = "é = 1\nü😀x\n";
        assert_eq!(position(text, 0), (1, 0));
        assert_eq!(position(text, text.find('x').unwrap()), (2, 2));
        assert_eq!(position(text, text.len()), (3, 0));
        assert_eq!(position(text, 1), (1, 0), "inside of a character is its start");
        assert_eq!(position(text, 1000), (3, 0), "behind the end is the end");
    }
}

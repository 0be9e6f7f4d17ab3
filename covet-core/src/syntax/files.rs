//! Text files: every byte that a load reads passes through here, so that none goes untracked or unchecked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::overlay::Overlay;
use super::source::{FileId, Source, SourceMap};
use crate::diagnostic::{Diagnostic, Findings, Mark};

/// What has been read so far, and what was wrong with it.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) sources: SourceMap,
    pub(super) findings: Findings,
    read: BTreeSet<PathBuf>,
    /// What is read in the place of what is there.
    overlay: Arc<Overlay>,
}

impl Files {
    /// Those of a directory as it would be.
    pub(super) fn under(overlay: Overlay) -> Self {
        Files { overlay: Arc::new(overlay), ..Files::default() }
    }

    /// Those of one of several threads; the first is number 1.
    pub(super) fn of_thread(&self, number: usize) -> Self {
        Files { sources: SourceMap::of_thread(number), overlay: Arc::clone(&self.overlay), ..Files::default() }
    }

    /// What is read in the place of what is there.
    pub(super) fn overlay(&self) -> Arc<Overlay> {
        Arc::clone(&self.overlay)
    }

    /// Takes over what a thread has read, but for its findings, whose order matters.
    pub(super) fn join(&mut self, other: Files) {
        self.sources.join(other.sources);
        self.read.extend(other.read);
    }

    /// Reads a text file, by its canonical path; where it cannot be read, there is a finding.
    ///
    /// A byte order mark is left out and `\r\n` becomes `\n`, as the compiler does it, so that neither changes what a
    /// migration means.
    pub(super) fn read(&mut self, path: &Path, source: Source) -> Option<FileId> {
        self.read.insert(path.to_owned());
        let bytes = match self.overlay.text(path).map_or_else(|| fs::read(path), |text| Ok(text.into())) {
            Ok(bytes) => bytes,
            Err(error) => {
                let mark = self.start_of(path);
                let message = format!("cannot read `{}`: {error}", path.display());
                self.find(Diagnostic::error("unreadable-file", mark, message));
                return None;
            }
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let message = format!("the file is not UTF-8: byte {offset} begins no character");
                self.unusable(path, lossy, "not-utf8", offset, message, "save it as UTF-8");
                return None;
            }
        };
        if let Some(offset) = text.find('\0') {
            let message = format!("the file contains a NUL character, at byte {offset}");
            self.unusable(path, text, "nul-in-file", offset, message, "remove it, or save the file as UTF-8");
            return None;
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
        Some(self.sources.add_file(path.to_owned(), source, text))
    }

    /// Reports a byte of a file that no front end can read; it is shown as text, whatever the file was to be.
    fn unusable(&mut self, path: &Path, text: String, code: &'static str, at: usize, message: String, help: &str) {
        let file = self.sources.add_file(path.to_owned(), Source::Text, text);
        let end = at + self.text(file)[at..].chars().next().map_or(0, char::len_utf8);
        let mark = self.sources.mark_bytes(file, at..end);
        self.find(Diagnostic::error(code, mark, message).help(help));
    }

    /// The place of a file as a whole, for a finding about a file whose text does not matter.
    pub(super) fn start_of(&mut self, path: &Path) -> Mark {
        let file = self.sources.add_file(path.to_owned(), Source::Text, "");
        self.sources.mark(file, (1, 0), (1, 0))
    }

    pub(super) fn text(&self, file: FileId) -> Arc<str> {
        self.sources.file_text(file)
    }

    pub(super) fn find(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Where everything stands, what was found, and the files that were read, by path.
    pub(super) fn finish(self) -> (SourceMap, Findings, Vec<PathBuf>) {
        (self.sources, self.findings, self.read.into_iter().collect())
    }
}

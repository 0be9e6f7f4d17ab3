//! `order.txt`: the names of an app's migrations, in the order in which they run.
//!
//! ```text
//! # a comment, on a line of its own or behind anything
//! 0001_users sha256:<64 hexadecimal digits>
//! 0002_groups was 0002_teams
//! @v1.0
//! ```

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::files::Files;
use super::source::FileId;
use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, Mark};

/// The tracking tables keep names in columns of that many characters.
const MAX_NAME_CHARS: usize = 255;

/// What an order file says.
#[derive(Debug, Default)]
pub(super) struct OrderFile {
    /// Its migrations, in order; a name that is listed again stands only at its first place.
    pub(super) entries: Vec<Entry>,
    /// Its releases, in order.
    pub(super) releases: Vec<Release>,
    /// Marks of a merge stand in it: which migrations there are, and in which order, is for a person to say.
    pub(super) in_conflict: bool,
}

/// The line of a migration.
#[derive(Debug)]
pub(super) struct Entry {
    /// The name, in Unicode normal form C.
    pub(super) name: String,
    pub(super) mark: Mark,
    /// What the migration must be, and where that is written.
    pub(super) seal: Option<(Checksum, Mark)>,
    /// The name that it had before.
    pub(super) was: Option<String>,
    /// The name cannot be one: a finding says so, and there is no use in looking for its file.
    pub(super) faulty: bool,
}

/// A line that marks a release: everything above it belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its name, without the `@`.
    pub name: String,
    /// How many migrations of the app stand above the line.
    pub migrations: usize,
}

/// Reads an order file line by line; a line with a fault does not keep the others from being read.
pub(super) fn parse(file: FileId, files: &mut Files) -> OrderFile {
    let text = files.text(file);
    if let Some(conflict) = conflict(&text, file, files) {
        files.find(conflict);
        return OrderFile { in_conflict: true, ..OrderFile::default() };
    }
    let mut reading = Reading { file, files, line: 0, order: OrderFile::default(), seen: HashMap::new() };
    for (at, line) in text.lines().enumerate() {
        reading.line = at + 1;
        match &words(line)[..] {
            [] => {}
            [first, rest @ ..] if first.text.starts_with('@') => reading.release(first, rest),
            [first, rest @ ..] => reading.migration(first, rest),
        }
    }
    reading.check_former_names();
    reading.order
}

/// What git writes around the two sides of a conflict, in the order in which it does.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// The finding that two branches have both changed the file, at the first mark of it.
fn conflict(text: &str, file: FileId, files: &mut Files) -> Option<Diagnostic> {
    let begins = |mark: &str| text.lines().position(|line| line.starts_with(mark));
    let first = CONFLICT.iter().filter_map(|mark| begins(mark)).min()?;
    let columns = text.lines().nth(first).map_or(0, |line| line.chars().count());
    let mark = files.sources.mark(file, (first + 1, 0), (first + 1, columns));
    let [ours, .., theirs] = CONFLICT;
    let help = match (begins(ours), begins(theirs)) {
        (Some(_), Some(_)) => "`covet makemigrations --merge` keeps the lines of both sides, and asks whose run first",
        _ => "remove the marks that are left of it",
    };
    let message = "this order file is in conflict: two branches have both changed it";
    Some(Diagnostic::error("order-conflict", mark, message).help(help))
}

/// A word of a line, and its columns, in characters.
struct Word<'a> {
    text: &'a str,
    columns: Range<usize>,
}

/// The words of a line up to the comment.
fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut column = 0;
    for piece in line.split_inclusive(char::is_whitespace) {
        let text = piece.trim_end();
        if text.starts_with('#') {
            break;
        }
        if !text.is_empty() {
            words.push(Word { text, columns: column..column + text.chars().count() });
        }
        column += piece.chars().count();
    }
    words
}

/// Where the words of a line end, in bytes: the place for one more.
pub(super) fn end_of_words(line: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    for piece in line.split_inclusive(char::is_whitespace) {
        let text = piece.trim_end();
        if text.starts_with('#') {
            break;
        }
        if !text.is_empty() {
            end = at + text.len();
        }
        at += piece.len();
    }
    end
}

/// A name in Unicode normal form C, as all of ASCII is: most names are not worth the tables of Unicode.
pub(super) fn composed(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfc().collect() }
}

/// What makes two names the same to some file system: letters without their case, in one normal form.
pub(super) fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

struct Reading<'a> {
    file: FileId,
    files: &'a mut Files,
    line: usize,
    order: OrderFile,
    /// Line and spelling of every name, by its folded form.
    seen: HashMap<String, (usize, String)>,
}

impl Reading<'_> {
    fn mark(&mut self, word: &Word<'_>) -> Mark {
        self.files.sources.mark(self.file, (self.line, word.columns.start), (self.line, word.columns.end))
    }

    fn error(&mut self, code: &'static str, word: &Word<'_>, message: String, help: &str) {
        let mark = self.mark(word);
        self.files.find(Diagnostic::error(code, mark, message).help(help));
    }

    fn release(&mut self, word: &Word<'_>, rest: &[Word<'_>]) {
        let name = &word.text[1..];
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-+".contains(letter);
        if name.is_empty() || !name.chars().all(allowed) {
            let message = format!("`{}` marks no release", word.text);
            return self.error("bad-release", word, message, "write `@` and letters, digits, `.`, `_`, `-` or `+`");
        }
        if self.order.releases.iter().any(|release| release.name == name) {
            let message = format!("the release `{}` is marked twice", word.text);
            return self.error("duplicate-release", word, message, "remove one of the lines");
        }
        if let Some(extra) = rest.first() {
            self.unexpected(extra, "the release");
        }
        let migrations = self.order.entries.len();
        self.order.releases.push(Release { name: name.to_owned(), migrations });
    }

    fn migration(&mut self, word: &Word<'_>, rest: &[Word<'_>]) {
        // A name with its ending is reported, and read as what it was meant to be.
        let stem = without_ending(word.text);
        let (name, mark) = (composed(stem.unwrap_or(word.text)), self.mark(word));
        let faulty = self.is_faulty(word) && stem.is_none_or(|stem| name_fault(stem).is_some());
        let mut entry = Entry { name, mark, seal: None, was: None, faulty };
        let mut rest = rest.iter();
        while let Some(word) = rest.next() {
            if word.text == "was" && entry.was.is_none() {
                match rest.next() {
                    Some(former) if self.is_faulty(former) => {}
                    Some(former) => entry.was = Some(composed(former.text)),
                    None => {
                        let message = "`was` is followed by nothing".to_owned();
                        self.error("bad-line", word, message, "write the name that the migration had before");
                    }
                }
            } else if let Some(digits) = word.text.strip_prefix("sha256:").filter(|_| entry.seal.is_none()) {
                match digits.parse() {
                    Ok(checksum) => entry.seal = Some((checksum, self.mark(word))),
                    Err(_) => {
                        let message = "this seal is not `sha256:` with 64 hexadecimal digits".to_owned();
                        self.error("bad-seal", word, message, "write all 64 of them, or remove the seal");
                    }
                }
            } else {
                self.unexpected(word, "the name");
                break;
            }
        }
        self.add(word, entry);
    }

    /// Adds a migration unless its name, or one that some file system takes for the same, is listed already.
    fn add(&mut self, word: &Word<'_>, entry: Entry) {
        let folded = folded(&entry.name);
        let Some((line, spelling)) = self.seen.get(&folded) else {
            self.seen.insert(folded, (self.line, entry.name.clone()));
            return self.order.entries.push(entry);
        };
        let (line, spelling) = (*line, spelling.clone());
        if spelling == entry.name {
            let message = format!("`{spelling}` is listed twice, first on line {line}");
            self.error("duplicate-name", word, message, "remove one of the lines");
        } else {
            let message = format!("`{}` and `{spelling}` on line {line} differ only by case", entry.name);
            self.error("duplicate-name", word, message, "rename one of them: many file systems hold them for one file");
        }
    }

    fn unexpected(&mut self, word: &Word<'_>, after: &str) {
        let message = format!("`{}` does not belong behind {after}", word.text);
        let help =
            "a line is a name, then `was <former name>` and `sha256:<seal>` where they apply, then a `#` comment";
        self.error("bad-line", word, message, help);
    }

    /// Whether a name cannot be that of a migration on every system; a finding says why.
    fn is_faulty(&mut self, word: &Word<'_>) -> bool {
        let Some((why, help)) = name_fault(word.text) else { return false };
        let message = format!("`{}` is not the name of a migration: {why}", word.text);
        self.error("bad-name", word, message, &help);
        true
    }

    /// A former name must not be that of a migration that still is, nor of two.
    fn check_former_names(&mut self) {
        let mut former: HashMap<&str, &str> = HashMap::new();
        for entry in &self.order.entries {
            let Some(was) = &entry.was else { continue };
            let message = if self.order.entries.iter().any(|other| other.name == *was) {
                format!("`{}` was `{was}`, but `{was}` is still listed", entry.name)
            } else if let Some(other) = former.insert(was, &entry.name) {
                format!("both `{other}` and `{}` were `{was}`", entry.name)
            } else {
                continue;
            };
            self.files.findings.push(
                Diagnostic::error("bad-former-name", entry.mark, message)
                    .help("`a was b` says that the file `b.rs` is now `a.rs`"),
            );
        }
    }
}

/// A name without the ending of its file, where it was written with it.
fn without_ending(name: &str) -> Option<&str> {
    [".rs", ".sql"].iter().find_map(|ending| name.strip_suffix(ending))
}

/// Why a text cannot be the name of a migration, and what to write instead.
fn name_fault(name: &str) -> Option<(&'static str, String)> {
    let plain = "write the file's name alone, without directory and without `.rs`";
    let mut letters = name.chars();
    let drive = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && letters.next() == Some(':');
    let why = if name.starts_with("\\\\") || name.starts_with("//") {
        "it is a path to another machine"
    } else if name.starts_with(['/', '\\']) || drive {
        "it is an absolute path"
    } else if name.split(['/', '\\']).any(|part| part == "..") {
        "it leads out of the directory"
    } else if name.contains('\\') {
        "it contains a backslash, which means something else on every system"
    } else if name.contains('/') {
        "it leads into another directory"
    } else if name.starts_with('.') {
        "files whose names begin with `.` are hidden"
    } else if let Some(stem) = without_ending(name) {
        return Some(("it has an ending", format!("write `{stem}`")));
    } else if let Some(letter) = name.chars().find(|letter| "<>:\"|?*#@".contains(*letter)) {
        return Some(("not every file system takes it", format!("leave out the `{letter}`")));
    } else if name.chars().any(char::is_control) {
        "it contains a control character"
    } else if name.chars().count() > MAX_NAME_CHARS {
        "it has more than 255 characters"
    } else {
        return None;
    };
    Some((why, plain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_columns_in_characters_and_end_at_a_comment() {
        let found: Vec<_> = words("\té  b\u{3000}c # d").into_iter().map(|word| (word.text, word.columns)).collect();
        assert_eq!(found, [("é", 1..2), ("b", 4..5), ("c", 6..7)]);
        assert!(words("#0001_users").is_empty());
    }

    #[test]
    fn names_that_some_file_system_takes_for_one_are_folded_into_one() {
        assert_eq!(folded("\u{c9}A"), folded("e\u{301}a"));
        assert_ne!(folded("a"), folded("b"));
    }

    #[test]
    fn a_name_is_refused_for_one_reason_and_with_what_to_write() {
        for good in ["0001_users", "a", "2026-01-01.init", "übersicht", "a..b"] {
            assert_eq!(name_fault(good), None, "{good}");
        }
        let why = |name: &str| name_fault(name).map(|(why, _)| why);
        assert_eq!(why("C:\\x"), Some("it is an absolute path"));
        assert_eq!(why("\\\\host\\x"), Some("it is a path to another machine"));
        assert_eq!(why("x/.."), Some("it leads out of the directory"));
        assert_eq!(why(&"x".repeat(256)), Some("it has more than 255 characters"));
        assert_eq!(name_fault("1.rs"), Some(("it has an ending", "write `1`".to_owned())));
    }
}

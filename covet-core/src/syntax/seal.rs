//! Seals: what `order.txt` says a migration must be, for ever.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

use super::{LoadedMigration, order_file};
use crate::canonical;
use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;
use crate::operation::Operation;

/// The number of what is sealed; a change that alters a seal is a new number.
const SCHEME: u16 = 1;

/// The seal of a migration: one value for all that it does, on every database.
///
/// It is the SHA-256 of these lines, each ended by a line feed:
///
/// ```text
/// covet seal 1
/// postgres <checksum of up on PostgreSQL>
/// mysql <checksum of up on MySQL>
/// sqlite <checksum of up on SQLite>
/// rust <name> <code hash>              for each function that up runs, by name
/// ```
///
/// As with the checksums, how a migration is undone, who wrote it and how it is formatted are no part of it. Unlike
/// them, the text of its Rust functions is.
pub fn seal_of(migration: &LoadedMigration) -> Checksum {
    let up = migration.migration.up.operations();
    let checksums = canonical::checksums(up, migration.migration.attributes.transaction);
    let mut text = format!("covet seal {SCHEME}\n");
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").expect("a text can grow");
    for dialect in Dialect::ALL {
        line(format_args!("{dialect} {}", checksums[dialect.index()]));
    }
    let mut paths: Vec<&str> = up.iter().filter_map(run_path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let function = migration.functions.iter().find(|function| function.name == path);
        let code_hash = function.map_or(Checksum::of(b""), |function| function.code_hash);
        line(format_args!("rust {path} {code_hash}"));
    }
    Checksum::of(text.as_bytes())
}

/// The text of an order file with a seal on the line of each migration that `seal` has one for, and that has none yet.
///
/// Everything else stays as it was written, comments and line endings included.
///
/// ```
/// use covet_core::{Checksum, syntax::with_seals};
/// let text = with_seals("0001_users # first\n0002_roles\n", |name| {
///     (name == "0001_users").then(|| Checksum::of(b"its text"))
/// });
/// let (first, second) = text.split_once('\n').unwrap();
/// assert!(first.starts_with("0001_users sha256:") && first.ends_with(" # first"));
/// assert_eq!(second, "0002_roles\n");
/// ```
pub fn with_seals(text: &str, seal: impl Fn(&str) -> Option<Checksum>) -> String {
    let mut sealed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let end = order_file::end_of_words(line);
        let mut words = line[..end].trim_start_matches('\u{feff}').split_whitespace();
        let name = words.next().filter(|_| !words.any(|word| word.starts_with("sha256:")));
        sealed += &line[..end];
        if let Some(checksum) = name.and_then(|name| seal(&name.nfc().collect::<String>())) {
            sealed += &format!(" sha256:{checksum}");
        }
        sealed += &line[end..];
    }
    sealed
}

fn run_path(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::RunRust(run) => Some(&run.path),
        _ => None,
    }
}

/// The finding that a migration is not what its seal says, where it is not.
pub(super) fn check(migration: &LoadedMigration, sealed: Checksum, mark: Mark) -> Option<Diagnostic> {
    let is = seal_of(migration);
    if is == sealed {
        return None;
    }
    let id = &migration.migration.id;
    let message = format!("`{id}` is sealed and has changed: its seal is {sealed}, and it is now {is}");
    let help = format!(
        "undo the change and write another migration; only where no database has run `{id}`, write `sha256:{is}`"
    );
    Some(Diagnostic::error("broken-seal", mark, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_no_seal_is_sealed_and_nothing_else_changes() {
        let seal = Checksum::of(b"x");
        let text = format!("# none\r\n\r\na was b\r\nb sha256:{seal} # c\r\n  c \t# d\r\n@v1\r\nd");
        let expected = text
            .replace("was b", &format!("was b sha256:{seal}"))
            .replace("  c \t# d", &format!("  c sha256:{seal} \t# d"))
            + &format!(" sha256:{seal}");
        let sealed = with_seals(&text, |name| (!name.starts_with('@')).then_some(seal));
        assert_eq!(sealed, expected);
        assert_eq!(with_seals(&sealed, |_| None), sealed);
    }
}

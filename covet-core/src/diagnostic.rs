//! Findings as values: what is wrong, where, and what to do instead.
//!
//! The macro, the command line and the tests render the same values; nothing in the core prints.

use std::fmt;
use std::num::NonZeroU32;

/// Where something was written: an entry of the reader's table of places, or nowhere.
///
/// A mark is provenance and no part of meaning. Two marks are always equal, so that two operations written at
/// different places compare, and hash, as the same operation.
#[derive(Clone, Copy, Default)]
pub struct Mark(Option<NonZeroU32>);

impl Mark {
    /// Written by no file: built by compiled code, derived, or decoded.
    pub const NOWHERE: Mark = Mark(None);

    /// The mark of entry `index`, counted from 0, of a table of places.
    ///
    /// # Panics
    /// When `index` is `u32::MAX`: a project of four billion tokens.
    pub fn of(index: u32) -> Self {
        Mark(Some(NonZeroU32::MIN.checked_add(index).expect("fewer than 2^32 places")))
    }

    /// The entry of the table of places, counted from 0.
    pub fn index(self) -> Option<u32> {
        self.0.map(|n| n.get() - 1)
    }

    /// This mark, or `other` where this one is nowhere.
    pub fn or(self, other: Mark) -> Mark {
        Mark(self.0.or(other.0))
    }
}

impl PartialEq for Mark {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Mark {}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("@")
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The build goes on; the finding is worth a look.
    Warning,
    /// The build fails.
    Error,
}

/// One finding: a stable code, a place, a message and a remedy.
///
/// Messages are lower case, without a full stop, and name things in backquotes.
///
/// ```
/// use covet_core::diagnostic::{Diagnostic, Mark};
///
/// let finding = Diagnostic::error("unknown-table", Mark::NOWHERE, "table `user` does not exist here")
///     .help("did you mean `users`?");
/// assert_eq!(finding.to_string(), "table `user` does not exist here; did you mean `users`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of finding, in kebab case, such as `unknown-table`.
    pub code: &'static str,
    /// Whether the build fails because of it.
    pub severity: Severity,
    /// The token at fault.
    pub mark: Mark,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write or do instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding that fails the build.
    pub fn error(code: &'static str, mark: Mark, message: impl Into<String>) -> Self {
        Diagnostic { code, severity: Severity::Error, mark, message: message.into(), help: None }
    }

    /// A finding that lets the build go on.
    pub fn warning(code: &'static str, mark: Mark, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, mark, message) }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean `..`?" where one of `known` is near to `wrong`; keeps the finding as it is otherwise.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match near(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// The finding on one line: the message, then the remedy.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// The one of `known` that `wrong` was probably meant to be: the nearest by edit distance, ties by name.
///
/// A name that goes on where the other ends, such as `bool` for `boolean`, counts as near.
pub fn near<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let limit = (wrong.chars().count() / 3).clamp(1, 3);
    let distance = |name: &str| {
        let continues = wrong.len().min(name.len()) >= 3 && (name.starts_with(&wrong) || wrong.starts_with(name));
        let edits = strsim::osa_distance(&wrong, name);
        if continues { edits.min(limit) } else { edits }
    };
    known
        .into_iter()
        .map(|name| (distance(&name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// A growing list of findings; phases add to it and stop only at their end, so that one build shows every fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// An empty list.
    pub fn new() -> Self {
        Findings::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.0.push(finding);
    }

    /// Whether one of them fails the build.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Number of findings.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The findings in the order in which they were made.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl FromIterator<Diagnostic> for Findings {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        Findings(findings.into_iter().collect())
    }
}

impl IntoIterator for Findings {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_provenance_not_meaning() {
        assert_eq!(Mark::of(3), Mark::NOWHERE);
        assert_eq!(Mark::of(3).index(), Some(3));
        assert_eq!(Mark::NOWHERE.or(Mark::of(0)).index(), Some(0));
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(near("user", ["orgs", "users"]), Some("users"));
        assert_eq!(near("emial", ["email", "mail"]), Some("email"));
        assert_eq!(near("bool", ["big_integer", "boolean"]), Some("boolean"));
        assert_eq!(near("posts", ["orgs", "users"]), None);
    }
}

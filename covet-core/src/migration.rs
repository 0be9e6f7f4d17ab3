//! A migration: its name, what its author says of it, and its operations in both directions.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::lint::Allow;
use crate::operation::Operation;

/// The name of a migration: its app and its own name, written `auth/0002_roles`.
///
/// ```
/// use covet_core::MigrationId;
/// let id: MigrationId = "auth/0002_roles".parse().unwrap();
/// assert_eq!((id.app.as_str(), id.name.as_str()), ("auth", "0002_roles"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationId {
    /// The app.
    pub app: String,
    /// The migration's name within the app: the file's name without its ending.
    pub name: String,
}

impl MigrationId {
    /// The migration `name` of `app`.
    pub fn new(app: impl Into<String>, name: impl Into<String>) -> Self {
        MigrationId { app: app.into(), name: name.into() }
    }
}

impl fmt::Display for MigrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.app, self.name)
    }
}

/// The text is not `app/name`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no migration: write `app/name`")]
pub struct NotAMigrationId(pub String);

impl FromStr for MigrationId {
    type Err = NotAMigrationId;

    fn from_str(text: &str) -> Result<Self, NotAMigrationId> {
        match text.split_once('/') {
            Some((app, name)) if !app.is_empty() && !name.is_empty() && !name.contains('/') => {
                Ok(MigrationId::new(app, name))
            }
            _ => Err(NotAMigrationId(text.to_owned())),
        }
    }
}

/// A migration of another app that must have run before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// That migration.
    pub id: MigrationId,
    /// Where it is named.
    pub mark: Mark,
}

/// A migration of the same app that a squash replaces, whether it still has a file or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub mark: Mark,
}

/// What the author says of a migration beside its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Migrations of other apps that must have run before.
    pub depends_on: Vec<Dependency>,
    /// The migrations that this one does the work of, in the order in which they ran: a squash.
    ///
    /// Each list is a way in which a database may have recorded them; there are several where one of them was a squash
    /// itself, or was renamed.
    pub replaces: Vec<Vec<Replaced>>,
    /// Names at which a run can be told to stop.
    pub tags: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Whether it runs in a transaction, where the database has them for what it does.
    pub transaction: bool,
    /// Why it cannot be undone, where its author says so.
    pub irreversible: Option<String>,
}

impl Default for Attributes {
    fn default() -> Self {
        Attributes {
            depends_on: Vec::new(),
            replaces: Vec::new(),
            tags: Vec::new(),
            author: None,
            transaction: true,
            irreversible: None,
        }
    }
}

impl Attributes {
    /// All that it replaces, list after list; a migration comes again where it is in several.
    pub fn replaced(&self) -> impl Iterator<Item = &Replaced> {
        self.replaces.iter().flatten()
    }
}

/// The operations of one direction, in order, and where each was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    operations: Vec<Operation>,
    marks: Vec<Mark>,
    /// What their author acknowledges; beside the operations and no part of them, as marks are.
    allows: Vec<Allow>,
    /// The marks that were made while it was read; nothing where it was not read from a file.
    written: Written,
}

/// A range of marks, which is provenance as they are: two are always equal.
#[derive(Clone, Debug, Default)]
struct Written(Option<Range<u32>>);

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Script {
    /// Adds an operation whose call was written at `mark`; gives its place in the list.
    pub fn push(&mut self, operation: impl Into<Operation>, mark: Mark) -> usize {
        self.operations.push(operation.into());
        self.marks.push(mark);
        self.operations.len() - 1
    }

    /// The operations, in order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation at a place, to be changed.
    pub fn operation_mut(&mut self, at: usize) -> Option<&mut Operation> {
        self.operations.get_mut(at)
    }

    /// Where the operation at a place was written.
    pub fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or_default()
    }

    /// What the author acknowledges of the operations.
    pub fn allows(&self) -> &[Allow] {
        &self.allows
    }

    /// Adds what the author acknowledges.
    pub fn allow(&mut self, allow: Allow) {
        self.allows.push(allow);
    }

    /// The operations, alone.
    pub fn into_operations(self) -> Vec<Operation> {
        self.operations
    }

    /// Says which marks were made while it was read.
    pub fn written_within(&mut self, marks: Range<u32>) {
        self.written = Written(Some(marks));
    }

    /// Where a finding in the operation at a place is shown: at its own mark where that is in this script, else at the
    /// operation.
    ///
    /// What an operation meets may have been written by another migration, which is not the one to mend.
    pub fn place(&self, at: usize, mark: Mark) -> Mark {
        if self.owns(mark) { mark } else { self.mark(at) }
    }

    /// Whether a mark is somewhere, and not known to be outside of this script.
    pub fn owns(&self, mark: Mark) -> bool {
        mark.index().is_some_and(|index| self.written.0.as_ref().is_none_or(|written| written.contains(&index)))
    }

    /// Moves what was found in the operation at a place into `all`, each with its [`place`](Script::place).
    pub fn report(&self, at: usize, found: Findings, all: &mut Findings) {
        all.extend(found.into_iter().map(|finding| Diagnostic { mark: self.place(at, finding.mark), ..finding }));
    }
}

/// A migration as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// Its name.
    pub id: MigrationId,
    /// Its place: the name of its function `up`.
    pub mark: Mark,
    /// What its author says of it.
    pub attributes: Attributes,
    /// What it does.
    pub up: Script,
    /// What undoes it, where that is written by hand.
    pub down: Option<WrittenDown>,
}

/// A down that is written by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenDown {
    /// Its operations.
    pub script: Script,
    /// Its place: the name of the function `down`.
    pub mark: Mark,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_an_app_and_a_name() {
        assert_eq!("a/b".parse(), Ok(MigrationId::new("a", "b")));
        for bad in ["", "a", "/b", "a/", "a/b/c"] {
            assert_eq!(bad.parse::<MigrationId>(), Err(NotAMigrationId(bad.to_owned())), "{bad}");
        }
    }
}

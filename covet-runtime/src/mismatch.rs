//! How the history of a database and that of a binary can differ.

use std::fmt;

use covet_core::{Checksum, MigrationId};

/// The binary's migrations do not go on from those that the database has. Nothing has run.
///
/// ```
/// use covet_runtime::{Error, Mismatch};
///
/// fn is_ahead(error: &Error) -> bool {
///     matches!(error.mismatch(), Some(Mismatch::Newer { .. }))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// A migration was edited after this database applied it.
    #[error(
        "migration `{migration}` was edited after it was applied: this database applied {}, at hand is {}; \
         nothing was run; restore the migration as it was, and put the change into a new one",
        recorded.short(), embedded.short()
    )]
    Edited {
        /// The migration.
        migration: MigrationId,
        /// The checksum that the database recorded.
        recorded: Checksum,
        /// The checksum in the binary.
        embedded: Checksum,
    },
    /// The binary has an app's migrations in another order than the one in which this database applied them.
    #[error(
        "the migrations of app `{app}` were reordered: at place {place} this database applied `{recorded}` ({}), and at \
         hand is `{embedded}` ({}); nothing was run; restore the order of `order.txt`",
        recorded_checksum.short(), embedded_checksum.short()
    )]
    Reordered {
        /// The app.
        app: String,
        /// The place, counted from 1.
        place: usize,
        /// The migration that the database applied there.
        recorded: String,
        /// Its checksum.
        recorded_checksum: Checksum,
        /// The migration that the binary has there.
        embedded: String,
        /// Its checksum.
        embedded_checksum: Checksum,
    },
    /// The binary has a migration before others that this database has applied already.
    #[error(
        "migration `{migration}` ({}) stands before `{before}` ({}), which this database has applied already; nothing \
         was run; move it to the end of `order.txt`", embedded.short(), recorded.short()
    )]
    Inserted {
        /// The migration that is new.
        migration: MigrationId,
        /// Its checksum in the binary.
        embedded: Checksum,
        /// The migration after it.
        before: String,
        /// The checksum that the database recorded of the migration after it.
        recorded: Checksum,
    },
    /// This database applied a migration that the binary lacks, though it has later ones.
    #[error(
        "migration `{migration}` was applied to this database as {}, and is not among the migrations at hand; at its place \
         stands `{at_its_place}` ({}); nothing was run; {}",
        recorded.short(), embedded.short(), missing_help(migration, at_its_place, *same_content)
    )]
    Missing {
        /// The migration.
        migration: MigrationId,
        /// The checksum that the database recorded.
        recorded: Checksum,
        /// The migration that the binary has at its place.
        at_its_place: String,
        /// Its checksum.
        embedded: Checksum,
        /// Whether that has the same checksum: it was renamed.
        same_content: bool,
    },
    /// This database applied only some of the migrations that a squash replaces, and the binary has the others no more.
    #[error(
        "`{squash}` replaces migrations of which this database applied {}, and not {}; these are no longer among the migrations at hand; \
         nothing was run; run the release before, which still has them, and then this one",
        quoted(applied),
        quoted(missing)
    )]
    HalfReplaced {
        /// The squash.
        squash: MigrationId,
        /// Those that the database applied.
        applied: Vec<String>,
        /// Those that it did not.
        missing: Vec<String>,
    },
    /// The database has migrations that the binary does not know, after all that it knows.
    #[error(
        "the database is newer than the migrations at hand: it has {}; nothing was run; deploy what has them, or accept \
         it with `migrator().when_newer(WhenNewer::Accept)`",
        listed(unknown)
    )]
    Newer {
        /// The migrations, with the checksums that the database recorded.
        unknown: Vec<(MigrationId, Checksum)>,
    },
    /// The database has migrations of an app that the binary does not have.
    #[error(
        "app `{app}` is not at hand, and the database has of it {}; nothing was run; add that app, give each set of \
         apps a tracking table of its own with `migrator().table(..)`, or accept it with \
         `migrator().when_newer(WhenNewer::Accept)`",
        listed(migrations)
    )]
    UnknownApp {
        /// The app.
        app: String,
        /// Its migrations, with the checksums that the database recorded.
        migrations: Vec<(MigrationId, Checksum)>,
    },
    /// The recorded history contradicts itself: a row was changed or deleted by hand.
    #[error(
        "the recorded history of app `{}` is damaged at `{migration}`: its chain is {}, and the rows before it make {}; \
         nothing was run; a row of {table} was changed or deleted by hand: restore it from a backup", migration.app,
         recorded.short(), computed.short()
    )]
    Damaged {
        /// The first migration whose row does not follow from those before it.
        migration: MigrationId,
        /// The chain that is recorded.
        recorded: Checksum,
        /// The chain that the rows make.
        computed: Checksum,
        /// The tracking table.
        table: String,
    },
}

fn missing_help(migration: &MigrationId, at_its_place: &str, same_content: bool) -> String {
    match same_content {
        true => format!(
            "it has the same content, so it was renamed: write `{at_its_place} was {}` in `order.txt`",
            migration.name
        ),
        false => "restore its file and its line in `order.txt`".to_owned(),
    }
}

fn listed(migrations: &[(MigrationId, Checksum)]) -> impl fmt::Display {
    let all: Vec<String> = migrations.iter().map(|(id, checksum)| format!("`{id}` ({})", checksum.short())).collect();
    all.join(", ")
}

fn quoted(names: &[String]) -> String {
    format!("`{}`", names.join("`, `"))
}

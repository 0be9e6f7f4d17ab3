//! What a test of migrations finds.

use std::fmt;

use covet_core::{MigrationId, TableName};

/// Where in a check a migration was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// It had been applied, to what those before it leave.
    Applied,
    /// It had been rolled back, with a row in every table.
    RolledBack,
    /// It had been applied again, to rows that were there.
    AppliedAgain,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Moment::Applied => "applied",
            Moment::RolledBack => "rolled back",
            Moment::AppliedAgain => "applied again",
        })
    }
}

/// Why a test of migrations failed, or could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL leads nowhere.
    #[error(
        "the URL of the database {why}; write it as `postgres://user@host/database`, `mysql://..` or `sqlite://file.db`"
    )]
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// The URL is of a database whose driver is not compiled in, or of another one than is asked for.
    #[error("the URL begins with `{scheme}:`, and the driver for that is not {wanted}")]
    Driver {
        /// How the URL begins.
        scheme: String,
        /// What is there, or asked for.
        wanted: String,
    },
    /// The name of the database or of its host says that people rely on it.
    #[error("`{name}` has `{word}` in its name; nothing was run; name a database that is for tests")]
    Production {
        /// The database or the host.
        name: String,
        /// The word.
        word: &'static str,
    },
    /// There is something in the database.
    #[error(
        "the database is not empty: it has {}; nothing was run; name an empty one, for what is there would be changed, or make one with `covet::testing::empty_database`",
        few(found)
    )]
    NotEmpty {
        /// What is there.
        found: Vec<String>,
    },
    /// The database is not as the replay says that it is.
    #[error(
        "`{migration}` was {moment}, and the database is not as it is declared to be then:{}\n  mend the SQL of the migration, or say with `.state(..)` what it changes",
        lines(differences)
    )]
    Differs {
        /// The migration.
        migration: Box<MigrationId>,
        /// Where in the check.
        moment: Moment,
        /// What differs, a line each.
        differences: Vec<String>,
    },
    /// Something that no schema declares is left behind, or missing, after a migration was rolled back.
    #[error(
        "`{migration}` was rolled back, and left something else than was there before it:{}\n  mend its `.reverse(..)`",
        lines(differences)
    )]
    LeftBehind {
        /// The migration.
        migration: Box<MigrationId>,
        /// What is there now and was not before, or the other way round, a line each.
        differences: Vec<String>,
    },
    /// Rows are not as they were, though the down of a migration says that it restores them.
    #[error(
        "`{migration}` was rolled back, which is said to be exact, and the rows of `{table}` are not as they were before it:{}\n  mend its `down`, or its `.reverse(..)`",
        lines(differences)
    )]
    Rows {
        /// The migration.
        migration: Box<MigrationId>,
        /// The table.
        table: Box<TableName>,
        /// The rows that are missing, and those that are there instead, a line each.
        differences: Vec<String>,
    },
    /// A migration could not be run.
    #[error("`{migration}` could not be {moment}: {error}")]
    Run {
        /// The migration.
        migration: Box<MigrationId>,
        /// What it was to be.
        moment: Moment,
        /// Why.
        #[source]
        error: Box<crate::Error>,
    },
    /// The migrations could not be applied to the database that tests copy.
    #[error("the database that tests copy could not be migrated: {0}")]
    Template(#[source] Box<crate::Error>),
    /// The database could not be asked, or would not create or drop a database.
    #[error("{0}")]
    Covet(#[source] Box<crate::Error>),
    /// A file of SQLite could not be copied or removed.
    #[error("failed to {doing}: {error}")]
    File {
        /// What was to be done.
        doing: String,
        /// Why it was not.
        #[source]
        error: std::io::Error,
    },
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Error::Covet(Box::new(error))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        crate::Error::Database(error).into()
    }
}

/// A result of a test of migrations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn lines(all: &[String]) -> String {
    all.iter().map(|line| format!("\n  {line}")).collect()
}

/// The first of them, and how many more there are.
fn few(all: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

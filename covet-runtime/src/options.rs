//! How migrations are run.

use std::collections::BTreeSet;
use std::time::Duration;

use covet_core::{Checksum, Dialect, MigrationId};

use crate::error::{Error, Result};
use crate::event::{Event, Listener};
use crate::hooks::Hooks;

/// What a run does when the database has migrations that the binary does not know.
///
/// ```
/// use covet_runtime::{Migrations, WhenNewer};
/// async fn start(migrations: Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
///     let migrator = migrations.migrator().when_newer(WhenNewer::Accept);
///     migrator.run(pool).await.map(drop)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenNewer {
    /// It stops: this binary may not know what it would write to.
    #[default]
    Refuse,
    /// It goes on, having proven that all that the binary embeds was applied as it stands there.
    Accept,
}

/// Which migrations are recorded without being run.
#[derive(Clone, Debug, Default)]
pub(crate) enum Fake {
    #[default]
    None,
    All,
    /// The first ones of apps of which everything is there.
    Initial,
    These(BTreeSet<MigrationId>),
}

impl Fake {
    /// Whether what stands in the database decides.
    pub(crate) fn looks(&self) -> bool {
        matches!(self, Fake::Initial)
    }

    pub(crate) fn has(&self, migration: &MigrationId) -> bool {
        match self {
            Fake::None | Fake::Initial => false,
            Fake::All => true,
            Fake::These(some) => some.contains(migration),
        }
    }
}

/// The usual name of the tracking table.
const TABLE: &str = "covet_migrations";

/// How migrations are run.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) lock_timeout: Duration,
    /// How long a statement waits for a lock that works for long before it takes it for the last time.
    pub(crate) alter_timeout: Duration,
    /// Whether a change of a table may keep others from writing where it was to do without.
    pub(crate) may_lock_tables: bool,
    pub(crate) wait_timeout: Duration,
    pub(crate) when_newer: WhenNewer,
    pub(crate) to: Option<String>,
    pub(crate) before_tag: Option<String>,
    pub(crate) fake: Fake,
    /// Whether all migrations of a run share one transaction.
    pub(crate) one_transaction: bool,
    pub(crate) listener: Option<Listener>,
    pub(crate) hooks: Hooks,
    /// Whether a log is kept.
    pub(crate) log: bool,
    /// How the log names this program.
    pub(crate) program: String,
    /// Whether what undoes a migration is recorded with it.
    pub(crate) store_reverts: bool,
    /// The digests of recorded steps that a roll-back may run.
    pub(crate) stored: BTreeSet<Checksum>,
}

impl Options {
    /// Refuses what a database has nothing for.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub(crate) fn check(&self, dialect: Dialect) -> Result<()> {
        let (option, help) = match dialect {
            Dialect::Sqlite if self.schema.is_some() => {
                ("schema", "it has no schemas: give each tenant a file of its own")
            }
            Dialect::Sqlite if self.role.is_some() => ("role", "it has no users: leave the option out"),
            Dialect::MySql if self.one_transaction => (
                "one_transaction",
                "DDL ends every transaction there: each step is recorded instead, and a run that was cut short goes on",
            ),
            Dialect::MySql if self.role.is_some() => {
                ("role", "there a role is of the session: give the user a default role, or connect as the owner")
            }
            _ => return Ok(()),
        };
        Err(Error::Unsupported { option, dialect, help })
    }

    /// The name of the log beside the tracking table; nothing where none is kept.
    pub(crate) fn log_table(&self) -> Option<String> {
        let log = match self.table.as_str() {
            TABLE => "covet_log".to_owned(),
            other => beside(other, "_log"),
        };
        self.log.then_some(log)
    }

    /// The name of the table beside the tracking table whose row is the lock where no other is.
    pub(crate) fn lease_table(&self) -> String {
        lease_of(&self.table)
    }

    /// Tells the caller what happens, where the caller wants to know.
    pub(crate) fn tell(&self, event: Event) {
        if let Some(Listener(listener)) = &self.listener {
            listener(&event);
        }
    }
}

/// The name of the file that runs.
fn executable() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    program(&path.file_stem().unwrap_or_default().to_string_lossy())
}

/// A name as long as the log has room for.
pub(crate) fn program(name: &str) -> String {
    name.chars().filter(|&char| char != '\0').take(255).collect()
}

impl Default for Options {
    fn default() -> Self {
        Options {
            table: TABLE.to_owned(),
            schema: None,
            role: None,
            lock_timeout: Duration::from_secs(5),
            alter_timeout: Duration::from_secs(3600),
            may_lock_tables: false,
            wait_timeout: Duration::from_secs(60),
            when_newer: WhenNewer::default(),
            to: None,
            before_tag: None,
            fake: Fake::None,
            one_transaction: false,
            listener: None,
            hooks: Hooks::default(),
            log: true,
            program: executable(),
            store_reverts: true,
            stored: BTreeSet::new(),
        }
    }
}

/// The name of the table whose row is the lock, from that of the tracking table.
pub(crate) fn lease_of(table: &str) -> String {
    beside(table, "_lease")
}

/// The name of a table beside another.
fn beside(table: &str, ending: &str) -> String {
    /// PostgreSQL cuts off what is longer, and MySQL refuses it.
    const LONGEST: usize = 63;
    format!("{}{ending}", &table[..table.floor_char_boundary(LONGEST - ending.len())])
}

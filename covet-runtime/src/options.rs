//! How migrations are run.

use std::collections::BTreeSet;
use std::time::Duration;

use covet_core::MigrationId;

use crate::event::{Event, Listener};
use crate::hooks::Hooks;

/// What a run does when the database has migrations that the binary does not know.
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
    These(BTreeSet<MigrationId>),
}

impl Fake {
    pub(crate) fn has(&self, migration: &MigrationId) -> bool {
        match self {
            Fake::None => false,
            Fake::All => true,
            Fake::These(some) => some.contains(migration),
        }
    }
}

/// How migrations are run.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    pub(crate) lock_timeout: Duration,
    pub(crate) wait_timeout: Duration,
    pub(crate) when_newer: WhenNewer,
    pub(crate) to: Option<String>,
    pub(crate) before_tag: Option<String>,
    pub(crate) fake: Fake,
    pub(crate) listener: Option<Listener>,
    pub(crate) hooks: Hooks,
}

impl Options {
    /// Tells the caller what happens, where the caller wants to know.
    pub(crate) fn tell(&self, event: Event) {
        if let Some(Listener(listener)) = &self.listener {
            listener(&event);
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            table: "covet_migrations".to_owned(),
            schema: None,
            lock_timeout: Duration::from_secs(5),
            wait_timeout: Duration::from_secs(60),
            when_newer: WhenNewer::default(),
            to: None,
            before_tag: None,
            fake: Fake::None,
            listener: None,
            hooks: Hooks::default(),
        }
    }
}

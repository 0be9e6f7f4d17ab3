//! How bad a finding of a rule is, and where that can be changed.

use std::collections::BTreeMap;

use super::{Rule, Servers};
use crate::diagnostic::Severity;

/// What becomes of a finding of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Off,
    /// It is shown, and the build goes on.
    Warn,
    /// The build fails.
    Deny,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 3] = [Level::Deny, Level::Warn, Level::Off];

    /// The name in `covet.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// How bad its findings are; nothing where there are none.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(Severity::Error),
        }
    }
}

/// What a project wants to know: the levels that it has set, and the servers that it targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lints {
    /// The levels of rules that have not their own.
    pub levels: BTreeMap<Rule, Level>,
    /// The servers that migrations must run on.
    pub servers: Servers,
}

impl Lints {
    /// The level of a rule.
    pub fn level(&self, rule: Rule) -> Level {
        self.levels.get(&rule).copied().unwrap_or_else(|| rule.definition().level)
    }
}

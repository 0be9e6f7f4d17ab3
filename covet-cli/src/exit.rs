//! How a command ends: exit codes that scripts can rely on, and failures that say what to do.

use std::process::ExitCode;

use covet_core::Diagnostic;
use covet_runtime::Error;

/// How a command ended. The numbers are for scripts, and never change.
///
/// ```
/// use covet_cli::Exit;
/// assert_eq!(Exit::Pending as u8, 3);
/// assert_eq!(std::process::ExitCode::from(Exit::Done), std::process::ExitCode::SUCCESS);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what it was to do.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// It was not called as it can be called.
    Usage = 2,
    /// Something is to be done: migrations are pending, or the database is not as they say.
    Pending = 3,
    /// It has to ask, and there is no terminal.
    Unanswered = 4,
    /// The history of the database is not that of the migrations, or was tampered with.
    Conflict = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do what it was to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// What was done before, for machines.
    pub(crate) done: serde_json::Value,
}

/// The result of a command, or of a part of it.
pub(crate) type Outcome<T = Exit> = Result<T, Failure>;

impl Failure {
    /// It failed.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Failed, message: message.into(), help: None, done: serde_json::Value::Null }
    }

    /// It was not called as it can be called.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure { exit: Exit::Usage, ..Failure::new(message) }
    }

    /// The same, where it was not called as it can be called.
    pub(crate) fn of_usage(self) -> Self {
        Failure { exit: Exit::Usage, ..self }
    }

    /// The same, with what to do next.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What the core found, where no place in a file has to do with it.
impl From<Diagnostic> for Failure {
    fn from(finding: Diagnostic) -> Self {
        Failure { help: finding.help, ..Failure::new(finding.message) }
    }
}

/// What a program would write is a flag here.
const FLAGS: [(&str, &str); 8] = [
    ("`migrator().wait_timeout(..)`", "`--wait <SECONDS>`"),
    ("`migrator().table(..)`", "`--table <NAME>`"),
    ("`migrator().when_newer(WhenNewer::Accept)`", "`--accept-newer`"),
    ("`run` the pool", "it a connection of its own"),
    ("`migrator().schema(..)`", "`--schema <NAME>`"),
    ("`plan_rollback`", "`rollback --stored --plan`"),
    ("allow them by their digest with `migrator().stored(..)`", "run them with `rollback --stored`"),
    ("allow what you have seen with `migrator().stored(..)`", "name that digest with `--digest`"),
];

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match error.cause() {
            Error::History(_) | Error::LaterScheme { .. } | Error::Tampered { .. } => Exit::Conflict,
            Error::UnknownTarget { .. } | Error::UnknownTag { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        let mut message = error.to_string();
        for (code, flag) in FLAGS {
            message = message.replace(code, flag);
        }
        if let Error::TableElsewhere { found, .. } = error.cause() {
            message = message.replace(&format!("`migrator().schema(\"{found}\")`"), &format!("`--schema {found}`"));
        }
        Failure { exit, ..Failure::new(message) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn remedies_are_those_of_the_command_line() {
        let waited = Duration::from_secs(60);
        let busy = Failure::from(Error::Busy { waited_for: "the lock of t".into(), waited, holder: None });
        assert!(busy.message.ends_with("wait longer with `--wait <SECONDS>`"), "{}", busy.message);
        let (table, found, current) = ("t".to_owned(), "old".to_owned(), "public".to_owned());
        let elsewhere = Failure::from(Error::TableElsewhere { table, found, current });
        assert!(elsewhere.message.contains("say which with `--schema old`"), "{}", elsewhere.message);
        let foreign = Failure::from(Error::ForeignTable { table: "t".into(), why: "it is a view".into() });
        assert!(foreign.message.contains("choose another name with `--table <NAME>`"), "{}", foreign.message);
        let unknown = vec![(covet_core::MigrationId::new("a", "1"), covet_core::Checksum::of(b""))];
        let newer = Failure::from(Error::from(covet_runtime::Mismatch::Newer { unknown }));
        assert!(newer.exit == Exit::Conflict && newer.message.ends_with("accept it with `--accept-newer`"));
        let (migration, found) = (covet_core::MigrationId::new("a", "1"), covet_core::Checksum::of(b""));
        let (recorded, stored) = (found, Ok(found));
        let unknown = Failure::from(Error::NotEmbedded { migration: migration.clone(), recorded, stored });
        let advice = "look at them with `rollback --stored --plan`, and run them with `rollback --stored`";
        assert!(unknown.message.contains(advice), "{}", unknown.message);
        let changed = Failure::from(Error::NotAllowed { migration, found });
        assert!(changed.message.ends_with("name that digest with `--digest`"), "{}", changed.message);
        for failure in [busy, elsewhere, foreign, newer, unknown, changed] {
            assert!(!failure.message.contains("migrator()"), "{}", failure.message);
        }
    }
}

//! `covet.toml`: what holds for all migrations of a project.
//!
//! ```toml
//! targets = ["postgres >= 14", "sqlite"]
//! directory = "db/migrations"
//! numbering = "timestamp"
//!
//! [apps.auth]
//! path = "crates/auth/migrations"
//!
//! [database]
//! url = "postgres://localhost/shop"
//!
//! [models]
//! check = "warn"
//! keep = ["audit_log"]
//!
//! [lint]
//! since = "auth/0042_roles"
//! drop-column = "deny"
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::Files;
use super::source::{FileId, Source, SourceMap};
use crate::diagnostic::{Diagnostic, Findings, Mark, near};
use crate::dialect::{Dialect, UnknownDialect};
use crate::ident::TableName;
use crate::lint::{Level, Rule};
use crate::migration::MigrationId;

/// The name of the file.
pub const FILE_NAME: &str = "covet.toml";

const KEYS: [&str; 7] = ["apps", "database", "directory", "lint", "models", "numbering", "targets"];
const APP_KEYS: [&str; 1] = ["path"];
const MODEL_KEYS: [&str; 2] = ["check", "keep"];
const DATABASE_KEYS: [&str; 3] = ["schema", "table", "url"];
const SERVERS: [&str; 4] = ["postgres", "mysql", "mariadb", "sqlite"];

/// A database that migrations must run on, as `covet.toml` names it: `"postgres >= 14"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The server, as it is written; `mariadb` and `mysql` are one dialect.
    pub server: String,
    /// Its dialect.
    pub dialect: Dialect,
    /// The oldest version, where one is given: `[3, 35]` for `>= 3.35`.
    pub at_least: Option<Vec<u32>>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.server)?;
        let Some(version) = &self.at_least else { return Ok(()) };
        let parts: Vec<String> = version.iter().map(u32::to_string).collect();
        write!(f, " >= {}", parts.join("."))
    }
}

/// What `covet.toml` says to the command line; what the build needs of it, a load reads by itself.
#[derive(Debug, Default)]
pub struct Settings {
    /// The file; nothing where there is none.
    pub path: Option<PathBuf>,
    /// The directory of the migrations, absolute or relative to that of the file.
    pub directory: Option<PathBuf>,
    /// Whether new migrations are named after the moment in which they are made, and not numbered.
    pub timestamps: bool,
    /// The URL of the database.
    pub url: Option<String>,
    /// The name of the tracking table.
    pub table: Option<String>,
    /// The schema that the tracking table stands in.
    pub schema: Option<String>,
    /// The databases that migrations are checked for; none where the file names none.
    pub targets: Vec<Target>,
}

/// What `covet.toml` says of models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelSettings {
    /// What a build does where a model and the migrations differ; nothing where the file does not say it.
    pub check: Option<Level>,
    /// Tables that stay though no model has them.
    pub keep: Vec<TableName>,
}

/// What a `covet.toml` says; without one, nothing.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The line that names the targets, as messages point at it: `covet.toml:3`.
    pub(super) targets_line: Option<String>,
    pub(super) targets: Vec<Target>,
    /// Directories of apps by name, absolute or relative to the file, and where they are named.
    pub(super) apps: BTreeMap<String, (PathBuf, Mark)>,
    /// The levels of rules.
    pub(super) levels: BTreeMap<Rule, Level>,
    /// The first migration of each app that the rules judge, where earlier ones are exempt.
    pub(super) since: Vec<(MigrationId, Mark)>,
    /// There are findings, so that what is missing here was perhaps written.
    pub(super) faulty: bool,
    pub(super) models: ModelSettings,
    pub(super) settings: Settings,
}

/// Reads what the nearest `covet.toml` says to the command line, from a crate's directory upward to the root of its
/// workspace; gives what is wrong with the file as well, and where it stands.
pub fn settings(manifest_directory: &Path) -> (Settings, Findings, SourceMap) {
    let mut files = Files::default();
    let config = read(manifest_directory, &mut files);
    let (sources, findings, _) = files.finish();
    (Settings { targets: config.targets, ..config.settings }, findings, sources)
}

/// Reads the nearest `covet.toml`, from the crate's directory upward to the root of its workspace.
///
/// Without a workspace around it, as when it comes from a registry, a crate reads only its own.
pub(super) fn read(manifest_directory: &Path, files: &mut Files) -> Config {
    let Ok(manifest_directory) = manifest_directory.canonicalize() else { return Config::default() };
    let root = manifest_directory.ancestors().find(|directory| is_workspace_root(directory));
    let root = root.unwrap_or(&manifest_directory).to_owned();
    let mut candidates = manifest_directory.ancestors().take_while(|directory| directory.starts_with(&root));
    let Some(directory) = candidates.find(|directory| directory.join(FILE_NAME).exists()) else {
        return Config::default();
    };
    let found_before = files.findings.len();
    let path = directory.join(FILE_NAME);
    let mut config = files.read(&path, Source::Text).map(|file| parse(file, directory, files)).unwrap_or_default();
    config.settings.path = Some(path);
    Config { faulty: files.findings.len() > found_before, ..config }
}

fn is_workspace_root(directory: &Path) -> bool {
    // A manifest that cannot be read or parsed is cargo's to complain of.
    let Ok(text) = std::fs::read_to_string(directory.join("Cargo.toml")) else { return false };
    DeTable::parse(&text).is_ok_and(|manifest| manifest.get_ref().contains_key("workspace"))
}

fn parse(file: FileId, directory: &Path, files: &mut Files) -> Config {
    let text = files.text(file);
    let mut reading = Reading { file, directory, files, config: Config::default() };
    let (table, errors) = DeTable::parse_recoverable(&text);
    if let Some(error) = errors.into_iter().next() {
        let place = error.span().unwrap_or(0..0);
        reading.error("bad-config", place, format!("`{FILE_NAME}` is not TOML: {}", error.message()));
        return reading.config;
    }
    for (key, value) in table.get_ref() {
        match key.get_ref().as_ref() {
            "targets" => reading.targets(value),
            "apps" => reading.apps(value),
            "database" => reading.database(value),
            "directory" => {
                let text = reading.text("directory", value);
                reading.config.settings.directory = text.map(|text| directory.join(text));
            }
            "lint" => reading.lint(value),
            "models" => reading.models(value),
            "numbering" => reading.numbering(value),
            _ => reading.unknown_key(key, &KEYS),
        }
    }
    reading.config
}

struct Reading<'a> {
    file: FileId,
    directory: &'a Path,
    files: &'a mut Files,
    config: Config,
}

impl Reading<'_> {
    fn error(&mut self, code: &'static str, place: Range<usize>, message: String) {
        let mark = self.files.sources.mark_bytes(self.file, place);
        self.files.find(Diagnostic::error(code, mark, message));
    }

    fn error_with_help(&mut self, code: &'static str, place: Range<usize>, message: String, help: String) {
        let mark = self.files.sources.mark_bytes(self.file, place);
        self.files.find(Diagnostic::error(code, mark, message).help(help));
    }

    fn unknown_key(&mut self, key: &Spanned<impl AsRef<str>>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let help = match near(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: `{}`", known.join("`, `")),
        };
        self.error_with_help("unknown-key", key.span(), format!("unknown key `{name}` in `{FILE_NAME}`"), help);
    }

    fn targets(&mut self, value: &Spanned<DeValue<'_>>) {
        let items = value.get_ref().as_array().map(|items| items.iter().collect::<Vec<_>>()).unwrap_or_default();
        if items.is_empty() {
            let help = "write `targets = [\"postgres >= 14\", \"sqlite\"]`, or leave it out for all databases".into();
            let message = "`targets` must be a list of at least one database".into();
            return self.error_with_help("bad-target", value.span(), message, help);
        }
        let location = self.files.sources.mark_bytes(self.file, value.span());
        let line = self.files.sources.location(location).map_or(1, |location| location.start.0);
        self.config.targets_line = Some(format!("{FILE_NAME}:{line}"));
        for item in items {
            match item.get_ref().as_str().ok_or_else(|| not_a_target("a target is a text")).and_then(target) {
                Err((why, help)) => self.error_with_help("bad-target", item.span(), why, help),
                Ok(target) if self.config.targets.iter().any(|other| other.server == target.server) => {
                    self.error("bad-target", item.span(), format!("`{}` is named twice", target.server));
                }
                Ok(target) => self.config.targets.push(target),
            }
        }
    }

    fn numbering(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref().as_str() {
            Some("sequential") => {}
            Some("timestamp") => self.config.settings.timestamps = true,
            _ => {
                let message = "`numbering` is one of `\"sequential\"`, `\"timestamp\"`".to_owned();
                self.error("bad-config", value.span(), message);
            }
        }
    }

    /// A value that has to be a text with something in it.
    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().filter(|text| !text.is_empty());
        if text.is_none() {
            self.error("bad-config", value.span(), format!("`{key}` must be a text, and not an empty one"));
        }
        text.map(str::to_owned)
    }

    fn database(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(database) = value.get_ref().as_table() else {
            let help = "write `[database]` and `url = \"..\"` below it".into();
            return self.error_with_help("bad-config", value.span(), "`database` must be a table".into(), help);
        };
        for (key, value) in database {
            match key.get_ref().as_ref() {
                "url" => self.config.settings.url = self.text("url", value),
                "table" => self.config.settings.table = self.text("table", value),
                "schema" => self.config.settings.schema = self.text("schema", value),
                _ => self.unknown_key(key, &DATABASE_KEYS),
            }
        }
    }

    fn apps(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(apps) = value.get_ref().as_table() else {
            let help = "write `[apps.<name>]` and `path = \"..\"` below it".into();
            return self.error_with_help("bad-config", value.span(), "`apps` must be a table".into(), help);
        };
        for (name, app) in apps {
            let found_before = self.files.findings.len();
            let table = app.get_ref().as_table();
            for (key, value) in table.into_iter().flatten() {
                match (key.get_ref().as_ref(), value.get_ref().as_str()) {
                    ("path", Some(path)) => {
                        let mark = self.files.sources.mark_bytes(self.file, value.span());
                        let place = (self.directory.join(path), mark);
                        self.config.apps.insert(name.get_ref().to_string(), place);
                    }
                    ("path", None) => self.error("bad-config", value.span(), "`path` must be a text".into()),
                    _ => self.unknown_key(key, &APP_KEYS),
                }
            }
            let said = self.files.findings.len() > found_before;
            if !said && table.is_none_or(|table| !table.contains_key("path")) {
                let message = format!("the app `{}` has no `path`", name.get_ref());
                let help = format!("write `path = \"..\"`, relative to `{FILE_NAME}`");
                self.error_with_help("bad-config", name.span(), message, help);
            }
        }
    }
}

/// The settings of models.
impl Reading<'_> {
    fn models(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(models) = value.get_ref().as_table() else {
            let help = "write `[models]` and `check = \"warn\"` below it".into();
            return self.error_with_help("bad-config", value.span(), "`models` must be a table".into(), help);
        };
        for (key, value) in models {
            match key.get_ref().as_ref() {
                "check" => match value.get_ref().as_str().and_then(Level::named) {
                    Some(level) => self.config.models.check = Some(level),
                    None => {
                        let levels = Level::ALL.map(|level| format!("`\"{}\"`", level.as_str())).join(", ");
                        self.error("bad-config", value.span(), format!("`check` is one of {levels}"));
                    }
                },
                "keep" => self.keep(value),
                _ => self.unknown_key(key, &MODEL_KEYS),
            }
        }
    }

    fn keep(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(tables) = value.get_ref().as_array() else {
            let message = "`keep` must be a list of tables, such as `[\"audit_log\"]`".into();
            return self.error("bad-config", value.span(), message);
        };
        for table in tables {
            let mark = self.files.sources.mark_bytes(self.file, table.span());
            let name = self.text("keep", table).map(|name| TableName::new(&name, mark));
            self.config.models.keep.extend(name);
        }
    }
}

/// The settings of the rules.
impl Reading<'_> {
    fn lint(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            let help = "write `[lint]`, and a line such as `drop-column = \"deny\"` below it".into();
            return self.error_with_help("bad-config", value.span(), "`lint` must be a table".into(), help);
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "since" => self.since(value),
                code => match code.parse::<Rule>() {
                    Ok(rule) => self.level(rule, value),
                    Err(error) => {
                        let known = Rule::ALL.iter().map(|rule| rule.code());
                        let help = match near(code, known.chain(["since"])) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "the guide to the safety rules lists them".to_owned(),
                        };
                        self.error_with_help("unknown-rule", key.span(), error.to_string(), help);
                    }
                },
            }
        }
    }

    fn level(&mut self, rule: Rule, value: &Spanned<DeValue<'_>>) {
        match value.get_ref().as_str().and_then(Level::named) {
            Some(level) => drop(self.config.levels.insert(rule, level)),
            None => {
                let levels = Level::ALL.map(|level| format!("`\"{}\"`", level.as_str())).join(", ");
                self.error("bad-config", value.span(), format!("the level of a rule is one of {levels}"));
            }
        }
    }

    /// One migration, or a list with one for each app.
    fn since(&mut self, value: &Spanned<DeValue<'_>>) {
        let items: Vec<_> = match value.get_ref().as_array() {
            Some(items) => items.iter().collect(),
            None => vec![value],
        };
        for item in items {
            match item.get_ref().as_str().map(str::parse::<MigrationId>) {
                Some(Ok(id)) if self.config.since.iter().any(|(other, _)| other.app == id.app) => {
                    self.error("bad-config", item.span(), format!("`since` names two migrations of `{}`", id.app));
                }
                Some(Ok(id)) => {
                    let mark = self.files.sources.mark_bytes(self.file, item.span());
                    self.config.since.push((id, mark));
                }
                Some(Err(error)) => self.error("bad-config", item.span(), error.to_string()),
                None => {
                    let message = "`since` is a migration, `\"app/name\"`, or a list with one for each app".to_owned();
                    self.error("bad-config", item.span(), message);
                }
            }
        }
    }
}

/// What is wrong with a target, and what to write instead.
fn not_a_target(why: impl Into<String>) -> (String, String) {
    (why.into(), "write a server and, where it matters, its oldest version: `\"postgres >= 14\"`".into())
}

/// Reads `postgres >= 14`.
fn target(text: &str) -> Result<Target, (String, String)> {
    let (server, version) = match text.split_once(">=") {
        Some((server, version)) => (server.trim(), Some(version.trim())),
        None => (text.trim(), None),
    };
    let name: String = server.chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
    if name != server && name.parse::<Dialect>().is_ok() {
        return Err(not_a_target(format!("`{text}` is not a server and its oldest version")));
    }
    let dialect = server.parse().map_err(|error: UnknownDialect| match near(server, SERVERS) {
        Some(name) => (format!("unknown database `{server}`"), format!("did you mean `{name}`?")),
        None => not_a_target(error.to_string()),
    })?;
    let at_least = match version {
        None => None,
        Some(text) => Some(
            version_parts(text)
                .ok_or_else(|| not_a_target(format!("`{text}` is not a version such as `14` or `3.35`")))?,
        ),
    };
    Ok(Target { server: server.to_owned(), dialect, at_least })
}

/// The parts of a version, at most three.
fn version_parts(text: &str) -> Option<Vec<u32>> {
    let parts = text.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?;
    (parts.len() <= 3).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_a_server_and_perhaps_its_oldest_version() {
        for (text, shown) in
            [("postgres", "postgres"), (" mysql>=8.0 ", "mysql >= 8.0"), ("sqlite >= 3.35.5", "sqlite >= 3.35.5")]
        {
            assert_eq!(target(text).map(|target| target.to_string()), Ok(shown.to_owned()));
        }
        assert_eq!(target("mariadb >= 10").map(|target| target.dialect), Ok(Dialect::MySql));
    }

    #[test]
    fn the_database_of_the_command_line_is_read_and_its_faults_are_told() {
        let read = |text: &str| {
            let directory = tempfile::tempdir().unwrap();
            std::fs::write(directory.path().join(FILE_NAME), text).unwrap();
            let (settings, findings, _) = settings(directory.path());
            (settings, findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        };
        assert!(read("numbering = \"timestamp\"").0.timestamps && !read("numbering = \"sequential\"").0.timestamps);
        let (settings, faults) = read("directory = \"db\"\n[database]\nurl = \"sqlite://a.db\"\ntable = \"t\"");
        assert!(faults.is_empty() && settings.directory.unwrap().ends_with("db"), "{faults}");
        assert_eq!((settings.url.as_deref(), settings.table.as_deref()), (Some("sqlite://a.db"), Some("t")));
        for (text, fault) in [
            ("[database]\nurls = \"x\"", "unknown key `urls` in `covet.toml`; did you mean `url`?"),
            ("[database]\nurl = 3", "`url` must be a text, and not an empty one"),
            ("database = \"x\"", "`database` must be a table; write `[database]` and `url = \"..\"` below it"),
            ("directory = \"\"", "`directory` must be a text, and not an empty one"),
            ("numbering = \"roman\"", "`numbering` is one of `\"sequential\"`, `\"timestamp\"`"),
        ] {
            assert_eq!(read(text).1, fault);
        }
    }

    #[test]
    fn what_is_said_of_models_is_read() {
        let read = |text: &str| {
            let directory = tempfile::tempdir().unwrap();
            std::fs::write(directory.path().join(FILE_NAME), text).unwrap();
            let mut files = Files::default();
            let config = super::read(directory.path(), &mut files);
            (config.models, files.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        };
        let (models, faults) = read("[models]\ncheck = \"warn\"\nkeep = [\"audit.log\"]");
        assert_eq!((models.check, faults.as_str()), (Some(Level::Warn), ""));
        assert_eq!(models.keep, ["audit.log".into()]);
        for (text, fault) in [
            ("models = 1", "`models` must be a table; write `[models]` and `check = \"warn\"` below it"),
            ("[models]\ncheck = \"allow\"", "`check` is one of `\"deny\"`, `\"warn\"`, `\"off\"`"),
            ("[models]\nkeep = \"a\"", "`keep` must be a list of tables, such as `[\"audit_log\"]`"),
            ("[models]\nchek = \"warn\"", "unknown key `chek` in `covet.toml`; did you mean `check`?"),
        ] {
            assert_eq!(read(text).1, fault);
        }
    }

    #[test]
    fn what_is_no_target_says_why() {
        let why = |text: &str| target(text).unwrap_err().0;
        assert_eq!(target("postgre").unwrap_err().1, "did you mean `postgres`?");
        assert_eq!(why("mysql > 8"), "`mysql > 8` is not a server and its oldest version");
        assert_eq!(why("mysql >= "), "`` is not a version such as `14` or `3.35`");
        assert_eq!(why("mysql >= 8.0.0.1"), "`8.0.0.1` is not a version such as `14` or `3.35`");
        assert!(why("oracle").starts_with("unknown database `oracle`: expected"));
    }
}

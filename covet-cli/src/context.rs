//! What every command has: the settings, the migrations, and somewhere to write.

use std::cell::OnceCell;
use std::fmt::Write as _;

use covet_core::syntax::{self, Loaded, Overlay, Rendering, Request, SourceMap};
use covet_core::{Diagnostic, Dialect, MigrationId, Severity};
use covet_runtime::{Error, Migrations, Migrator};
use serde_json::{Value, json};

use crate::covet::Options;
use crate::database::{self, Access, Database};
use crate::exit::{Failure, Outcome};
use crate::settings::{Origin, Project, Settings};
use crate::source::Source;
use crate::terminal::Terminal;

/// What every command has.
pub(crate) struct Context {
    pub(crate) settings: Settings,
    pub(crate) terminal: Terminal,
    pub(crate) source: Source,
    loaded: OnceCell<Loaded>,
}

impl Context {
    pub(crate) fn of(options: &Options, source: Source, terminal: Terminal) -> Outcome<Context> {
        let settings = Settings::of(options, &source, terminal)?;
        Ok(Context { settings, terminal, source, loaded: OnceCell::new() })
    }

    /// What the directory of the migrations says, and what is wrong with it. Read once.
    pub(crate) fn load(&self) -> &Loaded {
        self.loaded.get_or_init(|| self.load_again())
    }

    /// The same, as it is now.
    pub(crate) fn load_again(&self) -> Loaded {
        syntax::load(&self.request())
    }

    /// What the directory would say with some files more and some less.
    pub(crate) fn load_with(&self, overlay: Overlay) -> Loaded {
        syntax::load_with(&self.request(), overlay)
    }

    /// What is loaded.
    pub(crate) fn request(&self) -> Request {
        let Settings { project, directory, .. } = &self.settings;
        Request {
            directory: directory.value.clone(),
            default_app: project.name.clone(),
            manifest_directory: project.root.clone(),
            targets: None,
        }
    }

    /// The same, where nothing is wrong with it that a build would refuse.
    ///
    /// # Errors
    /// When it has errors; they have been shown.
    pub(crate) fn sound(&self) -> Outcome<&Loaded> {
        let loaded = self.load();
        if !loaded.findings.has_errors() {
            return Ok(loaded);
        }
        let directory = self.settings.project.shown(&self.settings.directory.value).display();
        if !self.settings.directory.value.exists() {
            let failure = Failure::new(format!("there is no directory {directory}"));
            return Err(failure.help("`covet init` makes it; `--directory` names another"));
        }
        let errors: Vec<&Diagnostic> =
            loaded.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        let shown = shown_findings(errors.iter().copied(), &loaded.sources, &self.settings.project);
        self.terminal.note(format_args!("{shown}\n"));
        let count = if errors.len() == 1 { "an error".to_owned() } else { format!("{} errors", errors.len()) };
        let message = format!("the migrations in {directory} have {count}; nothing was done");
        Err(failed_by(errors, &loaded.sources, &self.settings.project, message))
    }

    /// The migrations: those of the program, or of the directory.
    ///
    /// # Errors
    /// When the directory has errors.
    pub(crate) fn migrations(&self) -> Outcome<Migrations> {
        if let Some(embedded) = self.source.embedded {
            return Ok(embedded);
        }
        let loaded = self.sound()?;
        let embeddings = loaded.embeddings();
        let apps = loaded.app_embeddings(&embeddings);
        Ok(Migrations::read(embeddings, apps))
    }

    /// The migrations, to be run as the settings say.
    ///
    /// # Errors
    /// As [`migrations`](Context::migrations), and where the database is none that they are made for.
    pub(crate) fn migrator(&self) -> Outcome<Migrator> {
        let mut migrator = self.migrations()?.migrator();
        let dialect = database::dialect(&self.settings)?;
        self.check_target(dialect)?;
        migrator = self.tracked(migrator);
        // What the file says is for the servers among the databases; who writes it on the command line means this one.
        let said = |origin: &Origin| dialect != Dialect::Sqlite || matches!(origin, Origin::Flag(_));
        if let Some(schema) = self.settings.schema.value.as_ref().filter(|_| said(&self.settings.schema.origin)) {
            migrator = migrator.schema(schema);
        }
        if let Some(role) = &self.settings.role {
            migrator = migrator.role(role);
        }
        Ok(migrator)
    }

    /// The tables that migrations are recorded in, whatever the migrations are.
    pub(crate) fn tracking_tables(&self) -> Vec<String> {
        static NONE: Migrations = Migrations::new(&[]);
        self.tracked(NONE.migrator()).tables()
    }

    fn tracked(&self, migrator: Migrator) -> Migrator {
        match &self.settings.table.value {
            Some(table) => migrator.table(table),
            None => migrator,
        }
    }

    /// A connection to the database.
    ///
    /// # Errors
    /// When there is none to be had.
    pub(crate) async fn database(&self, access: Access) -> Outcome<Database> {
        Database::open(&self.settings, access).await
    }

    /// Whether the migrations were checked for a database: that is known of those of a directory.
    pub(crate) fn check_target(&self, dialect: Dialect) -> Outcome<()> {
        if self.source.embedded.is_some() {
            return Ok(());
        }
        let loaded = self.load();
        if loaded.targets.is_empty() || loaded.targets.contains(&dialect) {
            return Ok(());
        }
        let targets: Vec<String> = loaded.servers.iter().map(ToString::to_string).collect();
        let failure = Failure::new(format!(
            "the database is {dialect}, and the migrations are made for {}; nothing was done",
            targets.join(", ")
        ));
        Err(failure.help(format!("the URL is from {}; the targets stand in covet.toml", self.settings.url.origin)))
    }

    /// What the runtime could not do, in the words of the command.
    pub(crate) fn failed(&self, error: Error) -> Failure {
        if let Error::NoFunction { migration, path } = error.cause()
            && self.source.embedded.is_none()
        {
            return self.needs_the_program(migration, path);
        }
        Failure::from(error)
    }

    fn needs_the_program(&self, migration: &MigrationId, path: &str) -> Failure {
        let failure = Failure::new(format!(
            "migration `{migration}` runs the Rust function `{path}`, which only your own program has; nothing was run"
        ));
        failure.help(format!(
            "`cargo run -p {} -- db migrate` runs it, where the program nests these commands as `db`; or whatever calls \
             `MIGRATIONS.run` there",
            self.settings.project.name
        ))
    }
}

/// Findings as the compiler shows them, an empty line between them.
pub(crate) fn shown_findings<'a>(
    findings: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &SourceMap,
    project: &Project,
) -> String {
    let rendering = Rendering { coloured: true, base: Some(project.base()) };
    let mut text = String::new();
    for finding in findings {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}\n", rendering.render(finding, sources));
    }
    text.truncate(text.trim_end().len());
    text
}

/// Why a command does not go on, with the errors that it has shown.
pub(crate) fn failed_by<'a>(
    errors: impl IntoIterator<Item = &'a Diagnostic>,
    sources: &SourceMap,
    project: &Project,
    message: impl Into<String>,
) -> Failure {
    let findings: Vec<Value> = errors.into_iter().map(|finding| finding_json(finding, sources, project)).collect();
    Failure { done: json!({ "findings": findings }), ..Failure::new(message) }
}

/// A finding for machines. Lines and columns count from 1, in characters; the end is that after the last.
pub(crate) fn finding_json(finding: &Diagnostic, sources: &SourceMap, project: &Project) -> Value {
    let place = sources.location(finding.mark);
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "severity": severity,
        "code": finding.code,
        "message": finding.message,
        "help": finding.help,
        "file": place.as_ref().map(|place| project.shown(place.path).display().to_string()),
        "line": place.as_ref().map(|place| place.start.0),
        "column": place.as_ref().map(|place| place.start.1 + 1),
        "end_line": place.as_ref().map(|place| place.end.0),
        "end_column": place.as_ref().map(|place| place.end.1 + 1),
    })
}

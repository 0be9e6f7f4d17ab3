//! Where everything is, and from where that is known: the command line, `covet.toml`, the environment, or nowhere.

mod environment;
mod project;
mod url;

use std::fmt;
use std::path::{Path, PathBuf};

use covet_core::syntax::{self, CONFIG_FILE, Target, writer};

pub(crate) use self::url::masked;
use crate::context::shown_findings;
use crate::covet::Options;
use crate::exit::{Failure, Outcome};
use crate::moment;
use crate::source::Source;
use crate::terminal::Terminal;
use environment::Environment;
pub(crate) use project::Project;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag of the command line.
    Flag(&'static str),
    /// The program that these commands are part of.
    Program,
    /// `covet.toml`, or another file.
    File(PathBuf),
    /// Variables of the environment.
    Environment(String),
    /// Nowhere: it is the usual one.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(flag) => write!(f, "the flag {flag}"),
            Origin::Program => f.write_str("this program"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Environment(names) => write!(f, "the environment: {names}"),
            Origin::Default => f.write_str("the default"),
        }
    }
}

/// A value, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Value<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

impl<T> Value<T> {
    pub(crate) fn new(value: T, origin: Origin) -> Self {
        Value { value, origin }
    }
}

/// What the names of new migrations begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// A number.
    Sequential,
    /// The moment in which they are made.
    Timestamp,
}

impl Numbering {
    /// What the name of a migration that is made now begins with.
    pub(crate) fn now(self) -> writer::Numbering {
        match self {
            Numbering::Sequential => writer::Numbering::Sequential,
            Numbering::Timestamp => writer::Numbering::Timestamp(moment::now()),
        }
    }
}

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Numbering::Sequential => "sequential",
            Numbering::Timestamp => "timestamp",
        })
    }
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) project: Project,
    /// The directory of the migrations.
    pub(crate) directory: Value<PathBuf>,
    /// The URL of the database, with its password.
    pub(crate) url: Value<String>,
    pub(crate) table: Value<Option<String>>,
    pub(crate) schema: Value<Option<String>>,
    /// The role as which everything is done.
    pub(crate) role: Option<String>,
    /// The databases that `covet.toml` names.
    pub(crate) targets: Vec<Target>,
    /// What the names of new migrations begin with.
    pub(crate) numbering: Value<Numbering>,
}

impl Settings {
    /// Finds out where everything is.
    ///
    /// # Errors
    /// When `covet.toml` cannot be read, and when the variables of the environment contradict each other.
    pub(crate) fn of(options: &Options, source: &Source, terminal: Terminal) -> Outcome<Settings> {
        let mut project = Project::find(options.project.as_deref())?;
        let (file, findings, sources) = syntax::settings(&project.root);
        if findings.has_errors() {
            terminal.note(shown_findings(findings.iter(), &sources, &project));
            return Err(Failure::new(format!("{CONFIG_FILE} cannot be used as it is")));
        }
        let path = file.path.unwrap_or_default();
        let from_file = || Origin::File(project.shown(&path).to_owned());
        let environment = Environment::of_process(&project.root);

        let flag = options.directory.clone().map(|path| Value::new(path, Origin::Flag("--directory")));
        let directory = flag.or(file.directory.map(|path| Value::new(path, from_file())));
        let directory = directory.unwrap_or_else(|| Value::new(project.root.join("migrations"), Origin::Default));

        let flag = options.database_url.clone().map(|url| Value::new(url, Origin::Flag("--database-url")));
        let program = source.url.clone().map(|url| Value::new(url, Origin::Program));
        let in_file = file.url.map(|text| {
            let base = path.parent().unwrap_or(Path::new("."));
            Value::new(url::relative_to(&text, base), from_file())
        });
        let url = match flag.or(program).or(in_file) {
            Some(url) => url,
            None => environment
                .url()?
                .unwrap_or_else(|| Value::new(url::of_file(&project.root.join("app.db")), Origin::Default)),
        };

        let named = |flag: &Option<String>, name, in_file: Option<String>| match (flag, in_file) {
            (Some(flag), _) => Value::new(Some(flag.clone()), Origin::Flag(name)),
            (None, Some(value)) => Value::new(Some(value), from_file()),
            (None, None) => Value::new(None, Origin::Default),
        };
        let table = named(&options.table, "--table", file.table);
        let schema = named(&options.schema, "--schema", file.schema);
        let numbering = match file.timestamps {
            true => Value::new(Numbering::Timestamp, from_file()),
            false => Value::new(Numbering::Sequential, Origin::Default),
        };
        let role = options.role.clone();
        let package = std::path::absolute(&directory.value).ok().and_then(|path| syntax::package_of(&path));
        project.name = package.unwrap_or(project.name);
        Ok(Settings { project, directory, url, table, schema, role, targets: file.targets, numbering })
    }
}

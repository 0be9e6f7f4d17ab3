//! What a developer waits for: one migration more, and `cargo build`.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::history::{Database, Form, History};
use super::project::{Files, Project, dependency_on_covet};
use super::samples::Samples;
use super::table::{Table, Versus, grouped};

const CAPTION: &str = "One migration more, and a build: whole process, debug, warm, sides in turns.\n\
    The same program around both, dependencies as from a registry; sqlx with the build script that its documentation\n\
    asks for.";

/// The program around both, but for the line that embeds the migrations.
const MAIN: &str = include_str!("../../bench/rebuild.rs");

/// As sqlx documents it under "Stable Rust: Cargo Build Script".
pub const SQLX_BUILD: &str = "fn main() {\n    println!(\"cargo:rerun-if-changed=migrations\");\n}\n";

/// Has cargo compile Covet as it compiles sqlx, and as users get both. What stands in a path is compiled for being
/// changed, in hundreds of units that all bring their own debug info to the linker.
const AS_FROM_A_REGISTRY: &str = "\n[profile.dev.package]\ncovet = { incremental = false }\n\
    covet-core = { incremental = false }\ncovet-runtime = { incremental = false }\n";

/// A project and its migrations.
pub struct Subject {
    /// What is built.
    pub project: Project,
    /// What it embeds.
    pub history: History,
}

impl Subject {
    /// Covet's project, with so many migrations.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn covet(size: u32) -> Result<Self> {
        let dependencies = dependency_on_covet("\"sqlite\"") + &drivers("") + AS_FROM_A_REGISTRY;
        let main = format!("{MAIN}\ncovet::migrations!(static MIGRATIONS);\n");
        Self::create("covet", size, Form::Covet, &Files { dependencies: &dependencies, main: &main, build: None })
    }

    fn sqlx(size: u32) -> Result<Self> {
        let dependencies = drivers(", \"macros\", \"migrate\"");
        let main = format!("{MAIN}\nstatic MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();\n");
        let files = Files { dependencies: &dependencies, main: &main, build: Some(SQLX_BUILD) };
        Self::create("sqlx", size, Form::Sqlx(Database::Sqlite), &files)
    }

    fn create(side: &str, size: u32, form: Form, files: &Files<'_>) -> Result<Self> {
        let project = Project::create(&format!("rebuild-{side}-{size}"), files)?;
        let history = History::create(project.folder().join("migrations"), form, size)?;
        Ok(Self { project, history })
    }

    /// Adds a migration and times a build.
    fn grow(&mut self, subcommand: &str) -> Result<Duration> {
        self.history.grow()?;
        self.project.time(subcommand)
    }

    /// Proves that the last build has embedded every migration: otherwise it was timed doing nothing.
    fn prove(&self) -> Result<()> {
        let (printed, expected) = (self.project.run(&[], &[])?, self.history.size().to_string());
        let folder = self.project.folder().display();
        ensure!(
            printed.trim() == expected,
            "{folder} has {expected} migrations, and its program made {printed} tables"
        );
        Ok(())
    }
}

/// Both depend on sqlx with the same driver and runtime.
fn drivers(further_features: &str) -> String {
    format!(
        "sqlx = {{ version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"sqlite\"{further_features}] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    )
}

/// A row for each number of migrations, with `cargo build` and with `cargo check`.
///
/// # Errors
/// When a project cannot be built, or a build has not embedded what was added.
pub fn measure(sizes: &[u32], rounds: u32) -> Result<Table> {
    let mut table = Table::versus(format!("{CAPTION} {rounds} rounds."), &["command", "N"]);
    for &size in sizes {
        let (mut covet, mut sqlx) = (Subject::covet(size)?, Subject::sqlx(size)?);
        for subcommand in ["build", "check"] {
            println!("-- cargo {subcommand} after one more than {} migrations", grouped(size));
            let both = in_turns(&mut covet, &mut sqlx, subcommand, rounds)?;
            table.versus_row(vec![format!("cargo {subcommand}"), grouped(size)], &both);
        }
        covet.prove()?;
        sqlx.prove()?;
    }
    Ok(table)
}

fn in_turns(covet: &mut Subject, sqlx: &mut Subject, subcommand: &str, rounds: u32) -> Result<Versus> {
    for subject in [&mut *covet, &mut *sqlx] {
        // The first builds everything, the second is the first of its kind: neither is what a developer waits for daily.
        subject.project.time(subcommand)?;
        subject.grow(subcommand)?;
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        first.push(covet.grow(subcommand)?);
        second.push(sqlx.grow(subcommand)?);
    }
    let samples = |taken| Samples::new(taken).context("no round was asked for");
    Ok(Versus { covet: samples(first)?, sqlx: samples(second)? })
}

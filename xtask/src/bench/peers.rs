//! A program with the peers that cannot stand in one program with sqlx: two links to SQLite are an error.

use anyhow::Result;

use super::project::{Files, Project, dependency_on_wire};

/// Optimised, as it is where programs start.
const PROFILE: [&str; 1] = ["--release"];

/// Versions whose figures are quoted.
const DEPENDENCIES: &str = "\
    refinery = { version = \"0.10\", default-features = false, features = [\"tokio-postgres\"] }\n\
    rusqlite = { version = \"0.40\", features = [\"bundled\"] }\n\
    rusqlite_migration = \"2\"\n\
    tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n\
    tokio-postgres = \"0.7\"\n";

/// The program.
pub struct Peers(Project);

impl Peers {
    /// Writes and builds it.
    ///
    /// # Errors
    /// When it cannot be written or built.
    pub fn build() -> Result<Self> {
        let dependencies = DEPENDENCIES.to_owned() + &dependency_on_wire();
        let files = Files { dependencies: &dependencies, main: include_str!("../../bench/peers.rs"), build: None };
        let project = Project::create("peers", &files)?;
        println!("-- building the program with refinery and rusqlite_migration, optimised");
        project.build(&PROFILE)?;
        Ok(Self(project))
    }

    /// Lets it do one of the things that it can do, and returns what it printed.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, task: &[&str]) -> Result<String> {
        self.0.run_built(task)
    }
}

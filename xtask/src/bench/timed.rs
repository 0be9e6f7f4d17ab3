//! A program with Covet's and sqlx's migrations side by side: what it times includes neither a process nor a connection.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::history::{Database, Form, History, table};
use super::place::Place;
use super::project::{Files, Project, dependency_on_covet, dependency_on_wire};
use super::samples::Samples;
use super::table::{Versus, grouped};

/// Optimised, as it is where programs start.
const PROFILE: [&str; 1] = ["--release"];

/// The program for one number of migrations.
pub struct Program {
    /// How many migrations each side has.
    pub size: u32,
    project: Project,
}

/// Builds a program for each number of migrations.
///
/// # Errors
/// When one cannot be written or built.
pub fn build(sizes: &[u32]) -> Result<Vec<Program>> {
    let all = "\"sqlite\", \"postgres\", \"mysql\"";
    let dependencies = dependency_on_covet(all)
        + &format!(
            "sqlx = {{ version = \"0.9\", default-features = false, \
             features = [\"runtime-tokio\", \"macros\", \"migrate\", {all}] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        )
        + &dependency_on_wire();
    let main = include_str!("../../bench/timed.rs");
    let files = Files { dependencies: &dependencies, main, build: None };
    sizes.iter().map(|&size| Program::build(size, &files)).collect()
}

impl Program {
    fn build(size: u32, files: &Files<'_>) -> Result<Self> {
        let project = Project::create(&format!("timed-{size}"), files)?;
        History::create(project.folder().join("covet"), Form::Covet, size)?;
        for database in Database::ALL {
            History::create(project.folder().join("sqlx").join(database.name()), Form::Sqlx(database), size)?;
        }
        println!("-- building the program that applies {} migrations, optimised", grouped(size));
        project.build(&PROFILE)?;
        Ok(Self { size, project })
    }

    /// The folder of the files that sqlx has for a database.
    pub fn sql_files(&self, database: Database) -> PathBuf {
        self.project.folder().join("sqlx").join(database.name())
    }

    /// Lets it do one of the things that it can do, and returns what it printed.
    ///
    /// # Errors
    /// When it fails, which it also does when the last table was not made.
    pub fn run(&self, place: &Place<'_>, task: &[&str]) -> Result<String> {
        let last_table = table(self.size);
        let arguments = [&[place.database.name(), &last_table], task].concat();
        self.project.run_built(&arguments)
    }
}

/// The samples of both sides in the lines that a program printed.
///
/// # Errors
/// When a side is missing.
pub fn versus(printed: &str) -> Result<Versus> {
    Ok(Versus { covet: samples(printed, "covet")?, sqlx: samples(printed, "sqlx")? })
}

/// The samples in lines such as `covet 1234`, in nanoseconds.
///
/// # Errors
/// When there is none of that name.
pub fn samples(printed: &str, name: &str) -> Result<Samples> {
    let nanoseconds = |line: &str| line.strip_prefix(name)?.trim().parse().ok();
    let taken = printed.lines().filter_map(nanoseconds).map(Duration::from_nanos).collect();
    Samples::new(taken).with_context(|| format!("failed to find a line `{name} <nanoseconds>` in `{printed}`"))
}

/// The numbers in lines such as `covet-turns 3`: what follows from what a program says, and not from how fast it runs.
///
/// # Errors
/// When there is none of that name, or they are not all the same.
pub fn count(printed: &str, name: &str) -> Result<u64> {
    let number = |line: &str| line.strip_prefix(name)?.trim().parse::<u64>().ok();
    let mut found = printed.lines().filter_map(number);
    let first = found.next().with_context(|| format!("failed to find a line `{name} <number>` in `{printed}`"))?;
    ensure!(found.all(|other| other == first), "{name} differs from run to run in `{printed}`");
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_read_by_name() {
        let printed = "sqlx 3000\ncovet 1000\nother\nsqlx 5000\ncovet 2000\nsqlx 1000\n";
        let both = versus(printed).unwrap();
        assert_eq!(both.covet.median(), Duration::from_nanos(1500));
        assert_eq!(both.sqlx.median(), Duration::from_nanos(3000));
        assert!(samples(printed, "load").is_err());
        assert_eq!(count("covet-turns 3\nsqlx-turns 9\ncovet-turns 3\n", "covet-turns").unwrap(), 3);
        assert!(count("covet-turns 3\ncovet-turns 4\n", "covet-turns").is_err());
    }
}

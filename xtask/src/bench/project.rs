//! A generated binary project: its own workspace and lock, so that what is compared never enters this one's.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::workspace;

/// What a project is made of, but for its migrations.
pub struct Files<'a> {
    /// The lines of `[dependencies]`.
    pub dependencies: &'a str,
    /// `src/main.rs`.
    pub main: &'a str,
    /// `build.rs`, for those who need one.
    pub build: Option<&'a str>,
}

/// A project in a folder of its own; all share one target folder, so that dependencies are built once.
pub struct Project {
    folder: PathBuf,
}

/// Variables by which a shell or CI changes what cargo builds: a developer's default build is what is measured.
const SETTINGS: [&str; 5] =
    ["CARGO_INCREMENTAL", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"];

/// Where everything generated is.
///
/// # Errors
/// When cargo cannot say where it builds.
pub fn bench_folder() -> Result<PathBuf> {
    Ok(workspace::metadata()?.target_directory.join("bench"))
}

impl Project {
    /// Writes a project. What is built already stays. Its lock begins with the workspace's, to which cargo adds what is
    /// missing: both sides stand on the same versions.
    ///
    /// # Errors
    /// When its folder cannot be written.
    pub fn create(name: &str, files: &Files<'_>) -> Result<Self> {
        let folder = bench_folder()?.join(name);
        let failed = || format!("failed to write the project {}", folder.display());
        fs::create_dir_all(folder.join("src")).with_context(failed)?;
        fs::write(folder.join("Cargo.toml"), manifest(name, files.dependencies)).with_context(failed)?;
        fs::write(folder.join("src/main.rs"), files.main).with_context(failed)?;
        if let Some(build) = files.build {
            fs::write(folder.join("build.rs"), build).with_context(failed)?;
        }
        fs::copy(workspace::root().join("Cargo.lock"), folder.join("Cargo.lock")).with_context(failed)?;
        Ok(Self { folder })
    }

    /// The project's folder.
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Runs a subcommand of cargo to its end and says how long the whole process took.
    ///
    /// # Errors
    /// When it fails; the message carries what it said.
    pub fn time(&self, subcommand: &str) -> Result<Duration> {
        let mut command = self.cargo(subcommand)?;
        let begun = Instant::now();
        workspace::output(&mut command)?;
        Ok(begun.elapsed())
    }

    /// Runs the program as it was built with `--release`, whatever has become of its sources since.
    ///
    /// # Errors
    /// When it is not there, or fails.
    pub fn run_built(&self, arguments: &[&str]) -> Result<String> {
        let name = self.folder.file_name().unwrap_or_default();
        let program = bench_folder()?.join("target/release").join(name);
        workspace::output(Command::new(program).current_dir(&self.folder).args(arguments))
    }

    /// Runs the program, built first when it is not, and returns what it printed.
    ///
    /// # Errors
    /// When it cannot be built, or fails.
    pub fn run(&self, profile: &[&str], arguments: &[&str]) -> Result<String> {
        let mut command = self.cargo("run")?;
        workspace::output(command.args(profile).arg("--").args(arguments))
    }

    /// Builds for later.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn build(&self, profile: &[&str]) -> Result<()> {
        workspace::run(self.cargo("build")?.args(profile))
    }

    fn cargo(&self, subcommand: &str) -> Result<Command> {
        let mut command = workspace::cargo();
        command.current_dir(&self.folder).args([subcommand, "--quiet", "--target-dir"]);
        command.arg(bench_folder()?.join("target"));
        for name in SETTINGS {
            command.env_remove(name);
        }
        Ok(command)
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[dependencies]\n{dependencies}"
    )
}

/// The line by which a project depends on this very Covet.
pub fn dependency_on_covet(features: &str) -> String {
    format!("covet = {{ path = {:?}, default-features = false, features = [{features}] }}\n", workspace::root())
}

/// The line by which a project depends on the proxy.
pub fn dependency_on_wire() -> String {
    format!("covet-wire = {{ path = {:?} }}\n", workspace::root().join("wire"))
}

/// The version of a package in the lock that every generated project begins with.
///
/// # Errors
/// When the lock cannot be read, or does not have the package.
pub fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).context("failed to read Cargo.lock")?;
    let (_, entry) = lock
        .split_once(&format!("name = \"{package}\"\nversion = \""))
        .with_context(|| format!("failed to find `{package}` in Cargo.lock"))?;
    Ok(entry.split('"').next().unwrap_or_default().to_owned())
}

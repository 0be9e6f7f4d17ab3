//! The quickstart of the README, run as a new user runs it: in an empty folder, on an empty database.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::server::Servers;
use crate::workspace::{self, Drivers};

/// A database of this name is created on each server.
const DATABASE: &str = "covet_quickstart";

/// Runs the quickstart twice on each database: the first run has everything to apply, the second nothing.
///
/// # Errors
/// When the example does not build, or a run of it fails.
pub fn run(drivers: Drivers, servers: Option<&Servers>) -> Result<()> {
    let program = build(drivers)?;
    let folder = empty_folder()?;
    run_twice("SQLite", &program, &folder, None)?;
    for server in servers.iter().flat_map(|servers| servers.iter()) {
        let url = server.create_database(DATABASE)?;
        run_twice(server.product, &program, &folder, Some(&url))?;
    }
    Ok(())
}

fn run_twice(product: &str, program: &Path, folder: &Path, url: Option<&str>) -> Result<()> {
    for attempt in ["an empty database", "the same database again"] {
        println!("-- quickstart on {product}: {attempt}");
        let mut quickstart = Command::new(program);
        quickstart.current_dir(folder).stdin(Stdio::null()).env_remove("DATABASE_URL");
        quickstart.envs(url.map(|url| ("DATABASE_URL", url)));
        workspace::run(&mut quickstart).with_context(|| format!("quickstart on {product}, {attempt}"))?;
    }
    Ok(())
}

/// Builds the example with the features of the tests, which have built nearly all of it, and returns the program.
fn build(drivers: Drivers) -> Result<PathBuf> {
    /// A line of cargo's messages.
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
    }
    let mut command = workspace::cargo();
    command.args(["build", "--example", "quickstart", "--message-format=json-render-diagnostics"]);
    let messages = workspace::output(command.args(workspace::selection(drivers)?))?;
    let mut executables = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok()?.executable);
    executables.next_back().context("failed to find the program of examples/quickstart.rs in cargo's messages")
}

/// `quickstart` in cargo's target folder, with nothing in it from the last run.
fn empty_folder() -> Result<PathBuf> {
    let folder = workspace::metadata()?.target_directory.join("quickstart");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("failed to empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("failed to create {}", folder.display()))?;
    Ok(folder)
}

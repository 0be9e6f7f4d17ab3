//! What cargo knows about this workspace, and the one way in which tasks call cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The drivers whose tests need a server.
const SERVER_DRIVERS: [&str; 2] = ["postgres", "mysql"];

/// Which drivers a task builds and tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Drivers {
    /// All three.
    All,
    /// Only the one that needs no server.
    Sqlite,
}

impl Drivers {
    /// What the flag `--sqlite` asks for.
    pub fn only_sqlite_if(sqlite: bool) -> Self {
        if sqlite { Self::Sqlite } else { Self::All }
    }
}

/// The folder of the workspace.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// A call of cargo at the root of the workspace.
///
/// What `cargo run` tells xtask about the package xtask must not reach the builds below, where a build script or a
/// macro would take it for its own.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command whose output the reader sees, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("failed to run `{name}`"))?;
    if !status.success() {
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        bail!("`{} {}` failed ({status})", base_name(&name), arguments.join(" "));
    }
    Ok(())
}

/// Runs a command and returns what it printed; when it fails, the error carries what it said.
pub fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("failed to run `{name}`"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({})\n{printed}{said}", base_name(&name), output.status);
    }
    Ok(printed)
}

fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// The part of `cargo metadata` that tasks read.
#[derive(Deserialize)]
pub struct Metadata {
    /// The workspace's own packages.
    pub packages: Vec<Package>,
    /// Where cargo builds.
    pub target_directory: PathBuf,
}

/// A package of the workspace.
#[derive(Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Where its `Cargo.toml` is.
    pub manifest_path: PathBuf,
    /// The registries that it may go to: an empty list for a package that is never published.
    pub publish: Option<Vec<String>>,
    /// What it depends on, of every kind.
    pub dependencies: Vec<Dependency>,
    /// Its features and what each turns on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A dependency as a manifest declares it.
#[derive(Deserialize)]
pub struct Dependency {
    /// The name of the package depended on.
    pub name: String,
    /// `dev`, `build`, or nothing for a normal one.
    pub kind: Option<String>,
}

/// Asks cargo for the packages of the workspace.
pub fn metadata() -> Result<Metadata> {
    let json = output(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    serde_json::from_str(&json).context("failed to read the answer of `cargo metadata`")
}

/// The arguments by which cargo builds the whole workspace for these drivers.
pub fn selection(drivers: Drivers) -> Result<Vec<String>> {
    let mut arguments = vec!["--workspace".to_owned()];
    match drivers {
        Drivers::All => arguments.push("--all-features".into()),
        Drivers::Sqlite => {
            let packages = metadata()?.packages;
            let features: Vec<_> = packages.iter().flat_map(features_without_servers).collect();
            arguments.extend(["--no-default-features".into(), "--features".into(), features.join(",")]);
        }
    }
    Ok(arguments)
}

/// The features of a package that pull in no driver of a server, as `package/feature`.
fn features_without_servers(package: &Package) -> Vec<String> {
    let mut left_out: BTreeSet<&str> = SERVER_DRIVERS.into();
    // A feature that turns on one left out is left out too; each round finds at least one, or is the last.
    loop {
        let found = package.features.iter().find(|(name, turns_on)| {
            let reaches = |entry: &String| left_out.contains(entry.rsplit(['/', ':']).next().unwrap_or(entry));
            !left_out.contains(name.as_str()) && turns_on.iter().any(reaches)
        });
        match found {
            Some((name, _)) => left_out.insert(name),
            None => break,
        };
    }
    let kept = package.features.keys().filter(|name| !left_out.contains(name.as_str()));
    kept.map(|name| format!("{}/{name}", package.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_alone_leaves_out_whatever_leads_to_a_server_driver() {
        let features = [
            ("default", vec!["all"]),
            ("all", vec!["sqlite", "postgres"]),
            ("sqlite", vec!["covet-runtime/sqlite"]),
            ("postgres", vec!["covet-runtime/postgres"]),
            ("dump", vec!["covet-runtime?/mysql"]),
            ("syntax", vec!["dep:syn"]),
        ];
        let own = |(name, on): (&str, Vec<&str>)| (name.to_owned(), on.into_iter().map(str::to_owned).collect());
        let package = Package {
            name: "covet".into(),
            manifest_path: PathBuf::new(),
            publish: None,
            dependencies: Vec::new(),
            features: features.into_iter().map(own).collect(),
        };
        assert_eq!(features_without_servers(&package), ["covet/sqlite", "covet/syntax"]);
    }
}

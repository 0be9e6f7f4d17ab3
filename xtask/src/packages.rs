//! The packages as they would be published: what they hold, and that each builds from that alone.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace::{self, Package};

/// What every package holds beside its sources.
const EVERY: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// The profile of the workspace, which packages are built without: with another one every dependency is built again.
const PROFILE: [&str; 2] = ["profile.dev.debug=\"line-tables-only\"", "profile.dev.package.\"*\".debug=false"];

/// Packages everything that is published, and builds each package against the others as they were packaged.
///
/// # Errors
/// When a package lacks something, or does not build.
pub fn check() -> Result<()> {
    let workspace = workspace::metadata()?;
    let published = workspace.packages.iter().filter(|package| is_published(package));
    let names: Vec<&str> = published.map(|package| &*package.name).collect();
    for name in &names {
        check_files(name)?;
    }
    forget_earlier(&names, workspace.target_directory.as_ref());
    let mut command = workspace::cargo();
    // What stands in the folder is checked, committed or not.
    command.args(["package", "--quiet", "--all-features", "--allow-dirty"]);
    command.args(names.iter().flat_map(|name| ["--package", name]));
    command.args(PROFILE.iter().flat_map(|setting| ["--config", setting]));
    workspace::run(&mut command)?;
    println!("{} packages build from what they hold", names.len());
    Ok(())
}

/// Removes what cargo unpacked of these packages when they were packaged before, and its records of what it has built: it
/// takes them for the same as long as their versions are, whatever has changed in them.
///
/// The registries that cargo makes for packaging have no host, so that their folders begin with a hyphen.
fn forget_earlier(names: &[&str], target_directory: &Path) {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registries = home.into_iter().flat_map(|home| inside(&home.join("registry/src"), &["-"]));
    let records = target_directory.join("debug/.fingerprint");
    let begin: Vec<String> = names.iter().map(|name| format!("{name}-")).collect();
    let begin: Vec<&str> = begin.iter().map(String::as_str).collect();
    for folder in registries.chain([records]).flat_map(|folder| inside(&folder, &begin)) {
        // What stays is found by the build of the packages.
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// What is in a folder, of names that begin like this.
fn inside(folder: &Path, begin: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let fits = |name: &str| begin.iter().any(|begin| name.starts_with(begin));
    entries.filter(|entry| fits(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
}

fn is_published(package: &Package) -> bool {
    package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
}

fn check_files(name: &str) -> Result<()> {
    let list = ["package", "--list", "--allow-dirty", "--package", name];
    let files = workspace::output(workspace::cargo().args(list))?;
    let lacks: Vec<&str> = EVERY.into_iter().filter(|file| files.lines().all(|line| line != *file)).collect();
    match lacks[..] {
        [] => Ok(()),
        _ => bail!(
            "the package `{name}` lacks {}: link it to the one at the root, and name it in `include`",
            lacks.join(", ")
        ),
    }
}

//! Another version of PostgreSQL than the machine's own: the newest.
//!
//! Their programs come as packages of npm, which holds every major version side by side; a distribution has one. Where there
//! is no npm, or it has no network, that is said, and nothing else fails because of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::install::Postgres;
use crate::server::OtherPostgres;
use crate::workspace;

/// The major versions, and those of the package that has their programs.
const VERSIONS: [(&str, &str); 1] = [("18", "18.4.0-beta.17")];

/// What another version may answer differently: SQL, what is read back of it, locks, sessions, and what kills leave.
const TESTS: [&str; 10] = [
    "concurrently::",
    "faults::kills::postgres_client",
    "faults::kills::postgres_connections",
    "faults::kills::postgres_sessions",
    "faults::lost::",
    "golden::cut_short",
    "golden::random",
    "introspect::ours",
    "privilege::",
    "session::",
];

/// Runs these tests on each version, and gives the closing lines of their runner.
///
/// # Errors
/// When a test fails, or a server that was installed does not start.
pub fn check() -> Result<Vec<String>> {
    let mut closing = Vec::new();
    for (major, version) in VERSIONS {
        match installed(version) {
            Ok(folder) => closing.extend(run_on(major, &folder)?),
            Err(error) => println!(
                "!! PostgreSQL {major} IS LEFT OUT: its package cannot be installed\n!! {}",
                format!("{error:#}").replace('\n', "\n!! ")
            ),
        }
    }
    Ok(closing)
}

fn run_on(major: &str, folder: &Path) -> Result<Vec<String>> {
    let server = OtherPostgres::start(major, folder)?;
    println!("-- {}", server.version()?);
    let mut command = workspace::cargo();
    command.args(["test", "--package", "covet", "--test", "e2e", "--all-features", "--"]).args(TESTS);
    for other in crate::test::SERVERS {
        command.env_remove(other);
    }
    // Whoever asks for MariaDB or a server that may be killed gets neither.
    command.env("COVET_TEST_SQLITE_ONLY", "1").envs(server.variables());
    let outcome = crate::test::watched(command)?;
    if !outcome.status.success() {
        bail!("`cargo test` failed on PostgreSQL {major} ({})", outcome.status);
    }
    Ok(outcome.closing)
}

/// Installs a version of the package, unless it is there; gives the folder that has its `bin`.
fn installed(version: &str) -> Result<PathBuf> {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("there is no package for {other}"),
    };
    let package = format!("@embedded-postgres/{}-{architecture}", std::env::consts::OS);
    let place = workspace::metadata()?.target_directory.join("servers").join(version);
    let folder = place.join("node_modules").join(&package);
    if !folder.join("native/bin/postgres").is_file() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&place);
        workspace::output(npm.arg(format!("{package}@{version}"))).context("failed to run npm")?;
    }
    // Packages hold no symbolic links: a script of the package makes them, which npm may have been told not to run.
    let mut script = Command::new("node");
    script.arg("scripts/hydrate-symlinks.js").current_dir(&folder);
    workspace::output(&mut script).context("failed to complete the package")?;
    Ok(folder.join("native"))
}

impl Postgres {
    /// The programs in a folder of a package, which has no client: any version's will do.
    pub fn of_package(folder: &Path) -> Result<Self> {
        let bin = folder.join("bin");
        Ok(Postgres {
            initdb: bin.join("initdb"),
            server: bin.join("postgres"),
            client: crate::install::postgres()?.client,
        })
    }
}

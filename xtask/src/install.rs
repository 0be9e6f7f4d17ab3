//! Finds the database servers on this machine and, on Debian as root, installs those that are missing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::server::account;

/// Where servers hide from an ordinary `PATH`.
const SYSTEM_FOLDERS: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/usr/local/mysql/bin"];

/// Debian keeps every major version of PostgreSQL in a folder of its own, outside `PATH`.
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// The programs of PostgreSQL.
pub struct Postgres {
    /// Creates the data folder.
    pub initdb: PathBuf,
    /// The server.
    pub server: PathBuf,
    /// The client.
    pub client: PathBuf,
}

/// The programs of MariaDB.
pub struct MariaDb {
    /// Creates the data folder.
    pub installer: PathBuf,
    /// The server.
    pub server: PathBuf,
    /// The client.
    pub client: PathBuf,
}

/// Finds PostgreSQL, installing it where that is possible.
///
/// # Errors
/// When it is missing and cannot be installed; the message says what to do.
pub fn postgres() -> Result<Postgres> {
    found_or_installed("PostgreSQL", "postgresql", find_postgres)
}

/// Finds MariaDB, installing it where that is possible.
///
/// # Errors
/// When it is missing and cannot be installed; the message says what to do.
pub fn mariadb() -> Result<MariaDb> {
    found_or_installed("MariaDB", "mariadb-server", find_mariadb)
}

/// Finds PgBouncer, installing it where that is possible.
///
/// # Errors
/// When it is missing and cannot be installed; the message says what to do.
pub fn pgbouncer() -> Result<PathBuf> {
    found_or_installed("PgBouncer", "pgbouncer", || find_in_path("pgbouncer"))
}

fn find_postgres() -> Option<Postgres> {
    // The programs must be of one version, so they are taken from one folder; a link into another version's folder is
    // followed first, for `initdb` looks for its data beside itself.
    let linked = find_in_path("initdb").and_then(|initdb| initdb.canonicalize().ok());
    let folders = linked.as_deref().and_then(Path::parent).map(Path::to_owned).into_iter().chain(debian_versions());
    folders.filter_map(|folder| postgres_in(&folder)).next()
}

fn postgres_in(folder: &Path) -> Option<Postgres> {
    let client = Some(folder.join("psql")).filter(|psql| psql.is_file()).or_else(|| find_in_path("psql"))?;
    let found = Postgres { initdb: folder.join("initdb"), server: folder.join("postgres"), client };
    (found.initdb.is_file() && found.server.is_file()).then_some(found)
}

/// Debian's folders of PostgreSQL programs, the newest version first.
fn debian_versions() -> Vec<PathBuf> {
    let entries = fs::read_dir(DEBIAN_POSTGRES).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by(|one, other| other.cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

fn find_mariadb() -> Option<MariaDb> {
    Some(MariaDb {
        installer: find_in_path("mariadb-install-db")?,
        server: find_in_path("mariadbd")?,
        client: find_in_path("mariadb")?,
    })
}

fn find_in_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(SYSTEM_FOLDERS.map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

fn found_or_installed<T>(product: &str, package: &str, find: impl Fn() -> Option<T>) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let advice = format!("install it (Debian: `apt-get install {package}`), or use `--sqlite` to do without servers");
    if find_in_path("apt-get").is_none() || !account::is_root()? {
        bail!("failed to find {product}: {advice}");
    }
    println!("{product} is missing: installing the package {package}");
    // The exit status decides nothing: a package whose script could not start a service counts as failed, though all
    // its programs are there.
    let installed = apt_get(&["update"])? & apt_get(&["install", "--yes", "--no-install-recommends", package])?;
    match find() {
        Some(found) => Ok(found),
        None if installed => bail!("failed to find {product} after installing {package}: {advice}"),
        None => bail!("failed to install {package} for {product}: {advice}"),
    }
}

/// Calls apt-get without questions, waiting for another apt-get to finish; its chatter goes to stderr.
fn apt_get(arguments: &[&str]) -> Result<bool> {
    let status = Command::new("apt-get")
        .args(["--quiet", "--option", "DPkg::Lock::Timeout=120"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()?;
    Ok(status.success())
}

//! A throwaway MariaDB.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::account::Account;
use super::keeper::Keeper;
use super::{COVET, Fate, MAX_CONNECTIONS, Server, free_port};
use crate::{install, workspace};

/// Every statement in a log, and no reading of the machine's own configuration. No test takes the power away, so that
/// nothing has to reach the disk itself.
const SETTINGS: [&str; 7] = [
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--general-log=1",
    "--loose-innodb-flush-method=nosync",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--skip-slave-start",
];

/// Speed before durability.
const GONE_WHEN_KILLED: [&str; 2] = ["--innodb-doublewrite=0", "--innodb-flush-log-at-trx-commit=0"];

/// What is committed is with the operating system, and outlives the server.
const STARTED_AGAIN: [&str; 1] = ["--innodb-flush-log-at-trx-commit=2"];

/// Creates a data folder with the user and the database `covet`, and starts a server on it without waiting for it.
///
/// # Errors
/// When the data folder cannot be created or the server not started.
pub fn start(keeper: &mut Keeper, programs: install::MariaDb, fate: Fate) -> Result<Server> {
    let account = Account::for_server("mysql")?;
    let folder = keeper.folder().join(fate.folder("mariadb"));
    account.create_folder(&folder)?;
    let mut installer = account.command(&programs.installer, &folder);
    installer.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    installer.args(["--skip-name-resolve", &option("datadir", &folder.join("data"))]);
    workspace::output(&mut installer).context("failed to create a MariaDB data folder")?;

    let first_statements = folder.join("first.sql");
    fs::write(&first_statements, first_sql())?;
    let pid = folder.join("mariadb.pid");
    let (error_log, statements) = (folder.join("error.log"), folder.join("statements.log"));
    let port = free_port()?;
    // One process, and nothing outside the folder: there is no gentler way that would be of use.
    let (mut server, signal) = fate.command(account, &programs.server, &folder, "KILL");
    server.arg("--no-defaults").args(SETTINGS);
    match fate {
        Fate::Gone => server.args(GONE_WHEN_KILLED),
        Fate::StartedAgain => server.args(STARTED_AGAIN),
    };
    server.args([
        format!("--port={port}"),
        format!("--max-connections={MAX_CONNECTIONS}"),
        option("datadir", &folder.join("data")),
        option("tmpdir", &folder),
        option("socket", &folder.join("mariadb.sock")),
        option("pid-file", &pid),
        option("init-file", &first_statements),
        option("log-error", &error_log),
        option("general-log-file", &statements),
    ]);
    // What it says before it has opened its log belongs there too.
    let output = OpenOptions::new().create(true).append(true).open(&error_log)?;
    server.stdout(output.try_clone()?).stderr(output);
    let process = keeper.start(&mut server, signal)?;
    Ok(Server {
        product: "MariaDB",
        port,
        variable: "COVET_TEST_MYSQL",
        address: format!("mysql://{COVET}:{COVET}@127.0.0.1:{port}"),
        statements,
        console: error_log,
        pid,
        script: {
            let mariadb = programs.client.clone();
            Box::new(move |database| {
                let mut client = free(&mariadb, port);
                client.arg(database);
                client
            })
        },
        client: Box::new(move || {
            let mut client = free(&programs.client, port);
            client.arg("--execute");
            client
        }),
        process,
    })
}

fn option(name: &str, path: &Path) -> String {
    format!("--{name}={}", path.display())
}

/// What the server runs before it listens: a statement a line.
fn first_sql() -> String {
    format!(
        "CREATE DATABASE IF NOT EXISTS {COVET};\n\
         CREATE USER IF NOT EXISTS '{COVET}'@'%' IDENTIFIED BY '{COVET}';\n\
         GRANT ALL PRIVILEGES ON *.* TO '{COVET}'@'%' WITH GRANT OPTION;\n"
    )
}

/// The client, free of the caller's own settings; the password is not an argument, which it would warn about.
fn free(mariadb: &Path, port: u16) -> Command {
    let mut client = Command::new(mariadb);
    client.env("MYSQL_PWD", COVET);
    client.args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", "--user", COVET, "--connect-timeout=5"]);
    client.args([&format!("--port={port}"), "--batch", "--skip-column-names"]);
    client
}

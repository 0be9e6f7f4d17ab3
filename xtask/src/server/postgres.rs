//! A throwaway PostgreSQL.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::account::Account;
use super::keeper::Keeper;
use super::{COVET, Fate, MAX_CONNECTIONS, Server, free_port};
use crate::{install, workspace};

/// Every statement in the log with its database and process, and no vacuum in the background that takes locks which no test
/// asked for. No test takes the power away, so that nothing has to reach the disk itself.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "autovacuum=off",
    "listen_addresses=127.0.0.1",
    "log_destination=stderr",
    "logging_collector=off",
    "log_statement=all",
    "log_line_prefix=%m [%p] db=%d ",
];

/// Speed before durability.
const GONE_WHEN_KILLED: [&str; 2] = ["synchronous_commit=off", "full_page_writes=off"];

/// Creates a cluster whose superuser is `covet`, and starts a server on it without waiting for it.
///
/// # Errors
/// When the cluster cannot be created or the server not started.
pub fn start(keeper: &mut Keeper, programs: install::Postgres, fate: Fate) -> Result<Server> {
    let account = Account::for_server("postgres")?;
    let folder = keeper.folder().join(fate.folder("postgres"));
    account.create_folder(&folder)?;
    let data = folder.join("data");
    let mut initdb = account.command(&programs.initdb, &folder);
    initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", COVET]);
    workspace::output(initdb.arg("--pgdata").arg(&data)).context("failed to create a PostgreSQL cluster")?;

    let log = folder.join("statements.log");
    let output = OpenOptions::new().create(true).append(true).open(&log)?;
    let port = free_port()?;
    // QUIT is the immediate shutdown: the backends go too, and nothing is written that would be deleted next.
    let (mut server, signal) = fate.command(account, &programs.server, &folder, "QUIT");
    server.arg("-D").arg(&data).args(["-p", &port.to_string()]).arg("-k").arg(&folder);
    server.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    if fate == Fate::Gone {
        server.args(GONE_WHEN_KILLED.iter().flat_map(|setting| ["-c", setting]));
    }
    server.args(["-c", &format!("max_connections={MAX_CONNECTIONS}")]);
    server.stdout(output.try_clone()?).stderr(output);
    let process = keeper.start(&mut server, signal)?;
    Ok(Server {
        product: "PostgreSQL",
        port,
        variable: "COVET_TEST_POSTGRES",
        address: format!("postgres://{COVET}:{COVET}@127.0.0.1:{port}"),
        console: log.clone(),
        statements: log,
        pid: data.join("postmaster.pid"),
        script: {
            let psql = programs.client.clone();
            Box::new(move |database| script(&psql, port, database))
        },
        client: Box::new(move || client(&programs.client, port)),
        process,
    })
}

/// psql for one command.
fn client(psql: &Path, port: u16) -> Command {
    let mut client = free(psql, port, "postgres");
    client.args(["--no-align", "--tuples-only", "--command"]);
    client
}

/// psql for a script.
fn script(psql: &Path, port: u16, database: &str) -> Command {
    let mut client = free(psql, port, database);
    client.args(["--set", "ON_ERROR_STOP=1", "--file", "-"]);
    client
}

/// psql, free of the caller's own settings.
fn free(psql: &Path, port: u16, database: &str) -> Command {
    let mut client = Command::new(psql);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        client.env_remove(name);
    }
    let address = format!("host=127.0.0.1 port={port} user={COVET} dbname={database} connect_timeout=5");
    client.args(["--no-psqlrc", "--no-password", "--quiet", "--dbname", &address]);
    client
}

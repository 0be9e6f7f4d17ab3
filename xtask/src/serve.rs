//! `cargo xtask servers`: the test servers for a developer to use.

use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::server::Servers;

/// Starts the servers, prints their addresses as lines for a shell, and waits for `period` or for the end of stdin.
///
/// Ctrl-C ends the wait like everything else: the servers have a keeper that needs no goodbye.
///
/// # Errors
/// When a server cannot be found or started.
pub fn task(period: Option<Duration>) -> Result<ExitCode> {
    let servers = Servers::start()?.with_mortal()?;
    for (name, value) in servers.variables() {
        println!("export {name}='{value}'");
    }
    match period {
        Some(period) => {
            println!("# up for {} s, or until Ctrl-C", period.as_secs());
            thread::sleep(period);
        }
        None => {
            println!("# up until Ctrl-C or the end of stdin");
            io::copy(&mut io::stdin().lock(), &mut io::sink())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

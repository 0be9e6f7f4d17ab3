//! A throwaway PgBouncer before the PostgreSQL: in transaction mode, where a session is nobody's own.

use std::fs::{self, OpenOptions};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::account::Account;
use super::keeper::{Keeper, Kept};
use super::{COVET, MAX_CONNECTIONS, START_TIMEOUT, free_port};

/// Fewer than clients come at once in any test, so that they do share sessions.
const SESSIONS: u32 = 8;

/// A PgBouncer that is up.
pub struct PgBouncer {
    /// Where it is, with user and password, and a first database.
    pub url: String,
    port: u16,
    console: PathBuf,
    process: Kept,
}

/// Starts one that leads to every database of the PostgreSQL at a port, without waiting for it.
///
/// # Errors
/// When its configuration cannot be written, or it cannot be started.
pub fn start(keeper: &mut Keeper, program: &Path, postgres: u16) -> Result<PgBouncer> {
    let account = Account::for_server("postgres")?;
    let folder = keeper.folder().join("pgbouncer");
    account.create_folder(&folder)?;
    let (port, file, console) = (free_port()?, folder.join("pgbouncer.ini"), folder.join("pgbouncer.log"));
    fs::write(&file, configuration(port, postgres)).context("failed to write the configuration of PgBouncer")?;
    let output = OpenOptions::new().create(true).append(true).open(&console)?;
    let mut server = account.command(program, &folder);
    server.arg(&file).stdout(output.try_clone()?).stderr(output);
    // TERM lets clients go at once; INT would wait for them.
    let process = keeper.start(&mut server, "TERM")?;
    let url = format!("postgres://{COVET}:{COVET}@127.0.0.1:{port}/{COVET}");
    Ok(PgBouncer { url, port, console, process })
}

fn configuration(port: u16, postgres: u16) -> String {
    format!(
        "[databases]\n\
         * = host=127.0.0.1 port={postgres} user={COVET}\n\
         [pgbouncer]\n\
         listen_addr = 127.0.0.1\n\
         listen_port = {port}\n\
         unix_socket_dir =\n\
         auth_type = any\n\
         pool_mode = transaction\n\
         default_pool_size = {SESSIONS}\n\
         max_client_conn = {MAX_CONNECTIONS}\n\
         ignore_startup_parameters = extra_float_digits\n"
    )
}

impl PgBouncer {
    /// Waits until it listens.
    ///
    /// # Errors
    /// When it ends, or does not listen in time; the message carries what it said.
    pub fn wait_until_ready(&self, keeper: &mut Keeper) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let said = || fs::read_to_string(&self.console).unwrap_or_default();
            if let Some(status) = keeper.ended(self.process)? {
                bail!("failed to start PgBouncer: it ended ({status})\n{}", said());
            }
            if begun.elapsed() > START_TIMEOUT {
                bail!("PgBouncer does not listen after {} s\n{}", START_TIMEOUT.as_secs(), said());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

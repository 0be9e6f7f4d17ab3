//! The guard of the servers: whatever becomes of this process, they stop and their folder goes.
//!
//! A `Drop` alone does not run on Ctrl-C or a kill. So a small shell script holds the other end of a pipe and does the
//! tidying when the pipe closes, which the kernel does for every way in which a process can end. `Drop` closes the
//! pipe and waits for the script: there is one way out.

use std::env;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdin, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

const SCRIPT: &str = include_str!("keeper.sh");

/// A socket's path holds 107 bytes; this is what a server's folder and socket add to the temporary folder's own.
const LONGEST_TEMPORARY_FOLDER: usize = 107 - "/covet-4194304-99/postgres/.s.PGSQL.65535".len();

/// Owns a temporary folder and the servers that live in it.
pub struct Keeper {
    folder: PathBuf,
    script: Child,
    pipe: Option<ChildStdin>,
    servers: Vec<Child>,
}

/// A server that a [`Keeper`] keeps.
#[derive(Clone, Copy)]
pub struct Kept(usize);

impl Keeper {
    /// Creates the temporary folder and the script that will remove it.
    ///
    /// # Errors
    /// When the folder cannot be created or the script cannot be started.
    pub fn new() -> Result<Self> {
        let folder = create_temporary_folder()?;
        let mut script = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "covet-keeper"])
            .arg(&folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            // Ctrl-C reaches the whole group of the terminal: the script and the servers have to be in others.
            .process_group(0)
            .spawn()
            .inspect_err(|_| drop(fs::remove_dir(&folder)))
            .context("failed to start /bin/sh")?;
        let pipe = script.stdin.take();
        Ok(Self { folder, script, pipe, servers: Vec::new() })
    }

    /// The folder in which everything lives.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a server that `signal` will stop.
    ///
    /// # Errors
    /// When the command cannot be started.
    pub fn start(&mut self, command: &mut Command, signal: &str) -> Result<Kept> {
        let program = command.get_program().to_string_lossy().into_owned();
        let server = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("failed to start {program}"))?;
        let line = format!("{signal} {}\n", server.id());
        self.servers.push(server);
        if let Some(pipe) = &mut self.pipe {
            pipe.write_all(line.as_bytes()).context("failed to hand a server to its keeper")?;
        }
        Ok(Kept(self.servers.len() - 1))
    }

    /// How a server ended, when it has.
    ///
    /// # Errors
    /// When the operating system will not say.
    pub fn ended(&mut self, server: Kept) -> Result<Option<ExitStatus>> {
        self.servers[server.0].try_wait().context("failed to ask for the state of a server")
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.pipe.take());
        // The script waits for the servers to be gone, and a process is gone only when its parent has been told.
        for server in &mut self.servers {
            let _ = server.wait();
        }
        let _ = self.script.wait();
    }
}

fn create_temporary_folder() -> Result<PathBuf> {
    let usual = env::temp_dir();
    let parent = if serves(&usual) { usual } else { "/tmp".into() };
    for attempt in 0..100 {
        let candidate = parent.join(format!("covet-{}-{attempt}", process::id()));
        match fs::create_dir(&candidate) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            created => {
                created.with_context(|| format!("failed to create {}", candidate.display()))?;
                make_passable(&candidate)?;
                return Ok(candidate);
            }
        }
    }
    bail!("failed to find a free name for a temporary folder in {}", parent.display())
}

/// Whether servers can live in a folder: their sockets' paths must fit, and their accounts must be let through.
fn serves(folder: &Path) -> bool {
    let lets_through = |ancestor: &Path| fs::metadata(ancestor).is_ok_and(|found| found.permissions().mode() & 1 == 1);
    folder.as_os_str().len() <= LONGEST_TEMPORARY_FOLDER && folder.ancestors().all(lets_through)
}

/// Lets the servers' own accounts pass through to their folders, whatever the caller's umask says.
fn make_passable(folder: &Path) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).context("failed to open a temporary folder")
}

//! Servers that may be killed: `cargo xtask test` starts them, and starts them again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use covet_core::Dialect;
use tokio::sync::{Mutex, MutexGuard};

use crate::support::{Database, server};

/// Whoever kills a server has it alone.
static POSTGRES: Mutex<()> = Mutex::const_new(());
static MYSQL: Mutex<()> = Mutex::const_new(());

/// A server that may be killed, for as long as this is held.
pub struct Mortal {
    pub dialect: Dialect,
    url: String,
    pid: String,
    _alone: MutexGuard<'static, ()>,
}

impl Mortal {
    /// Waits for it to be free; nothing where servers are left out.
    pub async fn new(dialect: Dialect) -> Option<Mortal> {
        let (variable, mutex) = match dialect {
            Dialect::Postgres => ("COVET_TEST_MORTAL_POSTGRES", &POSTGRES),
            _ => ("COVET_TEST_MORTAL_MYSQL", &MYSQL),
        };
        let url = server(variable)?;
        let pid = std::env::var(format!("{variable}_PID")).expect("it comes with the address");
        Some(Mortal { dialect, url, pid, _alone: mutex.lock().await })
    }

    /// An empty database on it.
    pub async fn database(&self) -> Database {
        Database::on(self.dialect, &self.url).await
    }

    /// The number of its process.
    fn pid(&self) -> String {
        let text = std::fs::read_to_string(&self.pid).unwrap_or_default();
        text.lines().next().unwrap_or_default().trim().to_owned()
    }

    /// The folder with its data.
    pub fn folder(&self) -> &Path {
        Path::new(&self.pid).parent().expect("a file stands in a folder")
    }

    /// Kills the server; gives whether there was one.
    pub fn kill(&self) -> bool {
        kill(&self.pid())
    }

    /// Waits until it is up again.
    pub async fn is_back(&self) {
        for _ in 0..600 {
            if crate::support::answers(self.dialect, &self.url).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} is not started again", self.url);
    }
}

/// Kills a process; gives whether there was one.
pub fn kill(pid: &str) -> bool {
    !pid.is_empty() && Command::new("kill").args(["-s", "KILL", pid]).stderr(Stdio::null()).status().unwrap().success()
}

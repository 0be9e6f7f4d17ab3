//! The account that a server runs as: PostgreSQL refuses to run as root, and MariaDB nearly does.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace;

/// An account to run a server as.
#[derive(Clone, Copy)]
pub struct Account {
    /// User and group to change to; nothing when xtask's own user will do.
    other: Option<(u32, u32)>,
}

/// Whether this is root.
///
/// # Errors
/// When `id` cannot be run.
pub fn is_root() -> Result<bool> {
    Ok(id(&["-u"])? == 0)
}

impl Account {
    /// The account `preferred`, made by the server's package, or `nobody`; for anyone but root, their own.
    ///
    /// # Errors
    /// When root finds neither account.
    pub fn for_server(preferred: &str) -> Result<Self> {
        if !is_root()? {
            return Ok(Self { other: None });
        }
        let named = |name| Ok((id(&["-u", name])?, id(&["-g", name])?));
        let other = named(preferred)
            .or_else(|_: anyhow::Error| named("nobody"))
            .with_context(|| format!("failed to find an account to run a server as: tried {preferred} and nobody"))?;
        Ok(Self { other: Some(other) })
    }

    /// Creates a folder that this account, and nobody else, may use.
    ///
    /// # Errors
    /// When the folder cannot be created or handed over.
    pub fn create_folder(self, folder: &Path) -> Result<()> {
        let create = || {
            fs::create_dir(folder)?;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
            self.other.map_or(Ok(()), |(user, group)| chown(folder, Some(user), Some(group)))
        };
        create().with_context(|| format!("failed to create {}", folder.display()))
    }

    /// A command that this account runs inside `folder`.
    ///
    /// The caller's settings for database clients, locale and temporary files stay out: a server must come up the same
    /// way for everyone, and another account may not even read the caller's temporary folder.
    pub fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(folder);
        command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "LD_LIBRARY_PATH"));
        command.env("LC_ALL", "C").env("HOME", folder).env("TMPDIR", folder);
        if let Some((user, group)) = self.other {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id(arguments: &[&str]) -> Result<u32> {
    let printed = workspace::output(Command::new("id").args(arguments))?;
    printed.trim().parse().with_context(|| format!("failed to read a number from `id`: {printed}"))
}

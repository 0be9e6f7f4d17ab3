//! The process that is struck: a test of this very binary, which does nothing unless it is told where its database is.

use std::process::{Child, Command, Stdio};

use covet_core::Dialect;

use super::history;
use crate::client::Client;

/// Where it finds its database.
const URL: &str = "COVET_FAULTS_URL";
/// Which way it goes.
const WAY: &str = "COVET_FAULTS_WAY";
/// What it says when it is about to begin.
pub const READY: &str = "covet is about to begin";

/// What it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It applies everything.
    Up,
    /// It rolls everything back but the first migration.
    Down,
}

impl Way {
    /// Goes this way, in whichever process.
    pub async fn go(self, client: &Client) -> covet::Result<covet::Report> {
        match self {
            Way::Up => client.run(&history::migrator()).await,
            // A number of steps would be counted from what a session that is still at it has not done yet.
            Way::Down => client.rollback_to(&history::migrator(), history::BASE).await,
        }
    }

    /// How many migrations are applied then.
    pub fn applied(self) -> usize {
        match self {
            Way::Up => history::ALL.len(),
            Way::Down => 1,
        }
    }
}

/// The family of a database, by its URL.
fn dialect(url: &str) -> Dialect {
    match url.split(':').next() {
        Some("postgres") => Dialect::Postgres,
        Some("mysql") => Dialect::MySql,
        _ => Dialect::Sqlite,
    }
}

/// Starts it.
pub fn start(url: &str, way: Way) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["faults::process::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(URL, url)
        .env(WAY, format!("{way:?}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What runs in it; nothing without its parent.
#[tokio::test]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let way = if std::env::var(WAY).as_deref() == Ok("Down") { Way::Down } else { Way::Up };
    let client = Client::of(dialect(&url), &url, 2);
    println!("{READY}");
    way.go(&client).await.unwrap();
}

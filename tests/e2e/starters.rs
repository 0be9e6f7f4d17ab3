//! A hundred processes that start at once: real ones, each with a pool of its own.

use std::process::{Child, Command, Stdio};

use covet_core::Dialect;

use crate::client::Client;
use crate::embed::embed;
use crate::sample::ALL;
use crate::support::Database;

/// Where a starter finds its database; only the parent sets it.
const URL: &str = "COVET_STARTER_URL";

const PROCESSES: usize = 100;

/// One of them; nothing without its parent.
#[tokio::test]
async fn starter() {
    let Ok(url) = std::env::var(URL) else { return };
    let dialect = match url.split(':').next() {
        Some("postgres") => Dialect::Postgres,
        Some("mysql") => Dialect::MySql,
        _ => Dialect::Sqlite,
    };
    let client = Client::patient(dialect, &url);
    client.run(&embed(&ALL).migrator()).await.unwrap();
    client.close().await;
}

/// Starts them all, and waits until every one has ended well.
fn start_all(database: &Database) {
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["starters::starter", "--exact", "--test-threads=1", "--nocapture"])
            .env(URL, &database.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let all: Vec<Child> = (0..PROCESSES).map(|_| start()).collect();
    for one in all {
        let output = one.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

async fn all_start(dialect: Dialect) {
    let Some(database) = Database::new(dialect).await else { return };
    start_all(&database);
    let rows = database.rows("SELECT name, state, step FROM covet_migrations ORDER BY id").await;
    let names: Vec<_> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
    assert_eq!(names, ["0001_users", "0002_roles", "0003_user_email_length", "0001_posts"]);
    assert!(rows.iter().all(|row| row[1].as_deref() == Some("applied")), "{rows:?}");
    let rows = database.rows("SELECT count(*) FROM roles").await;
    assert_eq!(rows[0][0].as_deref(), Some("2"), "rows are inserted once");

    // Now nothing is pending: each of them asks one question, and takes no lock.
    let statements = || statements(&database);
    let before = statements();
    start_all(&database);
    if let (Some(before), Some(after)) = (before, statements()) {
        assert_eq!(after - before, PROCESSES);
    }
    database.close().await;
}

#[tokio::test]
async fn a_hundred_processes_start_on_sqlite() {
    all_start(Dialect::Sqlite).await;
}

#[tokio::test]
async fn a_hundred_processes_start_on_postgres() {
    all_start(Dialect::Postgres).await;
}

#[tokio::test]
async fn a_hundred_processes_start_on_mysql() {
    all_start(Dialect::MySql).await;
}

/// How many statements the log of the server has of sessions in a database, but for those by which sqlx sets a session up;
/// nothing where there is no server.
fn statements(database: &Database) -> Option<usize> {
    let name = database.url.rsplit('/').next()?;
    let read = |variable: &str| {
        let path = std::env::var(variable).expect("cargo xtask test says where the log is");
        String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
    };
    match database.dialect {
        Dialect::Sqlite => None,
        Dialect::Postgres => {
            let database = format!(" db={name} ");
            let is_statement = |line: &&str| line.contains("LOG:  statement:") || line.contains("LOG:  execute");
            Some(
                read("COVET_TEST_POSTGRES_LOG")
                    .lines()
                    .filter(|line| line.contains(&database))
                    .filter(is_statement)
                    .count(),
            )
        }
        Dialect::MySql => {
            let log = read("COVET_TEST_MYSQL_LOG");
            // `[time]<tab>session kind<tab>what`, where the number of a session may have spaces before it.
            let parts = |line: &str| -> Option<(String, String, String)> {
                let (head, what) = line.rsplit_once("\t")?;
                let mut words = head.split_whitespace().rev();
                let (kind, session) = (words.next()?.to_owned(), words.next()?.to_owned());
                Some((session, kind, what.to_owned()))
            };
            let mut sessions = std::collections::HashSet::new();
            let mut count = 0;
            for (session, kind, what) in log.lines().filter_map(parts) {
                match kind.as_str() {
                    "Connect" if what.contains(&format!(" on {name} ")) => drop(sessions.insert(session)),
                    "Connect" => drop(sessions.remove(&session)),
                    "Query" | "Prepare" | "Execute" if sessions.contains(&session) => {
                        count += usize::from(!what.starts_with("SET "));
                    }
                    _ => {}
                }
            }
            Some(count)
        }
    }
}

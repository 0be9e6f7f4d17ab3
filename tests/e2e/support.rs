//! A fresh database for each test, on every server that there is.

use std::sync::atomic::{AtomicU32, Ordering};

use covet_core::Dialect;
use covet_core::dialect::Release;
use sqlx::{Connection as _, Executor as _, Row as _};

/// A database of a test's own; dropped by [`Database::close`].
#[derive(Debug)]
pub struct Database {
    /// Which family it is of.
    pub dialect: Dialect,
    /// Where it is, with everything needed to connect.
    pub url: String,
    server: Option<String>,
    name: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The URL of a server, or nothing when the tests run on SQLite alone.
///
/// # Panics
/// When there is no server and nobody said that there is none: a suite that leaves out two databases must not look green.
pub fn server(variable: &str) -> Option<String> {
    match std::env::var(variable) {
        Ok(url) => Some(url),
        Err(_) if std::env::var_os("COVET_TEST_SQLITE_ONLY").is_some() => None,
        Err(_) => panic!("{variable} is not set: run `cargo xtask test`, or set COVET_TEST_SQLITE_ONLY=1"),
    }
}

impl Database {
    /// A fresh database on every server that there is, and an SQLite file.
    pub async fn each() -> Vec<Database> {
        let mut all = Vec::new();
        for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql] {
            all.extend(Database::new(dialect).await);
        }
        all
    }

    /// A fresh, empty database; nothing when its server is left out.
    pub async fn new(dialect: Dialect) -> Option<Database> {
        match dialect {
            Dialect::Postgres => Some(Database::on(dialect, &server("COVET_TEST_POSTGRES")?).await),
            Dialect::MySql => Some(Database::on(dialect, &server("COVET_TEST_MYSQL")?).await),
            Dialect::Sqlite => {
                let name = next_name();
                let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.db"));
                remove(&path.display().to_string());
                let url = format!("sqlite://{}?mode=rwc", path.display());
                Some(Database { dialect, url, server: None, name })
            }
        }
    }

    /// A fresh, empty database on the server that has this one.
    pub async fn on(dialect: Dialect, server: &str) -> Database {
        let name = next_name();
        statement(dialect, server, &format!("CREATE DATABASE {name}")).await;
        Database { dialect, url: with_database(server, &name), server: Some(server.to_owned()), name }
    }

    /// Another database of the same family, which is dropped by somebody else.
    #[cfg(feature = "testing")]
    pub fn elsewhere(&self, url: &str) -> Database {
        Database { dialect: self.dialect, url: url.to_owned(), server: None, name: String::new() }
    }

    /// Runs SQL on a connection of its own.
    pub async fn execute(&self, sql: &str) {
        statement(self.dialect, &self.url, sql).await;
    }

    /// Runs SQL on a connection of its own, where that may fail.
    pub async fn try_execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        try_statement(self.dialect, &self.url, sql).await
    }

    /// The rows of a query, each value as text.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        macro_rules! rows {
            ($connection:ty) => {{
                let mut connection = <$connection>::connect(&self.url).await.expect(&self.url);
                let rows = connection.fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await;
                let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
                rows.iter()
                    .map(|row| (0..row.len()).map(|at| row.try_get_unchecked(at).expect("text")).collect())
                    .collect()
            }};
        }
        match self.dialect {
            Dialect::Postgres => rows!(sqlx::PgConnection),
            Dialect::MySql => rows!(sqlx::MySqlConnection),
            Dialect::Sqlite => rows!(sqlx::SqliteConnection),
        }
    }

    /// Whether it has a table of that name.
    pub async fn exists(&self, table: &str) -> bool {
        let query = match self.dialect {
            Dialect::Sqlite => format!("SELECT count(*) FROM sqlite_schema WHERE name = '{table}'"),
            Dialect::Postgres => format!("SELECT count(*) FROM pg_tables WHERE tablename = '{table}'"),
            Dialect::MySql => format!(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '{table}'"
            ),
        };
        self.rows(&query).await[0][0].as_deref() == Some("1")
    }

    /// What the server says of itself.
    pub async fn release(&self) -> Release {
        let query = match self.dialect {
            Dialect::Postgres => "SHOW server_version",
            Dialect::MySql => "SELECT VERSION()",
            Dialect::Sqlite => "SELECT sqlite_version()",
        };
        let text = self.rows(query).await.remove(0).remove(0).expect("a version");
        Release::read(self.dialect, &text).expect("a version that can be read")
    }

    /// Drops the database.
    pub async fn close(self) {
        match &self.server {
            Some(server) => {
                let force = if self.dialect == Dialect::Postgres { " WITH (FORCE)" } else { "" };
                statement(self.dialect, server, &format!("DROP DATABASE {}{force}", self.name)).await;
            }
            None => {
                remove(self.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc"));
            }
        }
    }
}

/// The URL of a database of a server, from the URL of another of its databases.
fn with_database(server: &str, name: &str) -> String {
    let (start, _) = server.rsplit_once('/').expect("a URL of a server ends in a database");
    format!("{start}/{name}")
}

/// A name that no other test has.
fn next_name() -> String {
    format!("covet_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Removes a file of SQLite, and what belongs to it.
fn remove(path: &str) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(format!("{path}{suffix}"));
    }
}

/// Whether a server answers.
pub async fn answers(dialect: Dialect, url: &str) -> bool {
    try_statement(dialect, url, "SELECT 1").await.is_ok()
}

async fn statement(dialect: Dialect, url: &str, sql: &str) {
    try_statement(dialect, url, sql).await.unwrap_or_else(|error| panic!("{sql} on {url}: {error}"));
}

async fn try_statement(dialect: Dialect, url: &str, sql: &str) -> Result<(), sqlx::Error> {
    macro_rules! execute {
        ($connection:ty) => {{
            let mut connection = <$connection>::connect(url).await?;
            connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await?;
            connection.close().await
        }};
    }
    match dialect {
        Dialect::Postgres => execute!(sqlx::PgConnection),
        Dialect::MySql => execute!(sqlx::MySqlConnection),
        Dialect::Sqlite => execute!(sqlx::SqliteConnection),
    }
}

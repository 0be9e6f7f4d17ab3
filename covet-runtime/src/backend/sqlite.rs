//! SQLite: DDL is transactional, the file is the lock, and a table that ALTER TABLE cannot change is made anew.

use covet_core::Dialect;

use super::{Backend, Fault, Ground, Settings, code, first, is_connection_lost};
use crate::connection::Connection;
use crate::embedded::BoxFuture;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::tracking::Words;

/// SQLite.
pub(crate) struct Sqlite;

const WORDS: Words = Words {
    columns: "(
  id INTEGER PRIMARY KEY,
  app VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  order_index INT NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  scheme SMALLINT NOT NULL,
  chain VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL,
  plan VARCHAR(64) NOT NULL,
  step INT NOT NULL,
  step_cursor TEXT,
  revert TEXT,
  applied_by VARCHAR(255) NOT NULL,
  applied_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  duration_ms BIGINT NOT NULL,
  UNIQUE (app, name)
)",
    log_columns: "(
  id INTEGER PRIMARY KEY,
  logged_at TIMESTAMP NOT NULL,
  action VARCHAR(16) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  app VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  checksum VARCHAR(64),
  kind VARCHAR(16) NOT NULL,
  revert_digest VARCHAR(64),
  done_by VARCHAR(255) NOT NULL,
  program VARCHAR(255) NOT NULL,
  version VARCHAR(32) NOT NULL,
  duration_ms BIGINT,
  message TEXT
)",
    now: "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    clock: "86400 * (julianday('now') - 2440587.5)",
    elapsed: "CAST(round((julianday({to}) - julianday({from})) * 86400000) AS INTEGER)",
    shown_at: "strftime('%Y-%m-%d %H:%M:%S', applied_at)",
    user: "''",
    // The smallest integer has no absolute value: the plain way to fail.
    fail_unless: "CASE WHEN {} THEN 1 ELSE abs(-9223372036854775807 - max(count(*), 1) / max(count(*), 1)) END",
    // Whoever reads in a transaction of ours has the file.
    lock_row: "",
};

/// The longest text that is given to SQLite at once: it copies what is left of it for every statement.
const TEXT: usize = 16 * 1024;

impl Sqlite {
    fn error(&self, error: sqlx::Error) -> Error {
        (self as &dyn Backend).error("ask", error)
    }

    async fn pragma(&self, connection: &mut Connection<'_>, name: &str) -> Result<String> {
        let answer = connection.script(&format!("PRAGMA {name}")).await.map_err(|stopped| self.error(stopped.error))?;
        Ok(first(&answer, 0).unwrap_or_default().to_owned())
    }
}

impl Backend for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn version_query(&self) -> &'static str {
        "SELECT sqlite_version()"
    }

    fn words(&self) -> &'static Words {
        &WORDS
    }

    fn table(&self, _schema: Option<&str>, name: &str) -> String {
        format!("main.{}", self.ident(name))
    }

    fn fault(&self, error: &sqlx::Error) -> Fault {
        if is_connection_lost(error) {
            return Fault::Unreachable;
        }
        if matches!(error, sqlx::Error::InvalidSavePointStatement) {
            return Fault::InTransaction;
        }
        let Some(code) = code(error).and_then(|code| code.parse::<i32>().ok()) else { return Fault::Statement };
        let message = error.to_string();
        // The lower byte is the kind; what is above it only says where.
        match code & 0xff {
            5 | 6 => Fault::Busy,
            8 => Fault::ReadOnly,
            14 | 26 => Fault::Unreachable,
            1 if message.contains("no such table") => Fault::MissingTable,
            1 if message.contains("no such column") => Fault::OtherShape,
            1 if message.contains("integer overflow") => Fault::Refuted,
            1 if message.contains("within a transaction") => Fault::InTransaction,
            _ => Fault::Statement,
        }
    }

    fn stands_here(&self, _options: &Options) -> String {
        "1".to_owned()
    }

    fn ground<'a>(&'a self, connection: &'a mut Connection<'_>, options: &'a Options) -> BoxFuture<'a, Result<Ground>> {
        Box::pin(async move {
            let question = format!(
                "SELECT (SELECT type FROM main.sqlite_schema WHERE name = {0} COLLATE NOCASE), \
                 (SELECT count(*) FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'), \
                 (SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name IN ({0}, {1}) COLLATE NOCASE), \
                 (SELECT type FROM main.sqlite_schema WHERE name = {1} COLLATE NOCASE)",
                self.literal(&options.table),
                self.literal(options.log_table().as_deref().unwrap_or_default())
            );
            let answer = (self as &dyn Backend).ask_of(connection, &question).await?;
            let table = self.table(None, &options.table);
            let kind = first(&answer, 0);
            if let Some(kind) = kind.filter(|kind| *kind != "table") {
                return Err(Error::ForeignTable { table, why: format!("it is a {kind}") });
            }
            if first(&answer, 2) != Some("0") {
                return Err(Error::ForeignTable { table, why: "it has triggers, or its log has".to_owned() });
            }
            let log_table = options.log_table().map(|log| self.table(None, &log));
            let log = first(&answer, 3);
            if let (Some(table), Some(kind)) = (&log_table, log.filter(|kind| *kind != "table")) {
                return Err(Error::ForeignTable { table: table.clone(), why: format!("it is a {kind}") });
            }
            Ok(Ground {
                table,
                name: options.table.clone(),
                leased: false,
                log_exists: log.is_some(),
                role: None,
                log_table,
                schema: "main".to_owned(),
                user: String::new(),
                exists: kind.is_some(),
                empty: first(&answer, 1) == Some("0"),
                // Only BEGIN tells; a transaction of sqlx's own is known without asking.
                in_transaction: false,
                character_set: None,
                packet: TEXT,
                reads_by_standard: true,
                settings: None,
            })
        })
    }

    /// Foreign keys are switched off around a rebuild: with them on, dropping the old table deletes, by ON DELETE
    /// CASCADE, the rows of the tables that refer to it.
    fn enter<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
        options: &'a Options,
        rebuilds: bool,
    ) -> BoxFuture<'a, Result<Settings>> {
        Box::pin(async move {
            let timeout = self.pragma(connection, "busy_timeout").await?;
            let mut restore = vec![format!("PRAGMA busy_timeout = {timeout}")];
            self.pragma(
                connection,
                &format!("busy_timeout = {}", options.wait_timeout.as_millis().min(i32::MAX as u128)),
            )
            .await?;
            if rebuilds {
                let keys = self.pragma(connection, "foreign_keys").await?;
                self.pragma(connection, "foreign_keys = OFF").await?;
                // Inside a transaction the pragma does nothing, and says nothing.
                if self.pragma(connection, "foreign_keys").await? != "0" {
                    return Err(Error::InTransaction);
                }
                restore.push(format!("PRAGMA foreign_keys = {keys}"));
            }
            Ok(Settings { restore })
        })
    }

    fn leave<'a>(&'a self, connection: &'a mut Connection<'_>, settings: Settings) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for statement in settings.restore {
                connection.script(&statement).await.map_err(|stopped| self.error(stopped.error))?;
                let set = statement.trim_start_matches("PRAGMA ");
                let Some((name, value)) = set.split_once(" = ") else { continue };
                let found = self.pragma(connection, name).await?;
                if found != value {
                    return Err(Error::Setting { name: name.to_owned(), value: value.to_owned(), found });
                }
            }
            Ok(())
        })
    }

    fn begin(&self) -> &'static str {
        // The lock of the writer at once: one that reads first and writes then may be refused without waiting.
        "BEGIN IMMEDIATE"
    }

    fn dangling<'a>(&'a self, connection: &'a mut Connection<'_>) -> BoxFuture<'a, Result<u64>> {
        Box::pin(async move {
            let answer = connection.rows("SELECT count(*) FROM pragma_foreign_key_check").await?;
            let count = answer.first().and_then(|row| row.first()?.as_deref());
            count.unwrap_or_default().parse().map_err(Error::other)
        })
    }

    fn sends_packets(&self) -> bool {
        false
    }

    fn grant_for_migrations(&self, _ground: &Ground) -> String {
        "chmod u+w <the file and its folder>".to_owned()
    }

    fn grant_for_tracking(&self, ground: &Ground) -> String {
        self.grant_for_migrations(ground)
    }
}

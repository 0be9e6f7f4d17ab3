//! MySQL and MariaDB: every DDL statement is atomic, and none is in a transaction, so that progress is recorded step
//! by step.

use std::time::Duration;

use covet_core::{Checksum, Dialect};

use super::{Backend, Fault, Ground, PACKET, Settings, first, is_connection_lost};
use crate::connection::Connection;
use crate::embedded::BoxFuture;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::tracking::Words;

/// MySQL and MariaDB.
pub(crate) struct MySql;

const WORDS: Words = Words {
    columns: "(
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
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
  step_cursor LONGTEXT,
  revert LONGTEXT,
  applied_by VARCHAR(255) NOT NULL,
  applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  duration_ms BIGINT NOT NULL,
  UNIQUE (app, name)
) ENGINE = InnoDB, CHARACTER SET utf8mb4, COLLATE utf8mb4_bin",
    log_columns: "(
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  logged_at DATETIME(6) NOT NULL,
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
) ENGINE = InnoDB, CHARACTER SET utf8mb4, COLLATE utf8mb4_bin",
    now: "UTC_TIMESTAMP(6)",
    clock: "UNIX_TIMESTAMP(NOW(6))",
    elapsed: "TIMESTAMPDIFF(MICROSECOND, {from}, {to}) DIV 1000",
    shown_at: "DATE_FORMAT(applied_at, '%Y-%m-%d %H:%i:%s')",
    user: "CURRENT_USER()",
    // More than one row where one value is asked for: the plain way to fail.
    fail_unless: "IF({}, 1, (SELECT 1 UNION ALL SELECT 2))",
    lock_row: " FOR UPDATE",
};

/// What a run sets for its session, and puts back: the defaults of a server or of a user may be any.
const SETTINGS: [(&str, &str); 8] = [
    ("autocommit", "1"),
    ("completion_type", "'NO_CHAIN'"),
    (
        "sql_mode",
        "'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    ),
    ("sql_safe_updates", "0"),
    ("foreign_key_checks", "1"),
    ("unique_checks", "1"),
    ("time_zone", "'+00:00'"),
    ("default_storage_engine", "'InnoDB'"),
];

impl MySql {
    /// The name of the lock: one for each tracking table of a server, at most 64 characters.
    fn lock_name(&self, ground: &Ground) -> String {
        let hash = Checksum::of(ground.table.as_bytes()).to_string();
        format!("covet1:{}", &hash[..48])
    }

    /// Sets the session up. What only MariaDB has stands in a comment that only MariaDB reads.
    fn settings(&self, options: &Options) -> String {
        let set = SETTINGS.map(|(name, value)| format!("{name} = {value}")).join(", ");
        let lock_timeout = seconds(options.lock_timeout);
        format!("SET SESSION {set}, lock_wait_timeout = {lock_timeout} /*M! , max_statement_time = 0 */")
    }

    fn error(&self, error: sqlx::Error) -> Error {
        (self as &dyn Backend).error("ask", error)
    }
}

impl Backend for MySql {
    fn dialect(&self) -> Dialect {
        Dialect::MySql
    }

    fn version_query(&self) -> &'static str {
        "SELECT VERSION()"
    }

    fn words(&self) -> &'static Words {
        &WORDS
    }

    fn fault(&self, error: &sqlx::Error) -> Fault {
        if is_connection_lost(error) {
            return Fault::Unreachable;
        }
        let number = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
            .map(sqlx::mysql::MySqlDatabaseError::number);
        match number {
            Some(1146) => Fault::MissingTable,
            Some(1054) => Fault::OtherShape,
            Some(1044 | 1142 | 1143 | 1227 | 1370 | 1419) => Fault::Denied,
            Some(1050 | 1051 | 1060 | 1061 | 1068 | 1091 | 1826 | 3822 | 3940) => Fault::Already,
            // MariaDB's way to say that a key of that name is there.
            Some(1005) if error.to_string().contains("errno: 121") => Fault::Already,
            Some(1205) => Fault::Busy,
            // A deadlock; and what lost at COMMIT against another member of a group.
            Some(1213 | 3101) => Fault::Retry,
            Some(1242) => Fault::Refuted,
            Some(1845 | 1846) => Fault::Locking,
            Some(1568) => Fault::InTransaction,
            Some(1290 | 1792 | 1836) => Fault::ReadOnly,
            Some(1045 | 1049 | 1040 | 1053 | 1927) => Fault::Unreachable,
            _ => Fault::Statement,
        }
    }

    fn stands_here(&self, _options: &Options) -> String {
        "1".to_owned()
    }

    fn ground<'a>(&'a self, connection: &'a mut Connection<'_>, options: &'a Options) -> BoxFuture<'a, Result<Ground>> {
        Box::pin(async move {
            // Refused inside a transaction (1568), on every version and without a privilege. Otherwise it is about the
            // next transaction, and the next statement is one.
            let in_transaction = match connection.script("SET TRANSACTION ISOLATION LEVEL READ COMMITTED").await {
                Ok(_) => false,
                Err(stopped) if self.fault(&stopped.error) == Fault::InTransaction => true,
                Err(stopped) => return Err(self.error(stopped.error)),
            };
            let schema = match &options.schema {
                Some(schema) => self.literal(schema),
                None => "DATABASE()".to_owned(),
            };
            let question = format!(
                "SELECT {schema}, CURRENT_USER(), @@max_allowed_packet, (SELECT min(table_type) FROM \
                 information_schema.tables WHERE table_schema = {schema} AND table_name = {}), (SELECT min(table_type) FROM \
                 information_schema.tables WHERE table_schema = {schema} AND table_name = {}), (SELECT count(*) FROM \
                 information_schema.schemata WHERE schema_name = {schema}), (SELECT default_character_set_name FROM \
                 information_schema.schemata WHERE schema_name = {schema})",
                self.literal(&options.table),
                self.literal(options.log_table().as_deref().unwrap_or_default())
            );
            let answer = (self as &dyn Backend).ask_of(connection, &question).await?;
            let Some(schema) = first(&answer, 0) else {
                return Err(Error::NoSchema { help: "the connection has no database; name one in its URL" });
            };
            if first(&answer, 5) == Some("0") {
                let (schema, user) = (self.ident(schema), first(&answer, 1).unwrap_or_default().to_owned());
                let help = format!("CREATE DATABASE {schema}");
                return Err(Error::NoSuchSchema { schema: format!("database {schema}"), user, help });
            }
            let table = self.table(Some(schema), &options.table);
            if let Some(kind) = first(&answer, 3).filter(|kind| *kind != "BASE TABLE") {
                return Err(Error::ForeignTable { table, why: format!("it is a {}", kind.to_lowercase()) });
            }
            let log_table = options.log_table().map(|log| self.table(Some(schema), &log));
            let log = first(&answer, 4);
            if let (Some(table), Some(kind)) = (&log_table, log.filter(|kind| *kind != "BASE TABLE")) {
                return Err(Error::ForeignTable {
                    table: table.clone(),
                    why: format!("it is a {}", kind.to_lowercase()),
                });
            }
            let limit = first(&answer, 2).and_then(|text| text.parse::<usize>().ok()).unwrap_or(PACKET);
            Ok(Ground {
                table,
                character_set: first(&answer, 6).filter(|name| *name != "utf8mb4").map(str::to_owned),
                name: options.table.clone(),
                leased: false,
                log_exists: log.is_some(),
                role: None,
                log_table,
                schema: schema.to_owned(),
                user: first(&answer, 1).unwrap_or_default().to_owned(),
                exists: first(&answer, 3).is_some(),
                empty: false,
                in_transaction,
                packet: PACKET.min(limit / 2),
                reads_by_standard: true,
                settings: None,
            })
        })
    }

    fn enter<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        _ground: &'a Ground,
        options: &'a Options,
        _rebuilds: bool,
    ) -> BoxFuture<'a, Result<Settings>> {
        Box::pin(async move {
            let names = SETTINGS.map(|(name, _)| name);
            let read = |name: &str| format!("@@SESSION.{name}");
            let question = format!("SELECT {}, @@SESSION.lock_wait_timeout, DATABASE()", names.map(read).join(", "));
            let before = connection.script(&question).await.map_err(|stopped| self.error(stopped.error))?;
            connection.script(&self.settings(options)).await.map_err(|stopped| self.error(stopped.error))?;
            let value = |at: usize| first(&before, at).map_or_else(|| "DEFAULT".to_owned(), |text| self.literal(text));
            let numeric =
                |name: &str| !matches!(name, "completion_type" | "sql_mode" | "time_zone" | "default_storage_engine");
            let back = names.iter().enumerate().map(|(at, name)| match numeric(name) {
                true => format!("{name} = {}", first(&before, at).unwrap_or("DEFAULT")),
                false => format!("{name} = {}", value(at)),
            });
            let back: Vec<String> = back.collect();
            let lock_back = first(&before, names.len()).unwrap_or("DEFAULT");
            let mut restore = vec![format!("SET SESSION {}, lock_wait_timeout = {lock_back}", back.join(", "))];
            if let Some(database) = first(&before, names.len() + 1) {
                restore.push(format!("USE {}", self.ident(database)));
            }
            Ok(Settings { restore })
        })
    }

    /// Set anew for every migration: the one before may have set them as mysqldump does, and gone to another database.
    fn transaction_settings(&self, ground: &Ground, options: &Options) -> Vec<String> {
        vec![self.settings(options), format!("USE {}", self.ident(&ground.schema))]
    }

    fn wait_for_tables(&self, time: Duration) -> Option<String> {
        Some(format!("SET SESSION lock_wait_timeout = {}", seconds(time)))
    }

    fn leave<'a>(&'a self, connection: &'a mut Connection<'_>, settings: Settings) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let restored = connection.script(&settings.restore.join("; ")).await;
            restored.map(drop).map_err(|stopped| self.error(stopped.error))
        })
    }

    fn lock<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        ground: &'a Ground,
        slice: Duration,
    ) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let seconds = slice.as_secs().clamp(1, 5);
            let question = format!("SELECT GET_LOCK('{}', {seconds})", self.lock_name(ground));
            let answer = connection.script(&question).await.map_err(|stopped| self.error(stopped.error))?;
            // Exactly 1: NULL is an error of the server's, and no lock.
            Ok(first(&answer, 0) == Some("1"))
        })
    }

    fn contend<'a>(&'a self, connection: &'a mut Connection<'_>, ground: &'a Ground) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let question = format!("SELECT GET_LOCK('{}', 0)", self.lock_name(ground));
            let answer = connection.script(&question).await.map_err(|stopped| self.error(stopped.error))?;
            Ok(first(&answer, 0) != Some("0"))
        })
    }

    fn holder<'a>(&'a self, connection: &'a mut Connection<'_>, ground: &'a Ground) -> BoxFuture<'a, Option<String>> {
        Box::pin(async move {
            if ground.leased {
                let table = crate::lease::table(self, ground);
                let question =
                    format!("SELECT holder FROM {table} WHERE owner IS NOT NULL AND expires > UTC_TIMESTAMP(6)");
                let answer = connection.script(&question).await.ok()?;
                return first(&answer, 0).map(ToOwned::to_owned);
            }
            // Without the PROCESS privilege only one's own sessions are shown; the number is told all the same.
            let question = format!(
                "SELECT CONCAT('session ', h.id), CONCAT_WS(' ', 'of', p.USER, 'from', p.HOST, 'for', p.TIME, 's:', \
                 COALESCE(LEFT(p.INFO, 300), p.COMMAND)) FROM (SELECT IS_USED_LOCK('{}') AS id) h \
                 LEFT JOIN information_schema.PROCESSLIST p ON p.ID = h.id WHERE h.id IS NOT NULL",
                self.lock_name(ground)
            );
            let answer = connection.script(&question).await.ok()?;
            let texts = [first(&answer, 0)?, first(&answer, 1).unwrap_or_default()];
            Some(texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
        })
    }

    fn unlock<'a>(&'a self, connection: &'a mut Connection<'_>, ground: &'a Ground) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let released = connection.script(&format!("DO RELEASE_LOCK('{}')", self.lock_name(ground))).await;
            released.map(drop).map_err(|stopped| self.error(stopped.error))
        })
    }

    fn tables_without_transactions(&self, ground: &Ground) -> Option<String> {
        Some(format!(
            "SELECT t.table_name, t.engine FROM information_schema.tables t JOIN information_schema.engines e \
             ON e.engine = t.engine WHERE t.table_schema = {} AND coalesce(e.transactions, 'NO') <> 'YES' ORDER BY 1",
            self.literal(&ground.schema)
        ))
    }

    fn end_of_question(&self) -> Option<&'static str> {
        Some("ROLLBACK")
    }

    fn begin(&self) -> &'static str {
        "START TRANSACTION"
    }

    fn sends_packets(&self) -> bool {
        true
    }

    fn grant_for_migrations(&self, ground: &Ground) -> String {
        format!(
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON {}.* TO {}",
            self.ident(&ground.schema),
            account(&ground.user)
        )
    }

    fn grant_for_tracking(&self, ground: &Ground) -> String {
        let create = if ground.exists { "" } else { ", CREATE" };
        let user = account(&ground.user);
        let log = ground.log_table.iter().map(|log| {
            let create = if ground.log_exists { "" } else { ", CREATE" };
            format!("; GRANT SELECT, INSERT{create} ON {log} TO {user}")
        });
        let log: String = log.collect();
        format!("GRANT SELECT, INSERT, UPDATE, DELETE{create} ON {} TO {user}{log}", ground.table)
    }
}

/// A time as servers take it for a lock: at least a second, and no more than a year.
fn seconds(time: Duration) -> u64 {
    time.as_secs().clamp(1, 31_536_000)
}

/// `app@%` as GRANT takes it.
fn account(user: &str) -> String {
    match user.rsplit_once('@') {
        Some((name, host)) => format!("'{name}'@'{host}'"),
        None => format!("'{user}'"),
    }
}

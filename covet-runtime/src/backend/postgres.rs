//! PostgreSQL: DDL is transactional, so a migration is one message, and either all of it happened or nothing.

use covet_core::plan::Step;
use covet_core::{Checksum, Dialect};

use super::{Backend, Fault, Ground, PACKET, Settings, code, first, is_connection_lost};
use crate::connection::Connection;
use crate::embedded::BoxFuture;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::sql::Script;
use crate::tracking::Words;

/// PostgreSQL.
pub(crate) struct Postgres;

const WORDS: Words = Words {
    columns: "(
  id SERIAL PRIMARY KEY,
  app VARCHAR(255) COLLATE \"C\" NOT NULL,
  name VARCHAR(255) COLLATE \"C\" NOT NULL,
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
  applied_at TIMESTAMP(6) WITH TIME ZONE NOT NULL DEFAULT pg_catalog.now(),
  duration_ms BIGINT NOT NULL,
  UNIQUE (app, name)
)",
    log_columns: "(
  id SERIAL PRIMARY KEY,
  logged_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  action VARCHAR(16) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  app VARCHAR(255) COLLATE \"C\" NOT NULL,
  name VARCHAR(255) COLLATE \"C\" NOT NULL,
  checksum VARCHAR(64),
  kind VARCHAR(16) NOT NULL,
  revert_digest VARCHAR(64),
  done_by VARCHAR(255) NOT NULL,
  program VARCHAR(255) NOT NULL,
  version VARCHAR(32) NOT NULL,
  duration_ms BIGINT,
  message TEXT
)",
    now: "pg_catalog.clock_timestamp()",
    clock: "extract(epoch FROM pg_catalog.clock_timestamp())",
    elapsed: "(1000 * extract(epoch FROM {to} - {from}))::pg_catalog.int8",
    shown_at: "pg_catalog.to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
    user: "current_user",
    // Division by zero is the plain way to fail: RAISE would need plpgsql, and the right to use it.
    fail_unless: "1 / (CASE WHEN {} THEN 1 ELSE 0 END)",
    lock_row: " FOR UPDATE",
};

/// What a migration may set for the session, and must not leave to the next: the head of what pg_dump writes, and what
/// decides how the same SQL is read. The role is set back first, for the others may need it.
const KEPT: &str = "'search_path', 'session_replication_role', 'row_security', 'check_function_bodies', \
                    'client_encoding', 'client_min_messages', 'standard_conforming_strings', 'default_tablespace', \
                    'default_table_access_method', 'xmloption', 'statement_timeout', 'lock_timeout', \
                    'idle_in_transaction_session_timeout', 'DateStyle', 'IntervalStyle', 'TimeZone'";

impl Postgres {
    /// The key of the advisory lock: one for each tracking table of a database.
    fn key(&self, ground: &Ground) -> i64 {
        let Checksum(hash) = Checksum::of(format!("covet\0{}", ground.table).as_bytes());
        i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
    }

    /// The query for the sessions that have the lock.
    fn lock_of(&self, ground: &Ground) -> String {
        let key = self.key(ground).cast_unsigned();
        let (high, low) = (key >> 32, key & u64::from(u32::MAX));
        format!(
            "SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {high} \
             AND l.objid = {low} AND l.objsubid = 1 AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d \
             WHERE d.datname = pg_catalog.current_database())"
        )
    }

    /// One row: everything that has to be known before the first write.
    ///
    /// Asked in a role, it does not see the one that the session has: that is told as an expression.
    fn question(&self, options: &Options, session_role: &str) -> String {
        let schema = match &options.schema {
            Some(schema) => self.literal(schema),
            None => "pg_catalog.current_schema()".to_owned(),
        };
        let name = self.literal(&options.table);
        let log = self.log_question(options, &schema);
        format!(
            "SELECT {schema}, current_user, pg_catalog.now() <> pg_catalog.statement_timestamp(), \
             NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' \
             AND n.nspname !~ '^pg_'), \
             (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident({name}))), \
             t.relkind, \
             EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal) \
             OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = t.oid), \
             t.relowner = u.oid OR o.rolsuper OR t.relowner = d.datdba \
             OR (NOT u.rolsuper AND pg_catalog.pg_has_role(t.relowner, 'USAGE')), \
             pg_catalog.row_security_active(t.oid), \
             (SELECT pg_catalog.string_agg(pg_catalog.format('(%L, %L)', s.name, s.setting), ', ' ORDER BY s.place) FROM \
             (SELECT 0, 'role', {session_role} UNION ALL \
             SELECT 1, name, setting FROM pg_catalog.pg_settings WHERE name IN ({KEPT})) s (place, name, setting)), \
             pg_catalog.current_setting('standard_conforming_strings') = 'on', \
             ({log}), pg_catalog.to_regnamespace(pg_catalog.quote_ident({schema})) IS NOT NULL \
             FROM pg_catalog.pg_roles u JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database() \
             LEFT JOIN (pg_catalog.pg_class t JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace \
             JOIN pg_catalog.pg_roles o ON o.oid = t.relowner) ON t.relname = {name} AND s.nspname = {schema} \
             WHERE u.rolname = current_user"
        )
    }

    /// The part of the question that is about the log: nothing where there is none, else why it is not to be trusted.
    fn log_question(&self, options: &Options, schema: &str) -> String {
        let Some(name) = options.log_table() else { return "SELECT NULL".to_owned() };
        format!(
            "SELECT CASE WHEN l.relkind NOT IN ('r', 'p') THEN 'it is no ordinary table' \
             WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = l.oid AND NOT g.tgisinternal) \
             OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = l.oid) \
             THEN 'it has triggers or rules, which would run with your rights' \
             WHEN NOT (l.relowner = u.oid OR w.rolsuper OR l.relowner = d.datdba \
             OR (NOT u.rolsuper AND pg_catalog.pg_has_role(l.relowner, 'USAGE'))) \
             THEN 'it belongs to a user whom you have no reason to trust' ELSE '' END \
             FROM pg_catalog.pg_class l JOIN pg_catalog.pg_namespace m ON m.oid = l.relnamespace \
             JOIN pg_catalog.pg_roles w ON w.oid = l.relowner WHERE l.relname = {} AND m.nspname = {schema}",
            self.literal(&name)
        )
    }

    /// Judges the answer to [`Postgres::question`].
    fn judge(&self, answer: &Script, options: &Options) -> Result<Ground> {
        let is = |at| first(answer, at) == Some("t");
        let Some(schema) = first(answer, 0) else {
            return Err(Error::NoSchema {
                help: "no schema of the search_path exists; create one, or say which with `migrator().schema(..)`",
            });
        };
        let (exists, elsewhere) = (first(answer, 5).is_some(), first(answer, 4));
        if let (None, Some(found)) = (&options.schema, elsewhere.filter(|found| *found != schema)) {
            return Err(Error::TableElsewhere {
                table: options.table.clone(),
                found: found.to_owned(),
                current: schema.to_owned(),
            });
        }
        let table = self.table(Some(schema), &options.table);
        let why = match () {
            () if !exists => None,
            () if !matches!(first(answer, 5), Some("r" | "p")) => Some("it is no ordinary table"),
            () if is(6) => Some("it has triggers or rules, which would run with your rights"),
            () if !is(7) => Some("it belongs to a user whom you have no reason to trust"),
            () if is(8) => Some("row level security may hide rows of it from you"),
            () => None,
        };
        if let Some(why) = why {
            return Err(Error::ForeignTable { table, why: why.to_owned() });
        }
        if first(answer, 12) != Some("t") {
            let (schema, user) = (self.ident(schema), first(answer, 1).unwrap_or_default().to_owned());
            let help = format!("CREATE SCHEMA {schema} AUTHORIZATION {}", self.ident(&user));
            return Err(Error::NoSuchSchema { schema: format!("schema {schema}"), user, help });
        }
        let log_table = options.log_table().map(|log| self.table(Some(schema), &log));
        let log = first(answer, 11);
        if let (Some(table), Some(why)) = (&log_table, log.filter(|why| !why.is_empty())) {
            return Err(Error::ForeignTable { table: table.clone(), why: why.to_owned() });
        }
        Ok(Ground {
            table,
            name: options.table.clone(),
            leased: false,
            log_table,
            log_exists: log.is_some(),
            role: self.role(options),
            schema: schema.to_owned(),
            user: first(answer, 1).unwrap_or_default().to_owned(),
            exists,
            empty: is(3),
            in_transaction: is(2),
            character_set: None,
            packet: PACKET,
            reads_by_standard: is(10),
            settings: first(answer, 9).map(|settings| {
                format!(
                    "SELECT pg_catalog.set_config(s.name, s.value, false) FROM (VALUES {settings}) s (name, value) \
                     WHERE pg_catalog.current_setting(s.name) <> s.value"
                )
            }),
        })
    }
}

/// Whether a transaction that is to write was refused where there is none. The message is in the language of the server; that a
/// setting was refused, which is either true or false, is in the name of the function that says so.
fn is_refused_by_a_standby(error: &sqlx::Error) -> bool {
    let error = error.as_database_error().and_then(|error| error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>());
    error.and_then(|error| error.routine()).is_some_and(|routine| routine == "call_bool_check_hook")
}

/// Has the server ask the client's machine, after a minute without a word, six times within another whether it is there. Not by a
/// time that a transaction may be idle: the machine answers, whatever the program is at. On a socket of the machine's own
/// it does nothing.
const SILENCE: &str = "SELECT pg_catalog.set_config('tcp_keepalives_idle', '60', true), \
    pg_catalog.set_config('tcp_keepalives_interval', '10', true), \
    pg_catalog.set_config('tcp_keepalives_count', '6', true)";

impl Backend for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn version_query(&self) -> &'static str {
        "SHOW server_version"
    }

    fn words(&self) -> &'static Words {
        &WORDS
    }

    fn fault(&self, error: &sqlx::Error) -> Fault {
        if is_connection_lost(error) {
            return Fault::Unreachable;
        }
        match code(error).as_deref() {
            Some("42P01" | "3F000") => Fault::MissingTable,
            Some("42703") => Fault::OtherShape,
            Some("42P07" | "42704" | "42710") => Fault::Already,
            Some("42501") => Fault::Denied,
            Some("55P03") => Fault::Busy,
            // Two sessions that create the same thing at once: the second sees it on the next try.
            Some("40001" | "40P01") => Fault::Retry,
            Some("22012") => Fault::Refuted,
            Some("25001") => Fault::InTransaction,
            Some("25P02") => Fault::Aborted,
            // Constraints of a migration before are still to be checked; more locks than the server has room for; a
            // value of an enum that is new.
            Some("55006" | "53200" | "55P04") => Fault::Shared,
            Some("25006") => Fault::ReadOnly,
            Some("0A000") if is_refused_by_a_standby(error) => Fault::ReadOnly,
            Some("57P01" | "57P02" | "57P03" | "53300" | "28000" | "28P01" | "3D000") => Fault::Unreachable,
            _ => Fault::Statement,
        }
    }

    fn role(&self, options: &Options) -> Option<String> {
        options.role.as_ref().map(|role| format!("SET LOCAL ROLE {}", self.ident(role)))
    }

    fn stands_here(&self, options: &Options) -> String {
        match options.schema {
            Some(_) => "true".to_owned(),
            None => format!(
                // As a subquery it is asked once, and not of every row.
                "bool_and(tableoid = (SELECT pg_catalog.to_regclass(pg_catalog.quote_ident(pg_catalog.current_schema()) \
                 || '.' || pg_catalog.quote_ident({}))))",
                self.literal(&options.table)
            ),
        }
    }

    fn ground<'a>(&'a self, connection: &'a mut Connection<'_>, options: &'a Options) -> BoxFuture<'a, Result<Ground>> {
        Box::pin(async move {
            let this = self as &dyn Backend;
            let session_role = "pg_catalog.current_setting('role')";
            let Some(role) = self.role(options) else {
                return self.judge(&this.ask_of(connection, &self.question(options, session_role)).await?, options);
            };
            // What a question sets for itself holds until the end of its message; what it keeps there, too.
            let keep = format!("SELECT pg_catalog.set_config('covet.role', {session_role}, true)");
            let question = self.question(options, "pg_catalog.current_setting('covet.role')");
            let mut answer = this.ask_of(connection, &format!("{keep}; {role}; {question}")).await?;
            answer.rows.drain(..answer.rows.len().min(1));
            self.judge(&answer, options)
        })
    }

    /// The build reads strings by the standard; where a role says otherwise, `'a\b'` would mean another text here.
    fn enter<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        ground: &'a Ground,
        _options: &'a Options,
        _rebuilds: bool,
    ) -> BoxFuture<'a, Result<Settings>> {
        Box::pin(async move {
            if ground.reads_by_standard {
                return Ok(Settings::default());
            }
            let name = "standard_conforming_strings";
            let sql = format!("SELECT pg_catalog.current_setting('{name}'); SET {name} = on");
            let before = (self as &dyn Backend).ask_of(connection, &sql).await?;
            let restore = first(&before, 0).filter(|value| *value != "on").map(|value| format!("SET {name} = {value}"));
            Ok(Settings { restore: restore.into_iter().collect() })
        })
    }

    fn leave<'a>(&'a self, connection: &'a mut Connection<'_>, settings: Settings) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for statement in settings.restore {
                (self as &dyn Backend).ask_of(connection, &statement).await?;
            }
            Ok(())
        })
    }

    fn begin(&self) -> &'static str {
        // The defaults of a role may be SERIALIZABLE, or read only.
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    }

    fn transaction_settings(&self, ground: &Ground, options: &Options) -> Vec<String> {
        let mut settings = vec![
            ("lock_timeout", options.lock_timeout.as_millis().to_string()),
            ("statement_timeout", "0".to_owned()),
            ("idle_in_transaction_session_timeout", "0".to_owned()),
        ];
        if options.schema.is_some() {
            settings.push(("search_path", self.ident(&ground.schema)));
        }
        // A query that sets them all would be planned, and costs twice as much.
        let set = settings.iter().map(|(name, value)| format!("SET LOCAL {name} = {value}"));
        // Not all versions have it, and to set what there is not is an error.
        let whole = "SELECT pg_catalog.set_config('transaction_timeout', '0', true) \
                     WHERE pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL";
        ground.role.iter().cloned().chain(set).chain([whole.to_owned()]).collect()
    }

    fn notice_silence(&self) -> Option<&'static str> {
        Some(SILENCE)
    }

    fn early_check(&self) -> Option<&'static str> {
        // Taken back, it leaves the constraints as they were, and still to be checked.
        Some("SAVEPOINT covet_check; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO SAVEPOINT covet_check")
    }

    fn transaction_lock(&self, ground: &Ground) -> Option<String> {
        let condition = format!("pg_catalog.pg_try_advisory_xact_lock({})", self.key(ground));
        Some(format!("SELECT {}", WORDS.fail_unless.replace("{}", &condition)))
    }

    fn hold(&self, ground: &Ground) -> String {
        // Whatever would end a transaction that is idle for long is switched off by name, for not all versions have all.
        format!(
            "{}; SELECT pg_catalog.set_config(name, '0', true) FROM pg_catalog.pg_settings WHERE name IN \
             ('idle_in_transaction_session_timeout', 'transaction_timeout', 'statement_timeout', 'lock_timeout'); {SILENCE}; \
             SELECT pg_catalog.pg_try_advisory_xact_lock({}), pg_catalog.pg_backend_pid()",
            self.begin(),
            self.key(ground)
        )
    }

    fn fence(&self, ground: &Ground, session: &str) -> String {
        let condition = format!("EXISTS ({} AND l.pid = {session})", self.lock_of(ground));
        format!("SELECT {}", WORDS.fail_unless.replace("{}", &condition))
    }

    fn holder<'a>(&'a self, connection: &'a mut Connection<'_>, ground: &'a Ground) -> BoxFuture<'a, Option<String>> {
        Box::pin(async move {
            let question = format!(
                "SELECT pg_catalog.concat_ws(' ', 'session', a.pid, 'of', a.usename, 'from ' || a.client_addr, \
                 'since ' || pg_catalog.to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC') || ': ' \
                 || coalesce(pg_catalog.left(a.query, 300), '?') FROM pg_catalog.pg_stat_activity a \
                 WHERE a.pid IN ({})",
                self.lock_of(ground).replacen("SELECT", "SELECT l.pid", 1)
            );
            let answer = connection.script(&question).await.ok()?;
            first(&answer, 0).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        })
    }

    fn check_settings<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        ground: &'a Ground,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            // Behind a pooler SET would reach whoever comes next; so they are taken as they are.
            let (schema, user) = (self.literal(&ground.schema), self.literal(&ground.user));
            let question = format!(
                "SELECT name, pg_catalog.current_setting(name), CASE vartype WHEN 'bool' THEN 'off' ELSE '0' END \
                 FROM pg_catalog.pg_settings WHERE name IN ('lock_timeout', 'statement_timeout', 'transaction_timeout', \
                 'default_transaction_read_only') AND setting NOT IN ('0', 'off') UNION ALL \
                 SELECT 'search_path', pg_catalog.current_setting('search_path'), pg_catalog.quote_ident({schema}) \
                 WHERE pg_catalog.current_schema() IS DISTINCT FROM {schema} UNION ALL \
                 SELECT 'role', current_user, {user} WHERE current_user <> {user} ORDER BY 1"
            );
            let answer = (self as &dyn Backend).ask_of(connection, &question).await?;
            let (Some(name), Some(value)) = (first(&answer, 0), first(&answer, 1)) else { return Ok(()) };
            let wanted = first(&answer, 2).unwrap_or_default();
            // What is set of a role holds for the user who logs in.
            let user = if name == "role" { value } else { &ground.user };
            let help = match name {
                "role" => format!("ALTER ROLE {} SET role = {}", self.ident(user), self.ident(wanted)),
                _ => format!("ALTER ROLE {} SET {name} = {wanted}", self.ident(user)),
            };
            Err(Error::Unsuited {
                name: name.to_owned(),
                value: value.to_owned(),
                wanted: wanted.to_owned(),
                user: user.to_owned(),
                help,
            })
        })
    }

    fn clear_away<'a>(
        &'a self,
        connection: &'a mut Connection<'_>,
        ground: &'a Ground,
        step: &'a Step,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(super::half_built::clear_away(connection, ground, step))
    }

    fn sends_packets(&self) -> bool {
        true
    }

    fn position(&self, error: &sqlx::Error) -> Option<usize> {
        let error = error.as_database_error()?.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
        match error.position()? {
            sqlx::postgres::PgErrorPosition::Original(position) => Some(position),
            sqlx::postgres::PgErrorPosition::Internal { .. } => None,
        }
    }

    fn grant_for_migrations(&self, ground: &Ground) -> String {
        format!(
            "GRANT USAGE, CREATE ON SCHEMA {} TO {}\n    ALTER TABLE .. OWNER TO {1}   -- where a table belongs to \
             somebody else",
            self.ident(&ground.schema),
            self.ident(&ground.user)
        )
    }

    fn grant_for_tracking(&self, ground: &Ground) -> String {
        let (table, user, schema) = (&ground.table, self.ident(&ground.user), self.ident(&ground.schema));
        match ground.exists {
            true => {
                let log = ground.log_table.iter().filter(|_| ground.log_exists);
                let log = log.map(|log| format!("GRANT SELECT, INSERT ON {log} TO {user}; ")).collect::<String>();
                format!(
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {user}; {log}GRANT USAGE ON ALL SEQUENCES IN \
                     SCHEMA {schema} TO {user}"
                )
            }
            false => format!("GRANT USAGE, CREATE ON SCHEMA {schema} TO {user}"),
        }
    }
}

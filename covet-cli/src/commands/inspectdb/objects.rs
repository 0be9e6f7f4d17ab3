//! Views, triggers, functions and what else has no place in a schema, as the SQL that makes it.

use std::collections::{BTreeMap, BTreeSet};

use covet_core::operation::RunSql;
use covet_core::schema::{Object, ObjectKind, SqlText};
use covet_core::{Dialect, TableName, sql};
use covet_runtime::{Connection, Unmodelled, What};

/// A row for each: its kind, its name, its text, and the schema that it is in.
const POSTGRES: &str = "
SELECT 'routine', p.proname, pg_get_functiondef(p.oid), n.nspname
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = current_schema() AND p.prokind IN ('f', 'p')
UNION ALL SELECT 'sequence', s.sequencename, format('CREATE SEQUENCE %I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s%s',
    s.sequencename, s.data_type, s.increment_by, s.min_value, s.max_value, s.start_value, CASE WHEN s.cycle THEN ' CYCLE' END),
    s.schemaname
FROM pg_sequences s WHERE s.schemaname = current_schema()
UNION ALL SELECT 'domain', t.typname, format('CREATE DOMAIN %I AS %s', t.typname, format_type(t.typbasetype, t.typtypmod))
    || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce((SELECT string_agg(format(' CONSTRAINT %I ', k.conname) || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), ''), n.nspname
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = current_schema() AND t.typtype = 'd'
UNION ALL SELECT 'policy', p.policyname, format('CREATE POLICY %I ON %I AS %s FOR %s TO %s', p.policyname, p.tablename,
    p.permissive, p.cmd, array_to_string(p.roles, ', ')) || coalesce(' USING (' || p.qual || ')', '')
    || coalesce(' WITH CHECK (' || p.with_check || ')', ''), p.schemaname
FROM pg_policies p WHERE p.schemaname = current_schema()
ORDER BY 1, 2, 3";

/// Cast to text: the columns of a UNION must not differ in their collations.
const MYSQL: &str = "
SELECT 'view', CAST(TABLE_NAME AS CHAR), CAST(VIEW_DEFINITION AS CHAR), CAST(TABLE_SCHEMA AS CHAR)
FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT 'trigger', CAST(TRIGGER_NAME AS CHAR),
    CAST(CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION, ' ON `', EVENT_OBJECT_TABLE, '` FOR EACH ROW ', ACTION_STATEMENT) AS CHAR),
    CAST(TRIGGER_SCHEMA AS CHAR)
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
ORDER BY 1, 2, 3";

/// Texts that the introspection does not give, by kind and name.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    texts: BTreeMap<(String, String), String>,
    /// Those that are there several times, under the same name.
    overloaded: BTreeSet<(String, String)>,
    /// The schema that needs no name.
    home: String,
}

impl Definitions {
    pub(super) async fn read(connection: &mut Connection<'_>) -> covet_runtime::Result<Definitions> {
        let query = match connection.dialect() {
            Dialect::Postgres => POSTGRES,
            Dialect::MySql => MYSQL,
            Dialect::Sqlite => return Ok(Definitions::default()),
        };
        let mut read = Definitions::default();
        for row in connection.rows(query).await? {
            let [Some(kind), Some(name), Some(text), Some(home)] = &row[..] else { continue };
            let key = (kind.clone(), name.clone());
            read.home.clone_from(home);
            if read.texts.insert(key.clone(), text.clone()).is_some() {
                read.overloaded.insert(key);
            }
        }
        Ok(read)
    }

    fn text(&self, kind: &str, name: &str) -> Option<String> {
        let key = (kind.to_owned(), name.to_owned());
        self.texts.get(&key).filter(|_| !self.overloaded.contains(&key)).map(|text| self.at_home(text))
    }

    /// A text without the schema that needs no name.
    fn at_home(&self, text: &str) -> String {
        if self.home.is_empty() {
            return text.to_owned();
        }
        let plain = text.replace(&format!("`{}`.", self.home), "");
        let prefix = format!("{}.", self.home);
        [" ON ", " FUNCTION ", " PROCEDURE ", " FROM ", " JOIN "]
            .iter()
            .fold(plain, |text, before| text.replace(&format!("{before}{prefix}"), before))
    }

    /// What a migration says of something: an object, or SQL.
    pub(super) fn said(&self, found: &Unmodelled, dialect: Dialect, names: &BTreeSet<String>) -> Option<Said> {
        let writer = sql::writer(dialect);
        let (name, plain) = (TableName::from(found.name.as_str()), writer.table(&found.name.as_str().into()));
        let on = found.table.clone();
        let own = || Some(found.text.clone()).filter(|text| !text.is_empty()).map(|text| self.at_home(&text));
        let (kind, text) = match (found.what, dialect) {
            (What::View, Dialect::Postgres) => (ObjectKind::View, format!("CREATE VIEW {plain} AS {}", ended(&own()?))),
            (What::View, Dialect::MySql) => {
                (ObjectKind::View, format!("CREATE VIEW {plain} AS {}", self.text("view", &found.name)?))
            }
            (What::View, Dialect::Sqlite) => (ObjectKind::View, own()?),
            (What::MaterializedView, _) => {
                (ObjectKind::MaterializedView, format!("CREATE MATERIALIZED VIEW {plain} AS {}", ended(&own()?)))
            }
            (What::Trigger, Dialect::MySql) => {
                (ObjectKind::Trigger, format!("CREATE TRIGGER {plain} {}", self.text("trigger", &found.name)?))
            }
            (What::Trigger, _) => (ObjectKind::Trigger, own()?),
            (What::Extension, _) => (ObjectKind::Extension, format!("CREATE EXTENSION IF NOT EXISTS {plain}")),
            (What::Sequence, Dialect::Postgres) => (ObjectKind::Sequence, self.text("sequence", &found.name)?),
            (What::Type, _) => (ObjectKind::Domain, self.text("domain", &found.name)?),
            (What::Policy, _) => (ObjectKind::Policy, self.text("policy", &found.name)?),
            (What::Routine, Dialect::Postgres) => {
                let text = self.text("routine", &found.name)?;
                let is_procedure = text.starts_with("CREATE OR REPLACE PROCEDURE");
                (if is_procedure { ObjectKind::Procedure } else { ObjectKind::Function }, text)
            }
            (What::Constraint, Dialect::Postgres) if found.text.starts_with("EXCLUDE") => {
                let table = writer.table(on.as_ref()?);
                (ObjectKind::Exclusion, format!("ALTER TABLE {table} ADD CONSTRAINT {plain} {}", found.text))
            }
            _ => return statement(found, dialect).map(Said::Sql),
        };
        let on = on.filter(|_| kind.stands_on_table());
        let words = words(&text);
        let uses = names.iter().filter(|used| words.contains(used.as_str()) && **used != found.name);
        let uses = uses.map(|used| TableName::from(used.as_str())).filter(|used| on.as_ref() != Some(used)).collect();
        let create = SqlText::any(text);
        Some(Said::Object(Object { kind, name, on, create, drop: SqlText::default(), uses }))
    }
}

/// What a migration says of something that has no place in a schema.
pub(super) enum Said {
    /// An object.
    Object(Object),
    /// SQL that changes nothing that a schema has.
    Sql(RunSql),
}

/// Something on a table that a schema does not have, as SQL and what undoes it.
fn statement(found: &Unmodelled, dialect: Dialect) -> Option<RunSql> {
    let writer = sql::writer(dialect);
    let table = writer.table(found.table.as_ref()?);
    let (name, text) = (writer.ident(&found.name), found.text.trim());
    let (up, down) = match (found.what, dialect) {
        (What::ColumnOption, Dialect::Postgres) if text.ends_with("AS IDENTITY") => (
            format!("ALTER TABLE {table} ALTER COLUMN {name} ADD {text}"),
            format!("ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY"),
        ),
        (What::TableOption, Dialect::Postgres) if text == "ENABLE ROW LEVEL SECURITY" => (
            format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
            format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
        ),
        (What::Index, Dialect::Postgres | Dialect::Sqlite) if !text.ends_with("(invalid)") => {
            (text.to_owned(), format!("DROP INDEX {name}"))
        }
        (What::Index, Dialect::MySql) => {
            let (kind, columns) = text.split_once(" INDEX ")?;
            (
                format!("ALTER TABLE {table} ADD {kind} INDEX {name} {columns}"),
                format!("ALTER TABLE {table} DROP INDEX {name}"),
            )
        }
        (What::Constraint, Dialect::Postgres) => (
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} {text}"),
            format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        ),
        (What::Table, Dialect::Sqlite) if text.to_uppercase().starts_with("CREATE VIRTUAL TABLE") => {
            (text.to_owned(), format!("DROP TABLE {table}"))
        }
        _ => return None,
    };
    Some(RunSql { reverse: Some(SqlText::any(down)), ..RunSql::of(SqlText::any(up)) })
}

/// A query without the semicolon at its end.
fn ended(text: &str) -> &str {
    text.trim().trim_end_matches(';')
}

/// The words of a text.
pub(super) fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty()).collect()
}

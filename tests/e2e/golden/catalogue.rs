//! What a database itself says of its tables and its objects, as lines that can be compared.
//!
//! Sorted, because the place of a column that was dropped and added again is not restored.

use covet_core::Dialect;

use crate::support::Database;

/// All columns, constraints and indexes, a line each.
pub async fn read(database: &Database) -> Vec<String> {
    let mut lines = match database.dialect {
        Dialect::Postgres => joined(database, POSTGRES).await,
        Dialect::Sqlite => joined(database, SQLITE).await,
        Dialect::MySql => mysql(database).await,
    };
    lines.sort();
    lines
}

/// All views, triggers, routines and their like, a line each.
pub async fn objects(database: &Database) -> Vec<String> {
    let query = match database.dialect {
        Dialect::Postgres => POSTGRES_OBJECTS,
        Dialect::MySql => MYSQL_OBJECTS,
        Dialect::Sqlite => SQLITE_OBJECTS,
    };
    let mut lines = joined(database, query).await;
    lines.sort();
    lines
}

async fn joined(database: &Database, query: &str) -> Vec<String> {
    let rows = database.rows(query).await;
    rows.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect()
}

async fn mysql(database: &Database) -> Vec<String> {
    let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = database()";
    let mut lines = Vec::new();
    for table in database.rows(tables).await.into_iter().flatten().flatten() {
        let show = format!("SHOW CREATE TABLE `{}`", table.replace('`', "``"));
        for definition in database.rows(&show).await.iter().flat_map(|row| row[1].as_deref()) {
            // The counter of ids is no part of the schema.
            let plain = |word: &&str| !word.starts_with("AUTO_INCREMENT=");
            let lines_of = definition.lines().map(|line| line.trim().trim_end_matches(','));
            lines.extend(
                lines_of
                    .map(|line| format!("{table}: {}", line.split(' ').filter(plain).collect::<Vec<_>>().join(" "))),
            );
        }
    }
    lines
}

const POSTGRES: &str = "
    SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, a.attidentity::text,
           concat_ws(' ', pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text, col_description(c.oid, a.attnum),
                     obj_description(c.oid), nullif(a.attcollation, t.typcollation)::regcollation::text)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
    UNION ALL
    SELECT enumtypid::regtype::text, enumlabel, enumsortorder::text, '', '', '' FROM pg_enum
    UNION ALL
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text, '', ''
    FROM pg_constraint WHERE conrelid::regclass::text !~ '^(pg_|information_schema)' AND conrelid <> 0
    UNION ALL
    SELECT indrelid::regclass::text, '', pg_get_indexdef(indexrelid), indisvalid::text, '', ''
    FROM pg_index WHERE indrelid::regclass::text !~ '^pg_'";

const SQLITE: &str = "
    SELECT m.name, c.name, c.type, c.\"notnull\", coalesce(c.dflt_value, ''), c.pk
    FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name <> 'sqlite_sequence'
    UNION ALL
    SELECT m.name, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete || f.seq
    FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
    UNION ALL
    SELECT m.name, CASE i.origin WHEN 'c' THEN i.name ELSE '' END, i.\"unique\", i.origin, i.partial,
           (SELECT group_concat(x.name || x.\"desc\") FROM pragma_index_xinfo(i.name) x WHERE x.key)
    FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table'";

const POSTGRES_OBJECTS: &str = "
    SELECT oid::regclass::text, relkind::text, pg_get_viewdef(oid), coalesce(relacl::text, ''), relowner::regrole::text,
           coalesce(obj_description(oid, 'pg_class'), '')
    FROM pg_class WHERE relkind IN ('v', 'm', 'S') AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', '' FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid), '', '', '' FROM pg_policy
    UNION ALL
    SELECT oid::regprocedure::text, prokind::text, prosrc, pg_get_function_sqlbody(oid), '', ''
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT typname, typtype::text, format_type(typbasetype, typtypmod), '', '', ''
    FROM pg_type WHERE typtype IN ('c', 'd') AND typnamespace = 'public'::regnamespace
    UNION ALL
    SELECT extname, extversion, '', '', '', '' FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT oid::regclass::text, 'row security', '', '', '', '' FROM pg_class WHERE relrowsecurity";

const MYSQL_OBJECTS: &str = "
    SELECT CONCAT('trigger ', trigger_name), event_object_table, action_statement FROM information_schema.triggers
    WHERE trigger_schema = database()
    UNION ALL
    SELECT CONCAT('routine ', routine_name), routine_type, routine_definition FROM information_schema.routines
    WHERE routine_schema = database()";

const SQLITE_OBJECTS: &str = "
    SELECT name, type, tbl_name, sql, '', '' FROM sqlite_schema WHERE type IN ('view', 'trigger')";

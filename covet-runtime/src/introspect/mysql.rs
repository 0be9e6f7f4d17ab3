//! Reads the information schema of MySQL and MariaDB.
//!
//! One query for each of its tables: joined by the server they would be read once for every row.

use std::collections::HashMap;

use covet_core::normal::{bare_expression, read_default};
use covet_core::schema::{
    Check, Column, ColumnType, ForeignKey, Generated, Index, IndexKey, IndexPart, PrimaryKey, Unique,
};
use covet_core::{Dialect, Ident, TableName, sql};

use super::draft::{Draft, Row, action, groups};
use super::{Scope, What};
use crate::connection::Connection;
use crate::error::Result;

/// Cast to text: the columns of a UNION must not differ in their collations, which those of MySQL's do.
const TABLES: &str = "
SELECT 'table', CAST(TABLE_SCHEMA AS CHAR), CAST(TABLE_NAME AS CHAR), CAST(TABLE_TYPE AS CHAR), CAST(ENGINE AS CHAR),
    CAST(TABLE_COLLATION AS CHAR), CAST(TABLE_COMMENT AS CHAR), CAST(CREATE_OPTIONS AS CHAR)
FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ({schemas}) AND {table}
UNION ALL SELECT 'trigger', CAST(TRIGGER_SCHEMA AS CHAR), CAST(EVENT_OBJECT_TABLE AS CHAR), CAST(TRIGGER_NAME AS CHAR),
    CAST(CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION, ' ', ACTION_STATEMENT) AS CHAR), NULL, NULL, NULL
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN ({schemas})
UNION ALL SELECT 'routine', CAST(ROUTINE_SCHEMA AS CHAR), NULL, CAST(ROUTINE_NAME AS CHAR), CAST(ROUTINE_TYPE AS CHAR),
    NULL, NULL, NULL
FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN ({schemas})";

const COLUMNS: &str = "
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME,
    GENERATION_EXPRESSION, COLUMN_COMMENT
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA IN ({schemas}) AND {table}
ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION";

const INDEXES: &str = "
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE, {expression}
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA IN ({schemas}) AND {table}
ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

const KEYS: &str = "
SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
    REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA IN ({schemas}) AND {table} AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";

/// What keys do, and what checks say.
const RULES: &str = "
SELECT 'key', CAST(CONSTRAINT_SCHEMA AS CHAR), CAST(TABLE_NAME AS CHAR), CAST(CONSTRAINT_NAME AS CHAR),
    CAST(DELETE_RULE AS CHAR), CAST(UPDATE_RULE AS CHAR)
FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA IN ({schemas}) AND {table}
UNION ALL SELECT 'check', CAST(k.CONSTRAINT_SCHEMA AS CHAR), CAST(TABLE_NAME AS CHAR), CAST(k.CONSTRAINT_NAME AS CHAR),
    CAST(CHECK_CLAUSE AS CHAR), {checks} AND k.CONSTRAINT_SCHEMA IN ({schemas}) AND {table}";

const MARIADB_CHECKS: &str = "CAST(LEVEL AS CHAR) FROM information_schema.CHECK_CONSTRAINTS k WHERE TRUE";

const MYSQL_CHECKS: &str = "CAST(ENFORCED AS CHAR) FROM information_schema.TABLE_CONSTRAINTS k
    JOIN information_schema.CHECK_CONSTRAINTS c
    ON c.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = k.CONSTRAINT_NAME
WHERE k.CONSTRAINT_TYPE = 'CHECK'";

/// What is known before the first table is read.
struct Server {
    is_mariadb: bool,
    /// The collation that tables of the chosen database get.
    collation: String,
    schemas: String,
    table: String,
}

impl Server {
    fn query(&self, text: &str) -> String {
        let (expression, checks) = match self.is_mariadb {
            true => ("NULL", MARIADB_CHECKS),
            false => ("EXPRESSION", MYSQL_CHECKS),
        };
        let text = text.replace("{expression}", expression).replace("{checks}", checks);
        // What the user gives comes last, so that nothing is replaced within it.
        text.replace("{table}", &self.table).replace("{schemas}", &self.schemas)
    }
}

pub(super) async fn read(connection: &mut Connection<'_>, scope: &Scope<'_>) -> Result<Draft> {
    let facts = connection.rows("SELECT DATABASE(), VERSION(), @@collation_database").await?;
    let facts = Row(facts.into_iter().next().unwrap_or_default());
    let writer = sql::writer(Dialect::MySql);
    let schemas: Vec<&str> = match (scope.table.and_then(|table| table.schema.as_ref()), scope.schemas) {
        (Some(schema), _) => vec![schema.as_str()],
        (None, []) => vec![facts.text(0)],
        (None, schemas) => schemas.iter().map(String::as_str).collect(),
    };
    let server = Server {
        is_mariadb: facts.text(1).contains("MariaDB"),
        collation: facts.text(2).to_owned(),
        schemas: schemas.into_iter().map(|name| writer.text(name)).collect::<Vec<_>>().join(", "),
        table: match scope.table {
            Some(table) => format!("TABLE_NAME = {}", writer.text(&table.name)),
            None => "TRUE".to_owned(),
        },
    };
    let mut draft = Draft::new(Dialect::MySql, facts.text(0));
    let mut collations = HashMap::new();
    for row in rows(connection, &server, TABLES).await? {
        object(&mut draft, &server, &row, &mut collations);
    }
    for row in rows(connection, &server, COLUMNS).await? {
        column(&mut draft, &server, &row, &collations);
    }
    let rules = rows(connection, &server, RULES).await?;
    let keys = rows(connection, &server, KEYS).await?;
    let (keys_rules, checks): (Vec<&Row>, Vec<&Row>) = rules.iter().partition(|row| row.text(0) == "key");
    let keys_rules = keys_rules.into_iter().map(|row| ([row.text(1), row.text(2), row.text(3)], row)).collect();
    groups(&keys, &[0, 1, 2]).for_each(|rows| foreign_key(&mut draft, rows, &keys_rules));
    checks.into_iter().for_each(|row| check(&mut draft, &server, row));
    let indexes = rows(connection, &server, INDEXES).await?;
    groups(&indexes, &[0, 1, 2]).for_each(|rows| index(&mut draft, rows));
    Ok(draft)
}

async fn rows(connection: &mut Connection<'_>, server: &Server, query: &str) -> Result<Vec<Row>> {
    Ok(connection.rows(&server.query(query)).await?.into_iter().map(Row).collect())
}

fn object(draft: &mut Draft, server: &Server, row: &Row, collations: &mut HashMap<TableName, String>) {
    let name = draft.name(row.text(1), row.text(2));
    match (row.text(0), row.text(3)) {
        ("table", "BASE TABLE") => {
            let table = draft.add(name.clone());
            table.comment = Some(row.text(6)).filter(|comment| !comment.is_empty()).map(str::to_owned);
            collations.insert(name.clone(), row.text(5).to_owned());
            let mut options = Vec::new();
            if row.text(4) != "InnoDB" {
                options.push(format!("ENGINE={}", row.text(4)));
            }
            if name.schema.is_none() && row.text(5) != server.collation {
                options.push(format!("COLLATE={}", row.text(5)));
            }
            options.extend(Some(row.text(7)).filter(|more| !more.is_empty()).map(str::to_owned));
            if !options.is_empty() {
                draft.note(Some(&name), What::TableOption, &name.name, options.join(" "));
            }
        }
        ("table", "VIEW" | "SYSTEM VIEW") => draft.note(None, What::View, &name.to_string(), ""),
        ("table", "SEQUENCE") => draft.note(None, What::Sequence, &name.to_string(), ""),
        ("table", kind) => draft.note(Some(&name), What::Table, row.text(2), kind),
        ("trigger", trigger) => draft.note(Some(&name), What::Trigger, trigger, row.text(4)),
        (_, routine) => {
            let name = draft.name(row.text(1), routine).to_string();
            draft.note(None, What::Routine, &name, row.text(4));
        }
    }
}

fn column(draft: &mut Draft, server: &Server, row: &Row, collations: &HashMap<TableName, String>) {
    let table = draft.name(row.text(0), row.text(1));
    // The columns of views stand there too.
    let Some(collation) = collations.get(&table) else { return };
    let (name, declared, extra) = (row.text(2), row.text(3), row.text(6).to_ascii_lowercase());
    let (plain, unsigned) = match declared.strip_suffix(" unsigned") {
        Some(plain) => (plain, true),
        None => (declared, false),
    };
    let mut column = Column::new(name, draft.ty(plain));
    column.unsigned = unsigned;
    if unsigned && matches!(column.ty, ColumnType::Custom(_)) {
        column = Column::new(name, draft.ty(declared));
    }
    column.nullable = row.is(4);
    column.collation = row.get(7).filter(|own| own != collation).map(str::to_owned);
    column.comment = Some(row.text(9)).filter(|comment| !comment.is_empty()).map(str::to_owned);
    if let Some(expression) = row.get(8).filter(|expression| !expression.is_empty()) {
        let expression = unescaped(server, bare_expression(expression, Dialect::MySql));
        column.generated =
            Some(Generated { expression, stored: extra.contains("stored") || extra.contains("persistent") });
    } else {
        column.default = default(server, row, &extra, &column.ty);
    }
    let mut options =
        extra.replace("default_generated", "").replace("stored generated", "").replace("virtual generated", "");
    if let Some(id) = column.ty.id_of().filter(|_| extra.contains("auto_increment")) {
        column.ty = id;
        options = options.replace("auto_increment", "");
    }
    if !options.trim().is_empty() {
        draft.note(Some(&table), What::ColumnOption, name, options.trim());
    }
    if let Some(table) = draft.get(&table) {
        table.columns.push(column);
    }
}

/// MariaDB shows a default as SQL, MySQL an expression as SQL and a literal as its bare value.
fn default(server: &Server, row: &Row, extra: &str, ty: &ColumnType) -> Option<covet_core::schema::DefaultValue> {
    let text = row.get(5)?;
    let sql = match server.is_mariadb || extra.contains("default_generated") {
        true => unescaped(server, text),
        false => sql::writer(Dialect::MySql).text(text),
    };
    read_default(&sql, ty, Dialect::MySql)
}

/// MySQL puts a backslash before every quote of an expression that it shows.
fn unescaped(server: &Server, text: &str) -> String {
    if server.is_mariadb { text.to_owned() } else { text.replace("\\'", "'") }
}

fn names(rows: &[Row], at: usize) -> Vec<Ident> {
    rows.iter().map(|row| Ident::from(row.text(at))).collect()
}

fn foreign_key(draft: &mut Draft, rows: &[Row], rules: &HashMap<[&str; 3], &Row>) {
    let row = &rows[0];
    let (table, ref_table) = (draft.name(row.text(0), row.text(1)), draft.name(row.text(4), row.text(5)));
    let rule = rules.get(&[row.text(0), row.text(1), row.text(2)]);
    let action = |at| action(rule.map_or("", |rule| rule.text(at)));
    let key = ForeignKey::on(row.text(2).into(), names(rows, 3), ref_table, names(rows, 6));
    if let Some(table) = draft.get(&table) {
        table.foreign_keys.push(ForeignKey { on_delete: action(4), on_update: action(5), ..key });
    }
}

fn check(draft: &mut Draft, server: &Server, row: &Row) {
    let (table_name, name) = (draft.name(row.text(1), row.text(2)), row.text(3));
    let expression = unescaped(server, bare_expression(row.text(4), Dialect::MySql));
    if row.text(5) == "NO" {
        draft.note(Some(&table_name), What::Constraint, name, format!("CHECK ({expression}) NOT ENFORCED"));
        return;
    }
    let Some(table) = draft.get(&table_name) else { return };
    // What MariaDB calls JSON is a text with this check on its column.
    if row.text(5) == "Column"
        && let Some(column) = table.column_mut(&name.into())
    {
        if column.ty == ColumnType::Text && expression == format!("json_valid(`{}`)", name.replace('`', "``")) {
            column.ty = ColumnType::Json;
            column.collation = None;
            return;
        }
        let name = column.check_name(&table_name);
        table.checks.push(Check::on(name, expression));
        return;
    }
    table.checks.push(Check::on(name.into(), expression));
}

fn index(draft: &mut Draft, rows: &[Row]) {
    let row = &rows[0];
    let (table_name, name) = (draft.name(row.text(0), row.text(1)), row.text(2));
    let Some(table) = draft.get(&table_name) else { return };
    if name == "PRIMARY" {
        table.primary_key = Some(PrimaryKey::on(names(rows, 4)));
        return;
    }
    let parts: Vec<IndexPart> = rows.iter().map(part).collect();
    let index = Index { name: name.into(), parts, unique: row.text(3) == "0", ..Index::default() };
    if table.foreign_keys.iter().any(|key| is_own(key, &index)) {
        return;
    }
    let kind = row.text(7).to_ascii_lowercase();
    if ["fulltext", "spatial"].contains(&kind.as_str()) {
        // Of what is in no order it tells a part of each column.
        let parts = names(rows, 4).into_iter().map(IndexPart::column).collect();
        table.indexes.push(Index { parts, using: Some(kind), ..index });
        return;
    }
    if row.text(7) != "BTREE" {
        let columns = sql::writer(Dialect::MySql).list(&names(rows, 4));
        draft.note(Some(&table_name), What::Index, name, format!("{} INDEX {columns}", row.text(7)));
        return;
    }
    let plain = index.parts.iter().all(|part| part.prefix.is_none() && !part.desc && part.as_column().is_some());
    match index.unique && plain {
        // Nothing tells a unique constraint from a unique index.
        true => table.uniques.push(Unique::on(index.name, names(rows, 4))),
        false => table.indexes.push(index),
    }
}

fn part(row: &Row) -> IndexPart {
    let key = match row.get(4) {
        Some(column) => IndexKey::Column(column.into()),
        None => IndexKey::Expression(bare_expression(&row.text(8).replace("\\'", "'"), Dialect::MySql).to_owned()),
    };
    IndexPart { key, desc: row.text(6) == "D", nulls: None, opclass: None, prefix: row.number(5) }
}

/// Whether an index is the one that a foreign key has of its own: with its name, or, where the key was not named, with
/// that of its first column.
fn is_own(key: &ForeignKey, index: &Index) -> bool {
    let columns = index.parts.iter().map(IndexPart::as_column);
    let named = index.name == key.name || (key.name.contains("_ibfk_") && key.columns.first() == Some(&index.name));
    named && !index.unique && columns.eq(key.columns.iter().map(Some))
}

//! Reads the schema table of SQLite.

mod definition;

use std::collections::HashMap;

use covet_core::normal::{bare_expression, read_default};
use covet_core::schema::{
    Check, Column, ColumnType, ForeignKey, Generated, Index, IndexKey, IndexPart, PrimaryKey, SqlText, Table, Unique,
};
use covet_core::{Dialect, Ident, TableName};

use super::What;
use super::draft::{Draft, Row, groups};
use crate::connection::Connection;
use crate::error::Result;
use definition::{Constraint, ConstraintKind, PartText, References, TableText, without_comments};

/// Everything that has a text, with what the text does not tell of a table: whether it is virtual, or part of one.
const OBJECTS: &str = "
WITH kinds AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
SELECT m.type, m.name, m.tbl_name, m.sql, kinds.type
FROM main.sqlite_schema m LEFT JOIN kinds ON kinds.name = m.name AND m.type = 'table'
WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY m.type = 'table' DESC, m.name";

const COLUMNS: &str = "
SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden
FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') x
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, x.cid";

/// The columns of a table that are generated, each with its expression, as the statement that made the table has them.
pub(crate) fn generated_columns(sql: &str) -> Vec<(String, String)> {
    definition::table(sql).map(|table| table.generated).unwrap_or_default()
}

/// Reads the whole file, which is as fast as reading one table: what a key refers to may stand in another table.
pub(super) async fn read(connection: &mut Connection<'_>) -> Result<Draft> {
    let mut draft = Draft::new(Dialect::Sqlite, "main");
    let objects: Vec<Row> = connection.rows(OBJECTS).await?.into_iter().map(Row).collect();
    let columns: Vec<Row> = connection.rows(COLUMNS).await?.into_iter().map(Row).collect();
    let columns: HashMap<&str, &[Row]> = groups(&columns, &[0]).map(|rows| (rows[0].text(0), rows)).collect();
    for row in &objects {
        let (name, table) = (row.text(1), draft.name("main", row.text(2)));
        match (row.text(0), row.text(4)) {
            ("table", "shadow") => {}
            ("table", "table") => {
                let columns = columns.get(name).copied().unwrap_or_default();
                read_table(&mut draft, table, row.text(3), columns);
            }
            ("table", _) => draft.note(Some(&table), What::Table, name, row.text(3)),
            ("index", _) => read_index(&mut draft, &table, name, row.text(3)),
            ("trigger", _) => draft.note(Some(&table), What::Trigger, name, row.text(3)),
            _ => draft.note(None, What::View, name, row.text(3)),
        }
    }
    resolve(&mut draft);
    Ok(draft)
}

fn read_table(draft: &mut Draft, name: TableName, sql: &str, rows: &[Row]) {
    let Some(text) = definition::table(sql) else {
        draft.note(Some(&name), What::Table, &name.name, sql);
        return;
    };
    let mut table = Table::new(name.clone());
    table.primary_key = primary_key(rows);
    table.columns = rows.iter().filter(|row| row.text(6) != "1").map(|row| column(draft, row, &text)).collect();
    let key = table.primary_key.iter().flat_map(|key| &key.columns).cloned().collect::<Vec<_>>();
    let has_row_number = !text.options.to_ascii_uppercase().contains("ROWID");
    if let ([key], true) = (&key[..], has_row_number)
        && let Some(column) = table.column_mut(key)
        && rows.iter().any(|row| row.text(1) == key.as_str() && row.text(2).eq_ignore_ascii_case("INTEGER"))
    {
        // It is the row's own number, and never NULL.
        column.nullable = false;
        if text
            .constraints
            .iter()
            .any(|found| matches!(found.kind, ConstraintKind::PrimaryKey { autoincrement: true, .. }))
        {
            column.ty = ColumnType::Id;
        }
    }
    for found in text.constraints {
        constraint(draft, &mut table, found);
    }
    if !text.options.is_empty() {
        table.options = SqlText::only(text.options, Dialect::Sqlite);
    }
    *draft.add(name) = table;
}

fn primary_key(rows: &[Row]) -> Option<PrimaryKey> {
    let mut columns: Vec<(usize, Ident)> = rows
        .iter()
        .filter_map(|row| Some((row.number(5)?, Ident::from(row.text(1)))))
        .filter(|(at, _)| *at > 0)
        .collect();
    columns.sort_by_key(|(at, _)| *at);
    let columns: Vec<Ident> = columns.into_iter().map(|(_, name)| name).collect();
    (!columns.is_empty()).then_some(PrimaryKey::on(columns))
}

fn column(draft: &Draft, row: &Row, text: &TableText) -> Column {
    let name = row.text(1);
    let find = |list: &[(String, String)]| {
        list.iter().find(|(column, _)| column.eq_ignore_ascii_case(name)).map(|(_, found)| found.clone())
    };
    let declared = row.text(2).trim();
    let words = declared.len().saturating_sub("GENERATED ALWAYS".len());
    let declared = match declared.get(words..) {
        // The pragma takes these words for part of the type.
        Some(end) if end.eq_ignore_ascii_case("GENERATED ALWAYS") => declared[..words].trim_end(),
        _ => declared,
    };
    let mut column = Column::new(name, draft.ty(declared));
    column.nullable = !row.is(3);
    column.default = row.get(4).and_then(|text| read_default(&without_comments(text), &column.ty, Dialect::Sqlite));
    column.collation = find(&text.collations);
    column.generated = find(&text.generated).map(|expression| Generated { expression, stored: row.text(6) == "3" });
    column
}

/// The name of a column as its table spells it.
fn spelled(table: &Table, name: &str) -> Ident {
    let column = table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
    column.map_or_else(|| Ident::from(name), |column| column.name.clone())
}

fn all_spelled(table: &Table, names: &[String]) -> Vec<Ident> {
    names.iter().map(|name| spelled(table, name)).collect()
}

fn constraint(draft: &mut Draft, table: &mut Table, found: Constraint) {
    let on_column: Vec<Ident> = found.column.iter().map(|column| spelled(table, column)).collect();
    let named = |prefix: &str, columns: &[Ident], table: &Table| match &found.name {
        Some(name) => Ident::from(name.as_str()),
        None => free(Ident::derived(prefix, &table.name, columns), table),
    };
    match found.kind {
        ConstraintKind::PrimaryKey { .. } => {}
        ConstraintKind::Unique(columns) => {
            let columns = all_spelled(table, &columns);
            let name = named("uq", &columns, table);
            table.uniques.push(Unique::on(name, columns));
        }
        ConstraintKind::Check(expression) => {
            let name = named("ck", &on_column, table);
            table.checks.push(Check::on(name, expression));
        }
        ConstraintKind::Foreign(key) => {
            let References { columns, ref_table, ref_columns, on_delete, on_update, deferrable } = key;
            let columns = all_spelled(table, &columns);
            let ref_table = draft.name("main", &ref_table);
            let ref_columns = ref_columns.iter().map(|name| Ident::from(name.as_str())).collect();
            let key = ForeignKey::on(named("fk", &columns, table), columns, ref_table, ref_columns);
            table.foreign_keys.push(ForeignKey { on_delete, on_update, deferrable, ..key });
        }
        ConstraintKind::Conflict(how) => {
            let name = found.column.unwrap_or_else(|| table.name.name.to_string());
            draft.note(Some(&table.name), What::ConstraintOption, &name, format!("ON CONFLICT {how}"));
        }
    }
}

/// The name, or where another constraint of the table has it, the name with a number behind it.
fn free(name: Ident, table: &Table) -> Ident {
    let is_taken = |name: &Ident| {
        let (checks, uniques) =
            (table.checks.iter().map(|check| &check.name), table.uniques.iter().map(|unique| &unique.name));
        checks.chain(uniques).chain(table.foreign_keys.iter().map(|key| &key.name)).any(|taken| taken == name)
    };
    let numbered = (2..).map(|number: u32| Ident::from(format!("{name}_{number}").as_str()));
    std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name)
}

fn read_index(draft: &mut Draft, table: &TableName, name: &str, sql: &str) {
    let found = draft.get(table).zip(definition::index(sql));
    let Some((owner, found)) = found.filter(|(owner, found)| found.parts.iter().all(|part| sorts_as(part, owner)))
    else {
        draft.note(Some(table), What::Index, name, sql);
        return;
    };
    let parts = found.parts.into_iter().map(|part| IndexPart {
        desc: part.desc,
        key: match part.key {
            Ok(column) => IndexKey::Column(spelled(owner, &column)),
            Err(expression) => IndexKey::Expression(bare_expression(&expression, Dialect::Sqlite).to_owned()),
        },
        ..IndexPart::column(Ident::default())
    });
    let parts = parts.collect();
    let unique = sql.split_whitespace().nth(1).is_some_and(|word| word.eq_ignore_ascii_case("UNIQUE"));
    owner.indexes.push(Index { name: name.into(), parts, unique, filter: found.filter, ..Index::default() });
}

/// Whether a part of an index has no other order than its column, which need not be said.
fn sorts_as(part: &PartText, table: &Table) -> bool {
    let Some(said) = &part.collation else { return true };
    let Ok(name) = &part.key else { return false };
    let column = table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
    let own = column.and_then(|column| column.collation.as_deref()).unwrap_or("BINARY");
    said.eq_ignore_ascii_case(own)
}

/// Writes out what foreign keys refer to: the table as it spells itself, and the primary key where no columns are named.
fn resolve(draft: &mut Draft) {
    let spell = |name: &str| name.to_ascii_lowercase();
    let tables: HashMap<String, Table> = draft.tables().map(|table| (spell(&table.name.name), table.clone())).collect();
    for key in draft.tables().flat_map(|table| &mut table.foreign_keys) {
        let Some(target) = tables.get(&spell(&key.ref_table.name)) else { continue };
        key.ref_table = target.name.clone();
        key.ref_columns = match (&target.primary_key, key.ref_columns.is_empty()) {
            (Some(primary), true) => primary.columns.clone(),
            _ => key.ref_columns.iter().map(|name| spelled(target, name)).collect(),
        };
    }
}

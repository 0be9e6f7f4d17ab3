//! Rows to be there while tables change.

use std::ops::RangeInclusive;

use covet_core::diff::Answers;
use covet_core::schema::{Column, ColumnType, DefaultValue, ForeignKey, Table, behind_what_they_need};
use covet_core::{Dialect, Schema, TableName, sql};

fn in_order(schema: &Schema) -> Vec<&Table> {
    let referred = |table: &&Table| table.foreign_keys.iter().map(|key| key.ref_table.clone()).collect();
    behind_what_they_need(schema.tables(), |table: &&Table| table.name.clone(), referred)
}

/// Statements that write these rows to every table.
pub fn inserts(schema: &Schema, dialect: Dialect, rows: RangeInclusive<i64>) -> Vec<String> {
    let order = in_order(schema);
    let place = |name: &TableName| order.iter().position(|table| table.name == *name);
    let writer = sql::writer(dialect);
    let mut statements = Vec::new();
    for row in rows {
        for (at, table) in order.iter().enumerate() {
            let columns: Vec<&Column> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
            // A circle is closed by nobody here.
            let is_ahead = |key: &ForeignKey| place(&key.ref_table) > Some(at);
            let value = |column: &&Column| {
                let key = table.foreign_keys.iter().find(|key| key.columns.contains(&column.name));
                match key {
                    Some(key) if is_ahead(key) && column.nullable => "NULL".to_owned(),
                    _ => writer.value(&sample(column, row), &column.ty),
                }
            };
            let names: Vec<String> = columns.iter().map(|column| writer.ident(&column.name)).collect();
            let values: Vec<String> = columns.iter().map(value).collect();
            let table = writer.table(&table.name);
            statements.push(format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", ")));
        }
    }
    statements
}

/// Statements that delete all rows.
pub fn deletes(schema: &Schema, dialect: Dialect) -> Vec<String> {
    let writer = sql::writer(dialect);
    let mut statements = Vec::new();
    // In a circle the keys have no values.
    for table in in_order(schema).into_iter().rev() {
        for key in &table.foreign_keys {
            let columns = key.columns.iter().filter(|name| table.column(name).is_some_and(|column| column.nullable));
            let sets: Vec<String> = columns.map(|name| format!("{} = NULL", writer.ident(name))).collect();
            if !sets.is_empty() {
                statements.push(format!("UPDATE {} SET {}", writer.table(&table.name), sets.join(", ")));
            }
        }
    }
    let delete = |table: &Table| format!("DELETE FROM {}", writer.table(&table.name));
    statements.extend(in_order(schema).into_iter().rev().map(delete));
    statements
}

/// The value of a column in a row: another in each.
fn sample(column: &Column, row: i64) -> DefaultValue {
    use ColumnType as T;
    match &column.ty {
        T::Boolean => (row % 2 == 0).into(),
        T::SmallInteger | T::Integer | T::BigInteger | T::Id | T::IntegerId | T::References => row.into(),
        T::Decimal(..) | T::Float | T::Double => DefaultValue::Number(format!("{row}.5")),
        T::Date => format!("2026-01-0{row}").as_str().into(),
        T::Time => format!("12:00:0{row}").as_str().into(),
        T::Timestamp | T::TimestampTz => format!("2026-01-0{row} 12:00:00").as_str().into(),
        T::Uuid => DefaultValue::Uuid,
        T::Json | T::JsonText => format!("{{\"row\": {row}}}").as_str().into(),
        T::OneOf(values) => values[row as usize % values.len()].as_str().into(),
        // Digits, so that a text can become a number.
        _ => format!("{row}").as_str().into(),
    }
}

/// Queries of the columns that stay as they are: before the change, and behind it.
pub fn kept(before: &Schema, after: &Schema, answers: &Answers, dialect: Dialect) -> Vec<(String, String)> {
    let writer = sql::writer(dialect);
    let mut queries = Vec::new();
    for old in before.tables() {
        let name = answers.tables.get(&old.name).cloned().unwrap_or(Some(old.name.clone()));
        let Some(new) = name.and_then(|name| after.table(&name)) else { continue };
        let mut columns: Vec<(&str, &str)> = Vec::new();
        for column in &old.columns {
            let key = (new.name.clone(), column.name.clone());
            let name = answers.columns.get(&key).cloned().unwrap_or(Some(column.name.clone()));
            let Some(renamed) = name.and_then(|name| new.column(&name)) else { continue };
            if renamed.ty == column.ty && renamed.generated == column.generated && renamed.nullable == column.nullable {
                columns.push((&column.name, &renamed.name));
            }
        }
        let select = |names: Vec<&str>, table: &TableName| {
            let names: Vec<String> = names.into_iter().map(|name| writer.ident(name)).chain(["1".to_owned()]).collect();
            format!("SELECT {} FROM {}", names.join(", "), writer.table(table))
        };
        let (was, is) = columns.into_iter().unzip();
        queries.push((select(was, &old.name), select(is, &new.name)));
    }
    queries
}

/// Rows in an order that does not depend on the table.
pub fn sorted(mut rows: Vec<Vec<Option<String>>>) -> Vec<Vec<Option<String>>> {
    rows.sort();
    rows
}

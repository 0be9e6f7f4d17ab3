//! Tables and their foreign keys.

use std::collections::BTreeMap;

use covet_core::schema::{ColumnType, ForeignKey, Table};
use covet_core::{Ident, Schema, TableName};

use super::{Box, Diagram, Edge, Row, Subject};

/// The tables of a schema, each in the group that `app` gives it.
pub(crate) fn of_schema(schema: &Schema, app: impl Fn(&TableName) -> String) -> Diagram {
    let tables: Vec<&Table> = schema.tables().collect();
    let places: BTreeMap<&TableName, usize> = tables.iter().enumerate().map(|(at, table)| (&table.name, at)).collect();
    let boxes = tables.iter().map(|table| Box {
        title: table.name.to_string(),
        group: app(&table.name),
        rows: table.columns.iter().map(|column| row(table, &column.name)).collect(),
    });
    let keys = tables.iter().enumerate().flat_map(|(at, table)| table.foreign_keys.iter().map(move |key| (at, key)));
    // What is declared outside of these migrations is not drawn.
    let edges = keys.filter_map(|(at, key)| {
        let to = *places.get(&key.ref_table)?;
        Some(edge((at, tables[at]), (to, tables[to]), key))
    });
    Diagram { subject: Subject::Tables, boxes: boxes.collect(), edges: edges.collect() }
}

fn row(table: &Table, name: &Ident) -> Row {
    let Some(column) = table.columns.iter().find(|column| column.name == *name) else { return Row::default() };
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(name));
    let refers = table.foreign_keys.iter().any(|key| key.columns.contains(name));
    let keys = [(is_key, "PK"), (refers, "FK"), (is_unique(table, std::slice::from_ref(name)), "UK")];
    Row {
        name: name.to_string(),
        ty: format!("{}{}", type_name(&column.ty), if column.nullable { "?" } else { "" }),
        keys: keys.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| key).collect(),
    }
}

/// The type, short enough to stand beside others.
fn type_name(ty: &ColumnType) -> String {
    match ty {
        ColumnType::OneOf(values) => match values.join(" | ") {
            all if all.len() <= 24 => all,
            _ => format!("one of {} values", values.len()),
        },
        ty => ty.to_string(),
    }
}

fn edge(from: (usize, &Table), to: (usize, &Table), key: &ForeignKey) -> Edge {
    let place = |table: &Table, columns: &[Ident]| {
        columns.first().and_then(|name| table.columns.iter().position(|column| column.name == *name))
    };
    let is_nullable = |name: &Ident| from.1.columns.iter().any(|column| column.name == *name && column.nullable);
    Edge {
        from: (from.0, place(from.1, &key.columns)),
        to: (to.0, place(to.1, &key.ref_columns)),
        label: key.columns.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
        one: is_unique(from.1, &key.columns)
            || from.1.primary_key.as_ref().is_some_and(|primary| primary.columns == key.columns),
        optional: key.columns.iter().any(is_nullable),
    }
}

fn is_unique(table: &Table, columns: &[Ident]) -> bool {
    table.uniques.iter().any(|unique| unique.columns == columns)
}

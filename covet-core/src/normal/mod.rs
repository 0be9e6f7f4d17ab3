//! What a database can tell of a schema: the one form in which a declared schema and one read back are equal.
//!
//! A database forgets some of what was declared (SQLite keeps moments with and without a zone in one type) and rewrites
//! the rest (`0.1` becomes `0.10`, `IN` becomes `= ANY`). [`normalise`] maps both sides onto what is left.

mod default;
mod expression;
mod types;

pub use default::read_default;
pub use expression::condition;
pub use types::read_type;

use crate::dialect::Dialect;
use crate::schema::{Action, Column, ColumnType, DefaultValue, ForeignKey, Schema, Table, Unique};

/// The schema as far as a database of that dialect can tell it.
///
/// A schema that was replayed and one that was read back are equal in this form when the database is as it was declared.
/// Columns stay in order; keys, checks and indexes are ordered by name.
///
/// ```
/// use covet_core::schema::{Column, ColumnType, Schema, Table};
/// use covet_core::{Dialect, normal};
///
/// let mut declared = Schema::new();
/// let mut events = Table::new("events");
/// events.columns.push(Column::new("at", ColumnType::TimestampTz));
/// declared.insert(events);
/// let told = normal::normalise(&declared, Dialect::Sqlite);
/// assert_eq!(told.tables().next().unwrap().columns[0].ty, ColumnType::Timestamp);
/// ```
pub fn normalise(schema: &Schema, dialect: Dialect) -> Schema {
    let mut normal = Schema::new();
    for table in schema.tables() {
        normal.insert(normal_table(table, dialect));
    }
    normal
}

fn normal_table(table: &Table, dialect: Dialect) -> Table {
    let mut normal = table.clone();
    for column in &mut normal.columns {
        normal_column(column, table, dialect);
    }
    for check in &mut normal.checks {
        check.expression = condition(&check.expression, dialect);
    }
    if dialect == Dialect::MySql {
        normal.foreign_keys.iter_mut().for_each(refuse_alike);
        // A unique constraint is a unique index there, and nothing else.
        let (unique, plain) = normal.indexes.into_iter().partition(|index| index.unique);
        let unique: Vec<crate::schema::Index> = unique;
        normal.uniques.extend(unique.into_iter().map(|index| Unique { name: index.name, columns: index.columns }));
        normal.indexes = plain;
    }
    normal.uniques.sort_by(|a, b| a.name.cmp(&b.name));
    normal.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    normal.checks.sort_by(|a, b| a.name.cmp(&b.name));
    normal.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    normal
}

/// InnoDB refuses at once, whichever of the two was declared.
fn refuse_alike(key: &mut ForeignKey) {
    for action in [&mut key.on_delete, &mut key.on_update] {
        if *action == Action::Restrict {
            *action = Action::NoAction;
        }
    }
}

fn normal_column(column: &mut Column, table: &Table, dialect: Dialect) {
    column.ty = types::told(column.ty, dialect);
    column.default = column.default.take().and_then(|value| match value {
        DefaultValue::Sql(text) => read_default(&text, column.ty, dialect),
        value => Some(value),
    });
    column.default = column.default.take().map(|value| default::normal(value, column.ty, dialect));
    let Some(key) = &table.primary_key else { return };
    let takes_null_in_keys = match dialect {
        Dialect::Postgres | Dialect::MySql => false,
        // The row's own number is never NULL.
        Dialect::Sqlite => key.columns.len() > 1 || !matches!(column.ty, ColumnType::Integer | ColumnType::Id),
    };
    if key.columns.contains(&column.name) && !takes_null_in_keys {
        column.nullable = false;
    }
}

//! What a database can tell of a schema: the one form in which a declared schema and one read back are equal.
//!
//! A database forgets some of what was declared (SQLite keeps moments with and without a zone in one type) and rewrites
//! the rest (`0.1` becomes `0.10`, `IN` becomes `= ANY`). [`normalise`] maps both sides onto what is left.

mod default;
mod expression;
mod types;

pub use default::read_default;
pub use expression::{bare as bare_expression, condition};
pub use types::read_type;

use crate::dialect::Dialect;
use crate::schema::{
    Action, Check, Column, DefaultValue, ForeignKey, Index, IndexKey, IndexPart, Nulls, Schema, Table, Unique,
};
use crate::sql;

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
    for name in schema.enums() {
        normal.insert_enum(name.clone(), schema.enum_values(name).unwrap_or_default().to_vec());
    }
    normal
}

fn normal_table(table: &Table, dialect: Dialect) -> Table {
    let mut normal = table.clone();
    if dialect == Dialect::Sqlite {
        normal.comment = None;
    }
    // A native enum is the one type that says which values there are.
    normal.checks.extend(table.columns.iter().filter_map(|column| one_of(table, column, dialect)));
    for column in &mut normal.columns {
        normal_column(column, table, dialect);
    }
    for check in &mut normal.checks {
        check.expression = condition(&check.expression, dialect);
        check.not_valid &= dialect == Dialect::Postgres;
    }
    for key in &mut normal.foreign_keys {
        key.not_valid &= dialect == Dialect::Postgres;
        key.external = false;
    }
    for index in &mut normal.indexes {
        normal_index(index, dialect);
    }
    if dialect == Dialect::MySql {
        normal.foreign_keys.iter_mut().for_each(refuse_alike);
        // A unique constraint is a unique index there, and nothing else.
        let is_constraint = |index: &Index| index.unique && index.parts.iter().all(|part| *part == plain(part));
        for index in normal.indexes.extract_if(.., |index| is_constraint(index)) {
            let columns = index.parts.iter().filter_map(IndexPart::as_column).cloned().collect();
            normal.uniques.push(Unique::on(index.name, columns));
        }
    }
    normal.uniques.sort_by(|a, b| a.name.cmp(&b.name));
    normal.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    normal.checks.sort_by(|a, b| a.name.cmp(&b.name));
    normal.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    normal
}

/// The part as it would be if it were a column and nothing more.
fn plain(part: &IndexPart) -> IndexPart {
    IndexPart::column(part.as_column().cloned().unwrap_or_default())
}

/// The check that makes a type of one of several texts.
fn one_of(table: &Table, column: &Column, dialect: Dialect) -> Option<Check> {
    let expression = sql::writer(dialect).one_of(column).filter(|_| dialect != Dialect::MySql)?;
    Some(Check::on(column.check_name(&table.name), expression))
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
    column.ty = types::told(&column.ty, dialect);
    column.default = column.default.take().and_then(|value| match value {
        DefaultValue::Sql(text) => read_default(&text, &column.ty, dialect),
        value => Some(value),
    });
    column.default = column.default.take().map(|value| default::normal(value, &column.ty, dialect));
    column.unsigned &= dialect == Dialect::MySql;
    column.comment = column.comment.take().filter(|_| dialect != Dialect::Sqlite);
    if let Some(generated) = &mut column.generated {
        generated.expression = expression::value(&generated.expression, dialect);
        // MariaDB has no generated column that is declared NOT NULL.
        column.nullable |= dialect == Dialect::MySql;
    }
    // SQLite takes NULL in a key that does not say otherwise, by an old mistake of which nobody makes use.
    if table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name)) {
        column.nullable = false;
    }
}

fn normal_index(index: &mut Index, dialect: Dialect) {
    index.filter = index.filter.take().map(|filter| condition(&filter, dialect));
    index.using = index.using.take().map(|method| method.to_lowercase()).filter(|method| method != "btree");
    for part in &mut index.parts {
        if let IndexKey::Expression(sql) = &part.key {
            part.key = IndexKey::Expression(expression::value(sql, dialect));
        }
        // What is so without being said need not be said. NULL is the greatest in PostgreSQL, the least elsewhere.
        let usual = if part.desc == (dialect == Dialect::Postgres) { Nulls::First } else { Nulls::Last };
        part.nulls = part.nulls.filter(|nulls| *nulls != usual);
    }
}

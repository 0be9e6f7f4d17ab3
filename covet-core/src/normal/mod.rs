//! What a database can tell of a schema: the one form in which a declared schema and one read back are equal.
//!
//! A database forgets some of what was declared (SQLite keeps moments with and without a zone in one type) and rewrites
//! the rest (`0.1` becomes `0.10`, `IN` becomes `= ANY`). [`normalise`] maps both sides onto what is left.

mod declared;
mod default;
mod expression;
mod object;
mod types;

pub use declared::declared;
pub use default::read_default;
pub use expression::{bare as bare_expression, condition};
pub use object::{is_made_by, sqlite_words};
pub use types::read_type;

use expression::condition_of;

use crate::dialect::Dialect;
use crate::schema::{
    Action, Check, Column, DefaultValue, ForeignKey, Index, IndexKey, IndexPart, Nulls, PrimaryKey, Schema, SqlText,
    Table, Unique,
};
use crate::sql;

/// The schema as far as a database of that dialect can tell it.
///
/// A schema that was replayed and one that was read back are equal in this form when the database is as it was declared.
/// Columns stay in order; keys, checks and indexes are ordered by name. Objects are left out: no database tells their texts
/// in a form that could be compared, but SQLite, whose [`is_made_by`] is for.
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

/// A table as far as the database can tell it.
pub(crate) fn normal_table(table: &Table, dialect: Dialect) -> Table {
    let mut normal = table.clone();
    normal.primary_key = normal_primary_key(table, dialect);
    normal.options = options(table, dialect);
    if dialect == Dialect::Sqlite {
        normal.comment = None;
    }
    normal.columns = table.columns.iter().map(|column| normal_column(column, table, dialect)).collect();
    let types = table.columns.iter().filter_map(|column| type_check(column, table, dialect));
    normal.checks = types.chain(table.checks.iter().map(|check| normal_check(check, table, dialect))).collect();
    normal.foreign_keys = table.foreign_keys.iter().map(|key| normal_foreign_key(key, dialect)).collect();
    normal.indexes.clear();
    for index in &table.indexes {
        match normal_index(index, table, dialect) {
            NormalIndex::Index(index) => normal.indexes.push(index),
            NormalIndex::Unique(unique) => normal.uniques.push(unique),
        }
    }
    normal.uniques.sort_by(|a, b| a.name.cmp(&b.name));
    normal.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    normal.checks.sort_by(|a, b| a.name.cmp(&b.name));
    normal.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    normal
}

/// The options of a table as SQLite keeps them, in one spelling; the others tell them in words of their own.
fn options(table: &Table, dialect: Dialect) -> SqlText {
    let Some(said) = table.options.of(dialect).filter(|_| dialect == Dialect::Sqlite) else {
        return SqlText::default();
    };
    let words = |option: &str| option.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
    let mut options: Vec<String> = said.split(',').map(words).collect();
    options.sort();
    SqlText::only(options.join(", "), dialect)
}

/// The primary key of a table as far as the database can tell it.
pub(crate) fn normal_primary_key(table: &Table, dialect: Dialect) -> Option<PrimaryKey> {
    let key = table.primary_key.clone()?;
    let has_name = dialect.capabilities().names_primary_keys;
    Some(if has_name { key.named_on(&table.name) } else { PrimaryKey::on(key.columns) })
}

/// The part as it would be if it were a column and nothing more.
fn plain(part: &IndexPart) -> IndexPart {
    IndexPart::column(part.as_column().cloned().unwrap_or_default())
}

/// The check that makes a type of one of several texts; a native enum is the one type that says which values there are.
pub(crate) fn type_check(column: &Column, table: &Table, dialect: Dialect) -> Option<Check> {
    let expression = sql::writer(dialect).one_of(column).filter(|_| dialect != Dialect::MySql)?;
    Some(normal_check(&Check::on(column.check_name(&table.name), expression), table, dialect))
}

/// A check as far as the database can tell it.
pub(crate) fn normal_check(check: &Check, table: &Table, dialect: Dialect) -> Check {
    let not_valid = check.not_valid && dialect == Dialect::Postgres;
    Check { name: check.name.clone(), expression: condition_of(&check.expression, table, dialect), not_valid }
}

/// A foreign key as far as the database can tell it.
pub(crate) fn normal_foreign_key(key: &ForeignKey, dialect: Dialect) -> ForeignKey {
    // Whether another crate makes the table is nothing that a database knows.
    let not_valid = key.not_valid && dialect == Dialect::Postgres;
    let mut key = ForeignKey { not_valid, external: false, ..key.clone() };
    if dialect == Dialect::MySql {
        refuse_alike(&mut key);
    }
    key
}

/// InnoDB refuses at once, whichever of the two was declared.
fn refuse_alike(key: &mut ForeignKey) {
    for action in [&mut key.on_delete, &mut key.on_update] {
        if *action == Action::Restrict {
            *action = Action::NoAction;
        }
    }
}

/// A column of a table as far as the database can tell it.
pub(crate) fn normal_column(column: &Column, table: &Table, dialect: Dialect) -> Column {
    let mut column = column.clone();
    column.ty = types::told(&column.ty, dialect);
    column.default = column.default.take().and_then(|value| match value {
        DefaultValue::Sql(text) => read_default(&text, &column.ty, dialect),
        value => Some(value),
    });
    column.default = column.default.take().map(|value| default::normal(value, &column.ty, dialect));
    // Their names are the same in any case.
    column.collation = column.collation.take().map(|name| match dialect {
        Dialect::Postgres => name,
        Dialect::MySql | Dialect::Sqlite => name.to_lowercase(),
    });
    column.unsigned &= dialect == Dialect::MySql;
    column.comment = column.comment.take().filter(|_| dialect != Dialect::Sqlite);
    if let Some(generated) = &mut column.generated {
        generated.expression = expression::value_of(&generated.expression, table, dialect);
        // MariaDB has no generated column that is declared NOT NULL.
        column.nullable |= dialect == Dialect::MySql;
    }
    // SQLite takes NULL in a key that does not say otherwise, by an old mistake of which nobody makes use.
    if table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name)) {
        column.nullable = false;
    }
    column
}

/// What a database can tell of an index.
pub(crate) enum NormalIndex {
    /// That it is one.
    Index(Index),
    /// That it is a unique constraint: in MySQL that is a unique index, and nothing else.
    Unique(Unique),
}

/// An index as far as the database can tell it.
pub(crate) fn normal_index(index: &Index, table: &Table, dialect: Dialect) -> NormalIndex {
    let mut index = index.clone();
    index.filter = index.filter.take().map(|filter| condition_of(&filter, table, dialect));
    index.using = index.using.take().map(|method| method.to_lowercase()).filter(|method| method != "btree");
    for part in &mut index.parts {
        if let IndexKey::Expression(sql) = &part.key {
            part.key = IndexKey::Expression(expression::value_of(sql, table, dialect));
        }
        // What is so without being said need not be said. NULL is the greatest in PostgreSQL, the least elsewhere.
        let usual = if part.desc == (dialect == Dialect::Postgres) { Nulls::First } else { Nulls::Last };
        part.nulls = part.nulls.filter(|nulls| *nulls != usual);
    }
    if dialect == Dialect::MySql && index.unique && index.parts.iter().all(|part| *part == plain(part)) {
        let columns = index.parts.iter().filter_map(IndexPart::as_column).cloned().collect();
        return NormalIndex::Unique(Unique::on(index.name, columns));
    }
    NormalIndex::Index(index)
}

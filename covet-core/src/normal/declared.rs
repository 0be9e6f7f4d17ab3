//! What a migration can say of tables that were read from a database, which took more than a migration takes.

use super::default::normal;
use super::expression::bare;
use super::refuse_alike;
use crate::dialect::Dialect;
use crate::ident::Ident;
use crate::schema::{Column, ColumnType, DefaultValue, ForeignKey, Schema, SqlText, Table};
use crate::sql;

/// The schema as migrations declare one; in the form of [`normalise`](super::normalise) it is the same, but for keys that no
/// migration takes, which are left out: those between columns of two types, and to what is no key.
///
/// Tables that are not in it, and not in `known`, are those of others: keys to them are external.
///
/// ```
/// use covet_core::schema::{Column, ColumnType, PrimaryKey, Schema, Table};
/// use covet_core::{Dialect, normal};
///
/// let mut read = Schema::new();
/// let mut notes = Table::new("notes");
/// notes.columns.push(Column { nullable: true, ..Column::new("id", ColumnType::Integer) });
/// notes.primary_key = Some(PrimaryKey::on(vec!["id".into()]));
/// read.insert(notes);
/// let declared = normal::declared(&read, &Schema::new(), Dialect::Sqlite);
/// assert!(!declared.tables().next().unwrap().columns[0].nullable);
/// ```
pub fn declared(schema: &Schema, known: &Schema, dialect: Dialect) -> Schema {
    let mut all = schema.clone();
    for table in schema.tables() {
        all.insert(with_columns(table, schema, dialect));
    }
    let tables: Vec<Table> = all.tables().cloned().collect();
    for mut table in tables {
        let columns = table.columns.clone();
        let referred = |key: &ForeignKey| all.table(&key.ref_table).or_else(|| known.table(&key.ref_table));
        table.foreign_keys.retain(|key| referred(key).is_none_or(|referred| fits(key, &columns, referred)));
        for key in &mut table.foreign_keys {
            key.external = referred(key).is_none();
            if dialect == Dialect::MySql {
                refuse_alike(key);
            }
        }
        all.insert(table);
    }
    all
}

fn with_columns(read: &Table, schema: &Schema, dialect: Dialect) -> Table {
    let mut table = read.clone();
    let key = table.primary_key.as_ref().map_or(Vec::new(), |key| key.columns.clone());
    let name = table.name.clone();
    for column in &mut table.columns {
        // SQLite takes NULL in a key that does not say otherwise, by an old mistake.
        column.nullable &= !key.contains(&column.name);
        if column.ty.is_id() && key != [column.name.clone()] {
            column.ty = column.ty.key_type();
        }
        // There an id is of one size, and those that refer to it say which is meant.
        if dialect == Dialect::Sqlite && column.ty == ColumnType::Id {
            let own = read.foreign_keys.iter().filter(|key| key.ref_table == name);
            let referrers = schema.referrers(&name).chain(own.map(|key| (read, key)));
            let mut types = referrers.filter_map(|(other, key)| type_of_referrer(other, key, column)).peekable();
            if types.peek().is_some() && types.all(|ty| ty == ColumnType::Integer) {
                column.ty = ColumnType::IntegerId;
            }
        }
        // A type of its own is that of the only database that was asked.
        if let ColumnType::Custom(text) = &column.ty
            && let Some(own) = text.of(dialect)
        {
            column.ty = ColumnType::Custom(SqlText::any(own));
        }
        if let Some(value) = column.default.take() {
            // Zeros that say nothing are the database's.
            let value = match column.ty {
                ColumnType::Decimal(..) | ColumnType::Float | ColumnType::Double => normal(value, &column.ty, dialect),
                _ => value,
            };
            column.default = Some(fitting(value, &column.ty, dialect));
        }
    }
    table
}

/// The type of the column that refers to one.
fn type_of_referrer(other: &Table, key: &ForeignKey, column: &Column) -> Option<ColumnType> {
    let at = key.ref_columns.iter().position(|name| *name == column.name)?;
    other.column(key.columns.get(at)?).map(|column| column.ty.key_type())
}

/// A default as the type takes it, or else as SQL.
fn fitting(value: DefaultValue, ty: &ColumnType, dialect: Dialect) -> DefaultValue {
    if value.fits(ty) {
        return value;
    }
    let writer = sql::writer(dialect);
    let text = match &value {
        DefaultValue::Text(text) => writer.text(text),
        value => writer.value(value, ty),
    };
    DefaultValue::Sql(bare(&text, dialect).to_owned())
}

/// Whether a key is one that migrations take.
fn fits(key: &ForeignKey, columns: &[Column], referred: &Table) -> bool {
    let column = |name: &Ident| columns.iter().find(|column| column.name == *name);
    let is_of_type = |(from, to): (&Ident, &Ident)| match (column(from), referred.column(to)) {
        (Some(from), Some(to)) => from.ty.can_refer_to(&to.ty) && from.unsigned == to.unsigned,
        _ => false,
    };
    key.columns.iter().zip(&key.ref_columns).all(is_of_type) && referred.is_key(&key.ref_columns)
}

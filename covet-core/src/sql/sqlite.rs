//! The SQL of SQLite.

use super::conversion::{Family, is_fractional, is_whole};
use super::{Writer, options};
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::schema::{Column, ColumnType, Table};

#[derive(Debug)]
pub(super) struct Sqlite;

impl Writer for Sqlite {
    fn ty(&self, ty: &ColumnType) -> String {
        match ty {
            // An id must be declared with this very word to be the row's own number.
            ColumnType::Id | ColumnType::IntegerId | ColumnType::Integer => "INTEGER".into(),
            ColumnType::String(length) => format!("VARCHAR({length})"),
            // Declared as JSON a text of digits would become a number.
            ColumnType::Text | ColumnType::Json | ColumnType::JsonText | ColumnType::OneOf(_) => "TEXT".into(),
            ColumnType::SmallInteger => "SMALLINT".into(),
            ColumnType::BigInteger | ColumnType::References => "BIGINT".into(),
            ColumnType::Boolean => "BOOLEAN".into(),
            ColumnType::Decimal(precision, scale) => format!("DECIMAL({precision}, {scale})"),
            ColumnType::Float => "REAL".into(),
            ColumnType::Double => "DOUBLE".into(),
            ColumnType::Date => "DATE".into(),
            ColumnType::Time => "TIME".into(),
            ColumnType::Timestamp | ColumnType::TimestampTz => "DATETIME".into(),
            ColumnType::Uuid | ColumnType::Binary | ColumnType::BinaryN(_) => "BLOB".into(),
            ColumnType::Custom(custom) => custom.of(Dialect::Sqlite).unwrap_or_default().to_owned(),
            // Refused before a statement is written.
            ColumnType::Enum(_) | ColumnType::Array(_) => String::new(),
        }
    }

    fn id_clause(&self) -> &'static str {
        " PRIMARY KEY AUTOINCREMENT"
    }

    fn id_is_key(&self) -> bool {
        true
    }

    /// In the form in which sqlx writes moments: forms that are mixed sort wrongly.
    fn now(&self, ty: &ColumnType) -> &'static str {
        match ty {
            ColumnType::Date => "(date('now'))",
            ColumnType::Time => "(strftime('%H:%M:%f','now'))",
            ColumnType::Timestamp => "(strftime('%Y-%m-%d %H:%M:%f','now'))",
            _ => "(strftime('%Y-%m-%dT%H:%M:%f+00:00','now'))",
        }
    }

    fn uuid(&self) -> &'static str {
        "(randomblob(16))"
    }

    fn uuid_of(&self, value: &str) -> String {
        format!("X'{}'", value.replace('-', "").to_ascii_lowercase())
    }

    /// Without a name, which would stay behind when the table or the column is renamed.
    fn table_options(&self, table: &Table) -> String {
        options(table, Dialect::Sqlite)
    }

    fn column_end(&self, _: &TableName, column: &Column) -> String {
        self.one_of(column).map(|check| format!(" CHECK ({check})")).unwrap_or_default()
    }

    fn moment(&self, value: &str, ty: &ColumnType) -> String {
        match ty {
            ColumnType::TimestampTz => format!("'{}+00:00'", value.replacen(' ', "T", 1)),
            _ => format!("'{value}'"),
        }
    }

    /// Any value as the literal that it is, of whichever type.
    fn key_text(&self, column: &str, _: &ColumnType) -> String {
        format!("quote({column})")
    }

    fn key_value(&self, text: &str, _: &ColumnType) -> String {
        text.to_owned()
    }

    /// What is left out here is left to the affinity of the new column, which loses nothing that it cannot convert.
    fn converted(&self, column: &str, from: &ColumnType, to: &ColumnType) -> Option<String> {
        match (from, to, Family::of(from), Family::of(to)) {
            (ColumnType::Timestamp, ColumnType::TimestampTz, ..) => {
                Some(format!("replace({column}, ' ', 'T') || '+00:00'"))
            }
            (ColumnType::TimestampTz, ColumnType::Timestamp, ..) => Some(format!(
                "CASE WHEN {column} LIKE '%+00:00' THEN replace(substr({column}, 1, length({column}) - 6), 'T', ' ') \
                 ELSE strftime('%Y-%m-%d %H:%M:%f', {column}) END"
            )),
            (from, to, ..) if is_fractional(from) && is_whole(to) => Some(format!("CAST(round({column}) AS INTEGER)")),
            (ColumnType::Decimal(_, old), ColumnType::Decimal(_, scale), ..) if scale < old => {
                Some(format!("round({column}, {scale})"))
            }
            (ColumnType::Float | ColumnType::Double, ColumnType::Decimal(_, scale), ..) => {
                Some(format!("round({column}, {scale})"))
            }
            (.., Family::Number, Family::Boolean) => Some(format!("{column} <> 0")),
            (.., Family::Number | Family::Boolean, Family::Text) => Some(format!("CAST({column} AS TEXT)")),
            _ => None,
        }
    }
}

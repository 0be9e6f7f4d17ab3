//! The SQL of MySQL and MariaDB.

use super::{Alter, Writer, quoted};
use crate::ident::Ident;
use crate::schema::{Column, ColumnType, DefaultValue};

#[derive(Debug)]
pub(super) struct MySql;

impl Writer for MySql {
    /// In backquotes: `ANSI_QUOTES` decides what double quotes are.
    fn ident(&self, name: &str) -> String {
        quoted(name, '`')
    }

    /// With a backslash in it, as hexadecimal digits: what a backslash is depends on `NO_BACKSLASH_ESCAPES`. Not with an
    /// introducer, `_utf8mb4 X'5c'`: as a default MariaDB 10.11 stores that as a text that it cannot read again.
    fn text(&self, value: &str) -> String {
        if !value.contains('\\') {
            return quoted(value, '\'');
        }
        let digits: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("CONVERT(X'{digits}' USING utf8mb4)")
    }

    fn ty(&self, ty: ColumnType) -> String {
        match ty {
            ColumnType::Id | ColumnType::BigInteger | ColumnType::References => "bigint".into(),
            ColumnType::String(length) => format!("varchar({length})"),
            ColumnType::Text => "longtext".into(),
            ColumnType::Integer => "int".into(),
            ColumnType::Boolean => "tinyint(1)".into(),
            ColumnType::Decimal(precision, scale) => format!("decimal({precision}, {scale})"),
            ColumnType::Timestamp | ColumnType::TimestampTz => "datetime(6)".into(),
        }
    }

    fn id_clause(&self) -> &'static str {
        " AUTO_INCREMENT"
    }

    fn now(&self, _: ColumnType) -> &'static str {
        "(utc_timestamp(6))"
    }

    /// A literal default of a text, and a text in digits, are expressions, which stand in parentheses.
    fn default(&self, value: &DefaultValue, ty: ColumnType) -> String {
        let text = self.value(value, ty);
        let needs_parentheses = match value {
            DefaultValue::Text(value) => ty == ColumnType::Text || value.contains('\\'),
            _ => false,
        };
        if needs_parentheses { format!("({text})") } else { text }
    }

    /// MODIFY COLUMN has no place for an expression.
    fn converted(&self, _: &str, _: ColumnType, _: ColumnType) -> Option<String> {
        None
    }

    fn table_options(&self) -> &'static str {
        " ENGINE=InnoDB"
    }

    fn alter(&self) -> Option<&dyn Alter> {
        Some(self)
    }
}

impl Alter for MySql {
    fn alter_column(&self, old: &Column, new: &Column, _: Option<&str>) -> Vec<String> {
        let definition = self.column(new);
        if definition == self.column(old) {
            return Vec::new();
        }
        vec![format!("MODIFY COLUMN {definition}")]
    }

    fn set_default(&self, column: &Column) -> String {
        let alter = format!("ALTER COLUMN {}", self.ident(&column.name));
        match &column.default {
            Some(default) => format!("{alter} SET DEFAULT {}", self.default(default, column.ty)),
            // Without a default a column that takes NULL would still have to be given a value.
            None if column.nullable => format!("{alter} SET DEFAULT NULL"),
            None => format!("{alter} DROP DEFAULT"),
        }
    }

    fn drop_unique(&self, name: &Ident) -> String {
        format!("DROP INDEX {}", self.ident(name))
    }

    fn drop_foreign_key(&self, name: &Ident) -> String {
        format!("DROP FOREIGN KEY {}", self.ident(name))
    }
}

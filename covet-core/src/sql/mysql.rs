//! The SQL of MySQL and MariaDB.

use super::{Alter, Writer, options, quoted};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::{Column, ColumnType, DefaultValue, Index, Table};

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
        format!("CONVERT({} USING utf8mb4)", digits(value))
    }

    fn ty(&self, ty: &ColumnType) -> String {
        match ty {
            ColumnType::Id | ColumnType::BigInteger | ColumnType::References => "bigint".into(),
            ColumnType::String(length) => format!("varchar({length})"),
            ColumnType::Text => "longtext".into(),
            ColumnType::SmallInteger => "smallint".into(),
            ColumnType::Integer | ColumnType::IntegerId => "int".into(),
            ColumnType::Boolean => "tinyint(1)".into(),
            ColumnType::Decimal(precision, scale) => format!("decimal({precision}, {scale})"),
            ColumnType::Float => "float".into(),
            ColumnType::Double => "double".into(),
            ColumnType::Date => "date".into(),
            // Without a number it holds no fractions.
            ColumnType::Time => "time(6)".into(),
            ColumnType::Timestamp | ColumnType::TimestampTz => "datetime(6)".into(),
            ColumnType::Uuid => "binary(16)".into(),
            ColumnType::Json | ColumnType::JsonText => "json".into(),
            ColumnType::Binary => "longblob".into(),
            ColumnType::BinaryN(length) => format!("varbinary({length})"),
            ColumnType::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| enum_value(value)).collect();
                format!("enum({})", values.join(", "))
            }
            ColumnType::Custom(custom) => custom.of(Dialect::MySql).unwrap_or_default().to_owned(),
            // Refused before a statement is written.
            ColumnType::Enum(_) | ColumnType::Array(_) => String::new(),
        }
    }

    fn id_clause(&self) -> &'static str {
        " AUTO_INCREMENT"
    }

    fn now(&self, ty: &ColumnType) -> &'static str {
        match ty {
            ColumnType::Date => "(utc_date())",
            ColumnType::Time => "(utc_time(6))",
            _ => "(utc_timestamp(6))",
        }
    }

    fn uuid(&self) -> &'static str {
        "(unhex(replace(uuid(), '-', '')))"
    }

    /// As an expression: a literal of bytes is told by MariaDB as the characters that they would be.
    fn uuid_of(&self, value: &str) -> String {
        format!("unhex('{}')", value.replace('-', "").to_ascii_lowercase())
    }

    /// A literal default of a text, and a text in digits, are expressions, which stand in parentheses.
    fn default(&self, value: &DefaultValue, ty: &ColumnType) -> String {
        use ColumnType as T;
        let text = self.value(value, ty);
        let needs_parentheses = match value {
            DefaultValue::Text(value) => {
                matches!(ty, T::Text | T::Json | T::JsonText | T::Custom(_) | T::Uuid) || value.contains('\\')
            }
            _ => false,
        };
        if needs_parentheses { format!("({text})") } else { text }
    }

    fn sign(&self, column: &Column) -> &'static str {
        if column.unsigned { " UNSIGNED" } else { "" }
    }

    /// MariaDB has no generated column that is declared NOT NULL.
    fn is_declared_not_null(&self, column: &Column) -> bool {
        !column.nullable && column.generated.is_none()
    }

    fn column_end(&self, _: &TableName, column: &Column) -> String {
        column.comment.as_ref().map(|comment| format!(" COMMENT {}", quoted(comment, '\''))).unwrap_or_default()
    }

    fn key_text(&self, column: &str, ty: &ColumnType) -> String {
        match ty {
            ColumnType::Uuid | ColumnType::Binary | ColumnType::BinaryN(_) => format!("hex({column})"),
            // As text it has six digits, as a double all of them.
            ColumnType::Float => format!("CAST({column} + 0e0 AS CHAR)"),
            // Its values are in the order of their numbers, and compare with texts as texts.
            ColumnType::OneOf(_) => format!("CAST({column} + 0 AS CHAR)"),
            _ => format!("CAST({column} AS CHAR)"),
        }
    }

    /// A number in quotes would keep the index from being used. A text compares by the collation of its column, which
    /// what `CONVERT` gives does not.
    fn key_value(&self, text: &str, ty: &ColumnType) -> String {
        match ty {
            ColumnType::Uuid | ColumnType::Binary | ColumnType::BinaryN(_) => format!("X{}", quoted(text, '\'')),
            _ if is_number(ty) && text.chars().all(|char| char.is_ascii_digit() || "+-.eE".contains(char)) => {
                text.to_owned()
            }
            _ if text.contains('\\') => format!("_utf8mb4 {}", digits(text)),
            _ => quoted(text, '\''),
        }
    }

    /// MODIFY COLUMN has no place for an expression.
    fn converted(&self, _: &str, _: &ColumnType, _: &ColumnType) -> Option<String> {
        None
    }

    fn table_options(&self, table: &Table) -> String {
        let comment = table.comment.as_ref().map(|comment| format!(" COMMENT={}", quoted(comment, '\'')));
        let engine = if table.says(Dialect::MySql, "ENGINE") { "" } else { " ENGINE=InnoDB" };
        // Partitions come last.
        format!("{engine}{}{}", comment.unwrap_or_default(), options(table, Dialect::MySql))
    }

    fn index_kind(&self, index: &Index) -> &'static str {
        match index.unique {
            true => "UNIQUE ",
            false if index.is_kind("fulltext") => "FULLTEXT ",
            false if index.is_kind("spatial") => "SPATIAL ",
            false => "",
        }
    }

    fn comment_on_table(&self, table: &TableName, comment: Option<&str>) -> Option<String> {
        Some(self.alter_table(table, &[format!("COMMENT={}", quoted(comment.unwrap_or_default(), '\''))]))
    }

    fn rename_table(&self, from: &TableName, to: &TableName) -> String {
        format!("RENAME TABLE {} TO {}", self.table(from), self.table(to))
    }

    fn rename_index(&self, table: &TableName, from: &Ident, to: &Index) -> Vec<String> {
        let action = format!("RENAME INDEX {} TO {}", self.ident(from), self.ident(&to.name));
        vec![self.alter_table(table, &[action])]
    }

    fn alter(&self) -> Option<&dyn Alter> {
        Some(self)
    }
}

/// What an ALTER TABLE ends with that is not to keep others from writing.
const ON_A_LINE: &str = ", LOCK=NONE";

/// The same, where each action stands on a line of its own.
const ON_LINES: &str = ",\n    LOCK=NONE";

/// The statement of a plan without the word that it must not keep others from writing.
///
/// ```
/// use covet_core::sql::may_lock;
/// assert_eq!(may_lock("ALTER TABLE `t` DROP COLUMN `a`, LOCK=NONE"), "ALTER TABLE `t` DROP COLUMN `a`");
/// ```
pub fn may_lock(statement: &str) -> &str {
    statement.strip_suffix(ON_LINES).or_else(|| statement.strip_suffix(ON_A_LINE)).unwrap_or(statement)
}

/// A value of an enum, which is a literal: with a backslash in it, of digits.
fn enum_value(value: &str) -> String {
    if !value.contains('\\') {
        return quoted(value, '\'');
    }
    digits(value)
}

/// A text as hexadecimal digits.
fn digits(text: &str) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("X'{digits}'")
}

/// Whether its values are written in digits.
fn is_number(ty: &ColumnType) -> bool {
    use ColumnType as T;
    let is_whole =
        matches!(ty, T::Id | T::IntegerId | T::References | T::SmallInteger | T::Integer | T::BigInteger | T::Boolean);
    is_whole || matches!(ty, T::OneOf(_) | T::Decimal(..) | T::Float | T::Double)
}

impl Alter for MySql {
    fn alter_column(&self, table: &TableName, old: &Column, new: &Column, _: Option<&str>) -> Vec<String> {
        let definition = self.column(table, new);
        if definition == self.column(table, old) {
            return Vec::new();
        }
        vec![format!("MODIFY COLUMN {definition}")]
    }

    fn set_default(&self, column: &Column) -> String {
        let alter = format!("ALTER COLUMN {}", self.ident(&column.name));
        match &column.default {
            Some(default) => format!("{alter} SET DEFAULT {}", self.default(default, &column.ty)),
            // Without a default a column that takes NULL would still have to be given a value.
            None if column.nullable => format!("{alter} SET DEFAULT NULL"),
            None => format!("{alter} DROP DEFAULT"),
        }
    }

    /// By the lock, and not by the algorithm: with `ALGORITHM=INPLACE` MySQL writes all rows anew for what it could do at
    /// once, and `ALGORITHM=INSTANT` fails on older servers, and after the 64th change of a table, where the same is done
    /// in another way that hinders nobody.
    fn online(&self, statement: &mut String) {
        if statement.starts_with("ALTER TABLE ") {
            statement.push_str(if statement.contains('\n') { ON_LINES } else { ON_A_LINE });
        }
    }

    fn drop_unique(&self, name: &Ident) -> String {
        format!("DROP INDEX {}", self.ident(name))
    }

    fn drop_foreign_key(&self, name: &Ident) -> String {
        format!("DROP FOREIGN KEY {}", self.ident(name))
    }

    fn drop_primary_key(&self, _: &Ident) -> String {
        "DROP PRIMARY KEY".to_owned()
    }
}

//! SQL text for each dialect: names, literals, types, definitions, statements.
//!
//! A [`Writer`] knows schema types and nothing of operations. What dialects share stands in the trait; their
//! differences stand in one file each.

mod conversion;
pub mod lexer;
mod mysql;
mod postgres;
mod sqlite;
mod statement;

pub use conversion::Conversion;
pub use statement::{Statement, StatementKind, Unclosed, expression_fault, fails_whole, statements};

use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::{Column, ColumnType, DefaultValue, ForeignKey, Index, Table, Unique};

/// The writer of a dialect.
///
/// ```
/// use covet_core::{Dialect, sql};
/// assert_eq!(sql::writer(Dialect::MySql).text("it's"), "'it''s'");
/// assert_eq!(sql::writer(Dialect::Postgres).ident("a \"b\""), "\"a \"\"b\"\"\"");
/// ```
pub fn writer(dialect: Dialect) -> &'static dyn Writer {
    match dialect {
        Dialect::Postgres => &postgres::Postgres,
        Dialect::MySql => &mysql::MySql,
        Dialect::Sqlite => &sqlite::Sqlite,
    }
}

/// Writes the SQL of one dialect.
pub trait Writer: Sync {
    /// A name, quoted, whatever stands in it.
    fn ident(&self, name: &str) -> String {
        quoted(name, '"')
    }

    /// A text as an expression: a literal that means this text under every setting of a session.
    fn text(&self, value: &str) -> String {
        quoted(value, '\'')
    }

    /// True or false.
    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    /// The type of a column, as it is declared.
    fn ty(&self, ty: ColumnType) -> String;

    /// What stands behind the type of an id.
    fn id_clause(&self) -> &'static str;

    /// The moment at which a row is written, for a column of type `ty`, in the form that its values have.
    fn now(&self, ty: ColumnType) -> &'static str;

    /// A moment that a column of type `ty` has as its default, written without its zone, which is UTC.
    fn moment(&self, value: &str, ty: ColumnType) -> String {
        let _ = ty;
        self.text(value)
    }

    /// A default, as it stands behind `DEFAULT`.
    fn default(&self, value: &DefaultValue, ty: ColumnType) -> String {
        match (value, ty) {
            (DefaultValue::Sql(expression), _) => format!("({expression})"),
            _ => self.value(value, ty),
        }
    }

    /// A default, as an expression anywhere.
    fn value(&self, value: &DefaultValue, ty: ColumnType) -> String {
        match (value, ty) {
            (DefaultValue::Bool(value), _) => self.boolean(*value).to_owned(),
            (DefaultValue::Int(value), _) => value.to_string(),
            (DefaultValue::Number(value), _) | (DefaultValue::Text(value), ColumnType::Decimal(..)) => value.clone(),
            (DefaultValue::Text(value), ColumnType::Timestamp | ColumnType::TimestampTz) => self.moment(value, ty),
            (DefaultValue::Text(value), _) => self.text(value),
            (DefaultValue::Now, _) => self.now(ty).to_owned(),
            (DefaultValue::Sql(expression), _) => format!("({expression})"),
        }
    }

    /// The expression that converts a column of type `from` to type `to`, where the database does not do it rightly
    /// by itself. `column` is its quoted name.
    fn converted(&self, column: &str, from: ColumnType, to: ColumnType) -> Option<String>;

    /// What stands behind the columns and keys of a new table.
    fn table_options(&self) -> &'static str {
        ""
    }

    /// The ways to change a table that exists; nothing where it has to be made anew.
    fn alter(&self) -> Option<&dyn Alter> {
        None
    }

    /// The name of a table, quoted, with its schema.
    fn table(&self, name: &TableName) -> String {
        self.beside(name, &name.name)
    }

    /// A name in the schema of a table.
    fn beside(&self, table: &TableName, name: &str) -> String {
        match &table.schema {
            Some(schema) => format!("{}.{}", self.ident(schema), self.ident(name)),
            None => self.ident(name),
        }
    }

    /// Names with commas between, in parentheses.
    fn list(&self, names: &[Ident]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.ident(name)).collect();
        format!("({})", names.join(", "))
    }

    /// The definition of a column: name, type, `NOT NULL`, default.
    fn column(&self, column: &Column) -> String {
        let mut text = format!("{} {}", self.ident(&column.name), self.ty(column.ty));
        if !column.nullable {
            text.push_str(" NOT NULL");
        }
        if column.ty == ColumnType::Id {
            text.push_str(self.id_clause());
        }
        if let Some(default) = &column.default {
            text.push_str(" DEFAULT ");
            text.push_str(&self.default(default, column.ty));
        }
        text
    }

    /// The definition of a unique constraint.
    fn unique(&self, unique: &Unique) -> String {
        format!("CONSTRAINT {} UNIQUE {}", self.ident(&unique.name), self.list(&unique.columns))
    }

    /// The definition of a foreign key.
    fn foreign_key(&self, key: &ForeignKey) -> String {
        let name = self.ident(&key.name);
        format!("CONSTRAINT {name} FOREIGN KEY {} {}", self.list(&key.columns), self.references(key))
    }

    /// What a foreign key refers to, and what it does.
    fn references(&self, key: &ForeignKey) -> String {
        let mut text = format!("REFERENCES {} {}", self.table(&key.ref_table), self.list(&key.ref_columns));
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            if !action.is_no_action() {
                text.push_str(&format!(" ON {event} {action}"));
            }
        }
        text
    }

    /// Whether the definition of the column makes it the primary key.
    fn id_is_key(&self) -> bool {
        false
    }

    /// Creates a table, with `indexes` where they are part of a table's definition.
    fn create_table(&self, table: &Table, indexes: &[Index]) -> String {
        let mut parts: Vec<String> = table.columns.iter().map(|column| self.column(column)).collect();
        let has_id = table.columns.iter().any(|column| column.ty == ColumnType::Id);
        if let Some(key) = table.primary_key.as_ref().filter(|_| !(has_id && self.id_is_key())) {
            parts.push(format!("PRIMARY KEY {}", self.list(&key.columns)));
        }
        parts.extend(table.uniques.iter().map(|unique| self.unique(unique)));
        parts.extend(indexes.iter().map(|index| self.index_part(index)));
        parts.extend(table.foreign_keys.iter().map(|key| self.foreign_key(key)));
        let (name, options) = (self.table(&table.name), self.table_options());
        format!("CREATE TABLE {name} (\n    {}\n){options}", parts.join(",\n    "))
    }

    /// Drops a table.
    fn drop_table(&self, table: &TableName) -> String {
        format!("DROP TABLE {}", self.table(table))
    }

    /// An index as part of a table's definition.
    fn index_part(&self, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        format!("{unique}INDEX {} {}", self.ident(&index.name), self.list(&index.columns))
    }

    /// Creates an index beside its table.
    fn create_index(&self, table: &TableName, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let (name, table) = (self.ident(&index.name), self.table(table));
        format!("CREATE {unique}INDEX {name} ON {table} {}", self.list(&index.columns))
    }

    /// Drops an index that stands beside its table.
    fn drop_index(&self, table: &TableName, name: &Ident) -> String {
        format!("DROP INDEX {}", self.beside(table, name))
    }

    /// Adds a column, with the foreign key declared with it where the definition of a column can hold it.
    fn add_column(&self, column: &Column, key: Option<&ForeignKey>) -> String {
        let mut text = format!("ADD COLUMN {}", self.column(column));
        if let Some(key) = key {
            text.push_str(&format!(" CONSTRAINT {} {}", self.ident(&key.name), self.references(key)));
        }
        text
    }

    /// Changes a table.
    fn alter_table(&self, table: &TableName, actions: &[String]) -> String {
        let name = self.table(table);
        match actions {
            [action] => format!("ALTER TABLE {name} {action}"),
            actions => format!("ALTER TABLE {name}\n    {}", actions.join(",\n    ")),
        }
    }
}

/// The actions of ALTER TABLE that SQLite does not have.
pub trait Alter {
    /// Gives a column a new definition, by `value` where one is given; no action where nothing differs.
    fn alter_column(&self, old: &Column, new: &Column, value: Option<&str>) -> Vec<String>;

    /// Gives a column that takes its default from `now` the default that it is to have from then on.
    fn set_default(&self, column: &Column) -> String;

    /// Drops a unique constraint.
    fn drop_unique(&self, name: &Ident) -> String;

    /// Drops a foreign key.
    fn drop_foreign_key(&self, name: &Ident) -> String;
}

/// A text between quotes, with those in it doubled.
fn quoted(text: &str, quote: char) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for char in text.chars() {
        if char == quote {
            quoted.push(quote);
        }
        quoted.push(char);
    }
    quoted.push(quote);
    quoted
}

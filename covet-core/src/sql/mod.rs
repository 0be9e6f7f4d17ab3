//! SQL text for each dialect: names, literals, types, definitions, statements.
//!
//! A [`Writer`] knows schema types and nothing of operations. What dialects share stands in the trait; their
//! differences stand in one file each.

mod conversion;
pub mod lexer;
mod mysql;
mod postgres;
mod session;
mod sqlite;
mod statement;

pub use conversion::Conversion;
pub use mysql::may_lock;
pub use session::Traces;
pub use statement::{Statement, StatementKind, Unclosed, expression_fault, fails_whole, replaces, statements};

use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::{
    Check, Column, ColumnType, DefaultValue, Deferrable, ForeignKey, Index, IndexKey, IndexPart, ObjectId, ObjectKind,
    PrimaryKey, Table, Unique,
};

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
    fn ty(&self, ty: &ColumnType) -> String;

    /// What stands behind the type of an id.
    fn id_clause(&self) -> &'static str;

    /// The moment at which a row is written, for a column of type `ty`, in the form that its values have.
    fn now(&self, ty: &ColumnType) -> &'static str;

    /// A random UUID, in the form that a column for them holds.
    fn uuid(&self) -> &'static str;

    /// A UUID that is written out, in the form that a column for them holds.
    fn uuid_of(&self, value: &str) -> String {
        self.text(value)
    }

    /// A moment that a column of type `ty` has as its default, written without its zone, which is UTC.
    fn moment(&self, value: &str, ty: &ColumnType) -> String {
        let _ = ty;
        self.text(value)
    }

    /// A default, as it stands behind `DEFAULT`.
    fn default(&self, value: &DefaultValue, ty: &ColumnType) -> String {
        match (value, ty) {
            (DefaultValue::Sql(expression), _) => format!("({expression})"),
            _ => self.value(value, ty),
        }
    }

    /// A default, as an expression anywhere.
    fn value(&self, value: &DefaultValue, ty: &ColumnType) -> String {
        match (value, ty) {
            (DefaultValue::Bool(value), _) => self.boolean(*value).to_owned(),
            (DefaultValue::Int(value), _) => value.to_string(),
            (DefaultValue::Number(value), _) | (DefaultValue::Text(value), ColumnType::Decimal(..)) => value.clone(),
            (DefaultValue::Text(value), ColumnType::Timestamp | ColumnType::TimestampTz) => self.moment(value, ty),
            (DefaultValue::Text(value), ColumnType::Uuid) => self.uuid_of(value),
            (DefaultValue::Text(value), _) => self.text(value),
            (DefaultValue::Now, _) => self.now(ty).to_owned(),
            (DefaultValue::Uuid, _) => self.uuid().to_owned(),
            (DefaultValue::Sql(expression), _) => format!("({expression})"),
        }
    }

    /// The expression that converts a column of type `from` to type `to`, where the database does not do it rightly
    /// by itself. `column` is its quoted name.
    fn converted(&self, column: &str, from: &ColumnType, to: &ColumnType) -> Option<String>;

    /// The text of a key's value, as an expression: it reads the same in every session, and
    /// [`key_value`](Writer::key_value) makes exactly that value of it again. `column` is the column's quoted name.
    fn key_text(&self, column: &str, ty: &ColumnType) -> String;

    /// A value of a key, of its text, as a literal that an index on the key is searched by.
    fn key_value(&self, text: &str, ty: &ColumnType) -> String;

    /// What stands behind the columns and keys of a new table.
    fn table_options(&self, table: &Table) -> String;

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

    /// The definition of a column: name, type, generation, `NOT NULL`, default.
    fn column(&self, table: &TableName, column: &Column) -> String {
        let mut text = format!("{} {}{}", self.ident(&column.name), self.ty(&column.ty), self.sign(column));
        text.push_str(&self.collation(column));
        if let Some(generated) = &column.generated {
            let how = if generated.stored { "STORED" } else { "VIRTUAL" };
            text.push_str(&format!(" GENERATED ALWAYS AS ({}) {how}", generated.expression));
        }
        if self.is_declared_not_null(column) {
            text.push_str(" NOT NULL");
        }
        if column.ty.is_id() {
            text.push_str(self.id_clause());
        }
        if let Some(default) = &column.default {
            text.push_str(" DEFAULT ");
            text.push_str(&self.default(default, &column.ty));
        }
        text + &self.column_end(table, column)
    }

    /// What says behind the type of a column that its numbers begin at 0; only MySQL has such numbers.
    fn sign(&self, column: &Column) -> &'static str {
        let _ = column;
        ""
    }

    /// What says behind the type of a column how its texts compare.
    fn collation(&self, column: &Column) -> String {
        column.collation.as_ref().map(|name| format!(" COLLATE {}", self.ident(name))).unwrap_or_default()
    }

    /// Whether a column is declared `NOT NULL`.
    fn is_declared_not_null(&self, column: &Column) -> bool {
        !column.nullable
    }

    /// What stands at the end of the definition of a column of `table`: its check, its comment.
    fn column_end(&self, table: &TableName, column: &Column) -> String {
        let _ = (table, column);
        String::new()
    }

    /// The condition that a column holds one of its values, where its type does not say so itself.
    fn one_of(&self, column: &Column) -> Option<String> {
        let ColumnType::OneOf(values) = &column.ty else { return None };
        let values: Vec<String> = values.iter().map(|value| self.text(value)).collect();
        Some(format!("{} IN ({})", self.ident(&column.name), values.join(", ")))
    }

    /// The same as a constraint of its own.
    fn one_of_constraint(&self, table: &TableName, column: &Column) -> Option<String> {
        let check = self.one_of(column)?;
        Some(format!("CONSTRAINT {} CHECK ({check})", self.ident(&column.check_name(table))))
    }

    /// The definition of a primary key.
    fn primary_key(&self, table: &TableName, key: &PrimaryKey) -> String {
        let _ = table;
        format!("PRIMARY KEY {}", self.list(&key.columns))
    }

    /// The definition of a unique constraint.
    fn unique(&self, unique: &Unique) -> String {
        let nulls = if unique.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let (name, columns) = (self.ident(&unique.name), self.list(&unique.columns));
        format!("CONSTRAINT {name} UNIQUE{nulls} {columns}{}", deferrable(unique.deferrable))
    }

    /// The definition of a unique constraint that a unique index becomes.
    fn unique_using(&self, unique: &Unique, index: &Ident) -> String {
        let (name, index) = (self.ident(&unique.name), self.ident(index));
        format!("CONSTRAINT {name} UNIQUE USING INDEX {index}{}", deferrable(unique.deferrable))
    }

    /// The definition of a primary key that a unique index becomes.
    fn primary_key_using(&self, name: &Ident, index: &Ident) -> String {
        format!("CONSTRAINT {} PRIMARY KEY USING INDEX {}", self.ident(name), self.ident(index))
    }

    /// The definition of a check.
    fn check(&self, check: &Check) -> String {
        format!("CONSTRAINT {} CHECK ({})", self.ident(&check.name), check.expression)
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
        text.push_str(deferrable(key.deferrable));
        text
    }

    /// Whether the definition of the column makes it the primary key.
    fn id_is_key(&self) -> bool {
        false
    }

    /// Creates a table, with `indexes` where they are part of a table's definition.
    fn create_table(&self, table: &Table, indexes: &[Index]) -> String {
        let mut parts: Vec<String> = table.columns.iter().map(|column| self.column(&table.name, column)).collect();
        let has_id = table.columns.iter().any(|column| column.ty.is_id());
        if let Some(key) = table.primary_key.as_ref().filter(|_| !(has_id && self.id_is_key())) {
            parts.push(self.primary_key(&table.name, key));
        }
        parts.extend(table.uniques.iter().map(|unique| self.unique(unique)));
        parts.extend(table.checks.iter().map(|check| self.check(check)));
        parts.extend(indexes.iter().map(|index| self.index_part(index)));
        parts.extend(table.foreign_keys.iter().map(|key| self.foreign_key(key)));
        let (name, options) = (self.table(&table.name), self.table_options(table));
        format!("CREATE TABLE {name} (\n    {}\n){options}", parts.join(",\n    "))
    }

    /// Drops a table, or does nothing where there is none of that name.
    fn drop_table(&self, table: &TableName, if_exists: bool) -> String {
        format!("DROP TABLE {}{}", if if_exists { "IF EXISTS " } else { "" }, self.table(table))
    }

    /// What stands before `INDEX`.
    fn index_kind(&self, index: &Index) -> &'static str {
        if index.unique { "UNIQUE " } else { "" }
    }

    /// An index as part of a table's definition.
    fn index_part(&self, index: &Index) -> String {
        let kind = self.index_kind(index);
        format!("{kind}INDEX {} {}", self.ident(&index.name), self.index_keys(index))
    }

    /// Creates an index beside its table.
    fn create_index(&self, table: &TableName, index: &Index) -> String {
        let kind = self.index_kind(index);
        format!("CREATE {kind}INDEX {}", self.index_on(table, index))
    }

    /// Creates an index while others write to its table.
    fn create_index_concurrently(&self, table: &TableName, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        format!("CREATE {unique}INDEX CONCURRENTLY {}", self.index_on(table, index))
    }

    /// The name of an index that stands beside its table, and what it is on.
    fn index_on(&self, table: &TableName, index: &Index) -> String {
        let (name, table) = (self.ident(&index.name), self.table(table));
        let (method, keys) = (self.index_method(index), self.index_keys(index));
        let mut text = format!("{name} ON {table}{method} {keys}");
        if !index.include.is_empty() {
            text.push_str(&format!(" INCLUDE {}", self.list(&index.include)));
        }
        if index.nulls_not_distinct {
            text.push_str(" NULLS NOT DISTINCT");
        }
        if let Some(filter) = &index.filter {
            text.push_str(&format!(" WHERE {filter}"));
        }
        text
    }

    /// What an index is sorted by, in parentheses.
    fn index_keys(&self, index: &Index) -> String {
        let parts: Vec<String> = index.parts.iter().map(|part| self.index_key(part)).collect();
        format!("({})", parts.join(", "))
    }

    /// One of the things that an index is sorted by.
    fn index_key(&self, part: &IndexPart) -> String {
        let mut text = match &part.key {
            IndexKey::Column(name) => self.ident(name),
            IndexKey::Expression(sql) => format!("({sql})"),
        };
        text.extend(part.prefix.map(|length| format!("({length})")));
        text.extend(part.opclass.as_ref().map(|opclass| format!(" {opclass}")));
        text.push_str(if part.desc { " DESC" } else { "" });
        text.push_str(self.index_nulls(part));
        text
    }

    /// What names the method of an index; there is one alone where this is empty.
    fn index_method(&self, index: &Index) -> String {
        let _ = index;
        String::new()
    }

    /// What says where NULL comes in an index; there is one place alone where this is empty.
    fn index_nulls(&self, part: &IndexPart) -> &'static str {
        let _ = part;
        ""
    }

    /// Gives a table its comment, or takes it away; nothing where the database keeps none.
    fn comment_on_table(&self, table: &TableName, comment: Option<&str>) -> Option<String> {
        let _ = (table, comment);
        None
    }

    /// Gives a column its comment, or takes it away, where its definition does not.
    fn comment_on_column(&self, table: &TableName, column: &Column) -> Option<String> {
        let _ = (table, column);
        None
    }

    /// Drops an index that stands beside its table.
    fn drop_index(&self, table: &TableName, name: &Ident) -> String {
        format!("DROP INDEX {}", self.beside(table, name))
    }

    /// Drops an index while others use its table.
    fn drop_index_concurrently(&self, table: &TableName, name: &Ident) -> String {
        format!("DROP INDEX CONCURRENTLY {}", self.beside(table, name))
    }

    /// Gives a table another name.
    fn rename_table(&self, from: &TableName, to: &TableName) -> String {
        self.alter_table(from, &[format!("RENAME TO {}", self.ident(&to.name))])
    }

    /// Gives a constraint another name; nothing where that cannot be done in place.
    fn rename_constraint(&self, table: &TableName, from: &Ident, to: &Ident) -> Option<String> {
        let _ = (table, from, to);
        None
    }

    /// Looks whether all rows meet a constraint that was added without looking; nothing where none is.
    fn validate_constraint(&self, table: &TableName, name: &Ident) -> Option<String> {
        let _ = (table, name);
        None
    }

    /// Creates an enum; nothing, here and below, where the database has none.
    fn create_enum(&self, name: &Ident, values: &[String]) -> Option<String> {
        let _ = (name, values);
        None
    }

    /// Drops an enum.
    fn drop_enum(&self, name: &Ident) -> Option<String> {
        let _ = name;
        None
    }

    /// Adds a value to an enum, before another or, where that is true, after it.
    fn add_enum_value(&self, name: &Ident, value: &str, place: Option<(&str, bool)>) -> Option<String> {
        let _ = (name, value, place);
        None
    }

    /// Gives a value of an enum another name.
    fn rename_enum_value(&self, name: &Ident, from: &str, to: &str) -> Option<String> {
        let _ = (name, from, to);
        None
    }

    /// Drops an object; nothing where its kind and name do not say how.
    fn drop_object(&self, id: &ObjectId) -> Option<String> {
        let name = self.table(&id.name);
        let what = match id.kind {
            ObjectKind::View => "VIEW",
            ObjectKind::MaterializedView => "MATERIALIZED VIEW",
            ObjectKind::Trigger => return id.on.as_ref().map(|table| self.drop_trigger(&id.name, table)),
            ObjectKind::Function => "FUNCTION",
            ObjectKind::Procedure => "PROCEDURE",
            ObjectKind::Extension => "EXTENSION",
            ObjectKind::Sequence => "SEQUENCE",
            ObjectKind::Policy => {
                return id.on.as_ref().map(|table| format!("DROP POLICY {name} ON {}", self.table(table)));
            }
            ObjectKind::Exclusion => {
                let action = format!("DROP CONSTRAINT {name}");
                return id.on.as_ref().map(|table| self.alter_table(table, &[action]));
            }
            ObjectKind::Type => "TYPE",
            ObjectKind::Domain => "DOMAIN",
            ObjectKind::Other => return None,
        };
        Some(format!("DROP {what} {name}"))
    }

    /// What notes, before views are dropped, what people were granted on them, and what gives it back once they are created
    /// again; nothing where that does not go with a view.
    fn keep_of_views(&self, views: &[&TableName]) -> Option<[String; 2]> {
        let _ = views;
        None
    }

    /// Drops a trigger.
    fn drop_trigger(&self, name: &TableName, table: &TableName) -> String {
        let _ = table;
        format!("DROP TRIGGER {}", self.table(name))
    }

    /// Gives the index that was named `from` the name that it has as `to`.
    fn rename_index(&self, table: &TableName, from: &Ident, to: &Index) -> Vec<String> {
        vec![self.drop_index(table, from), self.create_index(table, to)]
    }

    /// Adds a column, with the foreign key declared with it where the definition of a column can hold it.
    fn add_column(&self, table: &TableName, column: &Column, key: Option<&ForeignKey>) -> String {
        let mut text = format!("ADD COLUMN {}", self.column(table, column));
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
pub trait Alter: Writer {
    /// Gives a column a new definition, by `value` where one is given; no action where nothing differs.
    fn alter_column(&self, table: &TableName, old: &Column, new: &Column, value: Option<&str>) -> Vec<String>;

    /// Gives a column that takes its default from `now` the default that it is to have from then on.
    fn set_default(&self, column: &Column) -> String;

    /// Has the server refuse the ALTER TABLE where it would keep others from writing until it is done.
    fn online(&self, statement: &mut String) {
        let _ = statement;
    }

    /// Drops a unique constraint.
    fn drop_unique(&self, name: &Ident) -> String;

    /// Drops a foreign key.
    fn drop_foreign_key(&self, name: &Ident) -> String;

    /// Drops a check.
    fn drop_check(&self, name: &Ident) -> String {
        format!("DROP CONSTRAINT {}", self.ident(name))
    }

    /// What says behind a new constraint that the rows which are there are not looked at; empty where they always are.
    fn not_valid(&self) -> &'static str {
        ""
    }

    /// Drops the primary key, which has that name where keys have names.
    fn drop_primary_key(&self, name: &Ident) -> String;
}

/// What says that a constraint can wait.
fn deferrable(when: Option<Deferrable>) -> &'static str {
    match when {
        Some(Deferrable::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
        None => "",
    }
}

/// What a table says of itself to one database.
fn options(table: &Table, dialect: Dialect) -> String {
    table.options.of(dialect).filter(|text| !text.is_empty()).map(|text| format!(" {text}")).unwrap_or_default()
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

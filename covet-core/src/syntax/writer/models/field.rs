//! The fields of a model, and what each says of its column.

use super::super::literal;
use super::names::{Names, raw};
use crate::ident::Ident;
use crate::schema::{
    Action, Check, Column, ColumnType, DefaultValue, Deferrable, ForeignKey, Index, Schema, SqlText, Table, Unique,
};
use crate::syntax::model::{named_type, rust_type};

/// The columns of moments that are now when a row is written, unless they say otherwise.
const MOMENTS: [&str; 2] = ["created_at", "updated_at"];

/// How types of a database's own begin, and what sqlx reads them as.
const OWN: [(&str, &str); 16] = [
    ("tinyint unsigned", "u8"),
    ("tinyint", "i8"),
    ("mediumint unsigned", "u32"),
    ("mediumint", "i32"),
    ("year", "u16"),
    ("bit", "Vec<u8>"),
    ("blob", "Vec<u8>"),
    ("tinyblob", "Vec<u8>"),
    ("mediumblob", "Vec<u8>"),
    ("varbinary", "Vec<u8>"),
    ("inet", "sqlx::types::ipnetwork::IpNetwork"),
    ("cidr", "sqlx::types::ipnetwork::IpNetwork"),
    ("macaddr", "sqlx::types::mac_address::MacAddress"),
    ("interval", "sqlx::postgres::types::PgInterval"),
    ("money", "sqlx::postgres::types::PgMoney"),
    ("hstore", "sqlx::postgres::types::PgHstore"),
];

/// How types begin that are read as texts.
const TEXTS: [&str; 8] = ["char", "bpchar", "varchar", "citext", "enum", "set", "tinytext", "mediumtext"];

/// A table for which a model is written.
pub(super) struct Draft<'a> {
    pub(super) table: &'a Table,
    pub(super) schema: &'a Schema,
    /// The native enums that models use, with the names of their types.
    pub(super) enums: &'a [(&'a Ident, String)],
}

/// A field.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    /// Its name, without `r#`.
    pub(super) name: String,
}

impl<'a> Draft<'a> {
    /// The fields, in the order of the columns.
    pub(super) fn fields(&self) -> Vec<Field<'a>> {
        let mut names = Names::default();
        self.table.columns.iter().map(|column| Field { column, name: names.of_column(&column.name) }).collect()
    }

    /// The text of a field.
    pub(super) fn text(&self, field: &Field<'_>) -> String {
        let mut text = String::new();
        if field.name != *field.column.name {
            text += &format!("    #[sqlx(rename = {})]\n", literal::name(&field.column.name).one_line());
        }
        text += &super::attributes::lines(&self.items(field.column), 4);
        text + &format!("    pub {}: {},\n", raw(&field.name), self.rust(field.column).0)
    }

    /// The type of a field in Rust, and whether that is known.
    fn rust(&self, column: &Column) -> (String, bool) {
        let named = |name: &Ident| self.enums.iter().find(|(known, _)| *known == name).map(|(_, rust)| rust.clone());
        let optional = |name: String| if column.nullable { format!("Option<{name}>") } else { name };
        match &column.ty {
            ColumnType::Enum(name) => (optional(named(name).unwrap_or_else(|| "String".to_owned())), true),
            ColumnType::Array(item) => match &**item {
                ColumnType::Enum(name) => {
                    (optional(format!("Vec<{}>", named(name).unwrap_or_else(|| "String".to_owned()))), true)
                }
                _ => rust_type(column).map_or_else(|| (optional("Vec<String>".to_owned()), false), |name| (name, true)),
            },
            ColumnType::Custom(text) => {
                let (name, is_known) = own(text);
                (optional(name.to_owned()), is_known)
            }
            _ => (rust_type(column).unwrap_or_else(|| optional("String".to_owned())), true),
        }
    }

    /// The columns whose type in Rust is a guess.
    pub(super) fn guessed(&self) -> Vec<String> {
        let guessed = self.table.columns.iter().filter(|column| !self.rust(column).1);
        guessed.map(|column| format!("`{}` of `{}` is {}", column.name, self.table.name, column.ty)).collect()
    }

    /// What a field says of its column.
    fn items(&self, column: &Column) -> Vec<String> {
        let own = std::slice::from_ref(&column.name);
        let mut items = Vec::new();
        let key = self.reference_of(column);
        let follows = key.is_some_and(|key| self.follows(column, key));
        if self.is_whole_key(column) && column.name.as_str() != "id" {
            items.push("primary_key".to_owned());
        }
        items.extend(key.map(|key| format!("references = {}", self.target(key))));
        if let Some(key) = key {
            items.extend(actions(key));
        }
        if !follows {
            items.extend(self.type_of(column, key.is_some()));
            items.extend(column.collation.as_deref().map(|text| said_text("collate", text)));
        }
        items.extend(default(column));
        items.extend(column.generated.as_ref().map(|generated| {
            said_text(if generated.stored { "generated" } else { "generated_virtual" }, &generated.expression)
        }));
        let is_unique = self.table.uniques.iter().any(|unique| self.is_beside(unique, own));
        items.extend(is_unique.then(|| "unique".to_owned()));
        let is_indexed = self.table.indexes.iter().any(|index| self.is_plain_index(index, own));
        items.extend(is_indexed.then(|| "index".to_owned()));
        items.extend(self.check_of(column).map(|check| said_text("check", &check.expression)));
        items.extend(column.comment.as_deref().map(|text| said_text("comment", text)));
        items
    }

    /// What a field says of the type of its column.
    fn type_of(&self, column: &Column, refers: bool) -> Vec<String> {
        let said = type_items(&column.ty);
        // A number that is the whole key is an id, unless its type is written.
        let is_misread = match column.ty.is_id() {
            true => !self.is_whole_key(column),
            false => column.ty.id_of().is_some() && self.is_whole_key(column),
        };
        if !(said.is_empty() && (refers || is_misread)) {
            return said;
        }
        let named = named_type(&column.ty).map(|name| format!("type = {name:?}"));
        named.into_iter().chain(column.unsigned.then(|| "unsigned".to_owned())).collect()
    }

    /// The key that is said by the field of a column.
    fn reference_of(&self, column: &Column) -> Option<&'a ForeignKey> {
        self.table.foreign_keys.iter().find(|key| self.is_reference(key) && key.columns[0] == column.name)
    }

    /// Whether a key is said by the field of its column.
    pub(super) fn is_reference(&self, key: &ForeignKey) -> bool {
        key.columns.len() == 1 && key.name == Ident::derived("fk", &self.table.name, &key.columns)
    }

    /// Whether a column has the type of the one that it refers to.
    fn follows(&self, column: &Column, key: &ForeignKey) -> bool {
        let referred = self.schema.table(&key.ref_table);
        let referred = referred.and_then(|table| table.column(key.ref_columns.first()?));
        referred.is_some_and(|referred| {
            column.ty == referred.ty.key_type()
                && (column.unsigned, &column.collation) == (referred.unsigned, &referred.collation)
        })
    }

    /// What a key refers to: `users`, or `users(email)` where that is not the primary key.
    pub(super) fn target(&self, key: &ForeignKey) -> String {
        let primary = self.schema.table(&key.ref_table).and_then(|table| table.primary_key.as_ref());
        let is_primary = primary.is_some_and(|primary| primary.columns == key.ref_columns);
        let columns: Vec<&str> = key.ref_columns.iter().map(Ident::as_str).collect();
        let text = match is_primary && columns.len() == 1 {
            true => key.ref_table.to_string(),
            false => format!("{}({})", key.ref_table, columns.join(", ")),
        };
        literal::text(&text).one_line()
    }

    /// Whether a column is the primary key by itself: an `i64` is an id then, which the database assigns.
    fn is_whole_key(&self, column: &Column) -> bool {
        let own = std::slice::from_ref(&column.name);
        self.table.primary_key.as_ref().is_some_and(|key| key.columns == own)
    }

    /// Whether a unique constraint is said by the field of its column.
    pub(super) fn is_beside(&self, unique: &Unique, own: &[Ident]) -> bool {
        own.len() == 1 && *unique == Unique::on(Ident::derived("uq", &self.table.name, own), own.to_vec())
    }

    /// Whether an index is said by the field of its column.
    pub(super) fn is_plain_index(&self, index: &Index, own: &[Ident]) -> bool {
        own.len() == 1 && *index == Index::on(Ident::derived("ix", &self.table.name, own), own.iter().cloned())
    }

    /// The check that is said by the field of a column.
    pub(super) fn check_of(&self, column: &Column) -> Option<&'a Check> {
        self.table.checks.iter().find(|check| check.name == column.check_name(&self.table.name))
    }
}

/// What sqlx reads a type of a database's own as, and whether that is known.
fn own(text: &SqlText) -> (&'static str, bool) {
    let texts = [&text.any, &text.postgres, &text.mysql, &text.sqlite];
    let name = texts.into_iter().flatten().next().map(|text| text.to_lowercase()).unwrap_or_default();
    let begins = |beginning: &str| name.starts_with(beginning);
    let unsigned = format!("{} unsigned", name.split(['(', ' ']).next().unwrap_or_default());
    let is_unsigned = name.contains("unsigned");
    let known = OWN.iter().find(|(beginning, _)| if is_unsigned { unsigned == *beginning } else { begins(beginning) });
    match known {
        Some((_, rust)) if !name.ends_with("[]") => (rust, true),
        _ => ("String", TEXTS.iter().any(|text| begins(text)) && !name.ends_with("[]")),
    }
}

/// What a field says of its type beside the one in Rust.
fn type_items(ty: &ColumnType) -> Vec<String> {
    match ty {
        ColumnType::String(length) | ColumnType::BinaryN(length) => vec![format!("length = {length}")],
        ColumnType::Decimal(precision, 0) => vec![format!("precision = {precision}")],
        ColumnType::Decimal(precision, scale) => {
            vec![format!("precision = {precision}"), format!("scale = {scale}")]
        }
        ColumnType::OneOf(values) => vec![format!("one_of({})", quoted(values))],
        ColumnType::Enum(name) => vec![said_text("native_enum", name)],
        ColumnType::JsonText => vec!["type = \"json_text\"".to_owned()],
        ColumnType::Array(item) => match &**item {
            ColumnType::String(length) => vec![format!("length = {length}")],
            // No word says it; as a type of the database's own it can be read, and is told apart.
            ColumnType::Enum(name) => vec![said_text("sql_type", &format!("{name}[]"))],
            _ => Vec::new(),
        },
        ColumnType::Custom(text) => {
            let each =
                [("any", &text.any), ("postgres", &text.postgres), ("mysql", &text.mysql), ("sqlite", &text.sqlite)];
            let each: Vec<String> =
                each.into_iter().filter_map(|(name, text)| Some(said_text(name, text.as_deref()?))).collect();
            match (&text.any, &each[..]) {
                (Some(any), [_]) => vec![said_text("sql_type", any)],
                _ => vec![format!("sql_type({})", each.join(", "))],
            }
        }
        _ => Vec::new(),
    }
}

fn default(column: &Column) -> Option<String> {
    let is_moment = matches!(column.ty, ColumnType::Timestamp | ColumnType::TimestampTz) && !column.nullable;
    let is_moment = is_moment && MOMENTS.contains(&column.name.as_str()) && column.generated.is_none();
    match &column.default {
        None => is_moment.then(|| "no_default".to_owned()),
        Some(DefaultValue::Now) => (!is_moment).then(|| "default_now".to_owned()),
        Some(DefaultValue::Uuid) => Some("default_uuid".to_owned()),
        Some(DefaultValue::Sql(sql)) => Some(said_text("default_sql", sql)),
        Some(value) => Some(match literal::value(value, &column.ty) {
            Some(literal) => format!("default = {}", literal.one_line()),
            None => said_text("default_sql", &value.to_string()),
        }),
    }
}

/// What happens at the other end of a key, and when.
pub(super) fn actions(key: &ForeignKey) -> Vec<String> {
    let word = |action: Action| match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set_null"),
        Action::SetDefault => Some("set_default"),
    };
    let mut items = Vec::new();
    items.extend(word(key.on_delete).map(|word| format!("on_delete = {word:?}")));
    items.extend(word(key.on_update).map(|word| format!("on_update = {word:?}")));
    items.extend(key.deferrable.map(deferrable));
    items.extend(key.external.then(|| "external".to_owned()));
    items
}

pub(super) fn deferrable(when: Deferrable) -> String {
    let word = match when {
        Deferrable::InitiallyImmediate => "initially_immediate",
        Deferrable::InitiallyDeferred => "initially_deferred",
    };
    format!("deferrable = {word:?}")
}

/// `name = "text"`
pub(super) fn said_text(name: &str, text: &str) -> String {
    format!("{name} = {}", literal::text(text).one_line())
}

/// Texts between commas.
fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| literal::text(text).one_line()).collect::<Vec<_>>().join(", ")
}

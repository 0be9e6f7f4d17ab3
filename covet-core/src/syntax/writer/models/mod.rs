//! Models written for tables: the counterpart of [`model::read`](crate::syntax::model::read).
//!
//! Each is read back as soon as it is written. What a model cannot say of its table makes it an unmanaged one, whose table
//! stays as the migrations have it, and is told.

mod attributes;
mod field;
mod names;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::Span;

use crate::diagnostic::Mark;
use crate::ident::{Ident, TableName};
use crate::schema::{ColumnType, Index, IndexKey, Schema, Table, expression};
use crate::syntax::model::{Model, Owners, Places, read, wanted};
use names::Names;

/// A model that was written for a table, or a type for a native enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenModel {
    /// The name of the struct or enum.
    pub name: String,
    /// Its text, without the `use` of anything.
    pub text: String,
    /// What it does not say of its table, a line each; it is an unmanaged model then.
    pub unsaid: Vec<String>,
    /// The columns whose type in Rust is a guess, a line each.
    pub guessed: Vec<String>,
}

/// Models for these tables of a schema, in their order, behind types for the native enums that they use.
///
/// ```
/// use covet_core::{Schema, dsl::Migration, replay, syntax::writer::models};
///
/// let mut m = Migration::new();
/// m.create_table("users", |t| {
///     t.id();
///     t.string("email", 255).unique();
///     t.references("boss_id", "users").nullable();
/// });
/// let mut schema = Schema::new();
/// replay::apply(m.finish().0.operations(), &mut schema).unwrap();
/// assert_eq!(
///     models(&schema, &["users".into()])[0].text,
///     r#"#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
/// pub struct User {
///     pub id: i64,
///     #[covet(length = 255, unique)]
///     pub email: String,
///     #[covet(references = "users")]
///     pub boss_id: Option<i64>,
/// }
/// "#
/// );
/// ```
pub fn models(schema: &Schema, of: &[TableName]) -> Vec<WrittenModel> {
    let tables: Vec<&Table> = of.iter().filter_map(|name| schema.table(name)).collect();
    let used: BTreeSet<&Ident> = tables.iter().flat_map(|table| &table.columns).filter_map(native_enum).collect();
    let mut names = Names::default();
    let names_of_tables: Vec<String> = tables.iter().map(|table| names.of_table(&table.name)).collect();
    let enums: Vec<(&Ident, String)> = used.into_iter().map(|name| (name, names.of_enum(name))).collect();
    let mut written: Vec<WrittenModel> = enums.iter().map(|(name, rust)| native(name, rust, schema)).collect();
    for (table, name) in tables.into_iter().zip(names_of_tables) {
        // A name that a model leaves out stays as it is, so that most of them need not be said.
        let unnamed = with_derived_names(table);
        let [short, full] = [&unnamed, table].map(|table| field::Draft { table, schema, enums: &enums });
        let text = |draft: &field::Draft<'_>, unmanaged| attributes::structure(draft, &name, unmanaged);
        let draft = if unsaid(&text(&short, false), table, schema).is_empty() { short } else { full };
        let unsaid = unsaid(&text(&draft, false), table, schema);
        let text = text(&draft, !unsaid.is_empty());
        written.push(WrittenModel { name, text, unsaid, guessed: draft.guessed() });
    }
    written
}

/// The table with the names that a model gives what it does not name.
fn with_derived_names(table: &Table) -> Table {
    let mut unnamed = table.clone();
    let derived = |prefix: &str, columns: &[Ident]| Ident::derived(prefix, &table.name, columns);
    for unique in &mut unnamed.uniques {
        unique.name = derived("uq", &unique.columns);
    }
    for key in &mut unnamed.foreign_keys {
        key.name = derived("fk", &key.columns);
    }
    for index in &mut unnamed.indexes {
        let columns: Vec<Ident> = index.columns().cloned().collect();
        index.name = match index.parts.first().map(|part| &part.key) {
            Some(IndexKey::Expression(sql)) if columns.is_empty() => Index::on_expression(&table.name, sql).name,
            _ => derived("ix", &columns),
        };
    }
    for check in &mut unnamed.checks {
        let mut used = table.columns.iter().filter(|column| expression::uses(&check.expression, &column.name));
        if let (Some(column), None) = (used.next(), used.next()) {
            check.name = column.check_name(&table.name);
        }
    }
    unnamed
}

/// The native enum that a column is of.
fn native_enum(column: &crate::schema::Column) -> Option<&Ident> {
    match &column.ty {
        ColumnType::Enum(name) => Some(name),
        ColumnType::Array(item) => match &**item {
            ColumnType::Enum(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The type for a native enum.
fn native(name: &Ident, rust: &str, schema: &Schema) -> WrittenModel {
    let mut variants = Names::default();
    let lines = schema.enum_values(name).unwrap_or_default().iter().map(|value| {
        let value_text = super::literal::text(value).one_line();
        format!("    #[sqlx(rename = {value_text})]\n    {},\n", variants.of_value(value))
    });
    let lines: String = lines.collect();
    let type_name = super::literal::text(name).one_line();
    let text = format!(
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]\n#[sqlx(type_name = {type_name})]\npub enum {rust} {{\n{lines}}}\n"
    );
    WrittenModel { name: rust.to_owned(), text, unsaid: Vec::new(), guessed: Vec::new() }
}

/// What a model that was written for a table does not say of it.
fn unsaid(text: &str, table: &Table, schema: &Schema) -> Vec<String> {
    let of = |table: &Table| {
        let mut only = Schema::new();
        only.insert(table.clone());
        only
    };
    match read_back(text, schema) {
        Ok(read) => {
            let found = read.table(&table.name).map(of).unwrap_or_default();
            of(table).differences_anywhere(&found)
        }
        Err(why) => vec![why],
    }
}

/// The schema with the table that a model of this text has.
fn read_back(text: &str, schema: &Schema) -> Result<Schema, String> {
    struct Nowhere;
    impl Places for Nowhere {
        fn mark(&mut self, _: Span, _: Span) -> Mark {
            Mark::NOWHERE
        }
    }
    let item = syn::parse_str(text).map_err(|error| error.to_string())?;
    let first =
        |findings: crate::Findings| findings.into_iter().next().map_or_else(String::new, |finding| finding.message);
    let model: Model = read(&item, &mut Nowhere).map_err(first)?;
    let owners = Owners { apps: vec!["app".to_owned()], ..Owners::default() };
    wanted([&model], schema, &owners).map(|wanted| wanted.schema).map_err(first)
}

//! Puts a model together from what its struct and its fields say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use syn::{Data, DeriveInput, Fields};

use super::attribute::{Reading, docs, expanded, written};
use super::index::Columns;
use super::{Field, Model, Places, container, field, name, reword, types};
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::ident::{Ident, TableName};
use crate::operation::{Change as _, CreateTable};
use crate::schema::{Check, Column, ColumnType, DefaultValue, ForeignKey, Index, PrimaryKey, Schema, Table, Unique};

/// Columns of moments that are now when a row is written, unless the field says otherwise.
const MOMENTS: [&str; 2] = ["created_at", "updated_at"];

/// Reads a struct that derives `covet::Model`.
///
/// # Errors
/// All that is wrong with it, at the tokens at fault.
///
/// ```
/// use covet_core::{Mark, syntax::model::{Places, read}};
///
/// struct Nowhere;
/// impl Places for Nowhere {
///     fn mark(&mut self, _: proc_macro2::Span, _: proc_macro2::Span) -> Mark {
///         Mark::NOWHERE
///     }
/// }
/// let text = r#"struct User { id: i64, #[covet(length = 255, unique)] email: String }"#;
/// let user = read(&syn::parse_str(text).unwrap(), &mut Nowhere).unwrap();
/// assert_eq!(user.table.name.to_string(), "users");
/// assert_eq!(user.table.columns[1].to_string(), "string(255), not null");
///
/// let findings = read(&syn::parse_str("struct User { id: i64, email: Email }").unwrap(), &mut Nowhere).unwrap_err();
/// assert_eq!(findings.iter().next().unwrap().message, "which column holds `Email` is not known");
/// ```
pub fn read(item: &DeriveInput, places: &mut dyn Places) -> Result<Model, Findings> {
    let mut reading = Reading::new(places);
    let attributes = expanded(&item.attrs);
    let said = container::Said::of(&attributes, &mut reading);
    let Some(fields) = named_fields(item, &mut reading) else { return Err(reading.findings) };
    let model = assemble(item, &attributes, said, fields, &mut reading);
    check(&model, &mut reading);
    if reading.findings.is_empty() { Ok(model) } else { Err(reading.findings) }
}

/// The fields of a struct with names; what else there is, is no model.
fn named_fields<'i>(item: &'i DeriveInput, reading: &mut Reading<'_>) -> Option<&'i syn::FieldsNamed> {
    let what = match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(_) => "the fields of this struct have no names",
            Fields::Unit => "this struct has no fields",
        },
        Data::Enum(_) => "an enum is no row of a table",
        Data::Union(_) => "a union is no row of a table",
    };
    let help = "a model is a struct with a field for each column";
    reading.fault("no-model", &item.ident, what.to_owned(), help);
    None
}

fn assemble(
    item: &DeriveInput,
    attributes: &[syn::Attribute],
    said: container::Said,
    fields: &syn::FieldsNamed,
    reading: &mut Reading<'_>,
) -> Model {
    let name = reading.ident(&item.ident);
    let table = match &said.table {
        Some(text) => TableName::new(text, text.mark()),
        None => TableName::new(&name::plural(&name), name.mark()),
    };
    let mut draft = Draft {
        table: Table { comment: said.comment.clone(), ..Table::new(table) },
        fields: Vec::new(),
        columns_was: BTreeMap::new(),
        primary_keys: Vec::new(),
        typed: BTreeSet::new(),
        derived_names: BTreeSet::new(),
    };
    for field in &fields.named {
        draft.field(field, &said, reading);
    }
    draft.several_columns(&said, reading);
    draft.primary_key(&said, &name, reading);
    Model {
        app: said.app,
        name,
        table: draft.table,
        managed: !said.unmanaged,
        was: said.was.map(|text| TableName::new(&text, text.mark())),
        columns_was: draft.columns_was,
        fields: draft.fields,
        migrations: said.migrations,
        docs: docs(attributes),
        left_out: BTreeSet::new(),
        module: Vec::new(),
        crate_directory: PathBuf::new(),
        derived_names: draft.derived_names,
    }
}

/// A model that is being put together.
struct Draft {
    table: Table,
    fields: Vec<Field>,
    columns_was: BTreeMap<Ident, Ident>,
    /// The columns that say that they are the key, with where they say it.
    primary_keys: Vec<(Ident, Mark)>,
    /// The columns whose type is written in an attribute.
    typed: BTreeSet<Ident>,
    derived_names: BTreeSet<Ident>,
}

impl Draft {
    fn field(&mut self, field: &syn::Field, container: &container::Said, reading: &mut Reading<'_>) {
        let Some(ident) = &field.ident else { return };
        let said = field::Said::of(field, reading);
        if said.skip {
            return;
        }
        let rust_name = reading.ident(ident);
        let name = said.rename.clone().unwrap_or_else(|| match container.rename_all {
            Some(how) => Ident::new(how.apply(&rust_name), rust_name.mark()),
            None => rust_name.clone(),
        });
        let typed = said.ty.typed(field, said.reference.is_some(), reading);
        let type_mark = reading.mark(&field.ty);
        let mut column = Column {
            nullable: said.nullable || types::optional(&field.ty).is_some(),
            unsigned: typed.unsigned,
            collation: said.collation.clone(),
            generated: said.generated.clone(),
            comment: said.comment.clone(),
            mark: type_mark,
            ..Column::new(name.clone(), typed.ty)
        };
        if let Some((default, mark)) = &said.default {
            (column.default, column.default_mark) = (Some(default.clone()), *mark);
        } else if !said.no_default && is_moment_of_writing(&column) {
            column.default = Some(DefaultValue::Now);
        }
        if said.default.is_some() && said.no_default {
            reading.fault("bad-attribute", ident, "`no_default` stands beside a default".into(), "leave one of them");
        }
        self.table.columns.push(column);
        self.constraints(&name, &said, rust_name.mark());
        self.typed.extend(said.says_type().then(|| name.clone()));
        self.columns_was.extend(said.was.map(|was| (name.clone(), was)));
        self.primary_keys.extend(said.primary_key.map(|mark| (name.clone(), mark)));
        let conditional = field.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        let (rust, ty) = (written(&field.ty), typed.known);
        self.fields.push(Field { name: rust_name, column: name, rust, type_mark, ty, conditional });
    }

    /// What a field has of its own beside the column.
    fn constraints(&mut self, column: &Ident, said: &field::Said, field: Mark) {
        let columns = vec![column.clone()];
        let table = self.table.name.clone();
        let mut derived = |prefix, mark: Mark| {
            let name = Ident::new(Ident::derived(prefix, &table, &columns).as_str(), mark.or(field));
            self.derived_names.insert(name.clone());
            name
        };
        if let Some(mark) = said.unique {
            self.table.uniques.push(Unique::on(derived("uq", mark), columns.clone()));
        }
        if let Some(mark) = said.index {
            self.table.indexes.push(Index::on(derived("ix", mark), columns.iter().cloned()));
        }
        if let Some(check) = &said.check {
            self.table.checks.push(Check::on(derived("ck", check.mark()), check.as_str()));
        }
        if let Some(reference) = &said.reference {
            let (ref_table, ref_columns) = field::target(reference);
            let key = ForeignKey::on(derived("fk", reference.mark()), columns.clone(), ref_table, ref_columns);
            self.table.foreign_keys.push(ForeignKey {
                on_delete: said.on_delete.unwrap_or_default(),
                on_update: said.on_update.unwrap_or_default(),
                deferrable: said.deferrable,
                external: said.external,
                ..key
            });
        }
    }

    /// What the struct says of several columns.
    fn several_columns(&mut self, said: &container::Said, reading: &mut Reading<'_>) {
        let name = self.table.name.clone();
        let all = self.fields.iter().map(|field| (field.name.clone(), field.column.clone())).collect();
        let columns = Columns { table: &name, all };
        macro_rules! collect {
            ($said:ident, $read:ident) => {
                for found in said.$said.iter().filter_map(|named| columns.$read(named, reading)) {
                    if found.is_derived {
                        self.derived_names.insert(found.thing.name.clone());
                    }
                    self.table.$said.push(found.thing);
                }
            };
        }
        collect!(uniques, unique);
        collect!(indexes, index);
        collect!(checks, check);
        collect!(foreign_keys, foreign_key);
        if let Some((named, _)) = &said.primary_key {
            let key = PrimaryKey::on(columns.primary_key(named, reading));
            self.table.primary_key = Some(key);
        }
    }

    /// Finds the key: the one that is said, or else the column `id`.
    fn primary_key(&mut self, said: &container::Said, name: &Ident, reading: &mut Reading<'_>) {
        let id = Ident::from("id");
        let own: Vec<Ident> = self.primary_keys.iter().map(|(column, _)| column.clone()).collect();
        if let (Some(_), Some((_, mark))) = (&said.primary_key, self.primary_keys.first()) {
            let message = "the struct says what the primary key is, and so does this field";
            reading.findings.push(Diagnostic::error("bad-attribute", *mark, message).help("leave one of them"));
        } else if !own.is_empty() {
            self.table.primary_key = Some(PrimaryKey::on(own));
        } else if said.primary_key.is_none() && !said.no_primary_key && self.table.column(&id).is_some() {
            self.table.primary_key = Some(PrimaryKey::on(vec![id]));
        }
        if self.table.primary_key.is_none() && !said.no_primary_key && !self.table.columns.is_empty() {
            let message = format!("`{name}` has no primary key");
            let help =
                "name a field `id`, mark one with `#[covet(primary_key)]`, or say `no_primary_key` of the struct";
            reading.findings.push(Diagnostic::error("no-primary-key", name.mark(), message).help(help));
        }
        self.assign_ids();
    }

    /// A whole key that is an `i64` or an `i32` is assigned by the database.
    fn assign_ids(&mut self) {
        let Some([key]) = self.table.primary_key.as_ref().map(|key| &key.columns[..]) else { return };
        let key = key.clone();
        if self.typed.contains(&key) {
            // A type that is written is the one that is meant.
            return;
        }
        if let Some(column) = self.table.column_mut(&key) {
            let is_free = column.default.is_none() && column.generated.is_none() && !column.nullable;
            if let Some(id) = column.ty.id_of().filter(|_| is_free) {
                column.ty = id;
            }
        }
    }
}

fn is_moment_of_writing(column: &Column) -> bool {
    let is_moment = matches!(column.ty, ColumnType::Timestamp | ColumnType::TimestampTz);
    MOMENTS.contains(&column.name.as_str()) && is_moment && !column.nullable && column.generated.is_none()
}

/// Judges the table by itself, as a migration that creates it would be judged.
fn check(model: &Model, reading: &mut Reading<'_>) {
    if !reading.findings.is_empty() {
        // What could not be read is missing, and everything could follow from that.
        return;
    }
    let (mut schema, mut found) = (Schema::new(), Findings::new());
    // Of other tables nothing is known here.
    schema.mark_incomplete();
    CreateTable { table: model.table.clone() }.apply(&mut schema, &mut found);
    reading.findings.extend(found.into_iter().map(reword::for_model));
}

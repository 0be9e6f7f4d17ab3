//! The whole schema that is wanted: what the models say, and what they have no say in.

use std::collections::{BTreeMap, BTreeSet};

use super::History;
use crate::diff::Answers;
use crate::ident::{Ident, TableName};
use crate::schema::{Check, ColumnType, ForeignKey, Schema, Table};

/// What there is to be.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The tables that the models describe, and the enums of their columns.
    pub schema: Schema,
    /// The app that each of these tables belongs to.
    pub owners: BTreeMap<TableName, String>,
    /// Tables that models describe and that no migration is to touch.
    pub unmanaged: BTreeSet<TableName>,
}

/// The schema that migrations are to make.
pub(super) struct Composed {
    pub(super) after: Schema,
    /// Tables that stay because their app has no models.
    pub(super) left: Vec<TableName>,
}

/// Adds what the models have no say in, as the history makes it: tables of other crates, of apps without models and those
/// that are not managed; objects; whether a constraint holds for all rows.
pub(super) fn composed(history: &History, wanted: &Wanted, answers: &Answers) -> Composed {
    let mut after = wanted.schema.clone();
    for name in &wanted.unmanaged {
        after.remove(name);
    }
    let modelled: BTreeSet<&str> = wanted.owners.values().map(String::as_str).collect();
    let mut left = Vec::new();
    for table in history.schema().tables() {
        let name = &table.name;
        if after.table(name).is_some() {
            after.update(name, |wanted| take_over(wanted, table));
            continue;
        }
        let owner = history.owner(name).unwrap_or_default();
        let is_asked_for = answers.tables.contains_key(name);
        if wanted.unmanaged.contains(name) || history.is_foreign(owner) {
            after.insert(table.clone());
        } else if !modelled.contains(owner) && !is_asked_for {
            left.push(name.clone());
            after.insert(table.clone());
        }
    }
    keep_enums(history.schema(), &mut after);
    for object in history.schema().objects() {
        after.insert_object(object.clone());
    }
    Composed { after, left }
}

/// What is the same but for a state that no model describes stays in that state.
fn take_over(wanted: &mut Table, there: &Table) {
    for key in &mut wanted.foreign_keys {
        let state = |other: &ForeignKey| ForeignKey { not_valid: false, external: false, ..other.clone() };
        if let Some(same) = there.foreign_keys.iter().find(|other| state(other) == state(key)) {
            *key = same.clone();
        }
    }
    for check in &mut wanted.checks {
        let state = |other: &Check| Check { not_valid: false, ..other.clone() };
        if let Some(same) = there.checks.iter().find(|other| state(other) == state(check)) {
            *check = same.clone();
        }
    }
}

/// Enums stay where a table that stays uses them, or no table ever did.
fn keep_enums(there: &Schema, after: &mut Schema) {
    let used = |schema: &Schema| -> BTreeSet<Ident> {
        schema.tables().flat_map(|table| &table.columns).filter_map(|column| enum_of(&column.ty).cloned()).collect()
    };
    let (before, now) = (used(there), used(after));
    let missing: Vec<Ident> = there.enums().filter(|name| after.enum_values(name).is_none()).cloned().collect();
    for name in missing {
        if now.contains(&name) || !before.contains(&name) {
            let values = there.enum_values(&name).unwrap_or_default().to_vec();
            after.insert_enum(name, values);
        }
    }
}

/// The native enum that a type is, or is a list of.
pub(super) fn enum_of(ty: &ColumnType) -> Option<&Ident> {
    match ty {
        ColumnType::Enum(name) => Some(name),
        ColumnType::Array(item) => enum_of(item),
        _ => None,
    }
}

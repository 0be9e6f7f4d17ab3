//! The indexes that foreign keys need and nobody has declared.
//!
//! MySQL makes one for itself where none begins with the columns of a key, and drops it again when it likes. Covet makes
//! it instead, named like the key, so that which indexes there are follows from the schema alone: a key has an index of
//! its own exactly while no other begins with its columns. Whatever changes that makes or drops it in the same statement.

use crate::dialect::Capabilities;
use crate::ident::Ident;
use crate::schema::{Index, Table};

/// The indexes that the foreign keys of a table have of their own.
pub(super) fn own(table: &Table, capabilities: &Capabilities) -> Vec<Index> {
    let mut own: Vec<Index> = Vec::new();
    if !capabilities.foreign_key_needs_index {
        return own;
    }
    let mut keys: Vec<_> = table.foreign_keys.iter().collect();
    // The longest first: its index serves a key on the columns that it begins with.
    keys.sort_by_key(|key| (std::cmp::Reverse(key.columns.len()), &key.name));
    for key in keys {
        let begins = |columns: &[Ident]| columns.starts_with(&key.columns);
        let served = table.primary_key.as_ref().is_some_and(|primary| begins(&primary.columns))
            || table.uniques.iter().any(|unique| begins(&unique.columns))
            || table.indexes.iter().chain(&own).any(|index| index.begins_with(&key.columns));
        if !served {
            own.push(Index::on(key.name.clone(), key.columns.clone()));
        }
    }
    own
}

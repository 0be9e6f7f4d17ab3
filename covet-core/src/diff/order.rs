//! The order of tables that refer to each other.

use std::collections::BTreeSet;

use crate::ident::TableName;
use crate::schema::Table;

/// Tables so that each comes behind those of them that it refers to, as far as that can be; ties by name.
///
/// In a circle one comes first whose keys point ahead: those are to be added when all tables are there.
pub(super) fn behind_what_they_refer_to<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Vec<&'a Table> {
    let mut left: Vec<&Table> = tables.into_iter().collect();
    left.sort_by(|a, b| a.name.cmp(&b.name));
    let mut waiting: BTreeSet<&TableName> = left.iter().map(|table| &table.name).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let refers_ahead = |table: &Table| {
            let keys = table.foreign_keys.iter().filter(|key| key.ref_table != table.name);
            keys.filter(|key| waiting.contains(&key.ref_table)).count()
        };
        let at = left.iter().position(|table| refers_ahead(table) == 0);
        let fewest = || (0..left.len()).min_by_key(|&at| refers_ahead(left[at]));
        let Some(at) = at.or_else(fewest) else { break };
        let table = left.remove(at);
        waiting.remove(&table.name);
        ordered.push(table);
    }
    ordered
}

//! The order of tables that refer to each other.

use crate::ident::TableName;
use crate::schema::{Table, behind_what_they_need};

/// Tables so that each comes behind those of them that it refers to, as far as that can be; ties by name.
///
/// In a circle one comes first whose keys point ahead: those are to be added when all tables are there.
pub(super) fn behind_what_they_refer_to<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Vec<&'a Table> {
    let referred =
        |table: &&'a Table| -> Vec<&'a TableName> { table.foreign_keys.iter().map(|key| &key.ref_table).collect() };
    behind_what_they_need(tables, |table| &table.name, referred)
}

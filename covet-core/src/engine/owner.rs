//! Which app an operation belongs to.

use super::things::enum_of;
use super::{History, Wanted};
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::ObjectId;

/// The app whose migration an operation is to stand in: that of the table, as the models have it or else as it was made.
///
/// SQL that the diff writes prepares the operation behind it, `next`.
pub(super) fn of(
    operation: &Operation,
    next: Option<&Operation>,
    wanted: &Wanted,
    history: &History,
) -> Option<String> {
    let of_table = |table: &TableName| {
        let owner = wanted.owners.get(table).map(String::as_str).or_else(|| history.owner(table));
        owner.map(str::to_owned)
    };
    let of_enum = |name: &Ident| {
        let uses = |table: &&crate::schema::Table| table.columns.iter().any(|column| enum_of(&column.ty) == Some(name));
        let user = || wanted.schema.tables().find(uses).and_then(|table| of_table(&table.name));
        history.owner_of_enum(name).map(str::to_owned).or_else(user)
    };
    let of_object = |id: &ObjectId| history.owner_of_object(id).map(str::to_owned);
    match operation {
        // The new name is one that somebody wants, unless it is one in between.
        Operation::RenameTable(rename) => of_table(&rename.to).or_else(|| of_table(&rename.from)),
        Operation::CreateEnum(create) => of_enum(&create.name),
        Operation::DropEnum(drop) => of_enum(&drop.name),
        Operation::AddEnumValue(add) => of_enum(&add.name),
        Operation::RenameEnumValue(rename) => of_enum(&rename.name),
        Operation::CreateObject(create) => of_object(&create.object.id()),
        Operation::DropObject(drop) => of_object(&drop.id),
        Operation::RunSql(_) => of(next?, None, wanted, history),
        other => of_table(other.table()?),
    }
}

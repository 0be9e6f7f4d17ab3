//! What operations lock and read in PostgreSQL, where they change a table that is there.

use crate::ident::TableName;
use crate::operation::Operation;

/// The table that nobody can read or write from an operation on until its transaction commits: ACCESS EXCLUSIVE.
pub(super) fn locked(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::AddColumn(add) => Some(&add.table),
        Operation::DropColumn(drop) => Some(&drop.table),
        Operation::RenameColumn(rename) => Some(&rename.table),
        Operation::AlterColumn(alter) => Some(&alter.table),
        Operation::AddUnique(add) => Some(&add.table),
        Operation::DropUnique(drop) => Some(&drop.table),
        Operation::AddCheck(add) => Some(&add.table),
        Operation::DropCheck(drop) => Some(&drop.table),
        Operation::AddPrimaryKey(add) => Some(&add.table),
        Operation::DropPrimaryKey(drop) => Some(&drop.table),
        Operation::DropForeignKey(drop) => Some(&drop.table),
        Operation::RenameConstraint(rename) => Some(&rename.table),
        Operation::DropIndex(drop) => Some(&drop.table),
        Operation::DropTable(drop) => Some(&drop.table),
        Operation::RenameTable(rename) => Some(&rename.from),
        _ => None,
    }
}

/// The table whose rows an operation reads, all of them, whatever else it does.
pub(super) fn read(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::CreateIndex(create) => Some(&create.table),
        Operation::AddUnique(add) => Some(&add.table),
        Operation::AddPrimaryKey(add) => Some(&add.table),
        Operation::AddCheck(add) if !add.check.not_valid => Some(&add.table),
        Operation::AddForeignKey(add) if !add.key.not_valid => Some(&add.table),
        Operation::ValidateConstraint(validate) => Some(&validate.table),
        _ => None,
    }
}

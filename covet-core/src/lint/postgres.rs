//! What operations lock and read in PostgreSQL, where they change a table that is there.

use crate::ident::TableName;
use crate::operation::Operation;

/// The table that nobody can read or write from an operation on until its transaction commits: ACCESS EXCLUSIVE.
pub(super) fn locked(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddUnique(_)
        | Operation::DropUnique(_)
        | Operation::AddCheck(_)
        | Operation::DropCheck(_)
        | Operation::AddPrimaryKey(_)
        | Operation::DropPrimaryKey(_)
        | Operation::DropForeignKey(_)
        | Operation::RenameConstraint(_)
        | Operation::DropIndex(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_) => operation.table(),
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

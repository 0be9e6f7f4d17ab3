//! When SQLite makes a table anew.

use super::Case;
use crate::ident::TableName;
use crate::operation::Operation;
use crate::schema::{Column, DefaultValue};

/// The table that SQLite makes anew for an operation, because ALTER TABLE cannot do it.
pub(super) fn rebuilt<'a>(case: &Case<'a>) -> Option<&'a TableName> {
    let table = match case.operation {
        Operation::AlterColumn(alter) => {
            let old = case.before.table(&alter.table)?.column(&alter.column.name)?;
            // SQLite keeps no comments.
            let is_same = *old == Column { comment: old.comment.clone(), ..alter.column.clone() };
            (!is_same || alter.using.is_some()).then_some(&alter.table)
        }
        Operation::AddColumn(add) => {
            let value = add.fill.as_ref().or(add.column.default.as_ref());
            let computed = matches!(value, Some(DefaultValue::Now | DefaultValue::Uuid | DefaultValue::Sql(_)));
            let stored = add.column.generated.as_ref().is_some_and(|generated| generated.stored);
            let filled = add.fill.is_some() && add.fill != add.column.default;
            let refers = add.foreign_key.is_some() && value.is_some();
            (computed || stored || filled || refers).then_some(&add.table)
        }
        Operation::AddForeignKey(_)
        | Operation::DropForeignKey(_)
        | Operation::AddUnique(_)
        | Operation::DropUnique(_)
        | Operation::AddCheck(_)
        | Operation::DropCheck(_)
        | Operation::AddPrimaryKey(_)
        | Operation::DropPrimaryKey(_)
        | Operation::RenameConstraint(_) => case.operation.table(),
        _ => None,
    };
    table.filter(|table| case.existing(table).is_some())
}

//! What several operations do to a schema, in fewer.

use super::origins::Origins;
use crate::diagnostic::Findings;
use crate::dialect::Dialect;
use crate::diff::{Pair, diff};
use crate::ident::TableName;
use crate::operation::{AddColumn, Change as _, CreateIndex, DropColumn, DropIndex, Operation};
use crate::schema::Schema;
use crate::{plan, replay};

/// Operations that make the same of a schema as these; these themselves where there are no fewer, and where more than the
/// schema tells matters to rows that are there.
pub(super) fn folded(operations: &[Operation], before: &Schema, targets: &[Dialect]) -> Vec<Operation> {
    fewer(operations, before, targets).unwrap_or_else(|| operations.to_vec())
}

fn fewer(operations: &[Operation], before: &Schema, targets: &[Dialect]) -> Option<Vec<Operation>> {
    let (mut after, mut origins, mut answers) = (before.clone(), Origins::default(), Vec::new());
    for operation in operations {
        let is_new = table(operation).is_none_or(|table| origins.is_made_here(table));
        if !is_new && !is_told_by_schemas(operation) {
            return None;
        }
        origins.follow(operation, &after);
        operation.apply(&mut after, &mut Findings::new());
        if let Operation::AddColumn(AddColumn { table, column, fill: Some(fill), .. }) = operation {
            answers.push(((table.clone(), column.name.clone()), fill.clone()));
        }
    }
    if origins.reuses_a_name(&after) {
        return None;
    }
    let mut known = origins.answers();
    known.values.extend(answers);
    let found = diff(Pair { before, after: &after }, &known).ok()?;
    let leads_there = || {
        let mut then = before.clone();
        replay::apply(&found.operations, &mut then).is_ok() && after.differences_anywhere(&then).is_empty()
    };
    // What a database cannot do is said of the whole: here it only must not be more than before.
    let is_planned = |operations: &[Operation], target| plan::plan(operations, before, target).is_ok();
    let is_planned =
        || targets.iter().all(|target| is_planned(&found.operations, *target) || !is_planned(operations, *target));
    let is_fewer = found.operations.len() < operations.len() && found.questions.is_empty();
    (is_fewer && leads_there() && is_planned()).then_some(found.operations)
}

/// Whether the schemas before and after an operation on a table with rows say all that there is to it: how a value becomes
/// another, and what others wait for meanwhile, they do not say.
fn is_told_by_schemas(operation: &Operation) -> bool {
    use Operation as O;
    match operation {
        O::AlterColumn(_) | O::ValidateConstraint(_) | O::SetNotNull(_) => false,
        O::CreateIndex(CreateIndex { concurrently, .. }) | O::DropIndex(DropIndex { concurrently, .. }) => {
            !concurrently
        }
        O::DropColumn(DropColumn { restore_with, .. }) => restore_with.is_none(),
        O::DropTable(drop) => !drop.if_exists,
        O::AddForeignKey(add) => !add.key.not_valid,
        O::AddCheck(add) => !add.check.not_valid,
        O::AddUnique(add) => add.using_index.is_none(),
        O::AddPrimaryKey(add) => add.using_index.is_none(),
        _ => true,
    }
}

/// The table that an operation changes; nothing where it makes one, or changes none.
fn table(operation: &Operation) -> Option<&TableName> {
    use Operation as O;
    match operation {
        O::DropTable(_)
        | O::AddColumn(_)
        | O::DropColumn(_)
        | O::AlterColumn(_)
        | O::CreateIndex(_)
        | O::DropIndex(_)
        | O::AddForeignKey(_)
        | O::AddUnique(_)
        | O::AddCheck(_)
        | O::AddPrimaryKey(_)
        | O::ValidateConstraint(_)
        | O::SetNotNull(_) => operation.table(),
        _ => None,
    }
}

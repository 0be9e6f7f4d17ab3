//! Making a column NOT NULL by way of a check.

use super::transition::Transition;
use super::{Action, Step, alter};
use crate::diagnostic::Diagnostic;
use crate::operation::SetNotNull;
use crate::schema::Check;

/// The steps; nothing where the table has to be made anew.
///
/// The check is added without looking at the rows, and validated: the one locks the table for a moment, the other lets
/// people write. Then no row has to be looked at.
pub(super) fn steps(t: &Transition<'_>, set: &SetNotNull) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (sql, name) = (t.sql(), &set.table);
    let Some(writer) = sql.alter() else { return Ok(None) };
    let (old, new) = (t.table_before(name)?, t.table_after(name)?);
    let (Some(from), Some(to)) = (old.column(&set.column), new.column(&set.column)) else {
        return Err(old.unknown_column(&set.column));
    };
    let actions = writer.alter_column(name, from, to, None);
    if !t.capabilities().not_null_by_check {
        return alter::change(t, name, actions).map(Some);
    }
    let check = set.check(&sql.ident(&set.column));
    let (mut added, mut valid) = (old.clone(), old.clone());
    added.checks.push(Check { not_valid: true, ..check.clone() });
    valid.checks.push(check.clone());
    let add = sql.alter_table(name, &[format!("ADD {}{}", sql.check(&check), writer.not_valid())]);
    let validate = sql.validate_constraint(name, &check.name).into_iter().collect();
    // In two statements: one would drop the check before it is asked.
    let settle = vec![sql.alter_table(name, &actions), sql.alter_table(name, &[writer.drop_check(&check.name)])];
    Ok(Some(vec![
        t.changing(Action::Ddl(vec![add]), old, &added),
        t.changing(Action::Ddl(validate), &added, &valid),
        t.changing(Action::Ddl(settle), &valid, new),
    ]))
}

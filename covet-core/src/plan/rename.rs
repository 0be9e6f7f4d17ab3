//! Renames, which every database does in place.
//!
//! What is named after a table or a column and has no name of its own, a primary key and the check of a type, is renamed
//! with it; all other names stay.

use super::transition::Transition;
use super::{Action, Step, alter, alteration};
use crate::diagnostic::Diagnostic;
use crate::operation::{Algorithm, RenameColumn, RenameConstraint, RenameIndex, RenameTable};
use crate::schema::{Column, ColumnType, Index, PrimaryKey, Table, expression};

/// Gives a table another name.
pub(super) fn table(t: &Transition<'_>, rename: &RenameTable) -> Result<Vec<Step>, Diagnostic> {
    let (sql, RenameTable { from, to }) = (t.sql(), rename);
    let table = t.table_after(to)?;
    let key = table.primary_key.iter().filter(|key| key.name.is_none());
    let key = key.map(|_| (PrimaryKey::derived_name(from), PrimaryKey::derived_name(to)));
    let types = checked_types(table).map(|column| (column.check_name(from), column.check_name(to)));
    let followers = key.chain(types).filter_map(|(from, now)| sql.rename_constraint(to, &from, &now));
    let statements = std::iter::once(sql.rename_table(from, to)).chain(followers).collect();
    Ok(vec![t.changing(Action::Ddl(statements), t.table_before(from)?, table)])
}

/// Gives a column another name. Where that fails while a check uses the column, the check is dropped and added again.
pub(super) fn column(t: &Transition<'_>, rename: &RenameColumn) -> Result<Vec<Step>, Diagnostic> {
    let (sql, RenameColumn { table: name, from, to }) = (t.sql(), rename);
    let (before, after) = (t.table_before(name)?, t.table_after(name)?);
    let (mut old, mut new, mut without) = (before.clone(), after.clone(), Vec::new());
    let mut steps = Vec::new();
    let known = |step: Step, algorithm| Step { algorithm: alteration::algorithm(t).map(|_| algorithm), ..step };
    if let Some(alter) = sql.alter().filter(|_| !t.capabilities().renames_checked_columns) {
        if let Some(other) = before.columns.iter().find(|column| column.is_generated_from(from)) {
            let why = format!("the generated column `{}` uses it", other.name);
            return Err(t.cannot(
                "still-used",
                from.mark(),
                &why,
                "drop that column, rename this one, and add it again",
            ));
        }
        let (mut there, mut gone) = (before.clone(), after.clone());
        for check in before.checks.iter().filter(|check| expression::uses(&check.expression, from)) {
            let (whole, dropped) = (there.clone(), alter.drop_check(&check.name));
            there.checks.retain(|other| other.name != check.name);
            let step = t.changing(Action::Ddl(vec![sql.alter_table(name, &[dropped])]), &whole, &there);
            steps.push(known(step, Algorithm::Instant));
            gone.checks.retain(|other| other.name != check.name);
            without.push(check.name.clone());
        }
        (old, new) = (there, gone);
    }
    let action = format!("RENAME COLUMN {} TO {}", sql.ident(from), sql.ident(to));
    let mut statements = vec![sql.alter_table(name, &[action])];
    let was = before.column(from).ok_or_else(|| before.unknown_column(from))?;
    let is = after.column(to).ok_or_else(|| after.unknown_column(to))?;
    if matches!(is.ty, ColumnType::OneOf(_)) {
        statements.extend(sql.rename_constraint(name, &was.check_name(name), &is.check_name(name)));
    }
    steps.push(known(t.changing(Action::Ddl(statements), &old, &new), Algorithm::Instant));
    for check in after.checks.iter().filter(|check| without.contains(&check.name)) {
        old.clone_from(&new);
        new.checks.push(check.clone());
        let statement = sql.alter_table(name, &[format!("ADD {}", sql.check(check))]);
        steps.push(known(t.changing(Action::Ddl(vec![statement]), &old, &new), Algorithm::Copy));
    }
    Ok(steps)
}

/// Gives an index another name.
pub(super) fn index(t: &Transition<'_>, rename: &RenameIndex) -> Result<Vec<Step>, Diagnostic> {
    let table = t.table_after(&rename.table)?;
    let statements = (table.indexes.iter().filter(|index| index.name == rename.to))
        .flat_map(|index| t.sql().rename_index(&rename.table, &rename.from, index))
        .collect();
    Ok(vec![t.changing(Action::Ddl(statements), t.table_before(&rename.table)?, table)])
}

/// Gives a constraint another name; where that is not possible it is dropped, and added under the other name, at once.
pub(super) fn constraint(t: &Transition<'_>, rename: &RenameConstraint) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (sql, RenameConstraint { table: name, from, to }) = (t.sql(), rename);
    let (before, table) = (t.table_before(name)?, t.table_after(name)?);
    let is_of_primary = table.primary_key.as_ref().is_some_and(|key| key.name_on(name) == *to);
    if is_of_primary && !t.capabilities().names_primary_keys {
        return Ok(Some(Vec::new()));
    }
    if let Some(statement) = sql.rename_constraint(name, from, to) {
        return Ok(Some(vec![t.changing(Action::Ddl(vec![statement]), before, table)]));
    }
    let Some(alter) = sql.alter() else { return Ok(None) };
    if let Some(unique) = table.uniques.iter().find(|unique| unique.name == *to) {
        let index = Index::on(to.clone(), unique.columns.iter().cloned());
        return Ok(Some(vec![t.changing(Action::Ddl(sql.rename_index(name, from, &index)), before, table)]));
    }
    let key = table.foreign_keys.iter().find(|key| key.name == *to);
    let check = table.checks.iter().find(|check| check.name == *to);
    let actions = match (key, check) {
        (Some(key), _) => vec![alter.drop_foreign_key(from), format!("ADD {}", sql.foreign_key(key))],
        (None, Some(check)) => vec![alter.drop_check(from), format!("ADD {}", sql.check(check))],
        (None, None) => return Ok(Some(Vec::new())),
    };
    alter::change(t, name, actions).map(Some)
}

/// The columns whose type needs a check on some database.
fn checked_types(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| matches!(column.ty, ColumnType::OneOf(_)))
}

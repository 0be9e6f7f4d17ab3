//! Operations that a database does in place, each by as few statements as are atomic.

use super::transition::Transition;
use super::{Action, Condition, Step, convert, key_index};
use crate::diagnostic::Diagnostic;
use crate::ident::{Ident, TableName};
use crate::operation::{AddColumn, AlterColumn, Operation};
use crate::schema::{Column, DefaultValue, Index};

/// The steps of an operation on a table; nothing where the table has to be made anew.
pub(super) fn in_place(t: &Transition<'_>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let alter = t.sql().alter();
    match t.operation {
        Operation::CreateTable(create) => created(t, &create.table.name).map(Some),
        Operation::DropTable(drop) => {
            let (before, after) = (Condition::Table(drop.table.clone()), Condition::NoTable(drop.table.clone()));
            Ok(Some(vec![t.step(Action::Ddl(vec![t.sql().drop_table(&drop.table)]), before, after)]))
        }
        Operation::AddColumn(add) => add_column(t, add),
        Operation::DropColumn(drop) => {
            let action = format!("DROP COLUMN {}", t.sql().ident(&drop.column));
            let before = Condition::Column(drop.table.clone(), Box::new(column(t, &drop.table, &drop.column)?));
            let after = Condition::NoColumn(drop.table.clone(), drop.column.clone());
            change(t, &drop.table, vec![action], before, after).map(Some)
        }
        Operation::AlterColumn(change) => alter_column(t, change),
        Operation::CreateIndex(create) => {
            let (table, index) = (&create.table, &create.index);
            let (before, after) = index_conditions(table, index);
            if t.capabilities().indexes_in_tables {
                return change(t, table, vec![add_index(t, index)], before, after).map(Some);
            }
            Ok(Some(vec![t.step(Action::Ddl(vec![t.sql().create_index(table, index)]), before, after)]))
        }
        Operation::DropIndex(drop) => {
            let before = Condition::Index(drop.table.clone(), drop.name.clone());
            let after = Condition::NoIndex(drop.table.clone(), drop.name.clone());
            if t.capabilities().indexes_in_tables {
                return change(t, &drop.table, vec![drop_index(t, &drop.name)], before, after).map(Some);
            }
            let statement = t.sql().drop_index(&drop.table, &drop.name);
            Ok(Some(vec![t.step(Action::Ddl(vec![statement]), before, after)]))
        }
        Operation::AddForeignKey(add) => {
            let Some(_) = alter else { return Ok(None) };
            let found = t.table_after(&add.table)?.foreign_keys.iter().find(|key| key.name == add.key.name);
            let action = format!("ADD {}", t.sql().foreign_key(found.unwrap_or(&add.key)));
            constraint(t, &add.table, &add.key.name, action, true)
        }
        Operation::DropForeignKey(drop) => {
            let Some(alter) = alter else { return Ok(None) };
            constraint(t, &drop.table, &drop.name, alter.drop_foreign_key(&drop.name), false)
        }
        Operation::AddUnique(add) => {
            let Some(_) = alter else { return Ok(None) };
            constraint(t, &add.table, &add.unique.name, format!("ADD {}", t.sql().unique(&add.unique)), true)
        }
        Operation::DropUnique(drop) => {
            let Some(alter) = alter else { return Ok(None) };
            constraint(t, &drop.table, &drop.name, alter.drop_unique(&drop.name), false)
        }
        Operation::RunSql(_) | Operation::RunRust(_) => Ok(Some(Vec::new())),
    }
}

/// Creates a table as it is after the operation.
pub(super) fn created(t: &Transition<'_>, name: &TableName) -> Result<Vec<Step>, Diagnostic> {
    let (sql, table) = (t.sql(), t.table_after(name)?);
    let statements = if t.capabilities().indexes_in_tables {
        let own = key_index::own(table, t.capabilities());
        let indexes: Vec<Index> = table.indexes.iter().cloned().chain(own).collect();
        vec![sql.create_table(table, &indexes)]
    } else {
        let indexes = table.indexes.iter().map(|index| sql.create_index(&table.name, index));
        std::iter::once(sql.create_table(table, &[])).chain(indexes).collect()
    };
    let (before, after) = (Condition::NoTable(name.clone()), Condition::Table(name.clone()));
    Ok(vec![t.step(Action::Ddl(statements), before, after)])
}

/// Where the rows that are there get another value than later ones, the default is changed in a second step.
fn add_column(t: &Transition<'_>, add: &AddColumn) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (sql, can) = (t.sql(), t.capabilities());
    let (column, key) = add.resolved(&t.before);
    let first = Column { default: add.fill.clone().or(column.default.clone()), ..column.clone() };
    if !can.adds_any_column {
        let computed = matches!(first.default, Some(DefaultValue::Now | DefaultValue::Sql(_)));
        if computed || (key.is_some() && first.default.is_some()) {
            return Ok(None);
        }
    }
    let inline = key.as_ref().filter(|key| can.references_in_columns && key.columns.len() == 1);
    let mut actions = vec![sql.add_column(&first, inline)];
    if let (Some(key), None) = (&key, inline) {
        actions.push(format!("ADD {}", sql.foreign_key(key)));
    }
    let absent = Condition::NoColumn(add.table.clone(), column.name.clone());
    let present = |column: &Column| Condition::Column(add.table.clone(), Box::new(column.clone()));
    let keyed = key.iter().map(|key| Condition::Constraint(add.table.clone(), key.name.clone()));
    let added = match key {
        Some(_) => Condition::All(std::iter::once(present(&first)).chain(keyed).collect()),
        None => present(&first),
    };
    let mut steps = change(t, &add.table, actions, absent, added)?;
    if first != column {
        let Some(alter) = sql.alter() else { return Ok(None) };
        let statement = sql.alter_table(&add.table, &[alter.set_default(&column)]);
        steps.push(t.step(Action::Ddl(vec![statement]), present(&first), present(&column)));
    }
    Ok(Some(steps))
}

fn alter_column(t: &Transition<'_>, change: &AlterColumn) -> Result<Option<Vec<Step>>, Diagnostic> {
    let old = column(t, &change.table, &change.column.name)?;
    let value = convert::value(t, change, &old, &t.sql().ident(&old.name))?;
    let Some(alter) = t.sql().alter() else { return Ok(None) };
    let actions = alter.alter_column(&old, &change.column, value.as_deref());
    if actions.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let is = |column: &Column| Condition::Column(change.table.clone(), Box::new(column.clone()));
    self::change(t, &change.table, actions, is(&old), is(&change.column)).map(Some)
}

/// Adds or drops a constraint.
fn constraint(
    t: &Transition<'_>,
    table: &TableName,
    name: &Ident,
    action: String,
    adds: bool,
) -> Result<Option<Vec<Step>>, Diagnostic> {
    let there = Condition::Constraint(table.clone(), name.clone());
    let absent = Condition::NoConstraint(table.clone(), name.clone());
    let (before, after) = if adds { (absent, there) } else { (there, absent) };
    change(t, table, vec![action], before, after).map(Some)
}

/// One ALTER TABLE, with the indexes that its foreign keys come to need, or need no more.
fn change(
    t: &Transition<'_>,
    name: &TableName,
    mut actions: Vec<String>,
    before: Condition,
    after: Condition,
) -> Result<Vec<Step>, Diagnostic> {
    let old = key_index::own(t.table_before(name)?, t.capabilities());
    let new = key_index::own(t.table_after(name)?, t.capabilities());
    let needed = new.iter().filter(|index| !old.contains(index)).map(|index| add_index(t, index));
    let unneeded = old.iter().filter(|index| !new.contains(index)).map(|index| drop_index(t, &index.name));
    // The last action is the one that needs them: a key stands behind the column that is added with it.
    let last = actions.pop();
    actions.extend(needed.chain(last).chain(unneeded));
    Ok(vec![t.step(Action::Ddl(vec![t.sql().alter_table(name, &actions)]), before, after)])
}

fn add_index(t: &Transition<'_>, index: &Index) -> String {
    format!("ADD {}", t.sql().index_part(index))
}

fn drop_index(t: &Transition<'_>, name: &str) -> String {
    format!("DROP INDEX {}", t.sql().ident(name))
}

fn index_conditions(table: &TableName, index: &Index) -> (Condition, Condition) {
    let name = || (table.clone(), index.name.clone());
    let ((absent_table, absent), (table, there)) = (name(), name());
    (Condition::NoIndex(absent_table, absent), Condition::Index(table, there))
}

/// A column before the operation.
fn column(t: &Transition<'_>, table: &TableName, name: &Ident) -> Result<Column, Diagnostic> {
    let table = t.table_before(table)?;
    table.column(name).cloned().ok_or_else(|| table.unknown_column(name))
}

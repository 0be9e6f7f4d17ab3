//! Operations that a database does in place, each by as few statements as are atomic.

use super::recreate::Recreated;
use super::transition::Transition;
use super::{Action, Condition, Step, convert, key_index, object, rename};
use crate::diagnostic::Diagnostic;
use crate::ident::{Ident, TableName};
use crate::operation::{AddColumn, AlterColumn, EnumPlace, Operation};
use crate::schema::{Column, DefaultValue, Index, Table};

/// The steps of an operation on a table; nothing where the table has to be made anew.
pub(super) fn in_place(t: &Transition<'_>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let alter = t.sql().alter();
    match t.operation {
        Operation::CreateTable(create) => created(t, &create.table.name).map(Some),
        Operation::DropTable(drop) => {
            let is_known = t.before.table(&drop.table).is_some();
            let before = if is_known { Condition::Table(drop.table.clone()) } else { Condition::Recorded };
            let statement = t.sql().drop_table(&drop.table, drop.if_exists);
            Ok(Some(vec![t.step(Action::Ddl(vec![statement]), before, Condition::NoTable(drop.table.clone()))]))
        }
        Operation::RenameTable(rename) => rename::table(t, rename).map(Some),
        Operation::CommentTable(comment) => {
            let statement = t.sql().comment_on_table(&comment.table, comment.comment.as_deref());
            let step = |sql| t.step(Action::Ddl(vec![sql]), Condition::Recorded, Condition::Recorded);
            Ok(Some(statement.into_iter().map(step).collect()))
        }
        Operation::AddColumn(add) => add_column(t, add),
        Operation::DropColumn(drop) => {
            let action = format!("DROP COLUMN {}", t.sql().ident(&drop.column));
            let before = Condition::Column(drop.table.clone(), Box::new(column(t, &drop.table, &drop.column)?));
            let after = Condition::NoColumn(drop.table.clone(), drop.column.clone());
            change(t, &drop.table, vec![action], before, after).map(Some)
        }
        Operation::RenameColumn(rename) => rename::column(t, rename).map(Some),
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
        Operation::RenameIndex(rename) => rename::index(t, rename).map(Some),
        Operation::AddForeignKey(add) => {
            let Some(alter) = alter else { return Ok(None) };
            let found = t.table_after(&add.table)?.foreign_keys.iter().find(|key| key.name == add.key.name);
            let not_valid = if add.key.not_valid { alter.not_valid() } else { "" };
            let action = format!("ADD {}{not_valid}", t.sql().foreign_key(found.unwrap_or(&add.key)));
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
        Operation::AddCheck(add) => {
            let Some(alter) = alter else { return Ok(None) };
            let not_valid = if add.check.not_valid { alter.not_valid() } else { "" };
            let action = format!("ADD {}{not_valid}", t.sql().check(&add.check));
            constraint(t, &add.table, &add.check.name, action, true)
        }
        Operation::DropCheck(drop) => {
            let Some(alter) = alter else { return Ok(None) };
            constraint(t, &drop.table, &drop.name, alter.drop_check(&drop.name), false)
        }
        Operation::AddPrimaryKey(add) => {
            let Some(_) = alter else { return Ok(None) };
            primary_key(t, t, &add.table, vec![format!("ADD {}", t.sql().primary_key(&add.table, &add.key))])
        }
        Operation::DropPrimaryKey(drop) => {
            let Some(alter) = alter else { return Ok(None) };
            primary_key(t, t, &drop.table, vec![alter.drop_primary_key(&drop.table)])
        }
        Operation::RenameConstraint(change) => rename::constraint(t, change),
        Operation::ValidateConstraint(validate) => {
            let statement = t.sql().validate_constraint(&validate.table, &validate.name);
            let step = |sql| t.step(Action::Ddl(vec![sql]), Condition::Recorded, Condition::Recorded);
            Ok(Some(statement.into_iter().map(step).collect()))
        }
        Operation::CreateEnum(create) => {
            enumeration(t, &create.name, t.sql().create_enum(&create.name, &create.values))
        }
        Operation::DropEnum(drop) => enumeration(t, &drop.name, t.sql().drop_enum(&drop.name)),
        Operation::AddEnumValue(add) => {
            let place = add.place.as_ref().map(|place| match place {
                EnumPlace::Before(value) => (value.as_str(), false),
                EnumPlace::After(value) => (value.as_str(), true),
            });
            enumeration(t, &add.name, t.sql().add_enum_value(&add.name, &add.value, place))
        }
        Operation::RenameEnumValue(change) => {
            enumeration(t, &change.name, t.sql().rename_enum_value(&change.name, &change.from, &change.to))
        }
        Operation::CreateObject(create) => object::created(t, &create.object).map(Some),
        Operation::ReplaceObject(replace) => object::replaced(t, replace).map(Some),
        Operation::DropObject(drop) => object::dropped(t, drop).map(Some),
        Operation::RunSql(_) | Operation::RunRust(_) => Ok(Some(Vec::new())),
    }
}

/// A change of an enum, where the database has them.
fn enumeration(t: &Transition<'_>, name: &Ident, statement: Option<String>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let Some(statement) = statement else {
        return Err(t.cannot("no-enums", name.mark(), "it has no types of that kind", "use `one_of`"));
    };
    Ok(Some(vec![t.step(Action::Ddl(vec![statement]), Condition::Recorded, Condition::Recorded)]))
}

/// Whether two operations give a table another primary key.
pub(super) fn replaces_primary_key(t: &Transition<'_>, next: &Transition<'_>) -> bool {
    matches!((t.operation, next.operation), (Operation::DropPrimaryKey(_), Operation::AddPrimaryKey(_)))
}

/// Another primary key in one statement, which keeps MySQL from making the table anew twice.
pub(super) fn replaced_primary_key(t: &Transition<'_>, next: &Transition<'_>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (Some(alter), Some(table)) = (t.sql().alter(), t.table()) else { return Ok(None) };
    let Some(key) = &next.table_after(table)?.primary_key else { return Ok(None) };
    let actions = vec![alter.drop_primary_key(table), format!("ADD {}", t.sql().primary_key(table, key))];
    primary_key(t, next, table, actions)
}

/// Changes the primary key of a table, from what it is before one operation to what it is after another.
fn primary_key(
    first: &Transition<'_>,
    last: &Transition<'_>,
    name: &TableName,
    actions: Vec<String>,
) -> Result<Option<Vec<Step>>, Diagnostic> {
    let is = |table: &Table| Condition::PrimaryKey(name.clone(), table.primary_key.clone());
    let (old, new) = (first.table_before(name)?, last.table_after(name)?);
    let statement = first.sql().alter_table(name, &with_key_indexes(first, old, new, actions));
    let step = first.step(Action::Ddl(vec![statement]), is(old), is(new));
    Ok(Some(vec![Step { operations: first.at..last.at + 1, ..step }]))
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
        let comments = table.columns.iter().filter(|column| column.comment.is_some());
        let comments = comments.filter_map(|column| sql.comment_on_column(name, column));
        let of_table = table.comment.as_deref().and_then(|text| sql.comment_on_table(name, Some(text)));
        let comments = of_table.into_iter().chain(comments);
        std::iter::once(sql.create_table(table, &[])).chain(indexes).chain(comments).collect()
    };
    let (before, after) = (Condition::NoTable(name.clone()), Condition::Table(name.clone()));
    Ok(vec![t.step(Action::Ddl(statements), before, after)])
}

/// Where the rows that are there get another value than later ones, the default is changed in a second step.
fn add_column(t: &Transition<'_>, add: &AddColumn) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (sql, can) = (t.sql(), t.capabilities());
    let (column, key) = add.resolved(t.before);
    let first = Column { default: add.fill.clone().or(column.default.clone()), ..column.clone() };
    if !can.adds_any_column {
        let computed = matches!(first.default, Some(DefaultValue::Now | DefaultValue::Uuid | DefaultValue::Sql(_)));
        let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
        if computed || stored || (key.is_some() && first.default.is_some()) {
            return Ok(None);
        }
    }
    let inline = key.as_ref().filter(|key| can.references_in_columns && key.columns.len() == 1);
    let mut actions = vec![sql.add_column(&add.table, &first, inline)];
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
    let comment = column.comment.as_ref().and_then(|_| sql.comment_on_column(&add.table, &column));
    append(&mut steps, comment);
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
    let (sql, table, new) = (t.sql(), &change.table, &change.column);
    let Some(alter) = sql.alter() else {
        let is_same = value.is_none() && sql.column(table, &old) == sql.column(table, new);
        return Ok(is_same.then(Vec::new));
    };
    let actions = alter.alter_column(table, &old, new, value.as_deref());
    let comment = (old.comment != new.comment).then(|| sql.comment_on_column(table, new)).flatten();
    let is = |column: &Column| Condition::Column(table.clone(), Box::new(column.clone()));
    let retypes = sql.ty(&old.ty) != sql.ty(&new.ty) || old.collation != new.collation || value.is_some();
    let around = if retypes { Recreated::around_column(t, table, &new.name)? } else { Recreated::default() };
    let mut steps = match (&actions[..], &comment) {
        ([], None) => return Ok(Some(Vec::new())),
        ([], Some(_)) => vec![t.step(Action::Ddl(Vec::new()), is(&old), is(new))],
        _ => self::change(t, table, actions, is(&old), is(new))?,
    };
    append(&mut steps, comment);
    Ok(Some([around.dropped, steps, around.created].concat()))
}

/// Adds a statement to the last step, which it belongs to.
fn append(steps: &mut [Step], statement: Option<String>) {
    if let Some(Action::Ddl(statements)) = steps.last_mut().map(|step| &mut step.action) {
        statements.extend(statement);
    }
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
pub(super) fn change(
    t: &Transition<'_>,
    name: &TableName,
    actions: Vec<String>,
    before: Condition,
    after: Condition,
) -> Result<Vec<Step>, Diagnostic> {
    let actions = with_key_indexes(t, t.table_before(name)?, t.table_after(name)?, actions);
    Ok(vec![t.step(Action::Ddl(vec![t.sql().alter_table(name, &actions)]), before, after)])
}

/// Actions that make the one table of the other, with those on the indexes that its foreign keys have of their own.
fn with_key_indexes(t: &Transition<'_>, old: &Table, new: &Table, mut actions: Vec<String>) -> Vec<String> {
    let (old, new) = (key_index::own(old, t.capabilities()), key_index::own(new, t.capabilities()));
    let needed = new.iter().filter(|index| !old.contains(index)).map(|index| add_index(t, index));
    let unneeded = old.iter().filter(|index| !new.contains(index)).map(|index| drop_index(t, &index.name));
    // The last action is the one that needs them: a key stands behind the column that is added with it.
    let last = actions.pop();
    actions.extend(needed.chain(last).chain(unneeded));
    actions
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

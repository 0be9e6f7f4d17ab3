//! Operations that a database does in place, each by as few statements as are atomic.

use super::recreate::Recreated;
use super::transition::Transition;
use super::{Action, Condition, Step, alteration, convert, key_index, not_null, object, rename};
use crate::diagnostic::Diagnostic;
use crate::ident::{Ident, TableName};
use crate::normal;
use crate::operation::{AddColumn, AddPrimaryKey, AddUnique, Algorithm, AlterColumn, DropIndex, EnumPlace, Operation};
use crate::schema::{Column, DefaultValue, Index, PrimaryKey, Schema, Table};

/// The steps of an operation on a table; nothing where the table has to be made anew.
pub(super) fn in_place(t: &Transition<'_>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let alter = t.sql().alter();
    if let (Some(actions), Some(table)) = (alteration::actions(t)?, t.table()) {
        return change(t, table, actions).map(Some);
    }
    match t.operation {
        Operation::CreateTable(create) => created(t, &create.table.name).map(Some),
        Operation::DropTable(drop) => {
            let statement = t.sql().drop_table(&drop.table, drop.if_exists);
            let (before, after) = (Condition::Table(drop.table.clone()), Condition::NoTable(drop.table.clone()));
            Ok(Some(vec![t.step(Action::Ddl(vec![statement]), before, after)]))
        }
        Operation::RenameTable(rename) => rename::table(t, rename).map(Some),
        Operation::CommentTable(comment) => {
            let statement = t.sql().comment_on_table(&comment.table, comment.comment.as_deref());
            let (old, new) = (t.table_before(&comment.table)?, t.table_after(&comment.table)?);
            let step = |sql| t.changing(Action::Ddl(vec![sql]), old, new);
            Ok(Some(statement.into_iter().map(step).collect()))
        }
        Operation::AddColumn(add) => add_column(t, add),
        Operation::RenameColumn(rename) => rename::column(t, rename).map(Some),
        Operation::AlterColumn(change) => alter_column(t, change),
        Operation::CreateIndex(create) => {
            let (table, index) = (&create.table, &create.index);
            if create.concurrently && t.capabilities().concurrent_indexes {
                return alone(t, table, t.sql().create_index_concurrently(table, index)).map(Some);
            }
            beside(t, table, t.sql().create_index(table, index)).map(Some)
        }
        Operation::DropIndex(DropIndex { table, name, concurrently }) => {
            if *concurrently && t.capabilities().concurrent_indexes {
                return alone(t, table, t.sql().drop_index_concurrently(table, name)).map(Some);
            }
            beside(t, table, t.sql().drop_index(table, name)).map(Some)
        }
        Operation::RenameIndex(rename) => rename::index(t, rename).map(Some),
        Operation::AddUnique(AddUnique { table, unique, using_index: Some(index) }) => {
            let Some(_) = alter else { return Ok(None) };
            // It is one, but for the name.
            let named = (unique.name != *index).then(|| {
                let renamed = Index::on(unique.name.clone(), unique.columns.iter().cloned());
                let statements = t.sql().rename_index(table, index, &renamed);
                Ok(t.changing(Action::Ddl(statements), t.table_before(table)?, t.table_after(table)?))
            });
            named.into_iter().collect::<Result<Vec<_>, _>>().map(Some)
        }
        Operation::RenameConstraint(change) => rename::constraint(t, change),
        Operation::ValidateConstraint(validate) => {
            let statement = t.sql().validate_constraint(&validate.table, &validate.name);
            statement.map(|statement| beside(t, &validate.table, statement)).unwrap_or(Ok(Vec::new())).map(Some)
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
        Operation::SetNotNull(set) => not_null::steps(t, set),
        // They are one ALTER TABLE, where there is one that does it.
        Operation::DropColumn(_)
        | Operation::AddForeignKey(_)
        | Operation::DropForeignKey(_)
        | Operation::AddUnique(_)
        | Operation::DropUnique(_)
        | Operation::AddCheck(_)
        | Operation::DropCheck(_)
        | Operation::AddPrimaryKey(_)
        | Operation::DropPrimaryKey(_) => Ok(None),
        Operation::Backfill(_) | Operation::RunSql(_) | Operation::RunRust(_) => Ok(Some(Vec::new())),
    }
}

/// A change of an enum, where the database has them.
fn enumeration(t: &Transition<'_>, name: &Ident, statement: Option<String>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let Some(statement) = statement else {
        return Err(t.cannot("no-enums", name.mark(), "it has no types of that kind", "use `one_of`"));
    };
    let is = |schema: &Schema| match schema.enum_values(name) {
        Some(values) => Condition::Enum(name.clone(), values.to_vec()),
        None => Condition::NoEnum(name.clone()),
    };
    Ok(Some(vec![t.step(Action::Ddl(vec![statement]), is(t.before), is(t.after))]))
}

/// Whether two operations give a table another primary key.
pub(super) fn replaces_primary_key(t: &Transition<'_>, next: &Transition<'_>) -> bool {
    matches!((t.operation, next.operation), (Operation::DropPrimaryKey(_), Operation::AddPrimaryKey(_)))
}

/// Another primary key in one statement, which keeps MySQL from making the table anew twice.
pub(super) fn replaced_primary_key(t: &Transition<'_>, next: &Transition<'_>) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (Some(alter), Operation::AddPrimaryKey(add)) = (t.sql().alter(), next.operation) else { return Ok(None) };
    let dropped = alter.drop_primary_key(&name_of_key(t, &add.table)?);
    let actions: Vec<String> = std::iter::once(dropped).chain(added_primary_key(next, add)).collect();
    let (old, new) = (t.table_before(&add.table)?, next.table_after(&add.table)?);
    let statement = t.sql().alter_table(&add.table, &with_key_indexes(t, old, new, actions));
    let step = t.changing(Action::Ddl(vec![statement]), old, new);
    let algorithm = alteration::algorithm(next);
    Ok(Some(vec![Step { operations: t.at..next.at + 1, algorithm, ..step }]))
}

/// The name of the primary key that a table has before the operation.
pub(super) fn name_of_key(t: &Transition<'_>, table: &TableName) -> Result<Ident, Diagnostic> {
    let before = t.table_before(table)?;
    Ok(before.primary_key.as_ref().map_or_else(|| PrimaryKey::derived_name(table), |key| key.name_on(table)))
}

/// The actions that add a primary key; the index that becomes it goes, where it is not one and the same.
pub(super) fn added_primary_key(t: &Transition<'_>, add: &AddPrimaryKey) -> Vec<String> {
    let (sql, table) = (t.sql(), &add.table);
    match &add.using_index {
        Some(index) if t.capabilities().keys_of_indexes => {
            vec![format!("ADD {}", sql.primary_key_using(&add.key.name_on(table), index))]
        }
        index => {
            let gone = index.iter().map(|index| drop_index(t, index));
            std::iter::once(format!("ADD {}", sql.primary_key(table, &add.key))).chain(gone).collect()
        }
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
        let comments = table.columns.iter().filter(|column| column.comment.is_some());
        let comments = comments.filter_map(|column| sql.comment_on_column(name, column));
        let of_table = table.comment.as_deref().and_then(|text| sql.comment_on_table(name, Some(text)));
        let comments = of_table.into_iter().chain(comments);
        std::iter::once(sql.create_table(table, &[])).chain(indexes).chain(comments).collect()
    };
    let after = Condition::TableIs(Box::new(normal::normal_table(table, t.dialect)));
    let before = Condition::NoTable(name.clone());
    Ok(vec![t.step(Action::Ddl(statements), before, after)])
}

/// Where the rows that are there get another value than later ones, the default is changed in a second step.
fn add_column(t: &Transition<'_>, add: &AddColumn) -> Result<Option<Vec<Step>>, Diagnostic> {
    let (sql, can) = (t.sql(), t.capabilities());
    let (column, key) = add.resolved(t.before);
    let (first, actions) = added_column(t, add);
    if !can.adds_any_column {
        let computed = matches!(first.default, Some(DefaultValue::Now | DefaultValue::Uuid | DefaultValue::Sql(_)));
        let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
        if computed || stored || (key.is_some() && first.default.is_some()) {
            return Ok(None);
        }
    }
    let (old, new) = (t.table_before(&add.table)?, t.table_after(&add.table)?);
    let mut filled = new.clone();
    filled.columns.iter_mut().filter(|other| other.name == column.name).for_each(|column| column.clone_from(&first));
    let actions = with_key_indexes(t, old, new, actions);
    let statement = sql.alter_table(&add.table, &actions);
    let mut steps = vec![t.changing(Action::Ddl(vec![statement]), old, &filled)];
    let comment = column.comment.as_ref().and_then(|_| sql.comment_on_column(&add.table, &column));
    append(&mut steps, comment);
    if first != column {
        let Some(alter) = sql.alter() else { return Ok(None) };
        let statement = sql.alter_table(&add.table, &[alter.set_default(&column)]);
        steps.iter_mut().for_each(|step| step.algorithm = alteration::algorithm(t));
        let step = t.changing(Action::Ddl(vec![statement]), &filled, new);
        steps.push(Step { algorithm: alteration::algorithm(t).map(|_| Algorithm::Instant), ..step });
    }
    Ok(Some(steps))
}

/// The column as it is added, with the value that the rows that are there get, and the actions that add it and its key.
pub(super) fn added_column(t: &Transition<'_>, add: &AddColumn) -> (Column, Vec<String>) {
    let (sql, (column, key)) = (t.sql(), add.resolved(t.before));
    let first = Column { default: add.fill.clone().or(column.default.clone()), ..column };
    let inline = key.as_ref().filter(|key| t.capabilities().references_in_columns && key.columns.len() == 1);
    let mut actions = vec![sql.add_column(&add.table, &first, inline)];
    if let (Some(key), None) = (&key, inline) {
        actions.push(format!("ADD {}", sql.foreign_key(key)));
    }
    (first, actions)
}

/// The actions that alter a column, where the database alters it by its definition alone.
pub(super) fn altered_column(t: &Transition<'_>, change: &AlterColumn) -> Result<Vec<String>, Diagnostic> {
    let old = column(t, &change.table, &change.column.name)?;
    let value = convert::value(t, change, &old, &t.sql().ident(&old.name))?;
    let actions =
        t.sql().alter().map(|alter| alter.alter_column(&change.table, &old, &change.column, value.as_deref()));
    Ok(actions.unwrap_or_default())
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
    let retypes = sql.ty(&old.ty) != sql.ty(&new.ty) || old.collation != new.collation || value.is_some();
    let around = if retypes { Recreated::around_column(t, table, &new.name)? } else { Recreated::default() };
    let mut steps = match (&actions[..], &comment) {
        ([], None) => return Ok(Some(Vec::new())),
        ([], Some(_)) => vec![t.changing(Action::Ddl(Vec::new()), t.table_before(table)?, t.table_after(table)?)],
        _ => self::change(t, table, actions)?,
    };
    append(&mut steps, comment);
    Ok(Some(around.with(t, steps)))
}

/// Adds a statement to the last step, which it belongs to.
fn append(steps: &mut [Step], statement: Option<String>) {
    if let Some(Action::Ddl(statements)) = steps.last_mut().map(|step| &mut step.action) {
        statements.extend(statement);
    }
}

/// One statement that stands beside a table and changes what is on it.
fn beside(t: &Transition<'_>, name: &TableName, statement: String) -> Result<Vec<Step>, Diagnostic> {
    Ok(vec![t.changing(Action::Ddl(vec![statement]), t.table_before(name)?, t.table_after(name)?)])
}

/// A statement that cannot stand in a transaction with others.
fn alone(t: &Transition<'_>, name: &TableName, statement: String) -> Result<Vec<Step>, Diagnostic> {
    Ok(beside(t, name, statement)?.into_iter().map(|step| Step { alone: true, ..step }).collect())
}

/// One ALTER TABLE, with the indexes that its foreign keys come to need, or need no more.
pub(super) fn change(t: &Transition<'_>, name: &TableName, actions: Vec<String>) -> Result<Vec<Step>, Diagnostic> {
    let (old, new) = (t.table_before(name)?, t.table_after(name)?);
    let statement = t.sql().alter_table(name, &with_key_indexes(t, old, new, actions));
    Ok(vec![t.changing(Action::Ddl(vec![statement]), old, new)])
}

/// Actions that make the one table of the other, with those on the indexes that its foreign keys have of their own.
pub(super) fn with_key_indexes(t: &Transition<'_>, old: &Table, new: &Table, mut actions: Vec<String>) -> Vec<String> {
    let (old, new) = (key_index::own(old, t.capabilities()), key_index::own(new, t.capabilities()));
    let needed = new.iter().filter(|index| !old.contains(index)).map(|index| add_index(t, index));
    let unneeded = old.iter().filter(|index| !new.contains(index)).map(|index| drop_index(t, &index.name));
    // The last action is the one that needs them: a key stands behind the column that is added with it.
    let last = actions.pop();
    actions.extend(needed.chain(last).chain(unneeded));
    actions
}

pub(super) fn add_index(t: &Transition<'_>, index: &Index) -> String {
    format!("ADD {}", t.sql().index_part(index))
}

pub(super) fn drop_index(t: &Transition<'_>, name: &str) -> String {
    format!("DROP INDEX {}", t.sql().ident(name))
}

/// A column before the operation.
fn column(t: &Transition<'_>, table: &TableName, name: &Ident) -> Result<Column, Diagnostic> {
    let table = t.table_before(table)?;
    table.column(name).cloned().ok_or_else(|| table.unknown_column(name))
}

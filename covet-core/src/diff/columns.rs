//! Columns that come, change and go, in the tables that there are on both sides.

use super::{Question, Work};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation::{AddCheck, AddColumn, AddUnique, AlterColumn, CreateIndex, DropColumn, RunSql};
use crate::schema::{Column, ColumnType, DefaultValue, ForeignKey, Index, SqlText, Table, Unique};
use crate::sql::{self, Conversion};

/// Whether a column has to be dropped and added again to become what it is to be: because what it is generated from
/// changes, which no database follows.
pub(super) fn is_remade(column: &Column, now: &Table, after: &Table) -> bool {
    let Some(wanted) = after.column(&column.name) else { return false };
    let retyped = |other: &&Column| after.column(&other.name).is_some_and(|wanted| wanted.ty != other.ty);
    let mut retyped = now.columns.iter().filter(retyped);
    column.generated != wanted.generated || retyped.any(|other| column.is_generated_from(&other.name))
}

/// Reports the columns that would have to become ids, or stop being ones.
pub(super) fn refuse_changed_ids(work: &mut Work<'_>) {
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name), work.after.table(&name)) else { continue };
        let pairs = now.columns.iter().filter_map(|column| Some((column, after.column(&column.name)?)));
        let changed = pairs.filter(|(column, wanted)| column.ty.is_id() != wanted.ty.is_id());
        let faults = changed.map(|(column, wanted)| {
            let message =
                format!("column `{}` of `{name}` is {} and cannot become {}", column.name, column.ty, wanted.ty);
            let help = "ids are made with their table: make a new one and copy the rows, or leave it as it is \
                        (a model says `type = \"id\"` or `type = \"big_integer\"`)";
            Diagnostic::error("bad-type", wanted.mark.or(wanted.name.mark()), message).help(help)
        });
        let faults: Vec<Diagnostic> = faults.collect();
        work.faults.extend(faults);
    }
}

/// Drops what is made anew, adds, alters, and then drops: a table is never without a column.
pub(super) fn change(work: &mut Work<'_>) {
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name).cloned(), work.after.table(&name)) else { continue };
        let gone = |column: &&Column| after.column(&column.name).is_none();
        // What is generated goes before what it is made from, and comes behind it.
        let (generated, plain): (Vec<&Column>, Vec<&Column>) =
            now.columns.iter().filter(gone).partition(|column| column.generated.is_some());
        let remade = now.columns.iter().filter(|column| work.remade.contains(&(name.clone(), column.name.clone())));
        for column in remade.collect::<Vec<_>>() {
            drop(work, &name, column);
        }
        let (last, first): (Vec<&Column>, Vec<&Column>) =
            after.columns.iter().partition(|column| column.generated.is_some());
        for column in first {
            add_or_alter(work, &name, column);
        }
        for column in generated {
            drop(work, &name, column);
        }
        for column in last {
            add_or_alter(work, &name, column);
        }
        for column in plain {
            drop(work, &name, column);
        }
    }
}

fn drop(work: &mut Work<'_>, table: &TableName, column: &Column) {
    work.push(DropColumn { table: table.clone(), column: column.name.clone(), restore_with: None });
}

fn add_or_alter(work: &mut Work<'_>, table: &TableName, column: &Column) {
    let Some(now) = work.now.table(table).and_then(|table| table.column(&column.name)).cloned() else {
        return add(work, table, column);
    };
    if now == *column {
        return;
    }
    if now.nullable
        && !column.nullable
        && let Some(value) = column.default.clone().or_else(|| value(work, table, column, false))
    {
        fill(work, table, column, &value);
    }
    let using = using(work, table, column, &now.ty);
    work.push(AlterColumn { table: table.clone(), column: column.clone(), using, cast: false });
}

/// The expression that converts what a column holds; asks for it where no database converts by itself.
fn using(work: &mut Work<'_>, table: &TableName, column: &Column, from: &ColumnType) -> Option<String> {
    let known = work.answers.using.get(&(table.clone(), column.name.clone())).cloned();
    let needs = matches!(Conversion::of(from, &column.ty), Conversion::None | Conversion::Explicit);
    if known.is_none() && needs {
        let (table, column) = (table.clone(), Box::new(column.clone()));
        work.questions.push(Question::Using { table, column, from: from.clone() });
    }
    known
}

/// Adds a column; where the rows that are there need a value, they get the one that was answered.
fn add(work: &mut Work<'_>, table: &TableName, column: &Column) {
    let is_distinct = is_unique_alone(work, table, &column.name);
    let is_same_for_all = |value: &DefaultValue| !matches!(value, DefaultValue::Uuid | DefaultValue::Sql(_));
    let is_literal = |value: &DefaultValue| is_same_for_all(value) && *value != DefaultValue::Now;
    let is_own = column.default.as_ref().is_some_and(|value| !(is_distinct && is_same_for_all(value)));
    let needs_value = !column.nullable && !is_own && column.generated.is_none();
    let rows = if needs_value { value(work, table, column, is_distinct) } else { None };
    match rows {
        // What each row gets for itself is computed when the column is there.
        Some(value) if is_distinct || !is_literal(&value) => {
            push(work, table, Column { nullable: true, default: None, ..column.clone() }, None);
            fill(work, table, column, &value);
            work.push(AlterColumn { table: table.clone(), column: column.clone(), using: None, cast: false });
        }
        // Rows that are there must not all get the default.
        None if column.nullable && is_distinct && column.default.as_ref().is_some_and(is_same_for_all) => {
            push(work, table, Column { default: None, ..column.clone() }, None);
            work.push(AlterColumn { table: table.clone(), column: column.clone(), using: None, cast: false });
        }
        rows => push(work, table, column.clone(), rows),
    }
    what_comes_with(work, table, &column.name);
}

fn push(work: &mut Work<'_>, table: &TableName, mut column: Column, fill: Option<DefaultValue>) {
    let foreign_key = reference(work, table, &mut column);
    work.push(AddColumn { table: table.clone(), column, foreign_key, fill });
}

/// Whether no two rows are to have the same value in a column.
fn is_unique_alone(work: &Work<'_>, table: &TableName, column: &Ident) -> bool {
    let own = std::slice::from_ref(column);
    work.after.table(table).is_some_and(|after| {
        let primary = after.primary_key.as_ref().is_some_and(|key| key.columns == own);
        let unique = after.uniques.iter().any(|unique| unique.columns == own);
        primary || unique || after.indexes.iter().any(|index| index.is_key_of(own))
    })
}

/// The check, constraint and index of a new column alone, which people write beside it.
fn what_comes_with(work: &mut Work<'_>, name: &TableName, column: &Ident) {
    let Some(after) = work.after.table(name) else { return };
    let own = std::slice::from_ref(column);
    let derived = |prefix| Ident::derived(prefix, name, own);
    let is_free = |work: &Work<'_>, own: &Ident| work.now.owner(&name.beside(own)).is_none();
    let check = after.checks.iter().find(|check| check.name == derived("ck") && !check.not_valid);
    if let Some(check) = check.filter(|check| is_free(work, &check.name)).cloned() {
        work.push(AddCheck { table: name.clone(), check });
    }
    let unique = after.uniques.iter().find(|unique| **unique == Unique::on(derived("uq"), own.to_vec()));
    if let Some(unique) = unique.filter(|unique| is_free(work, &unique.name)).cloned() {
        work.push(AddUnique { table: name.clone(), unique, using_index: None });
    }
    let index = after.indexes.iter().find(|index| **index == Index::on(derived("ix"), own.to_vec()));
    if let Some(index) = index.filter(|index| is_free(work, &index.name)).cloned() {
        work.push(CreateIndex { table: name.clone(), index, concurrently: false });
    }
}

/// The foreign key that is added with its column, and then makes no database read every row.
fn reference(work: &Work<'_>, table: &TableName, column: &mut Column) -> Option<ForeignKey> {
    let after = work.after.table(table)?;
    let mut key = after.foreign_keys.iter().find(|key| key.columns == [column.name.clone()])?.clone();
    let referred = work.now.table(&key.ref_table)?;
    if work.now.owner(&table.beside(&key.name)).is_some() || !referred.is_key(&key.ref_columns) {
        return None;
    }
    refer(column, &mut key, referred);
    Some(key)
}

/// Writes a column that has the type of the key it refers to as a reference to that.
pub(super) fn refer(column: &mut Column, key: &mut ForeignKey, referred: &Table) {
    let [primary] = &key.ref_columns[..] else { return };
    let is_primary = referred.primary_key.as_ref().is_some_and(|key| key.columns == [primary.clone()]);
    let Some(primary) = referred.column(primary).filter(|_| is_primary) else { return };
    let alike = column.unsigned == primary.unsigned && column.collation == primary.collation;
    if alike && column.ty == primary.ty.key_type() {
        (column.ty, column.unsigned, column.collation) = (ColumnType::References, false, None);
        key.ref_columns.clear();
    }
}

/// The value that the rows that are there get; asks for it where nobody has said.
fn value(work: &mut Work<'_>, table: &TableName, column: &Column, distinct: bool) -> Option<DefaultValue> {
    let known = work.answers.values.get(&(table.clone(), column.name.clone())).cloned();
    if known.is_none() {
        work.questions.push(Question::Value { table: table.clone(), column: Box::new(column.clone()), distinct });
    }
    known
}

/// Gives the rows that have NULL a value.
fn fill(work: &mut Work<'_>, table: &TableName, column: &Column, value: &DefaultValue) {
    let update = |dialect| {
        let writer = sql::writer(dialect);
        let (name, value) = (writer.ident(&column.name), writer.value(value, &column.ty));
        format!("UPDATE {} SET {name} = {value} WHERE {name} IS NULL", writer.table(table))
    };
    let usual = update(Dialect::Sqlite);
    let mut text = SqlText::any(&usual);
    for dialect in Dialect::ALL {
        *text.own_mut(dialect) = Some(update(dialect)).filter(|own| *own != usual);
    }
    let nothing = Some(SqlText::any(""));
    work.push(RunSql { reverse: nothing, ..RunSql::of(text) });
}

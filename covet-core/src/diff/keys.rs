//! Keys, constraints and indexes: what is in the way of other changes goes first, what is missing comes last.

use super::alike::{Named, changes};
use super::{Work, columns};
use crate::ident::{Ident, TableName};
use crate::operation::{
    AddCheck, AddForeignKey, AddPrimaryKey, AddUnique, CreateIndex, DropCheck, DropForeignKey, DropIndex,
    DropPrimaryKey, DropUnique, RenameConstraint, RenameIndex,
};
use crate::schema::{Check, Column, ForeignKey, Index, Table, Unique, expression};

/// Drops what is gone or different, and what would keep a column or a key from changing.
pub(super) fn drop_what_is_in_the_way(work: &mut Work<'_>) {
    find_remade(work);
    let tables = work.common_tables();
    for name in &tables {
        drop_foreign_keys(work, name);
    }
    for name in &tables {
        let (Some(now), Some(after)) = (work.now.table(name).cloned(), work.after.table(name)) else { continue };
        for index in gone::<Index>(work, &now, after, |index, column| index.uses(column)) {
            work.push(DropIndex { table: name.clone(), name: index, concurrently: false });
        }
        for unique in gone::<Unique>(work, &now, after, |unique, column| unique.columns.contains(column)) {
            work.push(DropUnique { table: name.clone(), name: unique });
        }
        for check in gone::<Check>(work, &now, after, |check, column| expression::uses(&check.expression, column)) {
            work.push(DropCheck { table: name.clone(), name: check });
        }
        if now.primary_key.is_some() && !is_same_key(&now, after) {
            work.push(DropPrimaryKey { table: name.clone() });
        }
    }
}

/// Gives what was renamed with its table or column the name that it would have now, where another is to have its old one.
pub(super) fn free_names(work: &mut Work<'_>) {
    let after = work.after;
    let is_wanted = |table: &TableName, name: &Ident| {
        let name = table.beside(name);
        after.owner(&name).is_some() || after.table(&name).is_some()
    };
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name).cloned(), after.table(&name)) else { continue };
        for (from, index) in changes::<Index>(&now, after).kept.into_iter().filter(|(from, _)| is_wanted(&name, from)) {
            work.push(RenameIndex { table: name.clone(), from, to: index.name });
        }
        let mut uniques = changes::<Unique>(&now, after).kept;
        uniques.retain(|(from, _)| is_wanted(&name, from));
        rename_constraints(work, &name, uniques);
        let mut keys = changes::<ForeignKey>(&now, after).kept;
        keys.retain(|(from, _)| is_wanted(&name, from));
        rename_constraints(work, &name, keys);
    }
}

/// Takes note of the columns that are dropped and added again.
fn find_remade(work: &mut Work<'_>) {
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name), work.after.table(&name)) else { continue };
        let is_remade = |column: &&Column| columns::is_remade(column, now, after);
        let found: Vec<Ident> = now.columns.iter().filter(is_remade).map(|column| column.name.clone()).collect();
        work.remade.extend(found.into_iter().map(|column| (name.clone(), column)));
    }
}

/// The names of the things of one kind that go, or that stand on a column which is made anew.
fn gone<T: Named>(work: &Work<'_>, now: &Table, after: &Table, uses: impl Fn(&T, &Ident) -> bool) -> Vec<Ident> {
    let dropped = changes::<T>(now, after).dropped;
    let stands_on_remade = |thing: &T| {
        now.columns.iter().any(|column| work.is_remade(&now.name, &column.name) && uses(thing, &column.name))
    };
    let going = T::of(now).iter().filter(|thing| dropped.contains(thing) || stands_on_remade(thing));
    going.map(|thing| thing.name().clone()).collect()
}

fn drop_foreign_keys(work: &mut Work<'_>, name: &TableName) {
    let (Some(now), Some(after)) = (work.now.table(name), work.after.table(name)) else { return };
    let dropped = changes::<ForeignKey>(now, after).dropped;
    let going = now.foreign_keys.iter().filter(|key| dropped.contains(key) || loosened(work, now, key));
    let going: Vec<Ident> = going.map(|key| key.name.clone()).collect();
    for key in going {
        work.push(DropForeignKey { table: name.clone(), name: key });
    }
}

/// Whether a foreign key has to go for a while: because a column at one of its ends changes its type, or because the key
/// that it refers to does not stay.
fn loosened(work: &Work<'_>, table: &Table, key: &ForeignKey) -> bool {
    let changes = |table: &TableName, column: &Ident| {
        if work.is_remade(table, column) {
            return true;
        }
        let (now, after) = (work.now.table(table), work.after.table(table));
        let now = now.and_then(|table| table.column(column));
        let Some((now, after)) = now.zip(after.and_then(|table| table.column(column))) else { return false };
        now.ty != after.ty || now.unsigned != after.unsigned || now.collation != after.collation
    };
    let referred = (work.now.table(&key.ref_table), work.after.table(&key.ref_table));
    let loses_key = match referred {
        (Some(now), Some(after)) => !stays_key(now, after, &key.ref_columns),
        _ => false,
    };
    loses_key
        || key.columns.iter().any(|column| changes(&table.name, column))
        || key.ref_columns.iter().any(|column| changes(&key.ref_table, column))
}

/// Whether two tables have the same primary key, by whatever name.
fn is_same_key(now: &Table, after: &Table) -> bool {
    let columns = |table: &Table| table.primary_key.as_ref().map(|key| key.columns.clone());
    columns(now) == columns(after)
}

/// Whether columns are a key by something that stays as it is.
fn stays_key(now: &Table, after: &Table, columns: &[Ident]) -> bool {
    let primary = now.primary_key.as_ref().filter(|_| is_same_key(now, after));
    let uniques = changes::<Unique>(now, after).dropped;
    let indexes = changes::<Index>(now, after).dropped;
    primary.is_some_and(|key| key.columns == columns)
        || now.uniques.iter().any(|unique| unique.columns == columns && !uniques.contains(unique))
        || now.indexes.iter().any(|index| index.is_key_of(columns) && !indexes.contains(index))
}

/// Adds what is new or was dropped for a while, and gives names that were chosen to what has another.
pub(super) fn add_what_is_missing(work: &mut Work<'_>) {
    let tables = work.common_tables();
    for name in &tables {
        let (Some(now), Some(after)) = (work.now.table(name).cloned(), work.after.table(name)) else { continue };
        match (&now.primary_key, &after.primary_key) {
            (None, Some(key)) => {
                work.push(AddPrimaryKey { table: name.clone(), key: key.clone(), using_index: None });
            }
            // One that nobody names keeps the name that it has.
            (Some(was), Some(key)) if key.name.is_some() && was.name != key.name => {
                work.push(RenameConstraint { table: name.clone(), from: was.name_on(name), to: key.name_on(name) });
            }
            _ => {}
        }
        let table = || name.clone();
        let uniques = changes::<Unique>(&now, after);
        rename_constraints(work, name, uniques.renamed);
        uniques.added.into_iter().for_each(|unique| work.push(AddUnique { table: table(), unique, using_index: None }));
        let checks = changes::<Check>(&now, after);
        rename_constraints(work, name, checks.renamed);
        checks.added.into_iter().for_each(|check| work.push(AddCheck { table: table(), check }));
        let indexes = changes::<Index>(&now, after);
        for (from, index) in indexes.renamed {
            work.push(RenameIndex { table: table(), from, to: index.name });
        }
        indexes
            .added
            .into_iter()
            .for_each(|index| work.push(CreateIndex { table: table(), index, concurrently: false }));
    }
    for name in &tables {
        let (Some(now), Some(after)) = (work.now.table(name), work.after.table(name)) else { continue };
        let keys = changes::<ForeignKey>(now, after);
        rename_constraints(work, name, keys.renamed);
        keys.added.into_iter().for_each(|key| work.push(AddForeignKey { table: name.clone(), key }));
    }
}

fn rename_constraints<T: Named>(work: &mut Work<'_>, table: &TableName, renamed: Vec<(Ident, T)>) {
    for (from, thing) in renamed {
        work.push(RenameConstraint { table: table.clone(), from, to: thing.name().clone() });
    }
}

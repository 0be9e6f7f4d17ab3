//! Tables that go, and tables that come.

use super::{Work, columns, order};
use crate::ident::{Ident, TableName};
use crate::operation::{AddForeignKey, CommentTable, CreateTable, DropForeignKey, DropTable};
use crate::schema::{ForeignKey, Schema, Table};

/// Drops the tables that are gone, creates those that are new, and comments on the others.
pub(super) fn drop_and_create(work: &mut Work<'_>) {
    drop(work);
    create(work);
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name), work.after.table(&name)) else { continue };
        if now.comment != after.comment {
            let comment = after.comment.clone();
            work.push(CommentTable { table: name, comment });
        }
    }
}

/// Those that refer to others go first; a circle is opened by dropping the keys that close it.
fn drop(work: &mut Work<'_>) {
    let now = work.now.clone();
    let gone = now.tables().filter(|table| work.after.table(&table.name).is_none());
    for table in order::behind_what_they_refer_to(gone).into_iter().rev() {
        let closing: Vec<(TableName, Ident)> =
            work.now.referrers(&table.name).map(|(other, key)| (other.name.clone(), key.name.clone())).collect();
        for (table, name) in closing {
            work.push(DropForeignKey { table, name });
        }
        work.push(DropTable::of(table.name.clone()));
    }
}

/// Those that are referred to come first; keys that close a circle come when both ends are there.
fn create(work: &mut Work<'_>) {
    let after = work.after;
    let new = after.tables().filter(|table| work.now.table(&table.name).is_none());
    let mut closing = Vec::new();
    for table in order::behind_what_they_refer_to(new) {
        let is_there = |key: &ForeignKey| key.ref_table == table.name || work.now.table(&key.ref_table).is_some();
        let (keys, ahead): (Vec<ForeignKey>, Vec<ForeignKey>) = table.foreign_keys.iter().cloned().partition(is_there);
        closing.extend(ahead.into_iter().map(|key| (table.name.clone(), key)));
        let table = as_written(Table { foreign_keys: keys, ..table.clone() }, &work.now);
        work.push(CreateTable { table });
    }
    for (table, key) in closing {
        work.push(AddForeignKey { table, key });
    }
}

/// The table as a person writes it: a column that has the type of the key it refers to is a reference.
fn as_written(table: Table, before: &Schema) -> Table {
    let mut written = table.clone();
    // A key that is not validated is added behind the table, and names what it refers to.
    for at in (0..table.foreign_keys.len()).filter(|at| !table.foreign_keys[*at].not_valid) {
        let mut tried = written.clone();
        let key = &mut tried.foreign_keys[at];
        let referred = if key.ref_table == table.name { Some(&table) } else { before.table(&key.ref_table) };
        let column = tried.columns.iter_mut().find(|column| key.columns == [column.name.clone()]);
        let (Some(column), Some(referred)) = (column, referred) else { continue };
        // A key that refers to its own table would be of its own type.
        if key.ref_table == table.name && key.ref_columns == key.columns {
            continue;
        }
        columns::refer(column, key, referred);
        if (CreateTable { table: tried.clone() }).resolved(before) == table {
            written = tried;
        }
    }
    written
}

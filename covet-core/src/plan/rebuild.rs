//! Making a table anew, where ALTER TABLE cannot do what is asked: SQLite.
//!
//! The twelve steps of "Making Other Kinds Of Table Schema Changes" in SQLite's manual, of which the pragmas, the
//! triggers and the checks are the runtime's. Consecutive operations on one table are one rebuild, for each copies
//! every row.

use super::recreate::Recreated;
use super::transition::Transition;
use super::{Action, Rebuild, Step, alter, convert};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation::{AlterColumn, Operation};
use crate::schema::{ColumnType, Schema, Table};
use crate::sql::Writer;

/// Whether an operation can be part of the same rebuild as the one before it.
pub(super) fn continues(previous: &Transition<'_>, next: &Transition<'_>) -> bool {
    let same_table = previous.table().is_some() && previous.table() == next.table();
    // A rename is the database's own: it also changes what refers to the table or column.
    let is_whole = |t: &Transition<'_>| {
        matches!(t.operation, Operation::DropTable(_) | Operation::RenameTable(_) | Operation::RenameColumn(_))
    };
    // An expression of the user's may read any column, which then has to be there as the operation before left it.
    let reads_columns = matches!(next.operation, Operation::AlterColumn(AlterColumn { using: Some(_), .. }));
    let creates = matches!(next.operation, Operation::CreateTable(_));
    same_table && previous.at + 1 == next.at && !is_whole(previous) && !is_whole(next) && !reads_columns && !creates
}

/// The steps of operations on one table, of which one at least cannot be done in place.
pub(super) fn steps(run: &[Transition<'_>]) -> Result<Vec<Step>, (usize, Diagnostic)> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(Vec::new()) };
    let Some(name) = first.table() else { return Ok(Vec::new()) };
    let range = first.at..last.at + 1;
    if let Operation::CreateTable(_) = first.operation {
        // The table has no rows yet: it is made as it will be in the end.
        let created = alter::created(last, name).map_err(|fault| (last.at, fault))?;
        return Ok(created.into_iter().map(|step| Step { operations: range.clone(), ..step }).collect());
    }
    let expected = first.table_before(name).map_err(|fault| (first.at, fault))?;
    let target = last.table_after(name).map_err(|fault| (last.at, fault))?;
    let mut copy = Copy::of(expected, first.sql());
    for t in run {
        copy.follow(t).map_err(|fault| (t.at, fault))?;
    }
    let temporary = temporary(name);
    let (objects, around) = Recreated::over_table(first, name).map_err(|fault| (first.at, fault))?;
    let rebuild = Rebuild {
        expected: expected.clone(),
        target: target.clone(),
        statements: statements(expected, target, &temporary, &copy, first.sql(), around),
        objects: objects.into_iter().cloned().collect(),
        temporary,
        referrers: referrers(name, first.before, last.after),
    };
    let action = Action::Rebuild(Box::new(rebuild));
    Ok(vec![Step { operations: range, ..first.changing(action, expected, target) }])
}

/// The name of the new table until it takes the place of the old.
fn temporary(table: &TableName) -> TableName {
    TableName { schema: table.schema.clone(), name: Ident::derived("covet_new", table, &[]) }
}

/// The table itself, and those that refer to it before or after.
fn referrers(name: &TableName, before: &Schema, after: &Schema) -> Vec<TableName> {
    let mut referrers = vec![name.clone()];
    for (other, _) in before.referrers(name).chain(after.referrers(name)) {
        if !referrers.contains(&other.name) {
            referrers.push(other.name.clone());
        }
    }
    referrers
}

/// Where each column of the new table that is written gets its value from, in the old one.
struct Copy {
    columns: Vec<(Ident, String)>,
}

impl Copy {
    fn of(table: &Table, sql: &dyn Writer) -> Self {
        let written = table.columns.iter().filter(|column| column.generated.is_none());
        Copy { columns: written.map(|column| (column.name.clone(), sql.ident(&column.name))).collect() }
    }

    /// Takes over what an operation does to the columns.
    fn follow(&mut self, t: &Transition<'_>) -> Result<(), Diagnostic> {
        match t.operation {
            Operation::AddColumn(add) => {
                let (column, _) = add.resolved(t.before);
                if column.generated.is_some() {
                    return Ok(());
                }
                let filled = add.fill.as_ref().or(column.default.as_ref());
                let value = filled.map_or("NULL".to_owned(), |value| t.sql().value(value, &column.ty));
                self.columns.push((column.name, value));
            }
            Operation::DropColumn(drop) => self.columns.retain(|(name, _)| *name != drop.column),
            Operation::AlterColumn(alter) => {
                let table = t.table_before(&alter.table)?;
                let old = table.column(&alter.column.name).ok_or_else(|| table.unknown_column(&alter.column.name))?;
                let Some((name, source)) = self.columns.iter_mut().find(|(name, _)| *name == old.name) else {
                    return Ok(());
                };
                // An operation before may have made an expression of it.
                let plain = t.sql().ident(name);
                let whole = if *source == plain { plain } else { format!("({source})") };
                if let Some(value) = convert::value(t, alter, old, &whole)? {
                    *source = value;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn statements(
    old: &Table,
    new: &Table,
    temporary: &TableName,
    copy: &Copy,
    sql: &dyn Writer,
    around: Recreated,
) -> Vec<String> {
    let made = Table { name: temporary.clone(), ..new.clone() };
    let (old_name, new_name) = (sql.table(&old.name), sql.table(temporary));
    let (mut columns, mut values): (Vec<String>, Vec<String>) =
        copy.columns.iter().map(|(name, value)| (sql.ident(name), value.clone())).unzip();
    if let Some(number) = row_number(old, new) {
        columns.insert(0, number.to_owned());
        values.insert(0, number.to_owned());
    }
    let mut statements = vec![
        sql.create_table(&made, &[]),
        format!(
            "INSERT INTO {new_name} ({})\n    SELECT {}\n    FROM {old_name}",
            columns.join(", "),
            values.join(", ")
        ),
    ];
    if new.columns.iter().any(|column| column.ty.is_id()) {
        // The highest id that was ever given, or ids would be given again whose rows have been deleted. Temporary tables
        // have a sequence of their own, which goes before.
        let (old, new) = (sql.text(&old.name.name), sql.text(&temporary.name));
        statements.push(format!("DELETE FROM main.sqlite_sequence WHERE name = {new}"));
        statements.push(format!(
            "INSERT INTO main.sqlite_sequence (name, seq) SELECT {new}, seq FROM main.sqlite_sequence WHERE name = {old}"
        ));
    }
    statements.extend(around.dropped.into_iter().flat_map(Step::into_statements));
    statements.push(sql.drop_table(&old.name, false));
    statements.push(sql.alter_table(temporary, &[format!("RENAME TO {}", sql.ident(&new.name.name))]));
    statements.extend(new.indexes.iter().map(|index| sql.create_index(&new.name, index)));
    statements.extend(around.created.into_iter().flat_map(Step::into_statements));
    statements
}

/// The name under which both tables show the number of a row, where it is no column and has to be copied as well.
fn row_number(old: &Table, new: &Table) -> Option<&'static str> {
    let is_taken =
        |name: &str| old.columns.iter().chain(&new.columns).any(|column| column.name.eq_ignore_ascii_case(name));
    if is_row_number(new) || [old, new].iter().any(|table| table.says(Dialect::Sqlite, "WITHOUT ROWID")) {
        return None;
    }
    ["rowid", "_rowid_", "oid"].into_iter().find(|name| !is_taken(name))
}

/// Whether the primary key is the number of the row: one column that is declared `INTEGER`.
fn is_row_number(table: &Table) -> bool {
    let Some([column]) = table.primary_key.as_ref().map(|key| &key.columns[..]) else { return false };
    table.column(column).is_some_and(|column| column.ty.is_id() || column.ty == ColumnType::Integer)
}

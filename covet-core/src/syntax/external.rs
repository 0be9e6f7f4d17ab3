//! Foreign keys that are declared `.external()`: what they refer to must be none of the tables that are known.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::ident::TableName;
use crate::migration::{Migration, MigrationId};
use crate::operation::Operation;
use crate::schema::ForeignKey;

/// Finds keys that are `.external()` and refer to a table that some migration makes: they would be checked for nothing.
///
/// `order` has the places of the migrations in the order in which they run; a finding comes with the place of its own.
pub(super) fn check(migrations: &[Migration], order: &[usize]) -> Vec<(usize, Diagnostic)> {
    let mut found = Vec::new();
    let mut made: BTreeMap<&TableName, (usize, &MigrationId)> = BTreeMap::new();
    for (turn, migration) in order.iter().enumerate().map(|(turn, &at)| (turn, &migrations[at])) {
        for table in operations(migration).filter_map(|(_, operation)| made_by(operation)) {
            made.entry(table).or_insert((turn, &migration.id));
        }
    }
    for (turn, &place) in order.iter().enumerate() {
        let migration = &migrations[place];
        for (at, operation) in operations(migration) {
            for key in keys_of(operation).iter().filter(|key| key.external) {
                let Some((made, by)) = made.get(&key.ref_table) else { continue };
                let help = match (*made > turn, by.app == migration.id.app) {
                    (false, _) => "remove `.external()`".to_owned(),
                    (true, true) => {
                        format!("remove `.external()`, and move the line of `{}` up in the order file", by.name)
                    }
                    (true, false) => {
                        format!("remove `.external()`, and write `#[migration(depends_on = [\"{by}\"])]`")
                    }
                };
                let message = format!("`{}` is no table of another crate: `{by}` makes it", key.ref_table);
                let mark = migration.up.place(at, key.ref_table.mark());
                found.push((place, Diagnostic::error("not-external", mark, message).help(help)));
            }
        }
    }
    found
}

/// All operations of a migration, each with its place: those too that only say what SQL does.
fn operations(migration: &Migration) -> impl Iterator<Item = (usize, &Operation)> {
    let operations = migration.up.operations().iter().enumerate();
    operations.flat_map(|(at, operation)| {
        let state = match operation {
            Operation::RunSql(run) => &run.state[..],
            _ => &[],
        };
        std::iter::once(operation).chain(state).map(move |operation| (at, operation))
    })
}

/// The table that an operation makes, or gives its name.
fn made_by(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::CreateTable(create) => Some(&create.table.name),
        Operation::RenameTable(rename) => Some(&rename.to),
        _ => None,
    }
}

/// The foreign keys that an operation declares with columns of both ends.
fn keys_of(operation: &Operation) -> &[ForeignKey] {
    match operation {
        Operation::CreateTable(create) => &create.table.foreign_keys,
        Operation::AddForeignKey(add) => std::slice::from_ref(&add.key),
        _ => &[],
    }
}

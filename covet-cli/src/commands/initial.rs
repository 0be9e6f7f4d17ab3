//! `--fake-initial`: which first migrations of apps have nothing left to do, because their tables are there already.

use covet_core::schema::Table;
use covet_core::{MigrationId, Schema};
use covet_runtime::private::Embedded;
use covet_runtime::{Introspected, Migrations, Migrator, SchemaIntrospector, Standing};

use super::replayed;
use crate::context::Context;
use crate::database::Database;
use crate::exit::{Failure, Outcome};

/// The first migrations of apps of which the database has nothing recorded, and all tables as they make them.
///
/// # Errors
/// Where only some of the tables are there, or one is not as its migration makes it: neither running nor recording the
/// migration would be right.
pub(crate) async fn there_already(
    migrator: &Migrator,
    migrations: Migrations,
    database: &mut Database,
    context: &Context,
) -> Outcome<Vec<MigrationId>> {
    let status = migrator.status(database.source()).await.map_err(|error| context.failed(error))?;
    let is_begun = |app: &str| {
        status.entries.iter().any(|entry| entry.migration.app == app && entry.standing != Standing::Pending)
    };
    let found =
        SchemaIntrospector::new(&mut database.connection()).schema().await.map_err(|error| context.failed(error))?;
    let mut schema = Schema::new();
    let mut there = Vec::new();
    let run = replayed::run_of(migrations.embedded());
    for (at, one) in run.iter().enumerate() {
        let before = schema.clone();
        replayed::apply(one, &mut schema)?;
        let is_first = !run[..at].iter().any(|other| other.app == one.app);
        let made: Vec<&Table> = schema.tables().filter(|table| before.table(&table.name).is_none()).collect();
        if is_first && !made.is_empty() && !is_begun(one.app) && is_there(one, &made, &found)? {
            there.push(MigrationId::new(one.app, one.name));
        }
    }
    Ok(there)
}

/// Whether the tables that a migration makes are there, as it makes them.
fn is_there(one: &Embedded, made: &[&Table], found: &Introspected) -> Outcome<bool> {
    let live: Vec<&Table> = made.iter().filter_map(|table| found.schema.table(&table.name)).collect();
    if live.is_empty() {
        return Ok(false);
    }
    let of = |tables: &[&Table]| {
        let mut schema = Schema::new();
        tables.iter().for_each(|table| schema.insert((*table).clone()));
        schema
    };
    let live = Introspected { schema: of(&live), ..found.clone() };
    let differences = live.differences(&of(made));
    if differences.is_empty() {
        return Ok(true);
    }
    let failure = Failure::new(format!(
        "the tables of `{}/{}` are there in part, or not as it makes them; nothing was done:\n  {}",
        one.app,
        one.name,
        differences.join("\n  ")
    ));
    Err(failure.help(
        "where they are as a later migration makes them, record all up to that one: `migrate --fake --to app/name`",
    ))
}

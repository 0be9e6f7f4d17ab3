//! `inspectdb`: what stands in a database, as a first migration and as models.

mod adopted;
mod names;
mod objects;
mod output;
mod strangers;

use std::path::PathBuf;

use clap::Args;
use covet_core::syntax::Loaded;
use covet_core::syntax::writer::{WrittenModel, models};
use covet_core::{Schema, TableName};
use covet_runtime::Introspected;

use super::makemigrations::directories;
use super::{drift, target};
use crate::context::Context;
use crate::database::Access;
use crate::exit::{Exit, Failure, Outcome};
use crate::new_migration::{self, NewMigration, Written};
use adopted::Adopted;
use output::Models;

/// Writes a migration that makes what stands in the database and no migration makes yet, and models of its tables.
///
/// Record the migration on that database with `migrate --fake-initial`. Left out are the tables in which other tools keep what
/// they have applied.
#[derive(Args, Clone, Debug)]
pub(crate) struct Inspectdb {
    /// Only these tables.
    tables: Vec<TableName>,
    /// What the migration is called, behind its number.
    #[arg(long, short, value_name = "NAME", default_value = "initial")]
    name: String,
    /// The app that the tables will belong to; it can be left out where there is but one.
    #[arg(long)]
    app: Option<String>,
    /// Write models of the tables: to this file, which must not be there yet, or with - to stdout.
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,
    /// Show the files, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(arguments: &Inspectdb, context: &Context) -> Outcome {
    let loaded = directories::sound(context)?;
    let known = if loaded.apps.is_empty() { Schema::new() } else { loaded.schema.clone() };
    let found = Found::read(arguments, &known, context).await?;
    context.check_target(found.live.dialect)?;
    let adopted = Adopted::of(&found, &known, &loaded.targets)?;
    let migration =
        if adopted.operations.is_empty() { None } else { Some(placed(arguments, &adopted, loaded, context)?) };
    let models = Models::of(arguments.models.as_deref(), models_of(&found, &adopted), context)?;
    if let Some(new) = migration.as_ref().filter(|_| !arguments.dry_run) {
        let written = Written::all(std::slice::from_ref(new))?;
        if let Err(failure) = directories::proven(context, loaded).and_then(|()| models.write(arguments.dry_run)) {
            written.take_back();
            return Err(targeted(failure, loaded, found.live.dialect));
        }
    } else {
        models.write(arguments.dry_run)?;
    }
    output::show(migration.as_ref(), &models, &adopted, &found, arguments.dry_run, context);
    Ok(Exit::Done)
}

/// What stands in the database, as far as it is asked for.
struct Found {
    live: Introspected,
    /// The texts of views, functions and the like.
    definitions: objects::Definitions,
    /// The tables that are other tools', with these.
    strangers: Vec<String>,
}

impl Found {
    async fn read(arguments: &Inspectdb, known: &Schema, context: &Context) -> Outcome<Found> {
        let mut database = context.database(Access::Read).await?;
        let mut connection = database.connection();
        let live = drift::introspect(&mut connection, known, context).await.map_err(|error| context.failed(error))?;
        let definitions = objects::Definitions::read(&mut connection).await.map_err(|error| context.failed(error))?;
        let (live, strangers) = strangers::without(live);
        let live = if arguments.tables.is_empty() { live } else { chosen(live, &arguments.tables)? };
        Ok(Found { live, definitions, strangers })
    }
}

/// These tables alone, with what stands on them.
fn chosen(live: Introspected, tables: &[TableName]) -> Outcome<Introspected> {
    let mut schema = Schema::new();
    for name in tables {
        match live.schema.table(name) {
            Some(table) => schema.insert(table.clone()),
            None => return Err(Failure::from(live.schema.unknown_table(name)).of_usage()),
        }
    }
    let used = schema.tables().flat_map(|table| &table.columns).filter_map(|column| column.ty.enum_name().cloned());
    for name in used.collect::<Vec<_>>() {
        let values = live.schema.enum_values(&name).unwrap_or_default().to_vec();
        schema.insert_enum(name, values);
    }
    let stands_there = |table: &Option<TableName>| table.as_ref().is_some_and(|table| tables.contains(table));
    let unmodelled = live.unmodelled.into_iter().filter(|one| stands_there(&one.table)).collect();
    Ok(Introspected { schema, unmodelled, ..live })
}

/// The migration in its place.
fn placed(arguments: &Inspectdb, adopted: &Adopted, loaded: &Loaded, context: &Context) -> Outcome<NewMigration> {
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    let app = match (&arguments.app, &names[..]) {
        (Some(app), _) => app.clone(),
        (None, [app]) => (*app).to_owned(),
        (None, []) => context.settings.project.name.clone(),
        (None, _) => {
            return Err(Failure::usage("there are several apps, and none is named")
                .help(format!("say `--app` with one of {}", target::quoted(&names))));
        }
    };
    let directory = directories::of_app(&app, &[&app], loaded, context)?;
    let name = new_migration::next_name(&directory, &arguments.name, &context.settings)?;
    Ok(NewMigration { app, directory, name, text: adopted.text()? })
}

/// Models of the tables that were asked for, those among them that migrations make already.
fn models_of(found: &Found, adopted: &Adopted) -> Vec<WrittenModel> {
    let tables: Vec<TableName> = found.live.schema.tables().map(|table| table.name.clone()).collect();
    models(&adopted.schema, &tables)
}

/// What fails for a database that was never asked is for `covet.toml` to leave out.
fn targeted(failure: Failure, loaded: &Loaded, dialect: covet_core::Dialect) -> Failure {
    if loaded.targets.iter().all(|target| *target == dialect) {
        return failure;
    }
    failure.help(format!(
        "it is checked for other databases too: say `targets = [\"{dialect}\"]` in covet.toml, if this is the only one"
    ))
}

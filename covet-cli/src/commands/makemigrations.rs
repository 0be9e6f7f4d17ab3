//! `makemigrations`: writes what is missing between the migrations and the models, or an empty migration.

mod ask;
pub(super) mod directories;
mod empty;
mod merge;
mod models;
mod report;

use clap::Args;
use covet_core::diff::Answers;
use covet_core::engine::{History, MigrationEngine, Plan};
use covet_core::plan::plan;
use covet_core::syntax::Loaded;
use covet_core::{Diagnostic, Dialect, Schema, Severity, replay};

use super::answers::{Names, Renames, Values};
use super::{drift, target};
use crate::context::{Context, failed_by, shown_findings};
use crate::database::Access;
use crate::exit::{Exit, Failure, Outcome};
use crate::new_migration::Written;
use merge::Side;
use models::Models;

/// Writes the migrations that lead to what the models say, and their lines in order.txt.
///
/// Models are structs with `#[derive(covet::Model)]`, found in the sources of the crate without compiling it. What schemas
/// cannot tell is asked on a terminal; flags answer beforehand.
#[derive(Args, Clone, Debug)]
pub(crate) struct Makemigrations {
    /// Only these apps, and what they need of others.
    apps: Vec<String>,
    /// What the migrations are called, behind their numbers; without it they are named after what they do.
    #[arg(long, short, value_name = "NAME")]
    name: Option<String>,
    /// One that does nothing yet, to be filled by hand.
    #[arg(long, requires = "name", conflicts_with_all = ["check", "from_database", "merge"])]
    empty: bool,
    /// Show the files, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write nothing; exit with 3 when a migration is missing.
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Settle what two branches have both added to an order.txt; `ours` or `theirs` says whose migrations run first.
    #[arg(long, value_name = "FIRST", num_args = 0..=1, require_equals = true, conflicts_with_all = ["check", "from_database"])]
    merge: Option<Option<Side>>,
    /// Compare the models with the database, and not with what the migrations make.
    #[arg(long)]
    from_database: bool,
    #[command(flatten)]
    renames: Renames,
    #[command(flatten)]
    values: Values,
    /// Ask nothing; exit with 4 where something would have to be asked.
    #[arg(long)]
    no_input: bool,
}

pub(crate) async fn run(arguments: &Makemigrations, context: &Context) -> Outcome {
    if let Some(first) = arguments.merge {
        return merge::run(arguments, first, context);
    }
    if let Some(name) = arguments.name.as_deref().filter(|_| arguments.empty) {
        return empty::run(arguments, name, context);
    }
    let loaded = directories::sound(context)?;
    let history = loaded.history();
    let models = models::find(context, loaded, &history)?;
    let engine = engine(arguments, &models, &history, context)?;
    let live = match arguments.from_database {
        true => Some(live(&models, &history, context).await?),
        false => None,
    };
    let before = live.as_ref().map_or(history.schema(), |(live, _)| live);
    let names = Names { before, after: &models.wanted.schema };
    let mut answers = models.answers.clone();
    arguments.renames.answer(names, &mut answers)?;
    arguments.values.answer(names, &mut answers)?;
    let find = |answers: &Answers| match &live {
        Some((live, dialect)) => engine.plan_from(live, *dialect, &models.wanted, answers),
        None => engine.plan(&models.wanted, answers),
    };
    let plan = loop {
        let plan = find(&answers).map_err(|faults| refused(&faults, loaded, context))?;
        match ask::first(&plan.questions) {
            None => break plan,
            Some(_) if arguments.check => break plan,
            Some(question) if !arguments.no_input && context.terminal.is_interactive() => {
                ask::ask(question, &mut answers, context.terminal)?;
            }
            Some(_) => return Err(ask::unanswered(&plan.questions)),
        }
    };
    let new = directories::placed(&plan, loaded, context)?;
    if arguments.check {
        report::check(&plan, &new, &models, context);
        // Nobody writes `--check` into a workflow for migrations without models: these have been lost.
        let is_done = plan.migrations.is_empty() && plan.questions.is_empty() && models.count > 0;
        return Ok(if is_done { Exit::Done } else { Exit::Pending });
    }
    plannable(&plan, &history, loaded, context)?;
    if !arguments.dry_run {
        let written = Written::all(&new)?;
        if let Err(failure) = directories::proven(context, loaded) {
            written.take_back();
            return Err(failure);
        }
    }
    report::made(&plan, &new, !arguments.dry_run, &models, context);
    Ok(Exit::Done)
}

/// The engine, as the arguments and the settings want it.
fn engine<'h>(
    arguments: &Makemigrations,
    models: &Models,
    history: &'h History,
    context: &Context,
) -> Outcome<MigrationEngine<'h>> {
    let known: Vec<&str> = models.apps.iter().map(String::as_str).collect();
    if let Some(app) = arguments.apps.iter().find(|app| !known.contains(&app.as_str())) {
        return Err(target::unknown_app(app, &known));
    }
    let numbering = context.settings.numbering.value.now();
    let engine = MigrationEngine::new(history).numbering(numbering).only(arguments.apps.iter().cloned());
    match &arguments.name {
        Some(name) => Ok(engine.named(empty::fitting(name)?)),
        None => Ok(engine),
    }
}

/// What stands in the database, of the schemas that the migrations and the models name.
async fn live(models: &Models, history: &History, context: &Context) -> Outcome<(Schema, Dialect)> {
    let mut database = context.database(Access::Read).await?;
    let mut known = history.schema().clone();
    models.wanted.schema.tables().for_each(|table| known.insert(table.clone()));
    let live = drift::introspect(&mut database.connection(), &known, context).await;
    let live = live.map_err(|error| context.failed(error))?;
    Ok((live.schema, live.dialect))
}

/// Requires that every database which the migrations are made for can do what is planned.
fn plannable(plan_of: &Plan, history: &History, loaded: &Loaded, context: &Context) -> Outcome<()> {
    let mut schema = history.schema().clone();
    let mut faults: Vec<Diagnostic> = Vec::new();
    for one in &plan_of.migrations {
        for dialect in &loaded.targets {
            let found = plan(&one.operations, &schema, *dialect).err().into_iter().flatten();
            faults.extend(found.map(|(_, fault)| fault));
        }
        replay::apply(&one.operations, &mut schema).map_err(|fault| refused(&[fault], loaded, context))?;
    }
    if faults.is_empty() {
        return Ok(());
    }
    let help = "change the models, or leave the database out of `targets` in covet.toml";
    Err(refused(&faults, loaded, context).help(help))
}

/// The failure that there is no way from what is there to what is wanted.
fn refused(faults: &[Diagnostic], loaded: &Loaded, context: &Context) -> Failure {
    let errors = || faults.iter().filter(|fault| fault.severity == Severity::Error);
    let project = &context.settings.project;
    context.terminal.note(format_args!("{}\n", shown_findings(errors(), &loaded.sources, project)));
    let message = "the migrations cannot be made; nothing was written";
    let failure = failed_by(errors(), &loaded.sources, project, message);
    failure.help("write by hand what is not found: `covet makemigrations --empty --name ..`")
}

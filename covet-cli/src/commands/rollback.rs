//! `rollback`: undoes what was applied.

use clap::{ArgGroup, Args};
use covet_core::{Checksum, MigrationId};
use covet_runtime::{Migrations, Migrator, PlanReport, Standing};

use super::migrate::{self, Waits};
use super::{stored, target};
use crate::context::Context;
use crate::database::{Access, Database};
use crate::exit::{Exit, Failure, Outcome};
use crate::progress::Progress;

/// Undoes migrations, the one that this database applied last first.
#[derive(Args, Clone, Debug)]
#[command(group = ArgGroup::new("how far"))]
pub(crate) struct Rollback {
    /// How many migrations to undo; 1 by default.
    #[arg(long, value_name = "N", group = "how far")]
    steps: Option<usize>,
    /// Undo what lies beyond a migration, as app/name, or a release, as @v1.2, and what depends on that.
    #[arg(long, value_name = "TARGET", group = "how far", conflicts_with = "app")]
    to: Option<String>,
    /// Undo everything; asks first.
    #[arg(long, group = "how far")]
    all: bool,
    /// Only migrations of this app, and what depends on them.
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Show what would run, and run nothing.
    #[arg(long)]
    plan: bool,
    /// Forget the migrations without undoing what they did.
    #[arg(long, conflicts_with = "plan")]
    fake: bool,
    /// Also what is unknown here, by the steps that the database has recorded: shows them, and asks first. Without `--steps`,
    /// `--to` and `--all` it undoes what is newer than the migrations here.
    #[arg(long, conflicts_with = "app")]
    stored: bool,
    /// The digests of recorded steps that may be run, as `--plan` shows them; instead of asking.
    #[arg(long, value_name = "DIGEST", requires = "stored", value_delimiter = ',', value_parser = stored::digest)]
    pub(crate) digest: Vec<Checksum>,
    /// Do not ask.
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    waits: Waits,
}

/// How far back to go.
enum Extent {
    Newer,
    Steps(usize),
    To(String),
}

pub(crate) async fn run(arguments: &Rollback, context: &Context) -> Outcome {
    let migrations = context.migrations()?;
    let mut migrator = arguments.waits.apply(context.migrator()?);
    if arguments.fake {
        migrator = migrator.fake_all();
    }
    // A file that is not there has nothing to undo, and is not made for that.
    let mut database = context.database(Access::Read).await?;
    let Some(extent) = extent(arguments, migrations, &migrator, &mut database, context).await? else {
        context.terminal.result("nothing to roll back");
        return Ok(Exit::Done);
    };
    if arguments.plan {
        let plan = planned(&extent, &migrator, &mut database).await.map_err(|error| context.failed(error))?;
        migrate::show_plan(&plan, context);
        return Ok(Exit::Done);
    }
    if arguments.stored {
        let plan = planned(&extent, &migrator, &mut database).await.map_err(|error| context.failed(error))?;
        migrator = stored::allowed(migrator, &plan, arguments, context)?;
    } else if arguments.all && !arguments.yes && !is_confirmed(&extent, &migrator, &mut database, context).await? {
        return Err(Failure::new("nothing was undone"));
    }
    let (migrator, progress) = Progress::of(migrator, context.terminal);
    let outcome = match &extent {
        Extent::Newer => migrator.rollback_newer(database.source()).await,
        Extent::Steps(steps) => migrator.rollback(database.source(), *steps).await,
        Extent::To(target) => migrator.rollback_to(database.source(), target).await,
    };
    drop(progress);
    let report = outcome.map_err(|error| migrate::failed(error, context))?;
    migrate::show_report(&report, context);
    Ok(Exit::Done)
}

/// How far back the arguments go; nothing where the app has nothing that is applied.
async fn extent(
    arguments: &Rollback,
    migrations: Migrations,
    migrator: &Migrator,
    database: &mut Database,
    context: &Context,
) -> Outcome<Option<Extent>> {
    if arguments.stored && !arguments.all && arguments.steps.is_none() && arguments.to.is_none() {
        return Ok(Some(Extent::Newer));
    }
    let steps = if arguments.all { usize::MAX } else { arguments.steps.unwrap_or(1) };
    if let Some(to) = &arguments.to {
        return Ok(Some(Extent::To(target::of_text(migrations, to)?)));
    }
    let Some(app) = &arguments.app else { return Ok(Some(Extent::Steps(steps))) };
    target::of_app(migrations, app)?;
    let status = migrator.status(database.source()).await.map_err(|error| context.failed(error))?;
    let is_applied = |standing| matches!(standing, Standing::Applied | Standing::Edited);
    let applied = status.entries.iter().filter(|entry| entry.migration.app == *app && is_applied(entry.standing));
    let applied: Vec<&MigrationId> = applied.map(|entry| &entry.migration).collect();
    Ok(match (applied.len(), applied.len().checked_sub(steps)) {
        (0, _) => None,
        (_, Some(left @ 1..)) => Some(Extent::To(applied[left - 1].to_string())),
        _ => Some(Extent::To(format!("{app}/zero"))),
    })
}

async fn planned(extent: &Extent, migrator: &Migrator, database: &mut Database) -> covet_runtime::Result<PlanReport> {
    match extent {
        Extent::Newer => migrator.plan_rollback_newer(database.source()).await,
        Extent::Steps(steps) => migrator.plan_rollback(database.source(), *steps).await,
        Extent::To(target) => migrator.plan_rollback_to(database.source(), target).await,
    }
}

/// Asks, having said what goes.
async fn is_confirmed(
    extent: &Extent,
    migrator: &Migrator,
    database: &mut Database,
    context: &Context,
) -> Outcome<bool> {
    let plan = planned(extent, migrator, database).await.map_err(|error| context.failed(error))?;
    let count = plan.migrations.len();
    if count == 0 {
        return Ok(true);
    }
    let what = if count == 1 { "1 migration".to_owned() } else { format!("{count} migrations") };
    let url = crate::settings::masked(&context.settings.url.value);
    context.terminal.confirm(&format!("undo {what} of {url}, and lose what is in their tables"), "--yes")
}

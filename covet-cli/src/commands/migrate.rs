//! `migrate`: applies what is pending.

use std::time::Duration;

use clap::Args;
use covet_runtime::{Error, Migrations, Migrator, PlanReport, Report, WhenNewer};
use serde_json::{Value, json};

use super::target;
use crate::context::Context;
use crate::database::{Access, Database};
use crate::exit::{Exit, Failure, Outcome};
use crate::progress::{Progress, verb};

/// Applies what is pending, in the order in which it runs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Migrate {
    /// Only this app, and what it needs of others.
    app: Option<String>,
    /// No further than to this migration of the app; the beginning of its name is enough.
    #[arg(requires = "app")]
    target: Option<String>,
    /// No further than to a migration, as app/name, or a release, as @v1.2.
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,
    /// Stop before the first pending migration with this tag.
    #[arg(long, value_name = "TAG")]
    before_tag: Option<String>,
    /// Show what would run, and run nothing.
    #[arg(long, conflicts_with_all = ["check", "fake"])]
    plan: bool,
    /// Run nothing; exit with 3 when something is pending.
    #[arg(long)]
    check: bool,
    /// Record the migrations as applied without running them: what they do is there already.
    #[arg(long)]
    fake: bool,
    /// Record the first migration of an app without running it where all that it makes is there already, as it would make it.
    #[arg(long, conflicts_with_all = ["fake", "check", "plan"])]
    fake_initial: bool,
    /// Run all of it in one transaction: either everything is applied, or nothing.
    #[arg(long, conflicts_with_all = ["plan", "check"])]
    transaction: bool,
    /// Go on where the database has migrations that are unknown here.
    #[arg(long)]
    accept_newer: bool,
    #[command(flatten)]
    waits: Waits,
}

/// How long a run waits.
#[derive(Args, Clone, Debug)]
pub(crate) struct Waits {
    /// How long to wait for another process that migrates; 60 by default.
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
    /// How long a statement waits for the lock of a table; 5 by default.
    #[arg(long, value_name = "SECONDS")]
    lock_timeout: Option<u64>,
    /// How long a change that reads or writes all rows waits for it, on MySQL and MariaDB; 3600 by default.
    #[arg(long, value_name = "SECONDS")]
    alter_timeout: Option<u64>,
    /// Let MySQL and MariaDB keep others from writing to a table where a change was to do without.
    #[arg(long)]
    may_lock_tables: bool,
}

impl Waits {
    pub(crate) fn apply(&self, mut migrator: Migrator) -> Migrator {
        if let Some(seconds) = self.wait {
            migrator = migrator.wait_timeout(Duration::from_secs(seconds));
        }
        if let Some(seconds) = self.lock_timeout {
            migrator = migrator.lock_timeout(Duration::from_secs(seconds));
        }
        if let Some(seconds) = self.alter_timeout {
            migrator = migrator.alter_timeout(Duration::from_secs(seconds));
        }
        migrator.may_lock_tables(self.may_lock_tables)
    }
}

pub(crate) async fn run(arguments: &Migrate, context: &Context) -> Outcome {
    let migrations = context.migrations()?;
    refuse_zero(arguments)?;
    let mut migrator = arguments.waits.apply(context.migrator()?);
    let (app, name) = (arguments.app.as_deref(), arguments.target.as_deref());
    let target = target::of_arguments(migrations, app, name, arguments.to.as_deref())?;
    if let Some(target) = &target {
        migrator = migrator.to(target);
    }
    if let Some(tag) = &arguments.before_tag {
        migrator = migrator.before_tag(tag);
    }
    if arguments.transaction {
        migrator = migrator.one_transaction(true);
    }
    if arguments.accept_newer {
        migrator = migrator.when_newer(WhenNewer::Accept);
    }
    if arguments.check {
        return check(&migrator, context).await;
    }
    if arguments.plan {
        let mut database = context.database(Access::Read).await?;
        let plan = migrator.plan(database.source()).await.map_err(|error| context.failed(error))?;
        show_plan(&plan, context);
        return Ok(Exit::Done);
    }
    let mut database = context.database(Access::Write).await?;
    if arguments.fake {
        migrator = migrator.fake_all();
    } else if arguments.fake_initial {
        migrator = migrator.fake_initial();
    }
    let (migrator, progress) = Progress::of(migrator, context.terminal);
    let outcome = migrator.run(database.source()).await;
    drop(progress);
    let report = outcome.map_err(|error| failed(error, context))?;
    show_report(&report, context);
    if let Some(target) = target {
        note_what_stays(&target, migrations, &migrator, &mut database, context).await;
    }
    Ok(Exit::Done)
}

/// What a run could not do, with what it had done.
pub(crate) fn failed(error: Error, context: &Context) -> Failure {
    let done = error.done().map(report_json).unwrap_or_default();
    Failure { done, ..context.failed(error) }
}

/// Other tools go back by this command; here it only goes forward.
fn refuse_zero(arguments: &Migrate) -> Outcome<()> {
    let of_app = arguments.app.as_deref().filter(|_| arguments.target.as_deref() == Some("zero"));
    let app = of_app.or_else(|| arguments.to.as_deref().or(arguments.app.as_deref())?.strip_suffix("/zero"));
    match app {
        Some(app) => Err(Failure::usage("`migrate` only goes forward")
            .help(format!("`rollback --app {app} --all` undoes all migrations of `{app}`"))),
        None => Ok(()),
    }
}

async fn check(migrator: &Migrator, context: &Context) -> Outcome {
    let mut database = context.database(Access::Read).await?;
    let (pending, first) = match migrator.require_current(database.source()).await {
        Ok(()) => (0, None),
        Err(Error::NotCurrent { first, count }) => (count, Some(first.to_string())),
        Err(error) => return Err(context.failed(error)),
    };
    if context.terminal.json {
        context.terminal.json(&json!({ "pending": pending, "first": first }));
    } else {
        context.terminal.result(match (pending, first) {
            (1, Some(first)) => format!("1 migration is pending: {first}"),
            (_, Some(first)) => format!("{pending} migrations are pending, the first is {first}"),
            (_, None) => "nothing is pending".to_owned(),
        });
    }
    Ok(if pending == 0 { Exit::Done } else { Exit::Pending })
}

/// Who names a target may think that what lies beyond it goes.
async fn note_what_stays(
    target: &str,
    migrations: Migrations,
    migrator: &Migrator,
    database: &mut Database,
    context: &Context,
) {
    if let Ok(plan) = migrator.plan_rollback_to(database.source(), target).await
        && let Some(last) = plan.migrations.first()
        && migrations.embedded().iter().any(|one| one.app == last.migration.app)
    {
        context.terminal.note(format_args!(
            "`{}` lies beyond `{target}` and stays; `rollback --to {target}` would undo it",
            last.migration
        ));
    }
}

/// Shows what would run.
pub(crate) fn show_plan(plan: &PlanReport, context: &Context) {
    if !context.terminal.json {
        return context.terminal.result(plan);
    }
    let migrations: Vec<Value> = plan
        .migrations
        .iter()
        .map(|planned| {
            let down =
                planned.down.as_ref().map_or_else(|why| json!({ "none": why }), |class| json!(class.to_string()));
            json!({
                "migration": planned.migration.to_string(),
                "replaces": planned.replaces,
                "statements": planned.statements,
                "down": down,
            })
        })
        .collect();
    let stopped = plan.stopped.as_ref().map(ToString::to_string);
    let dialect = plan.dialect.as_str();
    context.terminal.json(&json!({ "database": dialect, "migrations": migrations, "stopped": stopped }));
}

/// Shows what was done.
pub(crate) fn show_report(report: &Report, context: &Context) {
    if context.terminal.json {
        return context.terminal.json(&report_json(report));
    }
    context.terminal.result(report);
}

fn report_json(report: &Report) -> Value {
    let migrations: Vec<Value> = report
        .migrations
        .iter()
        .map(|done| {
            json!({
                "migration": done.migration.to_string(),
                "steps": done.steps,
                "fake": done.fake,
                "milliseconds": u64::try_from(done.duration.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .collect();
    json!({ verb(report.direction): migrations, "stopped": report.stopped.as_ref().map(ToString::to_string) })
}

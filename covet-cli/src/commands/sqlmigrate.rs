//! `sqlmigrate`: the SQL of a migration.

use clap::Args;
use covet_core::plan::{Action, Plan, Replayed};
use covet_core::{Dialect, Operation};
use covet_runtime::private::Embedded;
use serde_json::json;

use super::{replayed, target};
use crate::context::Context;
use crate::database;
use crate::exit::{Exit, Failure, Outcome};

/// Shows the SQL of a migration, as it runs after all that comes before it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Sqlmigrate {
    /// The app.
    app: String,
    /// The migration; the beginning of its name is enough.
    name: String,
    /// The SQL that undoes it.
    #[arg(long)]
    backwards: bool,
    /// For this database: postgres, mysql, mariadb or sqlite; by default that of the URL.
    #[arg(long, value_name = "DATABASE")]
    dialect: Option<Dialect>,
}

pub(crate) fn run(arguments: &Sqlmigrate, context: &Context) -> Outcome {
    let migrations = context.migrations()?;
    let name = target::migration(migrations, &arguments.app, &arguments.name)?;
    let dialect = match arguments.dialect {
        Some(dialect) => dialect,
        None => database::dialect(&context.settings)?,
    };
    let all = migrations.embedded();
    let place = all.iter().position(|one| one.app == arguments.app && one.name == name).unwrap_or_default();
    let one = &all[place];
    // It is the last of these: a squash that replaces it stands behind it.
    let run = replayed::run_of(&all[..=place]);
    let (before, text) = match (arguments.backwards, one.down()) {
        (false, _) => (&run[..run.len().saturating_sub(1)], one.up),
        (true, Ok(down)) => (&run[..], down),
        (true, Err(why)) => {
            return Err(Failure::new(format!("nothing undoes `{}/{name}`: {why}", one.app)));
        }
    };
    let schema = replayed::schema_of(before.iter().copied())?;
    let operations = replayed::decoded(one, text)?;
    let plan =
        Replayed::new(&operations, &schema).in_transaction(one.transaction).plan(dialect).map_err(|findings| {
            let list: Vec<String> = findings.iter().map(|(_, finding)| finding.to_string()).collect();
            Failure::new(format!("`{}/{name}` cannot be run on {dialect}: {}", one.app, list.join("; ")))
        })?;
    if context.terminal.json {
        let steps: Vec<_> = plan.steps.iter().map(|step| json!({ "statements": statements(&step.action) })).collect();
        context.terminal.json(&json!({
            "migration": format!("{}/{name}", one.app), "database": dialect.as_str(), "steps": steps
        }));
    } else {
        context.terminal.result(script(one, &operations, &plan, dialect, arguments.backwards));
    }
    Ok(Exit::Done)
}

/// The steps as a script that a person reads, or runs.
fn script(one: &Embedded, operations: &[Operation], plan: &Plan, dialect: Dialect, backwards: bool) -> String {
    let back = if backwards { ", backwards" } else { "" };
    let mut lines = vec![format!("-- {}/{} on {dialect}{back}", one.app, one.name)];
    let rebuilds = plan.steps.iter().any(|step| matches!(step.action, Action::Rebuild(_)));
    if rebuilds {
        lines.push("PRAGMA foreign_keys = OFF;".to_owned());
    }
    let in_transaction = dialect.capabilities().transactional_ddl && !plan.is_stepwise();
    lines.extend(in_transaction.then(|| "BEGIN;".to_owned()));
    for step in &plan.steps {
        let what: Vec<String> = operations[step.operations.clone()].iter().map(ToString::to_string).collect();
        // What has no SQL says what it does.
        let has_sql = matches!(step.action, Action::Ddl(_) | Action::Rebuild(_));
        lines.extend(has_sql.then(|| format!("-- {}", what.join("; "))));
        lines.extend(statements(&step.action).into_iter().map(|text| match text.starts_with("--") {
            true => text,
            false => format!("{};", text.trim_end().trim_end_matches(';')),
        }));
    }
    lines.extend(in_transaction.then(|| "COMMIT;".to_owned()));
    lines.extend(rebuilds.then(|| "PRAGMA foreign_keys = ON;".to_owned()));
    lines.join("\n")
}

/// What a step runs: statements, and as comments what is no SQL.
fn statements(action: &Action) -> Vec<String> {
    match action {
        Action::Ddl(statements) | Action::Dml(statements) => statements.clone(),
        Action::Rebuild(rebuild) => rebuild.statements.clone(),
        Action::Rust(path) => vec![format!("-- runs the Rust function `{path}`")],
        Action::Backfill(backfill) => vec![format!("-- {}", backfill.to_string().replace('\n', "\n-- "))],
    }
}

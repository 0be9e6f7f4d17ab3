//! `drift`: what stands in the database against what its migrations make.

use std::collections::BTreeSet;

use clap::Args;
use covet_core::diff::{Answers, Diff, Pair, Question, diff};
use covet_core::normal::normalise;
use covet_core::schema::Table;
use covet_core::{Dialect, Operation, Schema, TableName};
use covet_runtime::private::Embedded;
use covet_runtime::{Connection, Introspected, Migrations, SchemaIntrospector, Standing, Status};
use serde_json::json;

use super::answers::{Names, Renames};
use super::{replayed, unsaid};
use crate::context::Context;
use crate::database::Access;
use crate::exit::{Exit, Failure, Outcome};

/// Compares what stands in the database with what the migrations that it applied make, and shows the operations that lead
/// from the one to the other; exits with 3 when there are any.
#[derive(Args, Clone, Debug)]
pub(crate) struct Drift {
    /// Tables that no migration makes are drift, too.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    renames: Renames,
}

/// What was found.
struct Found {
    /// The operations that lead from what the migrations make to what is there.
    operations: Vec<Operation>,
    /// What differs where no operations lead there.
    differences: Vec<String>,
    /// What is there and was not compared.
    others: Vec<String>,
    /// What the migrations make, as the database can tell it.
    before: Schema,
    /// What may have another name, and was taken for gone.
    questions: Vec<Question>,
}

pub(crate) async fn run(arguments: &Drift, context: &Context) -> Outcome {
    let (migrations, migrator) = (context.migrations()?, context.migrator()?);
    let mut database = context.database(Access::Read).await?;
    let status = migrator.status(database.source()).await.map_err(|error| context.failed(error))?;
    let applied = applied(&status, migrations)?;
    let expected = replayed::schema_of(applied.iter().copied())?;
    let live =
        introspect(&mut database.connection(), &expected, context).await.map_err(|error| context.failed(error))?;
    let found = compare(&expected, live, arguments)?;
    let drifted = !found.operations.is_empty() || !found.differences.is_empty();
    show(&found, applied.len(), context);
    Ok(if drifted { Exit::Pending } else { Exit::Done })
}

/// The migrations that the database applied, in its order.
fn applied(status: &Status, migrations: Migrations) -> Outcome<Vec<&'static Embedded>> {
    let mut applied = Vec::new();
    for entry in &status.entries {
        let id = &entry.migration;
        let one = migrations.embedded().iter().find(|one| one.app == id.app && one.name == id.name);
        match (entry.standing, one) {
            (Standing::Pending, _) => {}
            (Standing::Applied, Some(one)) => applied.push(one),
            _ => {
                let failure = Failure::new(format!(
                    "what the database should be is not known: its history is not that of these migrations at `{id}`"
                ));
                return Err(Failure { exit: Exit::Conflict, ..failure.help("`verify` says what is wrong with it") });
            }
        }
    }
    Ok(applied)
}

/// Reads the schema that migrations run in, and those that they name.
pub(crate) async fn introspect(
    connection: &mut Connection<'_>,
    expected: &Schema,
    context: &Context,
) -> covet_runtime::Result<Introspected> {
    let dialect = connection.dialect();
    if let Some(schema) = &context.settings.schema.value {
        let name = covet_core::sql::writer(dialect).ident(schema);
        match dialect {
            Dialect::Postgres => drop(connection.execute(&format!("SET search_path = {name}")).await?),
            Dialect::MySql => drop(connection.execute(&format!("USE {name}")).await?),
            Dialect::Sqlite => {}
        }
    }
    let mut schemas: BTreeSet<String> =
        expected.tables().filter_map(|table| table.name.schema.as_ref()).map(|schema| schema.to_string()).collect();
    if !schemas.is_empty() && dialect != Dialect::Sqlite {
        let current = if dialect == Dialect::Postgres { "SELECT current_schema()" } else { "SELECT DATABASE()" };
        schemas.extend(connection.rows(current).await?.into_iter().flatten().flatten());
    }
    let mut introspector = SchemaIntrospector::new(connection).without(context.tracking_tables());
    if dialect != Dialect::Sqlite && !schemas.is_empty() {
        introspector = introspector.in_schemas(schemas);
    }
    introspector.schema().await
}

fn compare(expected: &Schema, live: Introspected, arguments: &Drift) -> Outcome<Found> {
    let mut others = unsaid::shortly(&live.undeclared(expected).collect::<Vec<_>>());
    let mut ours = live.schema.clone();
    let mut answers = Answers::default();
    arguments.renames.answer(Names { before: expected, after: &live.schema }, &mut answers)?;
    if !arguments.strict {
        let is_renamed = |name: &TableName| answers.tables.values().any(|to| to.as_ref() == Some(name));
        let is_ours = |table: &Table| expected.table(&table.name).is_some() || is_renamed(&table.name);
        for table in live.schema.tables().filter(|table| !is_ours(table)) {
            ours.remove(&table.name);
            others.push(format!("table `{}`, which no migration makes", table.name));
        }
        for name in live.schema.enums().filter(|name| expected.enum_values(name).is_none()) {
            ours.remove_enum(name);
            others.push(format!("enum `{name}`, which no migration makes"));
        }
    }
    let (before, after) = (normalise(expected, live.dialect), normalise(&ours, live.dialect));
    let found = diff(Pair { before: &before, after: &after }, &answers);
    let (Diff { operations, mut questions }, mut differences) = match found {
        Ok(diff) => (diff, Vec::new()),
        Err(_) => (Diff::default(), before.differences(&after)),
    };
    differences.extend(live.object_differences(expected));
    questions.retain(|question| matches!(question, Question::RenamedTable { .. } | Question::RenamedColumn { .. }));
    Ok(Found { operations, differences, others, before, questions })
}

/// An operation, with the columns that it changes as they were and as they are.
fn said(operation: &Operation, before: &Schema) -> String {
    match operation {
        Operation::AlterColumn(alter) => {
            let table = before.table(&alter.table);
            let was = table.and_then(|table| table.columns.iter().find(|column| column.name == alter.column.name));
            let was = was.map(|column| format!("from {column} ")).unwrap_or_default();
            format!("{operation}, {was}to {}", alter.column)
        }
        Operation::AddColumn(add) => format!("{operation}: {}", add.column),
        _ => operation.to_string(),
    }
}

fn show(found: &Found, applied: usize, context: &Context) {
    let operations = found.operations.iter().map(|operation| said(operation, &found.before));
    let texts: Vec<String> = operations.chain(found.differences.clone()).collect();
    if context.terminal.json {
        let operations: Vec<_> = found.operations.iter().map(|operation| json!(operation)).collect();
        return context.terminal.json(&json!({
            "drift": texts, "operations": operations, "not_compared": found.others
        }));
    }
    let count =
        if applied == 1 { "its 1 migration makes".to_owned() } else { format!("its {applied} migrations make") };
    match texts.is_empty() {
        true => context.terminal.result(format_args!("no drift: the database is what {count} of it")),
        false => {
            context
                .terminal
                .result(format_args!("the database is not what {count} of it; it was changed beside them:"));
            context.terminal.result(format_args!("  {}", texts.join("\n  ")));
        }
    }
    for question in &found.questions {
        let (what, to) = match question {
            Question::RenamedTable { from, candidates } => {
                (from.to_string(), candidates.first().map(ToString::to_string))
            }
            Question::RenamedColumn { table, from, candidates } => {
                (format!("{table}.{from}"), candidates.first().map(ToString::to_string))
            }
            Question::GoneTable { .. } | Question::Value { .. } | Question::Using { .. } => continue,
        };
        let to = to.unwrap_or_default();
        context.terminal.note(format_args!("`{what}` may be `{to}` now: `--rename {what}={to}` compares them so"));
    }
    if !found.others.is_empty() {
        context.terminal.note(format_args!("not compared:\n  {}", found.others.join("\n  ")));
    }
}

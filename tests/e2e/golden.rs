//! Golden SQL: for every case the plan of each database is compared with its file in `tests/golden`, and executed.
//!
//! Up must run on a table with rows, the derived down must leave the database's own catalogue as it was, and up must run
//! once more, in a session whose settings are the most unkind. `COVET_BLESS=1` writes the files anew; `COVET_GOLDEN=index` runs only the
//! cases that have this in their names.

mod cases;
pub mod catalogue;
mod cut_short;
mod random;

use std::path::PathBuf;

use covet_core::dsl::Migration;
use covet_core::normal::normalise;
use covet_core::operation::Operation;
use covet_core::plan::{Action, Backfill, Plan, Replayed, Step, plan};
use covet_core::replay::{self, Down};
use covet_core::{Dialect, Findings, MigrationId, Schema, migration};

use crate::support::Database;
use crate::{adopt, introspect};

/// One golden.
#[derive(Clone, Copy)]
struct Case {
    /// The name of its directory.
    name: &'static str,
    /// Makes what is there before.
    prepare: fn(&mut Migration),
    /// Rows that are there before, as SQL.
    rows: &'static str,
    /// What is planned.
    up: fn(&mut Migration),
    /// What is inserted after up, and must be possible.
    insert: &'static str,
    /// A query, and what it gives then: values with commas between, rows with semicolons.
    check: (&'static str, &'static str),
    /// A query, and what it gives after down.
    restored: (&'static str, &'static str),
    /// The databases that can do what is there before.
    on: &'static [Dialect],
    /// Whether it is executed; a plan for schemas that a fresh database does not have is only compared.
    runs: bool,
    /// Whether the migration is one transaction, where its database has them.
    transaction: bool,
}

fn nothing(_: &mut Migration) {}

/// A case without rows, for tables that stand alone.
const CASE: Case = Case {
    name: "",
    prepare: nothing,
    rows: "",
    up: nothing,
    insert: "",
    check: ("", ""),
    restored: ("", ""),
    on: &Dialect::ALL,
    runs: true,
    transaction: true,
};

fn operations(write: fn(&mut Migration)) -> Vec<Operation> {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// The derived down of operations.
fn down(up: &[Operation], before: &Schema, transaction: bool) -> Vec<Operation> {
    let mut script = migration::Script::default();
    for operation in up {
        script.push(operation.clone(), covet_core::Mark::NOWHERE);
    }
    let migration = migration::Migration {
        id: MigrationId::new("golden", "case"),
        mark: covet_core::Mark::NOWHERE,
        attributes: migration::Attributes { transaction, ..Default::default() },
        up: script,
        down: None,
    };
    let (mut schema, mut findings) = (before.clone(), Findings::new());
    let down = replay::migration(&migration, &mut schema, &mut findings);
    assert!(!findings.has_errors(), "{findings:?}");
    match down {
        Down::Operations(inverse) => inverse.operations,
        Down::Irreversible(why) => panic!("{why}"),
    }
}

fn after(operations: &[Operation], before: &Schema) -> Schema {
    let mut schema = before.clone();
    replay::apply(operations, &mut schema).expect("operations that fit");
    schema
}

/// A plan, or why there is none, as its golden shows it.
fn text(direction: &str, plan: &Result<Plan, Vec<(usize, covet_core::Diagnostic)>>) -> String {
    match plan {
        Ok(plan) if plan.steps.is_empty() => format!("-- {direction}: nothing to do\n"),
        Ok(plan) => (plan.steps.iter().enumerate())
            .map(|(at, step)| format!("-- {direction}, step {}\n{step}\n", at + 1))
            .collect::<Vec<_>>()
            .join("\n"),
        Err(faults) => faults.iter().map(|(_, fault)| format!("-- {direction}: {}: {fault}\n", fault.code)).collect(),
    }
}

fn compare(case: &Case, dialect: Dialect, found: &str) {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(case.name);
    let path = directory.join(format!("{dialect}.sql"));
    if std::env::var_os("COVET_BLESS").is_some() {
        std::fs::create_dir_all(&directory).expect("a directory for the golden");
        return std::fs::write(&path, found).expect("a golden that can be written");
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run with COVET_BLESS=1 to write it", path.display()));
    assert_eq!(expected, found, "{}; run with COVET_BLESS=1 to take this over", path.display());
}

/// The statements of a plan as one text, in the transaction and the session that its database has for it.
fn script(plan: &Plan, dialect: Dialect, settings: &str) -> String {
    let mut statements = vec![settings.to_owned()];
    let transaction = dialect.capabilities().transactional_ddl;
    statements.extend(transaction.then(|| "BEGIN".to_owned()));
    for step in &plan.steps {
        statements.extend(statements_of(step).iter().cloned());
    }
    statements.extend(transaction.then(|| "COMMIT".to_owned()));
    statements.join(";\n")
}

fn statements_of(step: &Step) -> &[String] {
    match &step.action {
        Action::Ddl(list) | Action::Dml(list) => list,
        Action::Rebuild(rebuild) => &rebuild.statements,
        Action::Rust(_) | Action::Backfill(_) => panic!("a golden runs these statements: {step}"),
    }
}

/// Whether the server has all that operations need; where it has not, its golden is what there is to compare.
async fn is_met(operations: &[Operation], before: &Schema, database: &Database) -> bool {
    let needs = Replayed::new(operations, before).needs(database.dialect);
    let found = if needs.is_empty() { return true } else { database.release().await };
    needs.iter().all(|(_, need)| need.is_met_by(&found))
}

/// Runs a plan as its database can: in one transaction, or, where that cannot be, step by step.
async fn execute(plan: &Plan, declared: [&Schema; 2], database: &Database, settings: &str) {
    if plan.is_stepwise() {
        return step_by_step(plan, declared, database, settings).await;
    }
    database.execute(&script(plan, database.dialect, settings)).await;
}

/// Runs each step by itself, and requires that its conditions tell whether it has run.
async fn step_by_step(plan: &Plan, declared: [&Schema; 2], database: &Database, settings: &str) {
    for step in &plan.steps {
        decided(step, declared, database, false).await;
        match &step.action {
            Action::Backfill(backfill) => drop(in_batches(backfill, database).await),
            // Several statements in one message would be in one transaction.
            _ if step.alone => {
                for statement in statements_of(step) {
                    database.execute(statement).await;
                }
            }
            _ => {
                let only = Plan { steps: vec![step.clone()], stepwise: false };
                database.execute(&script(&only, database.dialect, settings)).await;
            }
        }
        decided(step, declared, database, true).await;
    }
}

/// Requires that the live database tells whether a step has run, where its conditions are of a schema.
async fn decided(step: &Step, declared: [&Schema; 2], database: &Database, has_run: bool) {
    let read = introspect::read(database).await;
    let mut found = normalise(&read.schema, database.dialect);
    declared
        .into_iter()
        .flat_map(|schema| read.declared(schema))
        .for_each(|object| found.insert_object(object.clone()));
    let answers = [&step.before, &step.after].map(|condition| condition.holds(&found));
    if answers != [None, None] {
        assert_eq!(answers, [Some(!has_run), Some(has_run)], "on {}: {step:#?} in {found:#?}", database.dialect);
    }
}

/// Runs a backfill to its end, as the runtime does.
pub async fn in_batches(backfill: &Backfill, database: &Database) -> usize {
    let mut after: Option<Vec<String>> = None;
    let mut batches = 0;
    loop {
        let next = database.rows(&backfill.next(database.dialect, after.as_deref())).await;
        let Some(key) = next.into_iter().next() else { return batches };
        let key: Vec<String> = key.into_iter().map(|text| text.expect("a key without NULL")).collect();
        database.execute(&backfill.update(database.dialect, after.as_deref(), &key)).await;
        after = Some(key);
        batches += 1;
    }
}

/// The settings of a session: as the runtime pins them, or the most unkind.
fn settings(dialect: Dialect, kind: bool) -> &'static str {
    match (dialect, kind) {
        (Dialect::Postgres, true) => "SET TIME ZONE 'UTC'",
        (Dialect::Postgres, false) => {
            "SET TIME ZONE 'Asia/Tokyo'; SET DATESTYLE = 'SQL, DMY'; SET standard_conforming_strings = off; \
             SET escape_string_warning = on"
        }
        (Dialect::MySql, true) => "SET sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'",
        (Dialect::MySql, false) => {
            "SET sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,ANSI_QUOTES', time_zone = '+09:00'"
        }
        (Dialect::Sqlite, _) => "PRAGMA foreign_keys = OFF",
    }
}

async fn insert_and_check(case: &Case, database: &Database) {
    if !case.insert.is_empty() {
        database.execute(case.insert).await;
    }
    check(case, database, case.check).await;
}

async fn check(case: &Case, database: &Database, (query, expected): (&str, &str)) {
    if query.is_empty() {
        return;
    }
    let text = |row: Vec<Option<String>>| {
        row.into_iter().map(|value| value.unwrap_or("NULL".into())).collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = database.rows(query).await.into_iter().map(text).collect();
    assert_eq!(rows.join(";"), expected, "{} on {}: {query}", case.name, database.dialect);
}

async fn run(case: &Case, database: &Database) {
    let dialect = database.dialect;
    let prepare = operations(case.prepare);
    let before = after(&prepare, &Schema::new());
    let up = operations(case.up);
    let down = down(&up, &before, case.transaction);
    let plan_of = |operations: &[Operation], before: &Schema| {
        Replayed::new(operations, before).in_transaction(case.transaction).plan(dialect)
    };
    let up_plan = plan_of(&up, &before);
    let down_plan = plan_of(&down, &after(&up, &before));
    let shown = format!("{}\n{}", text("up", &up_plan), text("down", &down_plan));
    compare(case, dialect, &shown);
    let (Ok(up_plan), Ok(down_plan), true) = (up_plan, down_plan, case.runs) else { return };
    if !is_met(&up, &before, database).await {
        return;
    }

    let prepared = plan(&prepare, &Schema::new(), dialect).expect("what is there before");
    database.execute(&script(&prepared, dialect, settings(dialect, true))).await;
    if !case.rows.is_empty() {
        database.execute(case.rows).await;
    }
    let schema_above = after(&up, &before);
    // What SQL of the users' own makes and leaves behind is not told.
    let declares = before.objects().chain(schema_above.objects()).next().is_some();
    let catalogue = async || {
        let objects = if declares { catalogue::objects(database).await } else { Vec::new() };
        [catalogue::read(database).await, objects].concat()
    };
    let at_first = catalogue().await;
    introspect::assert_is(database, &before, case.name).await;
    step_by_step(&up_plan, [&before, &schema_above], database, settings(dialect, true)).await;
    let above = catalogue().await;
    introspect::assert_is(database, &schema_above, case.name).await;
    adopt::assert_both_ways(database, case.name).await;
    insert_and_check(case, database).await;
    step_by_step(&down_plan, [&before, &schema_above], database, settings(dialect, true)).await;
    assert_eq!(at_first, catalogue().await, "{} on {dialect}: down does not restore", case.name);
    introspect::assert_is(database, &before, case.name).await;
    check(case, database, case.restored).await;
    execute(&up_plan, [&before, &schema_above], database, settings(dialect, false)).await;
    assert_eq!(above, catalogue().await, "{} on {dialect}: settings make a difference", case.name);
    introspect::assert_is(database, &schema_above, case.name).await;
    if case.restored.0.is_empty() {
        insert_and_check(case, database).await;
    }
    if dialect == Dialect::Sqlite {
        assert!(database.rows("PRAGMA foreign_key_check").await.is_empty(), "{}", case.name);
    }
}

#[tokio::test]
async fn plans_are_as_their_goldens_and_run_on_the_databases() {
    let databases = Dialect::ALL.map(|dialect| tokio::spawn(failures(dialect)));
    let mut failed = Vec::new();
    for database in databases {
        failed.extend(database.await.expect("a list of what fails"));
    }
    assert!(failed.is_empty(), "these fail, as said above: {failed:#?}");
}

/// The cases that fail; each has a task of its own, so that one run shows them all.
async fn failures(dialect: Dialect) -> Vec<String> {
    let mut failed = Vec::new();
    let only = std::env::var("COVET_GOLDEN").unwrap_or_default();
    let is_asked = |case: &Case| case.on.contains(&dialect) && case.name.contains(&only);
    for case in cases::all().into_iter().filter(is_asked) {
        let Some(database) = Database::new(dialect).await else { continue };
        let done = tokio::spawn(async move {
            run(&case, &database).await;
            database.close().await;
        });
        if done.await.is_err() {
            failed.push(format!("{} on {dialect}", case.name));
        }
    }
    failed
}

#[test]
fn every_golden_has_its_case() {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let cases: Vec<_> = cases::all().iter().map(|case| case.name).collect();
    for entry in std::fs::read_dir(directory).expect("tests/golden") {
        let name = entry.expect("an entry").file_name();
        assert!(cases.iter().any(|case| name == *case), "tests/golden/{} has no case", name.display());
    }
}

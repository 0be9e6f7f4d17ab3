//! Every golden cut short at every place where a process can die when no transaction covers it: before a step, and between
//! a step and its record. Running again must end where an uninterrupted run ends. On MariaDB that is every golden, on
//! PostgreSQL those that say `transaction = false`.
//!
//! The place is made by hand, so that none is left to chance: the statements of the steps that are done are executed, and
//! the tracking table says what it would say there.

use covet_core::plan::{Action, Condition, Plan, Replayed};
use covet_core::sql::replaces;
use covet_core::{Checksum, Dialect, Schema};

use super::{Case, after, cases, catalogue, down, in_batches, is_met, operations, settings, statements_of};
use crate::client::Client;
use crate::embed::{embed_apart, migration};
use crate::support::Database;

/// A place at which a run is cut short.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// The steps that are done.
    done: usize,
    /// The steps that are recorded.
    recorded: usize,
}

/// All places of a plan. What is in one transaction with its record is never done without it, and of what only the record
/// tells, nothing could be told, unless it can be done again.
fn cuts(plan: &Plan, dialect: Dialect) -> Vec<Cut> {
    let between = |done: &usize| {
        let step = &plan.steps[done - 1];
        let outside = step.alone || !dialect.capabilities().transactional_ddl;
        let Action::Ddl(statements) = &step.action else { return false };
        outside && (!matches!(step.after, Condition::Recorded) || statements.iter().all(|one| replaces(one)))
    };
    let before = (0..=plan.steps.len()).map(|done| Cut { done, recorded: done });
    let between = (1..=plan.steps.len()).filter(between).map(|done| Cut { done, recorded: done - 1 });
    before.chain(between).collect()
}

/// The digest by which a record knows its plan.
fn digest(plan: &Plan) -> Checksum {
    let actions: Vec<&Action> = plan.steps.iter().map(|step| &step.action).collect();
    Checksum::of(&serde_json::to_vec(&actions).expect("a plan is text"))
}

async fn execute(plan: &Plan, count: usize, database: &Database) {
    for step in &plan.steps[..count] {
        if let Action::Backfill(backfill) = &step.action {
            in_batches(backfill, database).await;
            continue;
        }
        for statement in statements_of(step) {
            // What stands alone stands alone in its message too.
            let settings = if step.alone { "" } else { settings(database.dialect, true) };
            database.execute(&format!("{settings};\n{statement}")).await;
        }
    }
}

async fn survives(case: &Case, database: &Database) {
    let dialect = database.dialect;
    let before = after(&operations(case.prepare), &Schema::new());
    let up = operations(case.up);
    let down = down(&up, &before, case.transaction);
    let planned = |list, before: &Schema| Replayed::new(list, before).in_transaction(case.transaction).plan(dialect);
    let (Ok(up_plan), Ok(down_plan)) = (planned(&up, &before), planned(&down, &after(&up, &before))) else { return };
    if !is_met(&up, &before, database).await {
        return;
    }
    let name = if case.transaction { "0002_cut" } else { "0002_cut_apart" };
    let sources = [migration("golden", "0001_before", case.prepare), migration("golden", name, case.up)];
    let (first, all) = (embed_apart(&sources[..1]).migrator(), embed_apart(&sources).migrator());
    let client = Client::new(database);
    client.run(&first).await.expect("what is there before");
    if !case.rows.is_empty() {
        database.execute(case.rows).await;
    }
    // What SQL of the users' own makes and leaves behind is not told.
    let declares = before.objects().chain(after(&up, &before).objects()).next().is_some();
    let catalogue = async || {
        let objects = if declares { catalogue::objects(database).await } else { Vec::new() };
        [catalogue::read(database).await, objects].concat()
    };
    let at_first = catalogue().await;
    client.run(&all).await.expect("a run that nothing cuts short");
    let above = catalogue().await;
    let copy = "CREATE TABLE covet_copy AS SELECT * FROM covet_migrations WHERE name LIKE '0002%'";
    database.execute(copy).await;
    let to_the_end = async |direction: &str, cut: Cut| {
        let outcome = match direction {
            "up" => client.run(&all).await,
            _ => client.rollback(&all, 1).await,
        };
        outcome.unwrap_or_else(|error| panic!("{} {direction} {cut:?}: {error}", case.name));
        let mut found = catalogue().await;
        found.retain(|line| !line.starts_with("covet_copy"));
        let expected = if direction == "up" { &above } else { &at_first };
        assert_eq!(*expected, found, "{} {direction} {cut:?}", case.name);
        let half = database.rows("SELECT count(*) FROM covet_migrations WHERE state <> 'applied'").await;
        assert_eq!(half[0][0].as_deref(), Some("0"), "{} {direction} {cut:?}", case.name);
    };
    let (ups, downs) = (cuts(&up_plan, dialect), cuts(&down_plan, dialect));
    let whole = Cut { done: 0, recorded: 0 };
    for round in 0..ups.len().max(downs.len()) {
        // On the way back the database is cut short as well, and where one way has no place left it goes through.
        match downs.get(round) {
            Some(&cut) => {
                let (digest, step) = (digest(&down_plan), cut.recorded);
                let set = format!("state = 'reverting', plan = '{digest}', step = {step}");
                database.execute(&format!("UPDATE covet_migrations SET {set} WHERE name LIKE '0002%'")).await;
                execute(&down_plan, cut.done, database).await;
                to_the_end("down", cut).await;
            }
            None => to_the_end("down", whole).await,
        }
        match ups.get(round) {
            Some(&cut) => {
                let set = format!("state = 'applying', step = {}", cut.recorded);
                database
                    .execute(&format!(
                        "UPDATE covet_copy SET {set}; INSERT INTO covet_migrations SELECT * FROM covet_copy"
                    ))
                    .await;
                execute(&up_plan, cut.done, database).await;
                to_the_end("up", cut).await;
            }
            None => to_the_end("up", whole).await,
        }
    }
    client.close().await;
}

/// Several at once: most of the time goes by while the server writes to its disk.
async fn all_survive(dialect: Dialect, is_meant: fn(&Case) -> bool) {
    let all: Vec<Case> =
        cases::all().into_iter().filter(|case| case.on.contains(&dialect) && case.runs && is_meant(case)).collect();
    assert!(all.len() > 3, "the goldens are looked at");
    let mut failed = Vec::new();
    for some in all.chunks(4) {
        let mut tasks = Vec::new();
        for &case in some {
            let Some(database) = Database::new(dialect).await else { return };
            let task = tokio::spawn(async move {
                survives(&case, &database).await;
                database.close().await;
            });
            tasks.push((case.name, task));
        }
        for (name, task) in tasks {
            failed.extend(task.await.is_err().then_some(name));
        }
    }
    assert!(failed.is_empty(), "these fail, as said above: {failed:#?}");
}

#[tokio::test]
async fn on_mysql_every_golden_is_gone_on_with() {
    all_survive(Dialect::MySql, |_| true).await;
}

#[tokio::test]
async fn on_postgres_every_golden_without_a_transaction_is_gone_on_with() {
    all_survive(Dialect::Postgres, |case| !case.transaction).await;
}

//! What databases rewrite, and what other tools write otherwise, is no difference; what means something else is one.
//!
//! `CATALOGUE.md` says which test shows what. Tables are made by the SQL that people and their tools write, never by Covet.

mod mysql;
mod names;
mod postgres;
mod sqlite;

use covet_core::diff::{Answers, Pair, diff};
use covet_core::dsl::{Migration, Table};
use covet_core::engine::{History, MigrationEngine, Wanted};
use covet_core::plan::{Action, plan};
use covet_core::{Dialect, MigrationId, Schema, replay};

use crate::adopt::assert_both_ways;
use crate::introspect::read;
use crate::support::Database;

/// A column as it stands in SQL, and as a migration or a model says it.
type Column = (&'static str, fn(&mut Table));

/// What is declared, as the replay has it.
fn declared(write: impl FnOnce(&mut Migration)) -> Schema {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    let mut schema = Schema::new();
    replay::apply(script.operations(), &mut schema).expect("operations that fit");
    schema
}

/// Makes what is declared in a database, as Covet does.
async fn make(database: &Database, declared: &Schema) {
    let diff = diff(Pair { before: &Schema::new(), after: declared }, &Answers::default()).expect("operations");
    for step in plan(&diff.operations, &Schema::new(), database.dialect).expect("a plan").steps {
        let Action::Ddl(statements) = step.action else { panic!("{:?}", step.action) };
        database.execute(&statements.join(";\n")).await;
    }
}

/// Requires that a database which SQL made is what is declared: to `drift` and `verify`, to `makemigrations --from-database`,
/// and to whoever adopts it by `inspectdb`.
async fn same(dialect: Dialect, made: &str, write: impl FnOnce(&mut Migration)) {
    let Some(database) = Database::new(dialect).await else { return };
    database.execute(made).await;
    is_same(&database, &declared(write)).await;
    assert_both_ways(&database, "no difference").await;
    database.close().await;
}

/// As [`same`], for what is there already, and without adopting it.
async fn is_same(database: &Database, declared: &Schema) {
    let live = read(database).await;
    let declared = with_key_names(declared, &live.schema);
    assert_eq!(live.differences(&declared), [""; 0], "{}", database.dialect);
    let found = planned(&live.schema, &declared, database.dialect);
    assert_eq!(found, [""; 0], "{}: operations from the database", database.dialect);
}

/// What is declared, with the names that the primary keys have in the database: those that PostgreSQL gives are others than
/// Covet's, which is a difference, and `adopt` has the tests of it.
fn with_key_names(declared: &Schema, live: &Schema) -> Schema {
    let mut named = declared.clone();
    for table in live.tables() {
        named.update(&table.name, |declared| {
            if let (Some(key), Some(live)) = (&mut declared.primary_key, &table.primary_key) {
                key.name.clone_from(&live.name);
            }
        });
    }
    named
}

/// What `makemigrations --from-database` finds to do, where there are no migrations yet.
fn planned(live: &Schema, declared: &Schema, dialect: Dialect) -> Vec<String> {
    planned_after(&Schema::new(), live, declared, dialect)
}

/// What it finds to do behind migrations that make `before`.
fn planned_after(before: &Schema, live: &Schema, declared: &Schema, dialect: Dialect) -> Vec<String> {
    let owners = declared.tables().map(|table| (table.name.clone(), "app".to_owned())).collect();
    let wanted = Wanted { schema: declared.clone(), owners };
    let mut history = History::default();
    history.follow(&MigrationId::new("app", "0001_before"), &[], before);
    let plan = MigrationEngine::new(&history).plan_from(live, dialect, &wanted, &Answers::default());
    let plan = plan.unwrap_or_else(|faults| panic!("{dialect}: {faults:?}"));
    plan.migrations.iter().flat_map(|one| &one.operations).map(ToString::to_string).collect()
}

/// As [`same`], for the columns of a table.
async fn same_columns(dialect: Dialect, before: &str, columns: &[Column]) {
    let made: Vec<&str> = columns.iter().map(|(made, _)| *made).collect();
    let made = format!("{before} CREATE TABLE t ({})", made.join(", "));
    same(dialect, &made, |m| {
        m.create_table("t", |t| columns.iter().for_each(|(_, declare)| declare(t)));
    })
    .await;
}

/// Requires that each of these columns is a difference.
async fn other_columns(dialect: Dialect, columns: &[Column]) {
    let Some(database) = Database::new(dialect).await else { return };
    let made: Vec<&str> = columns.iter().map(|(made, _)| *made).collect();
    database.execute(&format!("CREATE TABLE t ({})", made.join(", "))).await;
    let declared = declared(|m| {
        m.create_table("t", |t| columns.iter().for_each(|(_, declare)| declare(t)));
    });
    let found = read(&database).await.differences(&declared);
    assert_eq!(found.len(), columns.len(), "{dialect}: {found:#?}");
    database.close().await;
}

/// Requires that what SQL made is so many differences from what is declared.
async fn differs(dialect: Dialect, made: &str, differences: &[&str], write: impl FnOnce(&mut Migration)) {
    let Some(database) = Database::new(dialect).await else { return };
    database.execute(made).await;
    let live = read(&database).await;
    let declared = with_key_names(&declared(write), &live.schema);
    assert_eq!(live.differences(&declared), differences, "{dialect}");
    database.close().await;
}

/// A table of tests is worth something as long as there are these tests.
#[test]
fn the_tests_of_the_catalogue_are_there() {
    let sources = [
        ("postgres", include_str!("postgres.rs")),
        ("mysql", include_str!("mysql.rs")),
        ("sqlite", include_str!("sqlite.rs")),
        ("names", include_str!("names.rs")),
        ("introspect", include_str!("../introspect/ours.rs")),
    ];
    let is_there = |name: &str| {
        let (module, test) = name.split_once("::").expect("a test");
        sources.iter().any(|(of, text)| *of == module && text.contains(&format!("async fn {test}()")))
    };
    let text = include_str!("CATALOGUE.md");
    let named: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| sources.iter().any(|(of, _)| name.starts_with(&format!("{of}::"))))
        .collect();
    let missing: Vec<&str> = named.iter().filter(|name| !is_there(name)).copied().collect();
    assert!(named.len() > 60 && missing.is_empty(), "of {} there are not: {missing:#?}", named.len());
}

//! What models become: each scenario is a text in `tests/scenarios`, with the models before and after a change, and the
//! operations that are to be found.
//!
//! A scenario is lived through on every database: the migrations of the first models are generated, read back as a build
//! reads them, and applied; rows are written; then the same for the second models. Rows and values are still there, another
//! look finds nothing, neither in the migrations nor in the database, rows can be written, and rolling back leaves what was there
//! before. `COVET_BLESS=1` writes the operations anew.

mod project;
mod random;
mod read;
mod rows;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use covet_core::Dialect;
use covet_core::diff::Question;

use crate::introspect;
use crate::support::Database;
use project::{Project, lines};
use read::Scenario;

/// Lives through a scenario on a database, which is empty before and behind it; gives the operations that were found.
///
/// # Panics
/// When something is not as the module says.
async fn live(scenario: &Scenario, database: &Database) -> String {
    let dialect = database.dialect;
    let context = format!("{:?} on {dialect}", scenario.name);
    let mut project = Project::new(database);
    project.write_given(&scenario.given);
    let first = project.generate(&scenario.before, &Default::default(), &context);
    assert!(first.questions.is_empty(), "{context}: {:?}", first.questions);
    project.migrate(&context).await;
    let before = project.schema();
    let inserts = if scenario.has_rows { rows::inserts(&before, dialect, 1..=2) } else { Vec::new() };
    for sql in inserts.iter().chain(&scenario.rows) {
        database.execute(sql).await;
    }

    let mut answers = scenario.answers();
    let mut second = project.generate(&scenario.after, &answers, &context);
    // What is random answers for itself; and a table without a model is to go here.
    let answers_itself = |question: &Question| scenario.is_random || matches!(question, Question::GoneTable { .. });
    while let Some(question) = second.questions.iter().find(|question| answers_itself(question)) {
        random::answer(question, &mut answers);
        second = project.generate(&scenario.after, &answers, &context);
    }
    assert!(second.questions.is_empty(), "{context}: {:?}", second.questions);
    let after = project.schema();
    let kept = rows::kept(&before, &after, &answers, dialect);
    let mut values = Vec::new();
    for (was, _) in &kept {
        values.push(rows::sorted(database.rows(was).await));
    }
    project.migrate(&context).await;
    for ((_, is), values) in kept.iter().zip(values) {
        assert_eq!(rows::sorted(database.rows(is).await), values, "{context}: {is}");
    }
    assert_is(database, &project, &scenario.after, &context).await;
    if scenario.has_rows {
        for sql in rows::inserts(&after, dialect, 3..=3) {
            database.execute(&sql).await;
        }
    }

    // What is gone has no values that its columns could get back.
    let is_destructive = second.migrations.iter().any(|one| one.remarks.iter().any(|remark| remark.is_destructive()));
    if is_destructive || scenario.is_emptied {
        for sql in rows::deletes(&after, dialect) {
            database.execute(&sql).await;
        }
    }
    project.rollback(second.migrations.len(), &context).await;
    project.forget(&second);
    assert_is(database, &project, &scenario.before, &format!("{context}, rolled back")).await;
    for sql in rows::deletes(&before, dialect) {
        database.execute(&sql).await;
    }
    project.rollback(usize::MAX, &context).await;
    let rest = introspect::read(database).await.schema;
    let rest: Vec<String> = rest.tables().map(|table| table.name.to_string()).collect();
    assert_eq!(rest, [""; 0], "{context}: left over");
    lines(&second)
}

/// Requires that the database is what the migrations make of it, and that the models find nothing to do in either.
async fn assert_is(database: &Database, project: &Project<'_>, models: &str, context: &str) {
    introspect::assert_is(database, &project.schema(), context).await;
    let again = project.plan(models, &Default::default(), None);
    assert_eq!(lines(&again.expect(context)), "", "{context}: found again in the migrations");
    let live = introspect::read(database).await.schema;
    let again = project.plan(models, &Default::default(), Some(&live));
    assert_eq!(lines(&again.expect(context)), "", "{context}: found again in the database");
}

/// Lives through scenarios on one of the databases; gives what was found, or what went wrong.
async fn all_on(dialect: Dialect, scenarios: &[Scenario]) -> Vec<Option<Result<String, String>>> {
    let mut found = Vec::new();
    let Some(mut database) = Database::new(dialect).await.map(Arc::new) else { return found };
    for scenario in scenarios {
        if !scenario.on.contains(&dialect) {
            found.push(None);
            continue;
        }
        let (one, on) = (scenario.clone(), database.clone());
        let lived = tokio::spawn(async move { live(&one, &on).await }).await;
        found.push(Some(lived.map_err(|error| format!("{:?} on {dialect}: {error:?}", scenario.name))));
        if matches!(found.last(), Some(Some(Err(_)))) {
            // What it has left behind is not the next one's.
            let fresh = Database::new(dialect).await.expect("as before");
            close(std::mem::replace(&mut database, Arc::new(fresh))).await;
        }
    }
    close(database).await;
    found
}

async fn close(database: Arc<Database>) {
    if let Some(database) = Arc::into_inner(database) {
        database.close().await;
    }
}

/// Lives through all scenarios of a file.
async fn group(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios").join(format!("{name}.txt"));
    let text = fs::read_to_string(&path).expect("scenarios");
    let scenarios = Arc::new(read::scenarios(&text));
    let runs = Dialect::ALL.map(|dialect| {
        let scenarios = scenarios.clone();
        tokio::spawn(async move { all_on(dialect, &scenarios).await })
    });
    let (mut found, mut faults) = (vec![None; scenarios.len()], Vec::new());
    for run in runs {
        for (at, lived) in run.await.expect("a list").into_iter().enumerate() {
            match lived {
                None => {}
                Some(Err(fault)) => faults.push(fault),
                Some(Ok(lines)) => {
                    let first = found[at].get_or_insert_with(|| lines.clone());
                    assert_eq!(*first, lines, "{:?} is the same on all databases", scenarios[at].name);
                }
            }
        }
    }
    let operations: Vec<&str> = found.iter().map(|found| found.as_deref().unwrap_or_default()).collect();
    let is = read::with_operations(&text, &operations);
    if std::env::var_os("COVET_BLESS").is_some() {
        fs::write(&path, &is).expect("written");
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), path.display(), faults.join("\n"));
    assert!(is == text || std::env::var_os("COVET_BLESS").is_some(), "{} is otherwise now:\n{is}", path.display());
}

macro_rules! groups {
    ($($name:ident)*) => {
        $(#[tokio::test]
        async fn $name() {
            group(stringify!($name)).await;
        })*

        #[test]
        fn every_file_is_lived_through() {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
            let mut files: Vec<String> = fs::read_dir(folder)
                .expect("scenarios")
                .map(|entry| entry.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned())
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),*]);
        }
    };
}

groups! { apps columns constraints indexes keys renames tables values }

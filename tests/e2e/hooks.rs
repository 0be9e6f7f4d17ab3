//! What a caller has done around a run, on its connection.

use std::sync::{Arc, Mutex};

use covet::{Connection, Error, Hook, Migrating, Migrator, Result};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::sample::{BROKEN, POSTS, ROLES, USERS};
use crate::support::Database;

async fn note(db: &mut Connection<'_>, what: &str) -> Result<()> {
    db.execute(&format!("INSERT INTO notes (what) VALUES ('{what}')")).await.map(drop)
}

async fn each(db: &mut Connection<'_>, migrating: &Migrating, when: &str) -> Result<()> {
    let text = format!("{when} {} of {} {:?}", migrating.migration, migrating.steps, migrating.direction);
    note(db, &text).await
}

/// Hooks that write down what they are called for.
fn noting(migrator: Migrator) -> Migrator {
    migrator
        .before_run(|db, upcoming| {
            Box::pin(
                async move { note(db, &format!("first {} {:?}", upcoming.migrations.len(), upcoming.direction)).await },
            )
        })
        .before_each(|db, migrating| Box::pin(each(db, migrating, "before")))
        .after_each(|db, migrating| Box::pin(each(db, migrating, "after")))
        .after_run(|db, report| Box::pin(async move { note(db, &format!("last {}", report.migrations.len())).await }))
}

async fn with_notes(database: &Database) {
    database.execute("CREATE TABLE notes (what VARCHAR(200))").await;
}

async fn notes(database: &Database) -> Vec<String> {
    database.rows("SELECT what FROM notes").await.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

#[tokio::test]
async fn each_is_called_where_it_belongs_and_not_for_nothing() {
    for database in Database::each().await {
        with_notes(&database).await;
        let client = Client::new(&database);
        let migrator = noting(embed(&[USERS, POSTS]).migrator());
        client.run(&migrator).await.unwrap();
        assert!(client.run(&migrator).await.unwrap().is_empty());
        client.rollback(&migrator, 1).await.unwrap();
        let of = |migration: &str, steps: usize, direction: &str| {
            ["before", "after"].map(|when| format!("{when} {migration} of {steps} {direction}"))
        };
        let notes = notes(&database).await;
        let steps = |at: usize| notes[at].split(' ').nth(3).unwrap().parse().unwrap();
        let expected = [
            vec!["first 2 Apply".to_owned()],
            of("auth/0001_users", steps(1), "Apply").to_vec(),
            of("blog/0001_posts", steps(3), "Apply").to_vec(),
            vec!["last 2".to_owned(), "first 1 RollBack".to_owned()],
            of("blog/0001_posts", steps(7), "RollBack").to_vec(),
            vec!["last 1".to_owned()],
        ];
        assert_eq!(notes, expected.concat(), "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_hook_does_is_in_the_transaction_of_its_migration() {
    for database in Database::each().await {
        with_notes(&database).await;
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let migrator = noting(embed(&[USERS, BROKEN]).migrator());
        client.run(&migrator).await.unwrap_err();
        let kept = match database.dialect {
            Dialect::MySql => vec!["first 1 Apply", "before blog/0002_broken of 3 Apply"],
            _ => vec!["first 1 Apply"],
        };
        assert_eq!(notes(&database).await, kept, "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

fn failing(migrator: Migrator, hook: Hook) -> Migrator {
    let fail = || async { Err(Error::other("no")) };
    match hook {
        Hook::BeforeRun => migrator.before_run(move |_, _| Box::pin(fail())),
        Hook::BeforeEach => migrator.before_each(move |_, _| Box::pin(fail())),
        Hook::AfterEach => migrator.after_each(move |_, _| Box::pin(fail())),
        _ => migrator.after_run(move |_, _| Box::pin(fail())),
    }
}

#[tokio::test]
async fn a_hook_that_fails_says_what_is_left_and_the_next_run_goes_on() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let migrator = embed(&[USERS, POSTS]).migrator();
        let is_mysql = database.dialect == Dialect::MySql;
        for hook in [Hook::BeforeRun, Hook::BeforeEach, Hook::AfterEach, Hook::AfterRun] {
            let error = client.run(&failing(migrator.clone(), hook)).await.unwrap_err();
            let Error::Hook(failure) = error.cause() else { panic!("{error}") };
            assert_eq!(failure.hook, hook, "{error}");
            assert_eq!(failure.migration.is_some(), matches!(hook, Hook::BeforeEach | Hook::AfterEach), "{error}");
            let (state, posts) = match hook {
                Hook::BeforeRun => ("nothing was run", false),
                Hook::BeforeEach if is_mysql => ("nothing of `blog/0001_posts` was done", false),
                Hook::AfterEach if is_mysql => ("all steps of `blog/0001_posts` are done, and kept", true),
                Hook::AfterRun => ("what the run was to do is done, and recorded", true),
                _ => ("everything of `blog/0001_posts` was rolled back", false),
            };
            assert!(failure.state.contains(state), "{error}");
            assert_eq!(database.exists("posts").await, posts, "{} {hook:?}", database.dialect);
            // The lock is free: another session gets on at once.
            let current = client.is_current(&migrator).await.unwrap();
            assert_eq!(current, hook == Hook::AfterRun, "{error}");
        }
        assert!(client.run(&migrator).await.unwrap().is_empty());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_hook_after_a_migration_that_goes_step_by_step_is_made_up_for() {
    for database in Database::each().await {
        with_notes(&database).await;
        let steps = migration("blog", "0001_steps_apart", |m| {
            m.create_table("tags", |t| t.id());
            m.run_sql("INSERT INTO notes (what) VALUES ('step')").reverse("");
        });
        let client = Client::of(database.dialect, &database.url, 2);
        let migrator = embed_apart(&[steps]).migrator();
        client.run(&failing(migrator.clone(), Hook::AfterEach)).await.unwrap_err();
        let resumed = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&resumed);
        let migrator = migrator.after_each(move |db, migrating| {
            seen.lock().unwrap().push(migrating.resumed);
            Box::pin(async move { note(db, "after").await })
        });
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
        assert_eq!(notes(&database).await, ["step", "after"], "{}", database.dialect);
        assert_eq!(*resumed.lock().unwrap(), [true]);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_hook_that_ends_the_transaction_is_found_out() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let Some(database) = Database::new(dialect).await else { continue };
        let client = Client::new(&database);
        let migrator = embed(&[USERS]).migrator();
        let ending = migrator.clone().before_each(|db, _| Box::pin(async { db.execute("COMMIT").await.map(drop) }));
        let error = client.run(&ending).await.unwrap_err();
        assert!(error.to_string().contains("ended the transaction"), "{error}");
        client.close().await;
        database.close().await;
    }
}

const OTHER: Source = migration("other", "0001_other", |m| {
    m.create_table("other", |t| t.id());
});

#[tokio::test]
async fn what_is_only_recorded_has_no_hooks() {
    for database in Database::each().await {
        with_notes(&database).await;
        let client = Client::new(&database);
        client.run(&noting(embed(&[USERS, ROLES, OTHER]).migrator().fake_all())).await.unwrap();
        assert_eq!(notes(&database).await, ["first 3 Apply", "last 3"]);
        client.close().await;
        database.close().await;
    }
}

/// Whoever sets the record back under a run would have it do the same for ever.
#[tokio::test]
async fn a_run_that_gets_nowhere_comes_to_an_end() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let Some(database) = Database::new(dialect).await else { continue };
        with_notes(&database).await;
        let client = Client::new(&database);
        let apart = migration("auth", "0002_notes_apart", |m| {
            drop(m.run_sql("INSERT INTO notes VALUES ('step')").reverse(""));
        });
        let migrator = embed_apart(&[USERS, apart]).migrator();
        let forgetful = migrator.clone().after_each(|db, _| {
            let back = "UPDATE covet_migrations SET step = 0 WHERE state = 'applying'";
            Box::pin(async move { db.execute(back).await.map(drop) })
        });
        let error = client.run(&forgetful).await.unwrap_err();
        let Error::Stalled { migration, rounds } = error.cause() else { panic!("{error}") };
        let name = migration.as_ref().map(|migration| migration.name.as_str());
        assert_eq!((name, *rounds), (Some("0002_notes_apart"), 10), "{dialect}");
        client.run(&migrator).await.unwrap();
        client.close().await;
        database.close().await;
    }
}

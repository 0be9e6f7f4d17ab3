//! An older binary undoes what a newer one applied, by the steps that are recorded, and by no others.

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Error, Logged, PlanReport, Reason, Result};
use covet_core::dsl::View;
use covet_core::{Checksum, Dialect};

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::sample::{ALL, LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

fn ids(plan: &PlanReport) -> Vec<String> {
    plan.migrations.iter().map(|planned| planned.migration.to_string()).collect()
}

async fn count(database: &Database, query: &str) -> String {
    database.rows(query).await[0][0].clone().unwrap_or_default()
}

#[tokio::test]
async fn what_is_newer_is_undone_by_what_is_recorded_once_that_is_allowed() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        database.execute("INSERT INTO users (email) VALUES ('a@b.c')").await;
        client.run(&embed(&ALL).migrator()).await.unwrap();

        let older = embed(&[USERS]).migrator();
        // `blog` may be another binary's.
        let plan = client.plan_rollback_newer(&older).await.unwrap();
        assert_eq!(ids(&plan), ["auth/0003_user_email_length", "auth/0002_roles"]);
        assert!(plan.to_string().contains("recorded steps, digest"), "{plan}");
        assert!(plan.to_string().contains("DROP TABLE"), "{plan}");
        let digests: Vec<Checksum> = plan.stored().collect();

        let refused = client.rollback_newer(&older).await.unwrap_err();
        assert!(
            matches!(&refused, Error::NotEmbedded { stored: Ok(digest), .. } if digest == &digests[0]),
            "{refused}"
        );
        let half_allowed = client.rollback_newer(&older.clone().stored(digests[1..].to_vec())).await.unwrap_err();
        assert!(matches!(&half_allowed, Error::NotAllowed { found, .. } if found == &digests[0]), "{half_allowed}");
        assert!(database.exists("user_roles").await, "nothing was run");

        let report = client.rollback_newer(&older.clone().stored(digests)).await.unwrap();
        assert_eq!(report.migrations.len(), 2);
        assert!(!database.exists("user_roles").await && database.exists("posts").await);
        assert_eq!(count(&database, "SELECT count(*) FROM users").await, "1", "{}", database.dialect);
        // Afterwards the history is one that both binaries go on from.
        let both = embed(&[USERS, POSTS]).migrator();
        assert_eq!(client.verify(&both).await.unwrap().applied, 2);
        assert_eq!(client.run(&embed(&ALL).migrator()).await.unwrap().migrations.len(), 2);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn embedded_and_recorded_migrations_are_rolled_back_in_one_go() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&ALL).migrator()).await.unwrap();
        let older = embed(&[USERS, ROLES]).migrator();
        let plan = client.plan_rollback(&older, 4).await.unwrap();
        assert_eq!(
            plan.migrations.iter().map(|planned| planned.stored.is_some()).collect::<Vec<_>>(),
            [true, true, false, false]
        );
        client.rollback(&older.stored(plan.stored()), 4).await.unwrap();
        assert!(!database.exists("users").await && !database.exists("posts").await);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn recorded_steps_that_were_changed_are_refused() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let older = embed(&[USERS]).migrator();
        let seen: Vec<Checksum> = client.plan_rollback_newer(&older).await.unwrap().stored().collect();
        let change =
            "UPDATE covet_migrations SET revert = replace(revert, 'user_roles', 'users') WHERE name = '0002_roles'";
        database.execute(change).await;
        let tampered = |error: &Error| matches!(error, Error::Tampered { logged, .. } if *logged == seen[0]);
        let error = client.plan_rollback_newer(&older).await.unwrap_err();
        assert!(tampered(&error), "{error}");
        let error = client.rollback_newer(&older.clone().stored(seen.clone())).await.unwrap_err();
        assert!(tampered(&error), "{error}");
        // Whoever can change the one may remove the other; what was looked at is still something else.
        database.execute("DELETE FROM covet_log").await;
        let error = client.rollback_newer(&older.clone().stored(seen)).await.unwrap_err();
        assert!(matches!(error, Error::NotAllowed { .. }), "{error}");
        assert!(database.exists("users").await);
        client.close().await;
        database.close().await;
    }
}

const MORE: Source = Source {
    app: "auth",
    name: "0002_more",
    up: |m| {
        m.run_path("nothing").reverse(nothing);
    },
    steps: &[RustStep { path: "nothing", code_hash: &[0; 32], function: nothing }],
};

fn nothing(_: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async { Ok(()) })
}

const GONE: Source = migration("auth", "0002_gone", |m| {
    m.run_sql("DELETE FROM users");
});

#[tokio::test]
async fn why_nothing_is_recorded_is_told() {
    for database in Database::each().await {
        for (newer, expected) in [(MORE, "its down runs the Rust function `nothing`"), (GONE, "this SQL does not say")]
        {
            let client = Client::new(&database);
            client.run(&embed(&[USERS, newer]).migrator()).await.unwrap();
            let error = client.plan_rollback_newer(&embed(&[USERS]).migrator()).await.unwrap_err();
            assert!(matches!(&error, Error::NotEmbedded { stored: Err(why), .. } if why.contains(expected)), "{error}");
            database.execute("DELETE FROM covet_migrations WHERE name <> '0001_users'").await;
            client.close().await;
        }
        let client = Client::new(&database);
        client.run(&embed(&[USERS, LENGTH]).migrator().store_reverts(false)).await.unwrap();
        let error = client.plan_rollback_newer(&embed(&[USERS]).migrator()).await.unwrap_err();
        assert!(error.to_string().contains("none were recorded when it was applied"), "{error}");
        client.close().await;
        database.close().await;
    }
}

/// Many steps, of all kinds that can be recorded.
const WIDE: Source = migration("auth", "0002_wide_apart", |m| {
    m.create_table("tags", |t| {
        t.id();
        t.string("name", 40);
        t.references("user_id", "users").index();
    });
    m.add_column("users", |t| t.integer("points").default(0));
    m.run_sql("UPDATE users SET points = points + 1").reverse("UPDATE users SET is_active = NOT is_active");
    m.create_index("users", ["points"]);
    m.create_object(View, "scores").create("CREATE VIEW scores AS SELECT email, points FROM users").uses(["users"]);
});

#[tokio::test]
async fn cut_short_before_any_step_it_goes_on_by_the_same_digests() {
    for database in Database::each().await {
        let client = Client::of(database.dialect, &database.url, 2);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        database.execute("INSERT INTO users (email) VALUES ('a@b.c')").await;
        let newer = embed_apart(&[USERS, WIDE]).migrator();
        let older = embed(&[USERS]).migrator();
        let mut expected = None;
        for done in 0..6 {
            client.run(&newer).await.unwrap();
            let plan = client.plan_rollback_newer(&older).await.unwrap();
            let allowed = older.clone().stored(plan.stored());
            // A hook of the newer binary's fails behind so many steps: its progress is what a kill leaves.
            let steps = cut_short_behind(&database, &client, &newer, done).await;
            let error = client.rollback_newer(&older).await.unwrap_err();
            assert!(matches!(error, Error::Interrupted(_)), "{error}");
            assert_eq!(client.rollback_newer(&allowed).await.unwrap().migrations[0].steps, steps);
            assert!(!database.exists("tags").await && !database.exists("scores").await);
            let active = count(&database, "SELECT is_active FROM users").await;
            // Twice in every round: by what was cut short, and by what was gone on with.
            assert_eq!(expected.get_or_insert(active.clone()), &active, "{} behind {done}", database.dialect);
        }
        client.close().await;
        database.close().await;
    }
}

/// Rolls back by the binary that embeds it, and has it die behind so many steps; gives how many there are.
async fn cut_short_behind(database: &Database, client: &Client, newer: &covet::Migrator, done: usize) -> usize {
    let plan = client.plan_rollback(newer, 1).await.unwrap();
    let text = count(database, "SELECT revert FROM covet_migrations WHERE name = '0002_wide_apart'").await;
    let steps = text.matches("\"operations\":").count();
    let digest = {
        // The digest that a roll-back records: a failing one leaves it behind, with nothing done.
        let failing = newer.clone().after_each(|_, _| Box::pin(async { Err(Error::other("killed")) }));
        client.rollback(&failing, 1).await.unwrap_err();
        count(database, "SELECT plan FROM covet_migrations WHERE name = '0002_wide_apart'").await
    };
    assert_eq!(count(database, "SELECT state FROM covet_migrations WHERE name = '0002_wide_apart'").await, "reverting");
    // All its steps are done by now: they are done again, forward, and as many of them undone as are to be.
    database.execute("DELETE FROM covet_migrations WHERE name = '0002_wide_apart'").await;
    client.run(newer).await.unwrap();
    for statement in plan.migrations[0].statements.iter().take(statements_of(&text, done)) {
        database.execute(statement).await;
    }
    let half = format!(
        "UPDATE covet_migrations SET state = 'reverting', plan = '{digest}', step = {} WHERE name = '0002_wide_apart'",
        done.min(steps)
    );
    database.execute(&half).await;
    steps
}

/// How many statements the first steps of recorded ones have.
fn statements_of(text: &str, steps: usize) -> usize {
    let plan: serde_json::Value = serde_json::from_str(text).unwrap();
    let count = |step: &serde_json::Value| {
        let action = &step["action"];
        ["ddl", "dml"]
            .iter()
            .find_map(|kind| action[kind].as_array().map(Vec::len))
            .unwrap_or_else(|| action["rebuild"]["statements"].as_array().map_or(0, Vec::len))
    };
    plan["steps"].as_array().unwrap().iter().take(steps).map(count).sum()
}

const POINTS: Source = migration("auth", "0002_points", |m| {
    m.add_column("users", |t| t.integer("points").default(0));
});

#[tokio::test]
async fn done_and_not_recorded_is_found_by_the_recorded_conditions() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = Client::new(&database);
    let (newer, older) = (embed(&[USERS, POINTS]).migrator(), embed(&[USERS]).migrator());
    client.run(&newer).await.unwrap();
    let plan = client.plan_rollback_newer(&older).await.unwrap();
    let allowed = older.clone().stored(plan.stored());
    let failing = allowed.clone().after_each(|_, _| Box::pin(async { Err(Error::other("killed")) }));
    let unrecorded = "UPDATE covet_migrations SET step = 0 WHERE name = '0002_points'";
    client.rollback_newer(&failing).await.unwrap_err();
    database.execute(unrecorded).await;
    client.rollback_newer(&failing).await.unwrap_err();
    assert_eq!(count(&database, "SELECT step FROM covet_migrations WHERE name = '0002_points'").await, "1");
    // What is neither as before the step nor as after it is a person's matter.
    database.execute("ALTER TABLE users ADD COLUMN points TEXT").await;
    database.execute(unrecorded).await;
    let error = client.rollback_newer(&allowed).await.unwrap_err();
    let Error::Interrupted(interrupted) = error.cause() else { panic!("{error}") };
    assert!(matches!(interrupted.reason, Reason::Drifted { .. }), "{error}");
    database.execute("ALTER TABLE users DROP COLUMN points").await;
    assert_eq!(client.rollback_newer(&allowed).await.unwrap().migrations.len(), 1);
    client.verify(&older).await.unwrap();
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn the_log_says_that_recorded_steps_were_run() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let older = embed(&[USERS]).migrator();
        let plan = client.plan_rollback_newer(&older).await.unwrap();
        client.rollback_newer(&older.clone().stored(plan.stored())).await.unwrap();
        let log = client.history(&older).await.unwrap();
        let last = log.entries.last().unwrap();
        assert_eq!((last.kind.as_str(), last.outcome), ("stored", Logged::Done), "{log}");
        assert!(last.duration.is_some(), "{log}");
        client.close().await;
        database.close().await;
    }
}

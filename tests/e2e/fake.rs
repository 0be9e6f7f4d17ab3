//! Migrations that are recorded, and not run; what a run tells while it runs; and plans of roll-backs.

use std::sync::{Arc, Mutex};

use covet::{Event, Migrator, PlanReport, Report, Result, Standing, Status};
use covet_core::{Dialect, MigrationId};

use crate::embed::embed;
use crate::sample::{ALL, USERS};
use crate::support::Database;

/// Calls a method of a migrator with a pool of a database.
macro_rules! on_pool {
    ($database:expr, $pool:ident => $call:expr) => {
        match $database.dialect {
            Dialect::Postgres => on_pool!(sqlx::PgPool, $database, $pool, $call),
            Dialect::MySql => on_pool!(sqlx::MySqlPool, $database, $pool, $call),
            Dialect::Sqlite => on_pool!(sqlx::SqlitePool, $database, $pool, $call),
        }
    };
    ($kind:ty, $database:expr, $pool:ident, $call:expr) => {{
        let pool = <$kind>::connect(&$database.url).await.expect("a pool");
        let $pool = &pool;
        let outcome = $call.await;
        pool.close().await;
        outcome
    }};
}

async fn run(migrator: &Migrator, database: &Database) -> Result<Report> {
    on_pool!(database, pool => migrator.run(pool))
}

async fn status(migrator: &Migrator, database: &Database) -> Status {
    on_pool!(database, pool => migrator.status(pool)).expect("a status")
}

async fn plan_rollback_to(migrator: &Migrator, database: &Database, target: &str) -> Result<PlanReport> {
    on_pool!(database, pool => migrator.plan_rollback_to(pool, target))
}

#[tokio::test]
async fn what_is_there_already_is_recorded_and_the_rest_is_run() {
    for database in Database::each().await {
        // The table is there from before, by the very migration, and without its record.
        run(&embed(&[USERS]).migrator(), &database).await.expect("applied");
        database.execute("DROP TABLE covet_migrations").await;
        let migrator = embed(&ALL).migrator();
        let faking = migrator.clone().fake([MigrationId::new("auth", "0001_users")]);
        let report = run(&faking, &database).await.expect("applied");
        let fakes: Vec<bool> = report.migrations.iter().map(|done| done.fake).collect();
        assert_eq!(fakes, [true, false, false, false], "{}", database.dialect);
        let status = status(&migrator, &database).await;
        assert_eq!(status.count(Standing::Applied), 4);
        let kinds: Vec<&str> = status.entries.iter().filter_map(|entry| entry.kind.as_deref()).collect();
        assert_eq!(kinds, ["fake", "run", "run", "run"], "{}", database.dialect);
        let user = status.entries[0].applied_by.as_deref();
        assert_eq!(user.is_some(), database.dialect != Dialect::Sqlite, "{user:?}");
        // Its record is as good as any: what it would have made can be undone.
        let verified = on_pool!(database, pool => migrator.verify(pool)).expect("sound");
        assert_eq!(verified.applied, 4);
        on_pool!(database, pool => migrator.rollback(pool, 4)).expect("undone");
        assert!(!database.exists("users").await, "{}", database.dialect);
        database.close().await;
    }
}

#[tokio::test]
async fn what_is_forgotten_stays() {
    for database in Database::each().await {
        let migrator = embed(&ALL).migrator();
        run(&migrator, &database).await.expect("applied");
        let report = on_pool!(database, pool => migrator.clone().fake_all().rollback(pool, 1)).expect("forgotten");
        assert!(report.migrations.len() == 1 && report.migrations[0].fake);
        assert!(database.exists("posts").await, "{}", database.dialect);
        assert_eq!(status(&migrator, &database).await.count(Standing::Pending), 1);
        database.close().await;
    }
}

#[tokio::test]
async fn a_run_tells_what_happens() {
    for database in Database::each().await {
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = told.clone();
        let migrator = embed(&ALL).migrator().on_event(move |event| {
            listener.lock().expect("a list").push(match event {
                Event::Planned { migrations, .. } => format!("planned {migrations}"),
                Event::Started { migration, .. } => format!("started {migration}"),
                Event::StepDone { migration, step, steps } => format!("step {step} of {steps} of {migration}"),
                Event::Finished(done) => format!("finished {}", done.migration),
                other => format!("{other:?}"),
            });
        });
        run(&migrator, &database).await.expect("applied");
        let told = std::mem::take(&mut *told.lock().expect("a list"));
        assert_eq!(told[0], "planned 4", "{}", database.dialect);
        for one in ["auth/0001_users", "auth/0002_roles", "auth/0003_user_email_length", "blog/0001_posts"] {
            let place = |what: &str| told.iter().position(|line| *line == format!("{what} {one}"));
            assert!(place("started").expect("started") < place("finished").expect("finished"), "{told:?}");
        }
        // Every step once, in order, and none behind the end of its migration.
        let (steps, others): (Vec<&String>, Vec<&String>) = told.iter().partition(|line| line.starts_with("step "));
        assert_eq!(others.len(), 9, "{told:?}");
        let of_roles: Vec<&&String> = steps.iter().filter(|line| line.ends_with("0002_roles")).collect();
        let count = of_roles.len();
        assert!(
            count >= 2 && *of_roles[count - 1] == &format!("step {count} of {count} of auth/0002_roles"),
            "{told:?}"
        );
        let finished = told.iter().position(|line| line == "finished auth/0002_roles");
        assert!(told.iter().position(|line| line == *of_roles[count - 1]) < finished, "{told:?}");
        database.close().await;
    }
}

#[tokio::test]
async fn a_roll_back_is_planned_and_nothing_is_done() {
    for database in Database::each().await {
        let migrator = embed(&ALL).migrator();
        run(&migrator, &database).await.expect("applied");
        let plan = on_pool!(database, pool => migrator.plan_rollback(pool, 1)).expect("a plan");
        assert_eq!(plan.migrations.len(), 1);
        let text = plan.to_string();
        assert!(text.starts_with(&format!("1 migration to roll back on {}", database.dialect)), "{text}");
        assert!(
            text.contains("-- blog/0001_posts") && text.contains("DROP TABLE") && !text.contains("down:"),
            "{text}"
        );
        let plan = plan_rollback_to(&migrator, &database, "blog/zero").await.expect("a plan");
        let order: Vec<String> = plan.migrations.iter().map(|planned| planned.migration.to_string()).collect();
        assert_eq!(order, ["blog/0001_posts"]);
        assert!(plan_rollback_to(&migrator, &database, "auth/0004").await.is_err());
        assert!(database.exists("posts").await, "{}", database.dialect);
        database.close().await;
    }
}

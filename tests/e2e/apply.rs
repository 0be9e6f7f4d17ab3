//! Applying, looking, rolling back and applying again.

use covet::{Direction, Standing};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::sample::{ALL, POSTS, ROLES, USERS};
use crate::support::Database;

/// The names of the tables of a database, without the tracking table.
async fn tables(database: &Database) -> Vec<String> {
    let query = match database.dialect {
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        Dialect::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        Dialect::MySql => "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
    };
    let mut names: Vec<String> = database.rows(query).await.into_iter().filter_map(|row| row[0].clone()).collect();
    names.retain(|name| !name.starts_with("covet_"));
    names.sort();
    names
}

#[tokio::test]
async fn everything_is_applied_once_and_can_be_undone_and_applied_again() {
    for database in Database::each().await {
        let migrator = embed(&ALL).migrator();
        let client = Client::new(&database);

        let report = client.run(&migrator).await.unwrap();
        let names: Vec<String> = report.migrations.iter().map(|done| done.migration.to_string()).collect();
        assert_eq!(names, ["auth/0001_users", "auth/0002_roles", "auth/0003_user_email_length", "blog/0001_posts"]);
        assert!(report.to_string().starts_with("applied 4 migrations in "), "{report}");
        assert_eq!(tables(&database).await, ["posts", "roles", "user_roles", "users"]);
        let names = database.rows("SELECT name FROM roles ORDER BY name").await;
        assert_eq!(names, [[Some("a;b".to_owned())], [Some("admin".to_owned())]]);

        assert!(client.run(&migrator).await.unwrap().is_empty());
        assert!(client.is_current(&migrator).await.unwrap());
        client.require_current(&migrator).await.unwrap();
        assert_eq!(client.verify(&migrator).await.unwrap().applied, 4);

        let report = client.rollback(&migrator, 3).await.unwrap();
        assert_eq!(report.direction, Direction::RollBack);
        let names: Vec<String> = report.migrations.iter().map(|done| done.migration.to_string()).collect();
        assert_eq!(names, ["blog/0001_posts", "auth/0003_user_email_length", "auth/0002_roles"]);
        assert_eq!(tables(&database).await, ["users"]);

        let status = client.status(&migrator).await.unwrap();
        assert_eq!((status.count(Standing::Applied), status.count(Standing::Pending)), (1, 3));
        let error = client.require_current(&migrator).await.unwrap_err().to_string();
        assert!(error.contains("3 migrations pending, the first is `auth/0002_roles`"), "{error}");
        assert!(!client.is_current(&migrator).await.unwrap());

        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 3);
        assert_eq!(tables(&database).await, ["posts", "roles", "user_roles", "users"]);
        assert_eq!(client.rollback(&migrator, 10).await.unwrap().migrations.len(), 4);
        assert!(tables(&database).await.is_empty());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn every_column_of_the_tracking_table_is_filled() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&ALL).migrator()).await.unwrap();
        let rows = database
            .rows("SELECT app, name, order_index, scheme, kind, state, duration_ms, revert FROM covet_migrations ORDER BY id")
            .await;
        for (row, place) in rows.iter().zip(["0", "1", "2", "0"]) {
            assert_eq!(row[2].as_deref(), Some(place));
            assert_eq!(row[3..6], [Some("1".into()), Some("run".into()), Some("applied".into())]);
            assert!(row[6].as_deref().unwrap().parse::<u32>().is_ok(), "{row:?}");
            assert!(row[7].as_deref().unwrap().starts_with(r#"{"steps":[{"#), "{row:?}");
        }
        client.close().await;
        database.close().await;
    }
}

/// Behind a history, where each migration has a transaction of its own otherwise.
#[tokio::test]
async fn in_one_transaction_it_is_all_or_nothing() {
    let fails = migration("blog", "0002_fails", |m| {
        m.run_sql("INSERT INTO no_such_table VALUES (1)").reverse("SELECT 1");
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let together = |migrations: &[Source]| embed(migrations).migrator().one_transaction(true);
        if database.dialect == Dialect::MySql {
            let error = client.run(&together(&[USERS, ROLES])).await.unwrap_err();
            assert!(matches!(error, covet::Error::Unsupported { .. }), "{error}");
        } else {
            let error = client.run(&together(&[USERS, ROLES, POSTS, fails])).await.unwrap_err();
            assert!(error.done().is_none() && error.to_string().contains("no_such_table"), "{error}");
            assert_eq!(tables(&database).await, ["users"], "{}", database.dialect);
            let report = client.run(&together(&[USERS, ROLES, POSTS])).await.unwrap();
            assert_eq!(report.migrations.len(), 2);
            assert!(client.rollback(&together(&[USERS, ROLES, POSTS]), 2).await.is_ok());
            assert_eq!(tables(&database).await, ["users"], "{}", database.dialect);
        }
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_cannot_share_a_transaction_is_named_before_anything_runs() {
    let anew = migration("auth", "0002_anew", |m| {
        m.alter_column("users", |t| t.string("email", 300).nullable());
    });
    let rows = migration("blog", "0001_rows", |m| {
        m.run_sql("DELETE FROM users").reverse("SELECT 1");
    });
    let Some(database) = Database::new(Dialect::Sqlite).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    let error = client.run(&embed(&[USERS, anew, rows]).migrator().one_transaction(true)).await.unwrap_err();
    assert!(matches!(&error, covet::Error::NotTogether { migration, .. } if migration.name == "0002_anew"), "{error}");
    assert_eq!(client.run(&embed(&[USERS, anew, rows]).migrator()).await.unwrap().migrations.len(), 2);
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_plan_shows_the_sql_and_runs_nothing() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let plan = client.plan(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        assert_eq!(plan.migrations.len(), 2);
        assert!(plan.to_string().contains("INSERT INTO roles"), "{plan}");
        assert!(plan.to_string().contains("-- auth/0002_roles\n-- down: conditional"), "{plan}");
        assert!(tables(&database).await.is_empty());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn apps_are_rolled_back_in_the_order_in_which_this_database_applied_them() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap();
        // The binary has the second of `auth` before `blog`; this database applied it after.
        let migrator = embed(&[USERS, ROLES, POSTS]).migrator();
        client.run(&migrator).await.unwrap();
        let report = client.rollback(&migrator, 1).await.unwrap();
        assert_eq!(report.migrations[0].migration.to_string(), "auth/0002_roles");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_nothing_undoes_is_refused_before_anything_is_undone() {
    let for_good = migration("auth", "0002_for_good", |m| {
        m.run_sql("DELETE FROM users");
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, for_good, POSTS]).migrator();
        client.run(&migrator).await.unwrap();
        let error = client.rollback(&migrator, 2).await.unwrap_err();
        assert!(matches!(error, covet::Error::Irreversible { .. }), "{error}");
        assert!(error.to_string().contains("this SQL does not say how to undo it"), "{error}");
        assert_eq!(tables(&database).await, ["posts", "users"]);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn the_tracking_table_can_have_another_name() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator().table("it's \"mine\"")).await.unwrap();
        assert!(tables(&database).await.contains(&"it's \"mine\"".to_owned()));
        client.close().await;
        database.close().await;
    }
}

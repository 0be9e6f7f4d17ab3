//! Runs that stop before a tag or at a target, and the way back to one.

use covet::{Error, Migrations, Stop};

use crate::client::Client;
use crate::embed::{Source, embed_with, migration};
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

const INACTIVE: Source = migration("auth", "0004_no_is_active", |m| {
    m.drop_column("users", "is_active").restore_with(true);
});
const TAGS: Source = migration("blog", "0002_tags", |m| {
    m.create_table("tags", |t| t.id());
});

/// `0004_no_is_active` takes away what older servers use; `0001_posts` says what it builds on.
fn migrations() -> Migrations {
    embed_with(&[USERS, ROLES, LENGTH, POSTS, INACTIVE, TAGS], |one| match one.name {
        "0004_no_is_active" => one.tags = &["contract"],
        "0001_posts" => one.depends_on = &["auth/0001_users"],
        _ => {}
    })
}

async fn names(database: &Database) -> Vec<String> {
    let rows = database.rows("SELECT name FROM covet_migrations ORDER BY id").await;
    rows.into_iter().filter_map(|mut row| row.remove(0)).collect()
}

#[tokio::test]
async fn a_run_stops_before_a_tag_and_goes_on_without_it() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = migrations().migrator();
        let expand = migrator.clone().before_tag("contract");
        assert!(!client.is_current(&expand).await.unwrap());
        let plan = client.plan(&expand).await.unwrap();
        assert_eq!(plan.migrations.len(), 4);
        assert!(plan.to_string().ends_with("2 migrations pending"), "{plan}");
        for applied in [4, 0] {
            let report = client.run(&expand).await.unwrap();
            assert_eq!(report.migrations.len(), applied);
            let stopped = report.stopped.as_ref().expect("it says why it stopped");
            assert!(
                matches!(stopped, Stop::BeforeTag { migration, tag, pending: 2, .. }
                    if migration.name == "0004_no_is_active" && tag == "contract"),
                "{report}"
            );
        }
        client.require_current(&expand).await.unwrap();
        assert!(!client.is_current(&migrator).await.unwrap());

        let report = client.run(&migrator).await.unwrap();
        assert!(report.migrations.len() == 2 && report.stopped.is_none(), "{report}");
        // It was applied: nothing is left to stop at.
        let report = client.run(&expand).await.unwrap();
        assert!(report.is_empty() && report.stopped.is_none(), "{report}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_target_is_reached_forward_and_back() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = migrations().migrator();
        let to_posts = migrator.clone().to("blog/0001_posts");
        let report = client.run(&to_posts).await.unwrap();
        assert!(report.to_string().ends_with("stopped at `blog/0001_posts`; 4 migrations pending"), "{report}");
        assert_eq!(names(&database).await, ["0001_users", "0001_posts"]);
        assert!(client.is_current(&to_posts).await.unwrap());

        client.run(&migrator).await.unwrap();
        assert_eq!(client.verify(&migrator).await.unwrap().applied, 6);
        // What has nothing to do with it stays, though it was applied later.
        let report = client.rollback_to(&migrator, "auth/0002_roles").await.unwrap();
        let undone: Vec<_> = report.migrations.iter().map(|done| done.migration.name.as_str()).collect();
        assert_eq!(undone, ["0004_no_is_active", "0003_user_email_length"]);
        assert_eq!(names(&database).await, ["0001_users", "0001_posts", "0002_roles", "0002_tags"]);
        assert_eq!(client.verify(&migrator).await.unwrap().pending, 2);
        assert!(client.rollback_to(&migrator, "auth/0002_roles").await.unwrap().is_empty());

        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
        assert!(client.is_current(&migrator).await.unwrap());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn unknown_targets_run_nothing() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = migrations().migrator();
        let error = client.run(&migrator.clone().to("auth/0002_role")).await.unwrap_err();
        assert!(matches!(error, Error::UnknownTarget { .. }), "{error}");
        let error = client.run(&migrator.clone().before_tag("contrct")).await.unwrap_err();
        assert!(matches!(error, Error::UnknownTag { .. }), "{error}");
        assert!(client.rollback_to(&migrator, "@v9").await.is_err());
        assert!(!database.exists("covet_migrations").await);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_target_leaves_out_is_needed_after_all() {
    let undeclared = embed_with(&[USERS, POSTS], |_| {}).migrator();
    for database in Database::each().await {
        let client = Client::new(&database);
        let error = client.run(&undeclared.clone().to("blog/0001_posts")).await.unwrap_err();
        assert!(matches!(error, Error::BeyondTarget { .. }), "{error}");
        assert!(!database.exists("posts").await);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_another_crate_embeds_is_missed_before_anything_runs() {
    let alone = embed_with(&[USERS], |one| one.depends_on = &["orgs/0001_orgs"]).migrator();
    for database in Database::each().await {
        let client = Client::new(&database);
        let error = client.run(&alone).await.unwrap_err();
        assert!(matches!(error, Error::MissingDependency { dependency: "orgs/0001_orgs", .. }), "{error}");
        assert!(!database.exists("users").await);
        client.close().await;
        database.close().await;
    }
}

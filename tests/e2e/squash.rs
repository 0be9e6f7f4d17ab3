//! A squash stands for the migrations that it replaces, on databases that have them and on those that do not.

use covet::{Error, Migrations, Migrator, Mismatch, Standing};
use covet_core::dsl::{Cascade, Migration};

use crate::client::Client;
use crate::embed::{Source, embed, migration, table};
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

/// What `USERS` and `ROLES` do, with two columns in another order.
const SQUASH: Source = migration("auth", "0002_all", |m: &mut Migration| {
    m.create_table("users", |t| {
        t.id();
        t.boolean("is_active").default(true);
        t.string("email", 120).unique();
        t.timestamps();
    });
    m.create_table("roles", |t| {
        t.id();
        t.string("name", 40).unique();
    });
    m.create_table("user_roles", |t| {
        t.references("user_id", "users").on_delete(Cascade);
        t.references("role_id", "roles").on_delete(Cascade).index();
        t.primary_key(["user_id", "role_id"]);
    });
    m.run_sql("INSERT INTO roles (name) VALUES ('admin'); INSERT INTO roles (name) VALUES ('a;b')").reverse("");
});

const REPLACED: &[&[&str]] = &[&["0001_users", "0002_roles"]];

/// The release with the squash and what it replaces, and then these.
fn with_originals(more: &[Source]) -> Migrator {
    let [originals, squashed] =
        [&[USERS, ROLES][..], &[SQUASH]].map(|first| table(&first.iter().chain(more).copied().collect::<Vec<_>>()));
    let mut all = originals[..2].to_vec();
    all.extend(squashed);
    all[2].replaces = REPLACED;
    Migrations::new(all.leak()).migrator()
}

/// The release after it, which has the squash alone.
fn without_originals(more: &[Source]) -> Migrator {
    let mut all = table(&[SQUASH].iter().chain(more).copied().collect::<Vec<_>>());
    all[0].replaces = REPLACED;
    for one in all.iter_mut().filter(|one| one.app == "blog") {
        one.depends_on = &["auth/0001_users"];
    }
    Migrations::new(all.leak()).migrator()
}

/// Both releases.
fn releases(more: &[Source]) -> [Migrator; 2] {
    [with_originals(more), without_originals(more)]
}

async fn recorded(database: &Database) -> Vec<String> {
    let rows = database.rows("SELECT name, kind FROM covet_migrations ORDER BY id").await;
    rows.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn a_target_within_what_a_squash_replaces_is_reached_by_the_originals() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let to = |name: &str| with_originals(&[LENGTH]).to(name);
        let plan = client.plan(&to("auth/0001_users")).await.unwrap();
        assert_eq!(plan.migrations.len(), 1, "{}: {plan}", database.dialect);
        let report = client.run(&to("auth/0001_users")).await.unwrap();
        let stopped = report.stopped.map(|stop| stop.to_string());
        assert_eq!(stopped.as_deref(), Some("stopped at `auth/0001_users`; 2 migrations pending"));
        assert_eq!(recorded(&database).await, ["0001_users run"], "{}", database.dialect);
        // It goes on by what it has begun with.
        client.run(&with_originals(&[LENGTH])).await.unwrap();
        assert_eq!(recorded(&database).await, ["0001_users run", "0002_roles run", "0003_user_email_length run"]);
        client.rollback_to(&with_originals(&[LENGTH]), "auth/zero").await.unwrap();
        // The squash itself is a target as ever.
        client.run(&to("auth/0002_all")).await.unwrap();
        assert_eq!(recorded(&database).await, ["0002_all squash"], "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_fresh_database_runs_the_squash_alone() {
    for database in Database::each().await {
        for migrator in releases(&[]) {
            let client = Client::new(&database);
            let plan = client.plan(&migrator).await.unwrap();
            assert_eq!(plan.migrations.len(), 1);
            assert!(plan.to_string().contains("-- auth/0002_all\n-- replaces 0001_users, 0002_roles\n"), "{plan}");
            assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
            assert_eq!(recorded(&database).await, ["0002_all squash"]);
            assert!(client.is_current(&migrator).await.unwrap());
            assert_eq!(client.verify(&migrator).await.unwrap().to_string(), "1 applied migration verified, 0 pending");
            assert_eq!(client.status(&migrator).await.unwrap().entries.len(), 1);
            assert_eq!(client.rollback(&migrator, 1).await.unwrap().migrations.len(), 1);
            client.close().await;
        }
        database.close().await;
    }
}

#[tokio::test]
async fn a_database_with_all_that_it_replaces_has_it() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let before = database.rows("SELECT * FROM covet_migrations ORDER BY id").await;
        for migrator in releases(&[]) {
            assert!(client.is_current(&migrator).await.unwrap());
            assert!(client.run(&migrator).await.unwrap().is_empty());
        }
        assert_eq!(database.rows("SELECT * FROM covet_migrations ORDER BY id").await, before, "no row is rewritten");

        let status = client.status(&with_originals(&[])).await.unwrap();
        assert_eq!((status.entries.len(), status.count(Standing::Applied)), (2, 2), "{status}");
        let later = without_originals(&[]);
        let status = client.status(&later).await.unwrap();
        assert_eq!(status.entries[0].recorded_as, ["0001_users", "0002_roles"]);
        assert!(status.to_string().ends_with("1 applied, 0 pending"), "{status}");
        let verified = client.verify(&later).await.unwrap().to_string();
        assert!(verified.ends_with("; `auth/0002_all` by the names of what it replaces"), "{verified}");

        // On SQLite this makes a table anew whose columns are in the order of the originals.
        let [_, more] = releases(&[LENGTH]);
        assert_eq!(client.run(&more).await.unwrap().migrations.len(), 1);
        for migrator in releases(&[LENGTH]) {
            assert!(client.is_current(&migrator).await.unwrap());
            client.verify(&migrator).await.unwrap();
        }
        assert_eq!(recorded(&database).await, ["0001_users run", "0002_roles run", "0003_user_email_length run"]);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_database_with_some_of_them_runs_the_rest_where_they_still_are() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let [with, without] = releases(&[LENGTH]);
        for error in [client.run(&without).await.unwrap_err(), client.is_current(&without).await.unwrap_err()] {
            assert!(
                matches!(error.mismatch(), Some(Mismatch::HalfReplaced { missing, .. }) if missing == &["0002_roles"])
            );
            assert_eq!(
                error.to_string(),
                "`auth/0002_all` replaces migrations of which this database applied `0001_users`, and not `0002_roles`; \
                 these are no longer among the migrations at hand; nothing was run; run the release before, which still has \
                 them, and then this one"
            );
        }
        assert!(!client.is_current(&with).await.unwrap());
        assert_eq!(client.run(&with).await.unwrap().migrations.len(), 2);
        assert_eq!(recorded(&database).await, ["0001_users run", "0002_roles run", "0003_user_email_length run"]);
        assert!(client.is_current(&without).await.unwrap());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn it_is_rolled_back_with_all_the_rows_that_stand_for_it() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES, LENGTH]).migrator()).await.unwrap();
        let [with, without] = releases(&[LENGTH]);
        // Where the originals are there, they are undone one by one.
        let report = client.rollback(&with, 2).await.unwrap();
        assert_eq!(report.migrations[1].migration.name, "0002_roles");
        client.run(&with).await.unwrap();

        let report = client.rollback(&without, 2).await.unwrap();
        assert_eq!(report.migrations[1].migration.name, "0002_all");
        assert!(!database.exists("users").await && !database.exists("roles").await);
        assert_eq!(recorded(&database).await, [""; 0]);
        client.run(&without).await.unwrap();
        assert_eq!(recorded(&database).await, ["0002_all squash", "0003_user_email_length run"]);
        assert!(client.is_current(&with).await.unwrap());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_was_applied_in_between_is_undone_before_it_where_it_needs_it() {
    let tags: Source = migration("tags", "0001_tags", |m| {
        m.create_table("tags", |t| t.id());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, POSTS, tags, ROLES]).migrator()).await.unwrap();
        let migrator = without_originals(&[POSTS, tags]);
        assert!(client.is_current(&migrator).await.unwrap());
        let status = client.status(&migrator).await.unwrap();
        let names: Vec<&str> = status.entries.iter().map(|entry| entry.migration.name.as_str()).collect();
        assert_eq!(names, ["0001_tags", "0002_all", "0001_posts"]);
        let report = client.rollback(&migrator, 2).await.unwrap();
        let names: Vec<&str> = report.migrations.iter().map(|done| done.migration.name.as_str()).collect();
        assert_eq!(names, ["0001_posts", "0002_all"]);
        assert_eq!(recorded(&database).await, ["0001_tags run"]);
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn other_histories_are_refused() {
    let edited = migration("auth", "0002_roles", |m| {
        m.create_table("roles", |t| t.id());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, edited]).migrator()).await.unwrap();
        let [with, without] = releases(&[]);
        let error = client.run(&with).await.unwrap_err();
        assert!(matches!(error.mismatch(), Some(Mismatch::Edited { .. })), "{error}");
        database.execute("UPDATE covet_migrations SET name = '0002_other' WHERE name = '0002_roles'").await;
        let error = client.run(&without).await.unwrap_err();
        assert!(error.mismatch().is_some(), "{error}");
        client.close().await;
        database.close().await;
    }
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&without_originals(&[])).await.unwrap();
        let error = client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap_err();
        assert!(matches!(error.mismatch(), Some(Mismatch::Missing { migration, .. }) if migration.name == "0002_all"));
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_squash_of_a_squash_is_known_in_every_form() {
    const ALL: Source = migration("auth", "0003_more", |m| {
        (SQUASH.up)(m);
        (LENGTH.up)(m);
    });
    const NICK: Source = migration("auth", "0004_nick", |m| {
        m.add_column("users", |t| t.text("nick").nullable());
    });
    let mut all = table(&[ALL, NICK]);
    all[0].replaces =
        &[&["0002_all", "0003_user_email_length"], &["0001_users", "0002_roles", "0003_user_email_length"]];
    let migrator = Migrations::new(all.leak()).migrator();
    for before in [embed(&[USERS, ROLES, LENGTH]).migrator(), without_originals(&[LENGTH]), embed(&[ALL]).migrator()] {
        for database in Database::each().await {
            let client = Client::new(&database);
            client.run(&before).await.unwrap();
            assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
            assert!(client.is_current(&migrator).await.unwrap());
            client.close().await;
            database.close().await;
        }
    }
}

#[tokio::test]
async fn a_roll_back_that_stopped_half_way_names_all_the_rows() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        database.execute("UPDATE covet_migrations SET state = 'reverting', step = 1").await;
        let error = client.run(&without_originals(&[])).await.unwrap_err();
        assert!(matches!(error, Error::Interrupted(_)), "{error}");
        let text = error.to_string();
        assert!(text.contains("`auth/0002_all`") && text.contains("name IN ('0001_users', '0002_roles')"), "{text}");
        client.close().await;
        database.close().await;
    }
}

//! A migration that was renamed is the same migration, by whichever name a database has recorded it.

use covet::{Migrator, Mismatch, Standing};
use covet_core::dsl;

use crate::client::Client;
use crate::embed::{Source, embed, embed_with, migration};
use crate::sample::{LENGTH, ROLES, USERS};
use crate::support::Database;

const RENAMED: Source = Source { name: "0002_groups", ..ROLES };

/// The binary after the rename, with `0002_groups was 0002_roles` in its order file.
fn after_the_rename(sources: &[Source]) -> Migrator {
    let migrations = embed_with(sources, |one| {
        if one.name == "0002_groups" {
            one.was = Some("0002_roles");
        }
    });
    migrations.migrator()
}

async fn names(database: &Database) -> Vec<String> {
    let rows = database.rows("SELECT name FROM covet_migrations ORDER BY id").await;
    rows.into_iter().filter_map(|mut row| row.remove(0)).collect()
}

#[tokio::test]
async fn a_database_with_the_old_name_stays_valid() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let before = database.rows("SELECT * FROM covet_migrations ORDER BY id").await;

        let same = after_the_rename(&[USERS, RENAMED]);
        assert!(client.is_current(&same).await.unwrap());
        assert!(client.run(&same).await.unwrap().is_empty());
        assert_eq!(client.verify(&same).await.unwrap().applied, 2);
        let status = client.status(&same).await.unwrap();
        assert_eq!(status.count(Standing::Applied), 2);
        assert!(status.to_string().contains("auth/0002_groups"), "{status}");
        assert_eq!(database.rows("SELECT * FROM covet_migrations ORDER BY id").await, before, "no row is rewritten");

        // What comes after it goes on from the chain as it is recorded.
        let more = after_the_rename(&[USERS, RENAMED, LENGTH]);
        assert_eq!(client.run(&more).await.unwrap().migrations.len(), 1);
        assert!(client.is_current(&more).await.unwrap());
        assert_eq!(client.verify(&more).await.unwrap().applied, 3);
        assert_eq!(names(&database).await, ["0001_users", "0002_roles", "0003_user_email_length"]);

        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn it_is_rolled_back_by_its_old_name_and_applied_by_its_new_one() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let migrator = after_the_rename(&[USERS, RENAMED]);
        let report = client.rollback(&migrator, 1).await.unwrap();
        assert_eq!(report.migrations[0].migration.name, "0002_groups");
        assert!(!database.exists("roles").await);
        assert_eq!(names(&database).await, ["0001_users"]);

        client.run(&migrator).await.unwrap();
        assert_eq!(names(&database).await, ["0001_users", "0002_groups"]);
        assert!(client.is_current(&migrator).await.unwrap());
        assert_eq!(client.verify(&migrator).await.unwrap().applied, 2);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn renames_of_different_times_are_told_by_the_rows() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let second = Source { name: "0001_accounts", ..USERS };
        // The second was renamed after this database was made, the first before: no chain that the fast path knows.
        client.run(&embed(&[second, ROLES]).migrator()).await.unwrap();
        let migrations = embed_with(&[second, RENAMED], |one| {
            one.was = Some(if one.name == "0001_accounts" { "0001_users" } else { "0002_roles" });
        });
        assert!(client.is_current(&migrations.migrator()).await.unwrap());
        assert!(client.run(&migrations.migrator()).await.unwrap().is_empty());
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn an_edit_is_found_behind_a_rename() {
    let edited = migration("auth", "0002_groups", |m: &mut dsl::Migration| {
        m.create_table("groups", |t| t.id());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap();
        let error = client.run(&after_the_rename(&[USERS, edited])).await.unwrap_err();
        assert!(
            matches!(error.mismatch(), Some(Mismatch::Edited { migration, .. }) if migration.name == "0002_groups"),
            "{error}"
        );
        client.close().await;
        database.close().await;
    }
}

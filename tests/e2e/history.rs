//! A history that the binary does not go on from is named, and nothing runs.

use covet::{Mismatch, WhenNewer};

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::sample::{POSTS, ROLES, USERS};
use crate::support::Database;

const NEW: Source = migration("auth", "0002_new", |m| {
    m.create_table("new", |t| t.id());
});

/// Applies the first list, then runs the second, which has to fail, and leave everything as it is.
async fn refused(applied: &[Source], binary: &[Source], check: impl Fn(&Mismatch) -> bool) {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(applied).migrator()).await.unwrap();
        let before = database.rows("SELECT * FROM covet_migrations ORDER BY id").await;
        let error = client.run(&embed(binary).migrator()).await.unwrap_err();
        assert!(error.mismatch().is_some_and(&check), "{error}");
        assert!(error.to_string().contains("nothing was run"), "{error}");
        assert_eq!(database.rows("SELECT * FROM covet_migrations ORDER BY id").await, before);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn an_applied_migration_was_edited() {
    let edited = migration("auth", "0001_users", |m| {
        m.create_table("users", |t| t.id());
    });
    refused(&[USERS], &[edited, NEW], |found| matches!(found, Mismatch::Edited { .. })).await;
}

#[tokio::test]
async fn applied_migrations_were_reordered() {
    let one = migration("auth", "0001_one", |m| m.create_table("one", |t| t.id()));
    let two = migration("auth", "0002_two", |m| m.create_table("two", |t| t.id()));
    refused(&[one, two], &[two, one], |found| matches!(found, Mismatch::Reordered { place: 1, .. })).await;
}

#[tokio::test]
async fn a_migration_was_inserted_before_the_head() {
    let check =
        |found: &Mismatch| matches!(found, Mismatch::Inserted { migration, .. } if migration.name == "0002_new");
    refused(&[USERS, ROLES], &[USERS, NEW, ROLES], check).await;
}

#[tokio::test]
async fn an_applied_migration_is_missing_from_the_binary() {
    let check = |found: &Mismatch| matches!(found, Mismatch::Missing { same_content: false, .. });
    refused(&[USERS, ROLES], &[USERS, NEW], check).await;
}

#[tokio::test]
async fn an_applied_migration_was_renamed() {
    let renamed = Source { name: "0002_roles_and_users", ..ROLES };
    let check = |found: &Mismatch| matches!(found, Mismatch::Missing { same_content: true, .. });
    refused(&[USERS, ROLES], &[USERS, renamed], check).await;
}

#[tokio::test]
async fn the_database_is_newer() {
    refused(&[USERS, ROLES], &[USERS], |found| matches!(found, Mismatch::Newer { .. })).await;
}

#[tokio::test]
async fn the_database_has_an_app_that_the_binary_has_not() {
    refused(&[USERS, POSTS], &[USERS], |found| matches!(found, Mismatch::UnknownApp { .. })).await;
}

#[tokio::test]
async fn a_newer_database_is_accepted_where_that_is_said() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, ROLES, POSTS]).migrator()).await.unwrap();
        let migrator = embed(&[USERS]).migrator().when_newer(WhenNewer::Accept);
        assert!(client.run(&migrator).await.unwrap().is_empty());
        // What it does not know, it cannot undo.
        let error = client.rollback(&migrator, 1).await.unwrap_err();
        assert!(matches!(error, covet::Error::NotEmbedded { .. }), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_row_that_was_changed_by_hand_is_found() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, ROLES]).migrator();
        client.run(&migrator).await.unwrap();
        let other = "0".repeat(64);
        database.execute(&format!("UPDATE covet_migrations SET checksum = '{other}' WHERE name = '0001_users'")).await;
        let error = client.verify(&migrator).await.unwrap_err();
        assert!(matches!(error.mismatch(), Some(Mismatch::Damaged { .. })), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_table_of_that_name_that_is_none_of_ours_is_left_alone() {
    for database in Database::each().await {
        let client = Client::new(&database);
        database.execute("CREATE TABLE covet_migrations (version INT)").await;
        let error = client.run(&embed(&[USERS]).migrator()).await.unwrap_err();
        assert!(matches!(error, covet::Error::ForeignTable { .. }), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_table_in_another_schema_of_the_search_path_stops_the_run() {
    let Some(database) = Database::new(covet_core::Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    let migrator = embed(&[USERS]).migrator();
    client.run(&migrator).await.unwrap();
    client.close().await;
    database.execute("CREATE SCHEMA tenant").await;
    let url = format!("{}?options=-csearch_path%3Dtenant,public", database.url);
    let client = Client::of(database.dialect, &url, 1);
    let error = client.run(&migrator).await.unwrap_err();
    assert!(matches!(&error, covet::Error::TableElsewhere { found, .. } if found == "public"), "{error}");
    // Said which schema, it is a history of its own.
    assert_eq!(client.run(&migrator.clone().schema("tenant")).await.unwrap().migrations.len(), 1);
    assert!(client.run(&migrator.schema("public")).await.unwrap().is_empty());
    let schemas = database.rows("SELECT schemaname FROM pg_tables WHERE tablename = 'users' ORDER BY 1").await;
    assert_eq!(schemas, [[Some("public".to_owned())], [Some("tenant".to_owned())]]);
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_planted_table_is_not_written_to() {
    let Some(database) = Database::new(covet_core::Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    database.execute("CREATE RULE planted AS ON INSERT TO covet_migrations DO ALSO SELECT 1").await;
    let error = client.run(&embed(&[USERS, ROLES]).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("it has triggers or rules"), "{error}");
    client.close().await;
    database.close().await;
}

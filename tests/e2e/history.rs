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
    let one = migration("auth", "0001_one", |m| {
        m.create_table("one", |t| t.id());
    });
    let two = migration("auth", "0002_two", |m| {
        m.create_table("two", |t| t.id());
    });
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

#[tokio::test]
async fn checksums_of_a_later_covet_are_not_taken_for_edited_migrations() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let other = "0".repeat(64);
        database
            .execute(&format!("UPDATE covet_migrations SET scheme = 2, checksum = '{other}', chain = '{other}'"))
            .await;
        for error in [
            client.run(&embed(&[USERS, NEW]).migrator()).await.map(drop).unwrap_err(),
            client.is_current(&embed(&[USERS]).migrator()).await.map(drop).unwrap_err(),
        ] {
            assert!(matches!(error, covet::Error::LaterScheme { recorded: 2, .. }), "{error}");
        }
        client.close().await;
        database.close().await;
    }
}

/// Whoever reads no rows must not conclude that there are none.
#[tokio::test]
async fn rows_that_are_hidden_are_not_taken_for_pending_migrations() {
    let Some(database) = Database::new(covet_core::Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    client.close().await;
    let role = format!("reader_{}", database.url.rsplit_once('/').unwrap().1);
    database
        .execute(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT SELECT ON covet_migrations TO {role};
             ALTER TABLE covet_migrations ENABLE ROW LEVEL SECURITY"
        ))
        .await;
    let (_, place) = database.url.rsplit_once('@').unwrap();
    let reader = Client::of(database.dialect, &format!("postgres://{role}:x@{place}"), 1);
    let error = reader.status(&embed(&[USERS]).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("row level security"), "{error}");
    let error = reader.is_current(&embed(&[USERS]).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("row level security"), "{error}");
    reader.close().await;
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    database.close().await;
}

/// The table once had a trigger; PostgreSQL remembers that until somebody vacuums it.
#[tokio::test]
async fn a_trigger_that_is_gone_is_no_trigger() {
    let Some(database) = Database::new(covet_core::Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    database
        .execute(
            "CREATE TRIGGER once BEFORE UPDATE ON covet_migrations FOR EACH ROW
             EXECUTE FUNCTION suppress_redundant_updates_trigger();
             DROP TRIGGER once ON covet_migrations",
        )
        .await;
    assert_eq!(client.run(&embed(&[USERS, NEW]).migrator()).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

/// What an interrupted migration advises can be run as it stands, and either way leads on.
#[tokio::test]
async fn the_advice_of_an_interrupted_migration_is_right() {
    let odd = Source { name: "0002_it's \\ odd", ..NEW };
    for database in Database::each().await {
        let client = Client::new(&database);
        for forward in [true, false] {
            let migrator = embed(&[USERS, odd]).migrator();
            client.run(&migrator).await.unwrap();
            database.execute("UPDATE covet_migrations SET state = 'applying', step = 0 WHERE name LIKE '0002%'").await;
            let error = client.run(&migrator).await.unwrap_err();
            let covet::Error::Interrupted(stopped) = &error else { panic!("{error}") };
            // The statements stand on lines of their own, to be copied.
            let lines = stopped.help.lines().filter(|line| line.starts_with("      "));
            let statements: Vec<&str> = lines.map(|line| line.trim().trim_end_matches(';')).collect();
            let [apply, undo] = statements[..] else { panic!("{}", stopped.help) };
            if forward {
                database.execute(apply).await;
                assert!(client.is_current(&migrator).await.unwrap());
                client.verify(&migrator).await.unwrap();
                client.rollback(&migrator, 1).await.unwrap();
            } else {
                database.execute(undo).await;
                database.execute("DROP TABLE new").await;
                assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
            }
        }
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn an_app_that_comes_later_is_rolled_back_first() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap();
        // `aaa` stands first in the binary, and came last to this database.
        let first = migration("aaa", "0001_first", |m| {
            m.create_table("first", |t| t.id());
        });
        let migrator = embed(&[first, USERS, ROLES, POSTS]).migrator();
        let report = client.run(&migrator).await.unwrap();
        let names = |report: &covet::Report| -> Vec<String> {
            report.migrations.iter().map(|done| done.migration.to_string()).collect()
        };
        assert_eq!(names(&report), ["aaa/0001_first", "auth/0002_roles"]);
        assert!(client.rollback(&migrator, 0).await.unwrap().is_empty());
        assert_eq!(names(&client.rollback(&migrator, 2).await.unwrap()), ["auth/0002_roles", "aaa/0001_first"]);
        assert_eq!(names(&client.run(&migrator).await.unwrap()), ["aaa/0001_first", "auth/0002_roles"]);
        client.verify(&migrator).await.unwrap();
        assert_eq!(client.rollback(&migrator, 99).await.unwrap().migrations.len(), 4);
        assert!(!database.exists("users").await);
        assert!(client.rollback(&migrator, 1).await.unwrap().is_empty());
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 4);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn names_may_be_as_long_as_a_file_can_be_named() {
    let long = Source { name: "n".repeat(252).leak(), ..NEW };
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, long]).migrator();
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
        client.verify(&migrator).await.unwrap();
        client.rollback(&migrator, 1).await.unwrap();
        client.close().await;
        database.close().await;
    }
}

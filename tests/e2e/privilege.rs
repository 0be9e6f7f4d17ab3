//! Users who may not do everything.

use covet::Error;
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::embed;
use crate::sample::{POSTS, USERS};
use crate::support::Database;

/// The URL of a database for a new user with these rights.
async fn user(database: &Database, rights: &[&str]) -> String {
    let (start, name) = database.url.rsplit_once('/').unwrap();
    let address = start.rsplit_once('@').unwrap().1;
    let user = format!("u_{name}");
    let scheme = if database.dialect == Dialect::Postgres {
        database.execute(&format!("CREATE ROLE {user} LOGIN PASSWORD 'secret'")).await;
        "postgres"
    } else {
        database.execute(&format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'secret'")).await;
        "mysql"
    };
    for right in rights {
        let to = if database.dialect == Dialect::Postgres { user.clone() } else { format!("'{user}'@'%'") };
        database.execute(&format!("GRANT {} TO {to}", right.replace("{db}", name))).await;
    }
    format!("{scheme}://{user}:secret@{address}/{name}")
}

async fn drop_user(database: &Database) {
    let name = database.url.rsplit_once('/').unwrap().1;
    match database.dialect {
        Dialect::Postgres => {
            database.execute(&format!("DROP OWNED BY u_{name}")).await;
            database.execute(&format!("DROP ROLE u_{name}")).await;
        }
        _ => database.execute(&format!("DROP USER 'u_{name}'@'%'")).await,
    }
}

#[tokio::test]
async fn a_user_who_may_only_read_starts_when_nothing_is_pending() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let admin = Client::new(&database);
        admin.run(&embed(&[USERS]).migrator()).await.unwrap();
        let rights =
            if dialect == Dialect::Postgres { &["SELECT ON covet_migrations"][..] } else { &["SELECT ON {db}.*"][..] };
        let reader = Client::of(dialect, &user(&database, rights).await, 1);
        assert!(reader.run(&embed(&[USERS]).migrator()).await.unwrap().is_empty());

        let error = reader.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap_err();
        let Error::Denied(denied) = &error else { panic!("{error}") };
        assert!(denied.grant.starts_with("GRANT SELECT, INSERT, UPDATE, DELETE ON "), "{error}");
        assert!(denied.grant.contains("covet_migrations"), "{error}");
        assert_eq!(database.rows("SELECT count(*) FROM covet_migrations").await, [[Some("1".to_owned())]]);
        reader.close().await;
        admin.close().await;
        drop_user(&database).await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_user_who_may_not_create_is_told_what_to_ask_for() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let rights = if dialect == Dialect::Postgres { &[][..] } else { &["SELECT ON {db}.*"][..] };
        let client = Client::of(dialect, &user(&database, rights).await, 1);
        let error = client.run(&embed(&[USERS]).migrator()).await.unwrap_err();
        let Error::Denied(denied) = &error else { panic!("{error}") };
        assert!(denied.doing.starts_with("create the tracking table"), "{error}");
        assert!(denied.grant.contains("CREATE"), "{error}");
        client.close().await;
        drop_user(&database).await;
        database.close().await;
    }
}

#[tokio::test]
async fn rights_that_end_at_the_tables_are_told_for_the_operation() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let admin = Client::new(&database);
        admin.run(&embed(&[USERS]).migrator()).await.unwrap();
        let rights = if dialect == Dialect::Postgres {
            &[
                "ALL ON covet_migrations",
                "ALL ON covet_log",
                "ALL ON SEQUENCE covet_migrations_id_seq, covet_log_id_seq",
            ][..]
        } else {
            &["ALL ON {db}.covet_migrations", "ALL ON {db}.covet_log"][..]
        };
        let client = Client::of(dialect, &user(&database, rights).await, 1);
        let error = client.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap_err();
        let Error::Denied(denied) = &error else { panic!("{error}") };
        assert!(denied.doing.contains("create table `posts`"), "{error}");
        // Nothing is left that the next run would stumble over.
        assert_eq!(admin.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap().migrations.len(), 1);
        client.close().await;
        admin.close().await;
        drop_user(&database).await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_read_only_file_is_enough_when_nothing_is_pending() {
    let database = Database::new(Dialect::Sqlite).await.unwrap();
    let client = Client::new(&database);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    client.close().await;
    let reader = Client::of(Dialect::Sqlite, &database.url.replace("mode=rwc", "mode=ro"), 1);
    assert!(reader.run(&embed(&[USERS]).migrator()).await.unwrap().is_empty());
    let error = reader.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    reader.close().await;
    database.close().await;
}

//! A schema (in MySQL: a database) and a role for a run.

use covet::{Error, Migrator, SchemaIntrospector};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::sample::{POSTS, ROLES, USERS};
use crate::support::Database;

/// The name of a tenant's schema or database, and what makes it.
fn tenant(database: &Database, name: &str) -> (String, String) {
    match database.dialect {
        Dialect::MySql => {
            let name = format!("{}_{name}", database.url.rsplit('/').next().unwrap());
            (name.clone(), format!("CREATE DATABASE {name}"))
        }
        _ => (name.to_owned(), format!("CREATE SCHEMA {name}")),
    }
}

#[tokio::test]
async fn each_tenant_has_its_own_tables_and_history() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let client = Client::of(dialect, &database.url, 4);
        let (one, make_one) = tenant(&database, "one");
        let (two, make_two) = tenant(&database, "two");
        let migrator = embed(&[USERS, ROLES, POSTS]).migrator();
        let missing = client.run(&migrator.clone().schema(&one)).await.unwrap_err();
        assert!(
            matches!(&missing, Error::NoSuchSchema { help, .. } if help.starts_with(&make_one.replace(&one, ""))),
            "{missing}"
        );
        database.execute(&make_one).await;
        database.execute(&make_two).await;
        // At once: each has a lock of its own.
        let of = |name: &str, migrator: &Migrator| (client.clone(), migrator.clone().schema(name));
        let both = [of(&one, &migrator), of(&two, &migrator)]
            .map(|(client, migrator)| async move { client.run(&migrator).await });
        for report in futures_util::future::join_all(both).await {
            assert_eq!(report.unwrap().migrations.len(), 3);
        }
        client.rollback(&migrator.clone().schema(&one), 1).await.unwrap();
        assert!(!client.is_current(&migrator.clone().schema(&one)).await.unwrap());
        client.require_current(&migrator.clone().schema(&two)).await.unwrap();
        let tables = |schema: &str| {
            let sql = format!("SELECT count(*) FROM information_schema.tables WHERE table_schema = '{schema}'");
            let database = &database;
            async move { database.rows(&sql).await[0][0].clone().unwrap() }
        };
        assert_eq!(tables(&one).await, "5", "users, roles, user_roles, and the two of covet");
        assert_eq!(tables(&two).await, "6");
        let log = client.history(&migrator.clone().schema(&two)).await.unwrap();
        assert!(log.entries.iter().all(|entry| entry.direction == covet::Direction::Apply), "{log}");
        if dialect == Dialect::MySql {
            database.execute(&format!("DROP DATABASE {one}; DROP DATABASE {two}")).await;
        }
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_database_has_nothing_for_is_said() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS]).migrator();
        let unsupported =
            |error: &Error, name: &str| matches!(error, Error::Unsupported { option, .. } if *option == name);
        if database.dialect == Dialect::Sqlite {
            let error = client.run(&migrator.clone().schema("one")).await.unwrap_err();
            assert!(unsupported(&error, "schema"), "{error}");
            let error = client.status(&migrator.clone().schema("one")).await.unwrap_err();
            assert!(unsupported(&error, "schema"), "{error}");
        }
        if database.dialect != Dialect::Postgres {
            let error = client.is_current(&migrator.role("owner")).await.unwrap_err();
            assert!(unsupported(&error, "role"), "{error}");
        }
        client.close().await;
        database.close().await;
    }
}

const INDEX: Source = migration("auth", "0002_index_apart", |m| {
    m.create_index("users", ["is_active"]).concurrently();
});

/// A role that owns a schema, and a user who is a member of it and has none of its rights by himself.
async fn with_role(database: &Database) -> (String, String, String) {
    let name = database.url.rsplit('/').next().unwrap();
    let (owner, user) = (format!("{name}_owner"), format!("{name}_user"));
    let sql = format!(
        "CREATE ROLE {owner}; CREATE ROLE {user} LOGIN PASSWORD 'x' NOINHERIT; GRANT {owner} TO {user};
         CREATE SCHEMA app AUTHORIZATION {owner}"
    );
    database.execute(&sql).await;
    let (scheme, rest) = database.url.split_once("://").unwrap();
    let (_, rest) = rest.split_once('@').unwrap_or(("", rest));
    (owner, user.clone(), format!("{scheme}://{user}:x@{rest}"))
}

#[tokio::test]
async fn a_role_owns_what_is_made_and_is_left_to_nobody() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let (owner, user, url) = with_role(&database).await;
    let client = Client::of(Dialect::Postgres, &url, 2);
    let plain = embed(&[USERS, ROLES]).migrator().schema("app");
    let denied = client.run(&plain).await.unwrap_err();
    assert!(matches!(denied, Error::Denied(_)), "{denied}");
    let migrator = plain.clone().role(&owner);
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
    assert!(client.run(&migrator).await.unwrap().is_empty());
    client.verify(&migrator).await.unwrap();
    assert_eq!(client.history(&migrator).await.unwrap().entries.len(), 2);
    let owners = database.rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'app'").await;
    assert_eq!(owners, [[Some(owner.clone())]]);
    client.rollback(&migrator, 1).await.unwrap();
    // The session of the fast path goes back into the pool, and is the user's own.
    let Client::Postgres(pool) = &client else { unreachable!() };
    let current: String = sqlx::query_scalar("SELECT current_user::text").fetch_one(pool).await.unwrap();
    assert_eq!(current, user);

    // What no transaction holds needs a session in that role.
    let migrator = embed_apart(&[USERS, INDEX]).migrator().schema("app").role(&owner);
    database.execute(&format!("ALTER ROLE {user} SET search_path = app")).await;
    client.close().await;
    let client = Client::of(Dialect::Postgres, &url, 2);
    let error = client.run(&migrator).await.unwrap_err();
    let Error::Unsuited { help, .. } = error.cause() else { panic!("{error}") };
    assert_eq!(*help, format!("ALTER ROLE \"{user}\" SET role = \"{owner}\""));
    database.execute(help).await;
    client.close().await;
    let client = Client::of(Dialect::Postgres, &url, 2);
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.execute(&format!("DROP SCHEMA app CASCADE; DROP ROLE {user}; DROP ROLE {owner}")).await;
    database.close().await;
}

#[tokio::test]
async fn nobody_else_is_asked_about_the_tables_of_covet() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator()).await.unwrap();
        let found = match &client {
            Client::Postgres(pool) => {
                SchemaIntrospector::new(&mut covet::Connection::Postgres(&mut pool.acquire().await.unwrap()))
                    .get_tables()
                    .await
            }
            Client::MySql(pool) => {
                SchemaIntrospector::new(&mut covet::Connection::MySql(&mut pool.acquire().await.unwrap()))
                    .get_tables()
                    .await
            }
            Client::Sqlite(pool) => {
                SchemaIntrospector::new(&mut covet::Connection::Sqlite(&mut pool.acquire().await.unwrap()))
                    .get_tables()
                    .await
            }
        };
        assert_eq!(found.unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), ["users"]);
        client.close().await;
        database.close().await;
    }
}

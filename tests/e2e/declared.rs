//! The declared schema, and what a status says of a history that is not sound.

use covet::{Connection, SchemaIntrospector, Standing};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{embed, embed_with, migration};
use crate::sample::{ALL, LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

#[tokio::test]
async fn a_database_is_what_its_migrations_declare() {
    for database in Database::each().await {
        let migrations = embed(&ALL);
        let client = Client::new(&database);
        client.run(&migrations.migrator()).await.unwrap();
        let expected = migrations.schema(database.dialect).unwrap();
        let differences = async || {
            macro_rules! found {
                ($pool:expr, $variant:ident) => {
                    SchemaIntrospector::new(&mut Connection::$variant(&mut $pool.acquire().await.unwrap()))
                        .schema()
                        .await
                };
            }
            let found = match &client {
                Client::Postgres(pool) => found!(pool, Postgres),
                Client::MySql(pool) => found!(pool, MySql),
                Client::Sqlite(pool) => found!(pool, Sqlite),
            };
            found.unwrap().differences(&expected)
        };
        assert!(differences().await.is_empty(), "{}: {:?}", database.dialect, differences().await);
        database.execute("ALTER TABLE posts ADD COLUMN other INT").await;
        assert_eq!(differences().await.len(), 1);
        client.close().await;
        database.close().await;
    }
}

#[test]
fn a_squash_beside_what_it_replaces_declares_it_once() {
    let squash = migration("auth", "0009_all", |m| {
        (USERS.up)(m);
        (ROLES.up)(m);
    });
    let alone = embed(&[USERS, ROLES]).schema(Dialect::Postgres).unwrap();
    let mut table = crate::embed::table(&[USERS, ROLES]);
    table.extend(crate::embed::table(&[squash]));
    table[2].replaces = &[&["0001_users", "0002_roles"]];
    let both = covet::Migrations::new(table.leak()).schema(Dialect::Postgres).unwrap();
    assert!(both.differences(&alone).is_empty());
    assert!(embed_with(&[USERS, LENGTH], |_| {}).schema(Dialect::Sqlite).unwrap().table(&"posts".into()).is_none());
}

#[tokio::test]
async fn what_was_cut_short_is_neither_applied_nor_pending() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, POSTS, ROLES]).migrator();
        client.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap();
        database.execute("UPDATE covet_migrations SET state = 'applying', step = 0 WHERE name = '0001_posts'").await;
        let status = client.status(&migrator).await.unwrap();
        let counts =
            [Standing::Applied, Standing::Interrupted, Standing::Pending].map(|standing| status.count(standing));
        assert_eq!(counts, [1, 1, 1]);
        let text = status.to_string();
        assert!(
            text.contains("[!] blog/0001_posts") && text.ends_with("1 applied, 1 pending, 1 interrupted"),
            "{text}"
        );
        client.close().await;
        database.close().await;
    }
}

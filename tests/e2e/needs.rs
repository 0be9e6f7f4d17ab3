//! What only some servers of a dialect have is asked of the server that there is, before anything runs.

use covet::Error;
use covet_core::Dialect;
use covet_core::dialect::{Release, Server};

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::support::Database;

const TAGS: Source = migration("auth", "0001_tags", |m| {
    m.create_table("tags", |t| {
        t.id();
        t.string("name", 40);
    });
});
/// PostgreSQL 18 and MySQL have such columns.
const VIRTUAL: Source = migration("auth", "0002_sorted_by", |m| {
    m.add_column("tags", |t| t.string("sorted_by", 40).generated_virtual("lower(name)").nullable());
});
/// MySQL 8.0.13 has such indexes, MariaDB none.
const EXPRESSION: Source = migration("auth", "0003_by_lower", |m| {
    m.create_index_on("tags", "lower(name)");
});

#[tokio::test]
async fn what_a_server_has_not_is_refused_before_anything_runs() {
    for (dialect, fault) in [(Dialect::Postgres, VIRTUAL), (Dialect::MySql, EXPRESSION)] {
        let Some(database) = Database::new(dialect).await else { continue };
        let release = database.release().await;
        let client = Client::new(&database);
        let wanted = match dialect {
            Dialect::Postgres => Release { server: Server::Postgres, version: [18, 0, 0] },
            _ => Release { server: Server::MySql, version: [8, 0, 13] },
        };
        let is_met = wanted.server == release.server && wanted.version <= release.version;
        let migrations = embed(&[TAGS, fault]);
        let outcome = client.run(&migrations.migrator()).await;
        if is_met {
            assert_eq!(outcome.unwrap().migrations.len(), 2);
            client.rollback(&migrations.migrator(), 2).await.unwrap();
        } else {
            let error = outcome.unwrap_err();
            let Error::Unmet { migration, operation, needed, found, .. } = &error else { panic!("{error}") };
            assert_eq!((migration.name.as_str(), *needed, found), (fault.name, &[wanted][..], &release));
            assert!(operation.contains("`tags`"), "{operation}");
            assert!(error.to_string().contains(&format!("needs {wanted}; nothing was run")), "{error}");
            assert!(!database.exists("tags").await && !database.exists("covet_migrations").await, "{error}");
        }
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_server_has_is_no_question() {
    let Some(database) = Database::new(Dialect::Sqlite).await else { return };
    let client = Client::new(&database);
    let migrations = embed(&[TAGS, VIRTUAL, EXPRESSION]);
    assert_eq!(client.run(&migrations.migrator()).await.unwrap().migrations.len(), 3);
    client.close().await;
    database.close().await;
}

/// Before the first migration, and once: what is begun is gone on with.
#[tokio::test]
async fn a_database_that_does_not_hold_every_text_is_refused_before_the_first_migration() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let name = database.rows("SELECT DATABASE()").await[0][0].clone().unwrap();
    database.execute(&format!("ALTER DATABASE {name} CHARACTER SET latin1")).await;
    let client = Client::new(&database);
    let migrations = embed(&[TAGS]);
    let error = client.run(&migrations.migrator()).await.unwrap_err();
    assert!(matches!(&error, Error::CharacterSet { found, .. } if &**found == "latin1"), "{error}");
    let remedy = format!("ALTER DATABASE `{name}` CHARACTER SET utf8mb4");
    assert!(error.to_string().ends_with(&remedy), "{error}");
    assert!(!database.exists("tags").await && !database.exists("covet_migrations").await);
    database.execute(&remedy).await;
    assert_eq!(client.run(&migrations.migrator()).await.unwrap().migrations.len(), 1);
    database.execute(&format!("ALTER DATABASE {name} CHARACTER SET latin1")).await;
    let further = migration("auth", "0002_notes", |m| {
        m.create_table("notes", |t| t.id());
    });
    assert_eq!(client.run(&embed(&[TAGS, further]).migrator()).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

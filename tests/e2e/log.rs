//! The log keeps what the tracking table forgets.

use covet::{Direction, Logged};

use crate::client::Client;
use crate::embed::embed;
use crate::sample::{ALL, BROKEN, POSTS, USERS};
use crate::support::Database;

#[tokio::test]
async fn what_was_done_is_kept_roll_backs_and_failures_too() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, POSTS]).migrator().program("shop 1.4");
        assert!(client.history(&migrator).await.unwrap().entries.is_empty());
        client.run(&migrator).await.unwrap();
        client.rollback(&migrator, 1).await.unwrap();
        client.run(&migrator.clone().fake_all()).await.unwrap();
        client.run(&embed(&[USERS, POSTS, BROKEN]).migrator()).await.unwrap_err();
        let log = client.history(&migrator).await.unwrap();
        let done = log.entries.iter().filter(|entry| entry.outcome != Logged::Began);
        let done: Vec<_> =
            done.map(|entry| (&*entry.migration.name, entry.direction, entry.outcome, &*entry.kind)).collect();
        let (apply, back) = (Direction::Apply, Direction::RollBack);
        assert_eq!(
            done,
            [
                ("0001_users", apply, Logged::Done, "run"),
                ("0001_posts", apply, Logged::Done, "run"),
                ("0001_posts", back, Logged::Done, "run"),
                ("0001_posts", apply, Logged::Done, "fake"),
                ("0002_broken", apply, Logged::Failed, "run"),
            ]
        );
        assert_eq!(log.entries[0].program, "shop 1.4");
        assert_eq!(log.entries[0].version, env!("CARGO_PKG_VERSION"));
        assert!(log.entries.iter().all(|entry| entry.duration.is_some() == (entry.outcome == Logged::Done)), "{log}");
        assert_eq!(log.entries[0].by.is_some(), database.dialect != covet_core::Dialect::Sqlite);
        let failed = log.entries.last().unwrap();
        assert!(failed.message.as_ref().unwrap().contains("no_such_table"), "{log}");
        assert!(failed.program.starts_with("e2e"), "{log}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_log_that_is_missing_is_made_anew_and_one_that_is_not_wanted_is_not_made() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[USERS]).migrator().log(false)).await.unwrap();
        assert!(!database.exists("covet_log").await);
        client.run(&embed(&[USERS, POSTS]).migrator()).await.unwrap();
        assert_eq!(
            database.rows("SELECT name FROM covet_log WHERE outcome = 'done'").await,
            [[Some("0001_posts".into())]]
        );
        database.execute("DROP TABLE covet_log").await;
        client.rollback(&embed(&[USERS, POSTS]).migrator(), 1).await.unwrap();
        assert_eq!(
            database.rows("SELECT action FROM covet_log WHERE outcome = 'done'").await,
            [[Some("rollback".into())]]
        );
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn each_tracking_table_has_a_log_of_its_own() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&ALL).migrator().table("schema_history");
        client.run(&migrator).await.unwrap();
        assert_eq!(migrator.tables(), ["schema_history", "schema_history_log", "schema_history_lease"]);
        assert!(database.exists("schema_history_log").await && !database.exists("covet_log").await);
        let entries = client.history(&migrator).await.unwrap().entries;
        assert_eq!(entries.iter().filter(|entry| entry.outcome == Logged::Done).count(), 4);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_planted_log_is_not_written_to() {
    for database in Database::each().await {
        let client = Client::new(&database);
        database.execute("CREATE TABLE plain (n INT)").await;
        database.execute("CREATE VIEW covet_log AS SELECT n FROM plain").await;
        let error = client.run(&embed(&[USERS]).migrator()).await.unwrap_err();
        assert!(matches!(&error, covet::Error::ForeignTable { table, .. } if table.contains("covet_log")), "{error}");
        client.close().await;
        database.close().await;
    }
}

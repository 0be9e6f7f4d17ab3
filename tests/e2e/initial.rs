//! First migrations whose tables are there already: recorded where all of it is there, run where nothing is.

use std::time::Duration;

use covet::{Error, Report};
use covet_core::Dialect;
use covet_core::dsl::View;

use crate::client::Client;
use crate::concurrency::Holder;
use crate::embed::{Source, embed, migration};
use crate::sample::{ALL, USERS};
use crate::support::Database;

const THINGS: Source = migration("shop", "0001_things", |m| {
    m.create_table("things", |t| {
        t.id();
        t.string("name", 40);
        t.integer("size").default(1);
    });
    m.create_index("things", ["size"]);
    m.create_object(View, "names").create("CREATE VIEW names AS SELECT name FROM things").uses(["things"]);
});
const MORE: Source = migration("shop", "0002_more", |m| {
    m.add_column("things", |t| t.text("note").nullable());
});

fn fakes(report: &Report) -> Vec<bool> {
    report.migrations.iter().map(|done| done.fake).collect()
}

/// A database that has what the first migration makes, and no record of it.
async fn with_things(dialect: Dialect) -> Option<(Database, Client)> {
    let database = Database::new(dialect).await?;
    let client = Client::new(&database);
    client.run(&embed(&[THINGS]).migrator()).await.unwrap();
    database.execute("DROP TABLE covet_migrations").await;
    Some((database, client))
}

#[tokio::test]
async fn what_is_there_is_recorded_and_what_is_not_is_run() {
    for dialect in Dialect::ALL {
        let Some((database, client)) = with_things(dialect).await else { continue };
        let migrator = embed(&[THINGS, MORE, USERS]).migrator().fake_initial();
        assert_eq!(fakes(&client.run(&migrator).await.unwrap()), [true, false, false], "{dialect}");
        // What has been begun is gone on with, whatever stands in the database.
        client.rollback(&migrator, 2).await.unwrap();
        assert_eq!(fakes(&client.run(&migrator).await.unwrap()), [false, false], "{dialect}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_is_there_in_part_is_an_error_that_says_what_differs() {
    let changes = [
        ("ALTER TABLE things ADD COLUMN by_hand INT", "by_hand"),
        ("DROP VIEW names; ALTER TABLE things DROP COLUMN name", "name"),
        ("DROP VIEW names", "view `names` is missing"),
        ("DROP VIEW names; DROP TABLE things; CREATE VIEW names AS SELECT 1 AS name", "things"),
    ];
    for dialect in Dialect::ALL {
        for (change, named) in changes {
            let Some((database, client)) = with_things(dialect).await else { continue };
            database.execute(change).await;
            let error = client.run(&embed(&[USERS, THINGS]).migrator().fake_initial()).await.unwrap_err();
            let Error::PartlyThere { migration, differences } = error.cause() else { panic!("{error}") };
            assert_eq!(migration.to_string(), "shop/0001_things");
            assert!(differences.iter().any(|line| line.contains(named)), "{dialect}, {change}: {differences:?}");
            assert!(!database.exists("users").await, "nothing was run on {dialect}");
            client.close().await;
            database.close().await;
        }
    }
}

/// A table that another app has made, and the first migration of this one changes, counts as well.
#[tokio::test]
async fn what_it_changes_of_others_is_compared() {
    const LABELS: Source = migration("labels", "0001_labels", |m| {
        m.create_table("labels", |t| t.id());
        m.add_column("users", |t| t.text("label").nullable());
    });
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrator = embed(&[USERS, LABELS]).migrator();
        client.run(&migrator).await.unwrap();
        database
            .execute("DELETE FROM covet_migrations WHERE app = 'labels'; ALTER TABLE users DROP COLUMN label")
            .await;
        let error = client.run(&migrator.clone().fake_initial()).await.unwrap_err();
        let Error::PartlyThere { differences, .. } = error.cause() else { panic!("{error}") };
        assert!(differences.iter().any(|line| line.contains("label")), "{differences:?}");
        database.execute("ALTER TABLE users ADD COLUMN label TEXT").await;
        if database.dialect == Dialect::MySql {
            database.execute("ALTER TABLE users MODIFY COLUMN label LONGTEXT").await;
        }
        assert_eq!(fakes(&client.run(&migrator.fake_initial()).await.unwrap()), [true], "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

/// What came to be while the lock was waited for is what counts.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_decided_by_who_has_the_lock() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let holder = Holder::new(&database).await;
        let client = Client::new(&database);
        let migrator = embed(&ALL).migrator().fake_initial();
        let waiting = tokio::spawn(async move { client.run(&migrator).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!waiting.is_finished());
        // Another database tells how the table is made.
        let other = Database::new(dialect).await.unwrap();
        let elsewhere = Client::new(&other);
        let plan = elsewhere.plan(&embed(&[USERS]).migrator()).await.unwrap();
        database.execute(&plan.migrations[0].statements.join(";\n")).await;
        drop(holder);
        assert_eq!(fakes(&waiting.await.unwrap().unwrap()), [true, false, false, false], "{dialect}");
        elsewhere.close().await;
        other.close().await;
        database.close().await;
    }
}

/// Many at once, of which one records it.
#[tokio::test(flavor = "multi_thread")]
async fn ten_that_start_at_once_record_it_once() {
    for dialect in Dialect::ALL {
        let Some((database, client)) = with_things(dialect).await else { continue };
        let starts = (0..10).map(|_| {
            let client = Client::patient(database.dialect, &database.url);
            tokio::spawn(async move {
                let outcome = client.run(&embed(&[THINGS, MORE]).migrator().fake_initial()).await;
                client.close().await;
                outcome
            })
        });
        let reports = futures_util::future::join_all(starts).await;
        let all: Vec<bool> = reports.into_iter().flat_map(|report| fakes(&report.unwrap().unwrap())).collect();
        assert_eq!((all.len(), all.iter().filter(|fake| **fake).count()), (2, 1), "{dialect}");
        client.close().await;
        database.close().await;
    }
}

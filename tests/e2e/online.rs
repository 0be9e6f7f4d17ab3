//! Changes of a table that keep nobody from writing, or say so, on MySQL and MariaDB.

use std::time::Duration;

use covet::Error;
use covet_core::Dialect;
use sqlx::{Connection as _, MySqlConnection};

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::support::Database;

const TABLE: Source = migration("shop", "0001_things", |m| {
    m.create_table("things", |t| {
        t.id();
        t.string("name", 80);
        t.integer("size").nullable();
    });
    m.run_sql("INSERT INTO things (name, size) VALUES ('a', 1)").reverse("DELETE FROM things");
});
const COLUMNS: Source = migration("shop", "0002_columns", |m| {
    m.add_column("things", |t| t.integer("weight").nullable());
    m.add_column("things", |t| t.integer("height").nullable());
    m.alter_column("things", |t| t.integer("size"));
});
const INDEX: Source = migration("shop", "0002_index", |m| {
    m.create_index("things", ["name"]);
});

/// A full-text index that no migration knows lets no table be made anew while others write.
#[tokio::test]
async fn what_would_lock_unexpectedly_fails_at_once_and_can_be_allowed() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[TABLE]).migrator()).await.unwrap();
    database.execute("CREATE FULLTEXT INDEX by_hand ON things (name)").await;
    let migrator = embed(&[TABLE, COLUMNS]).migrator();
    let Err(Error::Failed(failure)) = client.run(&migrator).await else { panic!("it locks") };
    let said = failure.to_string();
    assert!(said.contains("LOCK=NONE is not supported") && said.contains("may_lock_tables"), "{said}");
    assert!(said.contains("add column `weight` to `things` and add column `height` to `things`"), "{said}");
    assert!(said.contains("nothing of `shop/0002_columns` was done"), "{said}");
    let columns = || {
        database.rows(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'things' AND table_schema = DATABASE()",
        )
    };
    assert_eq!(columns().await[0][0].as_deref(), Some("3"), "of the two columns neither is there");

    client.run(&migrator.clone().may_lock_tables(true)).await.unwrap();
    assert_eq!(columns().await[0][0].as_deref(), Some("5"));
    // What undoes it was recorded with the word, and may lock as well.
    client.rollback(&migrator.may_lock_tables(true), 1).await.unwrap();
    assert_eq!(columns().await[0][0].as_deref(), Some("3"));
    client.close().await;
    database.close().await;
}

/// One that was cut short by a binary that did not let it lock is gone on with by one that does: it has the same steps.
#[tokio::test]
async fn what_may_lock_goes_on_where_what_may_not_stopped() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[TABLE]).migrator()).await.unwrap();
    let migrator = embed(&[TABLE, COLUMNS]).migrator();
    database.execute("CREATE TABLE others (name text, FULLTEXT (name)) ENGINE=InnoDB").await;
    // The first step is done, the second refused: its column has a null.
    database.execute("INSERT INTO things (name, size) VALUES ('b', NULL)").await;
    let Err(Error::Failed(failure)) = client.run(&migrator).await else { panic!("there is a null") };
    assert_eq!(failure.step, (2, 2), "{failure}");
    database
        .execute("UPDATE things SET size = 2 WHERE size IS NULL; CREATE FULLTEXT INDEX by_hand ON things (name)")
        .await;
    let Err(Error::Failed(failure)) = client.run(&migrator).await else { panic!("it locks") };
    assert!(failure.help.contains("may_lock_tables"), "{failure}");
    client.run(&migrator.may_lock_tables(true)).await.unwrap();
    client.close().await;
    database.close().await;
}

/// An index that is built needs the lock at its end once more, and what it has built is not thrown away after the time
/// that a statement waits which does its work at once.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_long_waits_longer_for_a_reader() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[TABLE]).migrator()).await.unwrap();
    let mut reader = MySqlConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM things").execute(&mut reader).await.unwrap();
    let migrator = embed(&[TABLE, INDEX]).migrator().lock_timeout(Duration::from_secs(1));
    let run = tokio::spawn(async move { client.run(&migrator).await });
    let waits = "SELECT count(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'ALTER TABLE%' \
                 AND state LIKE 'Waiting for table metadata lock' AND time_ms > 2500";
    while database.rows(waits).await[0][0].as_deref() != Some("1") {
        assert!(!run.is_finished(), "it has given up: {:?}", run.await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    assert_eq!(run.await.unwrap().unwrap().migrations.len(), 1);
    reader.close().await.unwrap();
    database.close().await;
}

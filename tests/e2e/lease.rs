//! A place where `GET_LOCK` keeps nobody out: played by a proxy, which has the server hear a function that gives 1 to all.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use covet::{Error, Event};
use covet_core::Dialect;
use covet_wire::Proxy;
use futures_util::future::join_all;

use crate::client::Client;
use crate::embed::embed;
use crate::sample::{ALL, USERS};
use crate::support::Database;

/// A database, and the way to it on which locks are no locks.
async fn unlocked() -> Option<(Database, Proxy, String)> {
    let database = Database::new(Dialect::MySql).await?;
    // `c..` is more than 5.
    let (proxy, url) = Proxy::rewriting(&database.url, "GET_LOCK(", "STRCMP  (").unwrap();
    Some((database, proxy, url))
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_start_at_once_where_the_servers_locks_keep_nobody_out() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let migrator = embed(&ALL).migrator();
    let starts = (0..20).map(|_| {
        let (client, migrator) = (Client::patient(Dialect::MySql, &url), migrator.clone());
        tokio::spawn(async move {
            let applied = client.run(&migrator).await.map(|report| report.migrations.len());
            client.close().await;
            applied
        })
    });
    let applied: Vec<usize> = join_all(starts).await.into_iter().map(|one| one.unwrap().unwrap()).collect();
    assert_eq!(applied.iter().sum::<usize>(), ALL.len(), "{applied:?}");
    let rows =
        database.rows("SELECT count(*), count(DISTINCT name) FROM covet_migrations WHERE state = 'applied'").await;
    assert_eq!(rows[0], [Some("4".to_owned()), Some("4".to_owned())]);
    let rows = database.rows("SELECT count(*) FROM roles").await;
    assert_eq!(rows[0][0].as_deref(), Some("2"), "rows are inserted once");
    // It was given back.
    let rows = database.rows("SELECT count(*) FROM covet_migrations_lease WHERE owner IS NULL").await;
    assert_eq!(rows[0][0].as_deref(), Some("1"));
    database.close().await;
}

#[tokio::test]
async fn who_has_the_row_is_waited_for_and_told_and_replaced_when_its_time_is_over() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let client = Client::patient(Dialect::MySql, &url);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    let hold = |expires: &str| {
        format!(
            "UPDATE covet_migrations_lease SET owner = 'another', holder = 'session 7 of somebody', expires = {expires}"
        )
    };
    database.execute(&hold("UTC_TIMESTAMP(6) + INTERVAL 1 HOUR")).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let migrator = embed(&ALL).migrator().on_event(move |event| {
        if let Event::Waiting { holder, .. } = event {
            listener.lock().unwrap().push(holder.clone());
        }
    });
    let error = client.run(&migrator.clone().wait_timeout(Duration::from_millis(300))).await.unwrap_err();
    assert!(matches!(&error, Error::Busy { holder: Some(holder), .. } if holder == "session 7 of somebody"), "{error}");
    assert!(told.lock().unwrap().iter().all(|holder| holder == "session 7 of somebody"));
    assert!(!database.exists("roles").await, "nothing is run without the row");

    // Whoever does not put off its end is gone.
    database.execute(&hold("UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")).await;
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 3);
    client.close().await;
    database.close().await;
}

/// What had the row and lost it does nothing more: each step asks for it.
#[tokio::test]
async fn what_has_lost_the_row_stops_before_its_next_step() {
    let Some((database, _proxy, url)) = unlocked().await else { return };
    let client = Client::patient(Dialect::MySql, &url);
    client.run(&embed(&[USERS]).migrator()).await.unwrap();
    let robbed = crate::embed::migration("auth", "0002_robbed", |m| {
        m.create_table("first", |t| t.id());
        m.run_sql(
            "UPDATE covet_migrations_lease SET owner = 'another', holder = 'another', \
             expires = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR",
        )
        .reverse("");
        m.create_table("second", |t| t.id());
    });
    let migrator = embed(&[USERS, robbed]).migrator().wait_timeout(Duration::from_millis(300));
    let error = client.run(&migrator).await.unwrap_err();
    assert!(matches!(error.cause(), Error::Busy { .. }), "{error}");
    assert!(database.exists("first").await && !database.exists("second").await);

    database.execute("UPDATE covet_migrations_lease SET owner = NULL").await;
    let (client, direct) = (Client::new(&database), client);
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    assert!(database.exists("second").await);
    client.close().await;
    direct.close().await;
    database.close().await;
}

/// Where the server says that it is a cluster: played by a proxy, for it says that it is none.
#[tokio::test]
async fn a_url_alone_is_enough_for_the_row() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let (_proxy, url) =
        Proxy::rewriting(&database.url, "'wsrep_on' AND Value = 'ON'", "'wsrep_on' AND Value<> 'ON'").unwrap();
    let migrations = embed(&ALL);
    let (migrator, address) = (migrations.migrator(), url.clone());
    // It blocks, and is not called within a runtime.
    let applied = std::thread::spawn(move || migrator.blocking(address).run());
    while !applied.is_finished() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(applied.join().unwrap().unwrap().migrations.len(), ALL.len());
    let rows = database.rows("SELECT count(*), count(holder) FROM covet_migrations_lease WHERE owner IS NULL").await;
    assert_eq!(rows[0], [Some("1".to_owned()), Some("1".to_owned())], "the row was taken, and given back");

    // A lone connection says how it was opened, or is told to.
    let options: sqlx::mysql::MySqlConnectOptions = url.parse().unwrap();
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    let error = migrations.migrator().rollback(&mut connection, 1).await.unwrap_err();
    assert!(matches!(&error, Error::NeedsPool { .. }), "{error}");
    let lone = covet::Source::from(&mut connection).opened_by(options);
    assert_eq!(migrations.migrator().rollback(lone, 1).await.unwrap().migrations.len(), 1);
    database.close().await;
}

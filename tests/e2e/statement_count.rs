//! A start with nothing to do is one statement, by the account of the server.

use covet_core::Dialect;
use sqlx::Connection as _;

use crate::client::Client;
use crate::embed::{embed, embed_with, migration};
use crate::sample::{ALL, LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

#[tokio::test]
async fn nothing_pending_is_one_statement_on_postgres() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let migrations = embed(&ALL);
    Client::new(&database).run(&migrations.migrator()).await.unwrap();
    let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
    let count = || statements("COVET_TEST_POSTGRES_LOG", &format!("[{pid}]"), &["LOG:  statement:", "LOG:  execute"]);
    let before = count();
    assert!(migrations.run(&mut connection).await.unwrap().is_empty());
    assert!(migrations.is_current(&mut connection).await.unwrap());
    assert_eq!(count() - before, 2, "one for each of the two questions");
    database.close().await;
}

#[tokio::test]
async fn a_rename_or_a_squash_since_costs_no_statement() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    Client::new(&database).run(&embed(&ALL).migrator()).await.unwrap();
    let renamed = embed_with(&ALL, |one| {
        if one.name == "0002_roles" {
            (one.name, one.was) = ("0002_groups", Some("0002_roles"));
        }
    });
    let squash = migration("auth", "0002_all", |m| {
        (USERS.up)(m);
        (ROLES.up)(m);
    });
    let squashed = embed_with(&[squash, LENGTH, POSTS], |one| {
        if one.name == "0002_all" {
            one.replaces = &[&["0001_users", "0002_roles"]];
        }
    });
    let mut connection = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await.unwrap();
    let count = || statements("COVET_TEST_POSTGRES_LOG", &format!("[{pid}]"), &["LOG:  statement:", "LOG:  execute"]);
    for migrations in [renamed, squashed] {
        let before = count();
        assert!(migrations.run(&mut connection).await.unwrap().is_empty());
        assert_eq!(count() - before, 1);
    }
    database.close().await;
}

#[tokio::test]
async fn nothing_pending_is_one_statement_on_mysql() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let migrations = embed(&ALL);
    Client::new(&database).run(&migrations.migrator()).await.unwrap();
    let mut connection = sqlx::MySqlConnection::connect(&database.url).await.unwrap();
    let id: u64 = sqlx::query_scalar("SELECT CONNECTION_ID()").fetch_one(&mut connection).await.unwrap();
    let count = || statements("COVET_TEST_MYSQL_LOG", &id.to_string(), &["Query\t", "Execute\t", "Prepare\t"]);
    let before = count();
    assert!(migrations.run(&mut connection).await.unwrap().is_empty());
    assert!(migrations.is_current(&mut connection).await.unwrap());
    assert_eq!(count() - before, 2, "one for each of the two questions");
    database.close().await;
}

/// The lines of a server's log that are of one session and tell of a statement.
fn statements(log: &str, session: &str, kinds: &[&str]) -> usize {
    let path = std::env::var(log).expect("cargo xtask test says where the log is");
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    // MariaDB fills up the number of a session with spaces, as long as it is a short one.
    let is_of = |line: &str| line.split([' ', '\t']).any(|word| word == session);
    let of_session =
        |line: &&str| line.contains(session) && is_of(line) && kinds.iter().any(|kind| line.contains(kind));
    text.lines().filter(of_session).count()
}

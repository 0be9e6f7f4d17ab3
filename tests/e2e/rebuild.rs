//! SQLite makes a table anew without losing what stands on it or refers to it.

use covet::Error;
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed};
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

const BEFORE: [Source; 3] = [USERS, ROLES, POSTS];
const AFTER: [Source; 4] = [USERS, ROLES, LENGTH, POSTS];

async fn filled() -> (Database, Client) {
    let database = Database::new(Dialect::Sqlite).await.unwrap();
    let client = Client::new(&database);
    client.run(&embed(&BEFORE).migrator()).await.unwrap();
    for statement in [
        "INSERT INTO users (id, email, created_at, updated_at) VALUES (1, 'a', '', ''), (7, 'b', '', '')",
        "INSERT INTO posts (author_id, title) VALUES (1, 'one'), (7, 'two')",
        "INSERT INTO user_roles SELECT 7, id FROM roles",
        "CREATE TABLE log (text TEXT)",
        "CREATE TRIGGER noted AFTER DELETE ON users BEGIN INSERT INTO log VALUES (old.email); END",
        "CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET is_active = 1 WHERE id = new.author_id; END",
        "CREATE VIEW authors AS SELECT u.email, p.title FROM users u JOIN posts p ON p.author_id = u.id",
        "CREATE INDEX by_hand ON users (is_active)",
    ] {
        database.execute(statement).await;
    }
    (database, client)
}

#[tokio::test]
async fn children_triggers_views_and_indexes_are_kept() {
    let (database, client) = filled().await;
    assert_eq!(client.run(&embed(&AFTER).migrator()).await.unwrap().migrations.len(), 1);
    let one = |text: &str| vec![vec![Some(text.to_owned())]];
    assert_eq!(database.rows("SELECT count(*) FROM posts").await, one("2"));
    assert_eq!(database.rows("SELECT count(*) FROM user_roles").await, one("2"));
    assert_eq!(database.rows("SELECT count(*) FROM authors").await, one("2"));
    assert_eq!(
        database.rows("SELECT type FROM pragma_table_info('users') WHERE name = 'email'").await,
        one("VARCHAR(254)")
    );
    for name in ["noted", "posted", "authors", "by_hand"] {
        assert!(database.exists(name).await, "{name}");
    }
    // Ids are not used again, the trigger works, and children follow.
    database.execute("PRAGMA foreign_keys = ON; DELETE FROM users WHERE id = 7").await;
    assert_eq!(database.rows("SELECT text FROM log").await, one("b"));
    assert_eq!(database.rows("SELECT count(*) FROM posts").await, one("1"));
    assert_eq!(client.rollback(&embed(&AFTER).migrator(), 1).await.unwrap().migrations.len(), 1);
    assert_eq!(database.rows("SELECT count(*) FROM authors").await, one("1"));
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_table_that_was_changed_by_hand_is_not_rebuilt() {
    let (database, client) = filled().await;
    database.execute("ALTER TABLE users ADD COLUMN phone TEXT").await;
    let error = client.run(&embed(&AFTER).migrator()).await.unwrap_err();
    let Error::Failed(failure) = &error else { panic!("{error}") };
    assert!(matches!(&failure.error, Error::Drift { .. }), "{error}");
    assert!(error.to_string().contains("column `phone` that no migration made"), "{error}");
    assert!(database.exists("by_hand").await);
    assert_eq!(database.rows("SELECT count(*) FROM covet_migrations").await, [[Some("3".to_owned())]]);
    client.close().await;
    database.close().await;
}

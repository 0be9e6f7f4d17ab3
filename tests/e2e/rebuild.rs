//! SQLite makes a table anew without losing what stands on it or refers to it.

use covet::Error;
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed, migration};
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

/// A rebuild would lose what the migrations do not know: each of these has to stop it, and stay.
#[tokio::test]
async fn no_difference_made_by_hand_is_lost() {
    const COLUMNS: &str = "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, n INTEGER NOT NULL DEFAULT 7, \
                           text VARCHAR(20), moment DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))";
    let made = migration("blog", "0001_things", |m| {
        m.create_table("owners", |t| t.id());
        m.create_table("things", |t| {
            t.id();
            t.integer("n").default(7);
            t.string("text", 20).nullable();
            t.timestamp("moment").default_now();
        });
        m.create_index("things", ["n"]);
    });
    let rebuilt = migration("blog", "0002_rebuilt", |m| {
        m.alter_column("things", |t| t.string("text", 30).nullable());
    });
    let table = |columns: &str| format!("DROP TABLE things; CREATE TABLE things ({columns})");
    let index = "CREATE INDEX ix_things_n ON things (n)";
    let same = [
        String::new(),
        format!("{}; {index}", table(COLUMNS)),
        format!("{}; create index IX_things_n on [things]( `n` )", table(COLUMNS)),
    ];
    let other = [
        ("should be VARCHAR(20)", table(&COLUMNS.replace("VARCHAR(20)", "BLOB"))),
        ("default", table(&COLUMNS.replace("DEFAULT 7", "DEFAULT 8"))),
        ("default", table(&COLUMNS.replace("%f", "%S"))),
        ("CHECK", table(&COLUMNS.replace("DEFAULT 7", "DEFAULT 7 CHECK (n > 0)"))),
        ("COLLATE", table(&COLUMNS.replace("VARCHAR(20)", "VARCHAR(20) COLLATE NOCASE"))),
        ("CONFLICT", table(&COLUMNS.replace("NOT NULL DEFAULT 7", "NOT NULL ON CONFLICT IGNORE DEFAULT 7"))),
        ("foreign key", table(&COLUMNS.replace("DEFAULT 7", "DEFAULT 7 REFERENCES owners (id)"))),
        ("unique", table(&format!("{COLUMNS}, UNIQUE (n, text)"))),
        ("column `twice`", table(&format!("{COLUMNS}, twice INTEGER AS (2 * n)"))),
        ("AUTOINCREMENT", table(&COLUMNS.replace(" AUTOINCREMENT", ""))),
        ("index `ix_things_n`", format!("DROP INDEX ix_things_n; {index} WHERE n > 0")),
        ("index `ix_things_n`", "DROP INDEX ix_things_n; CREATE UNIQUE INDEX ix_things_n ON things (n)".to_owned()),
    ];
    let differences =
        same.into_iter().map(|sql| (None, sql)).chain(other.into_iter().map(|(what, sql)| (Some(what), sql)));
    for (difference, sql) in differences {
        let database = Database::new(Dialect::Sqlite).await.unwrap();
        let client = Client::new(&database);
        client.run(&embed(&[made]).migrator()).await.unwrap();
        database.execute(&format!("SELECT 1; {sql}")).await;
        let schema = database.rows("SELECT name, sql FROM sqlite_schema ORDER BY name").await;
        let outcome = client.run(&embed(&[made, rebuilt]).migrator()).await;
        match difference {
            None => drop(outcome.unwrap_or_else(|error| panic!("{sql}: {error}"))),
            Some(what) => {
                let error = outcome.expect_err(&sql);
                let Error::Failed(failure) = &error else { panic!("{error}") };
                assert!(matches!(&failure.error, Error::Drift { .. }), "{error}");
                assert!(error.to_string().contains(what), "{what}: {error}");
                assert_eq!(database.rows("SELECT name, sql FROM sqlite_schema ORDER BY name").await, schema);
            }
        }
        client.close().await;
        database.close().await;
    }
}

/// While a table is made anew foreign keys are off: what a DELETE beside it leaves dangling must not be committed.
#[tokio::test]
async fn rows_changed_beside_a_rebuild_leave_no_reference_behind() {
    let deletes = migration("auth", "0003_user_email_length", |m| {
        m.run_sql("DELETE FROM roles").reverse("");
        m.alter_column("users", |t| t.string("email", 254));
    });
    let fills = migration("auth", "0003_user_email_length", |m| {
        m.run_sql("UPDATE users SET email = email || '.org'").reverse("");
        m.alter_column("users", |t| t.string("email", 254));
    });
    let (database, client) = filled().await;
    // What dangled before is nobody's fault.
    database.execute("PRAGMA foreign_keys = OFF; INSERT INTO posts (author_id, title) VALUES (99, 'lost')").await;
    let error = client.run(&embed(&[USERS, ROLES, deletes, POSTS]).migrator()).await.unwrap_err();
    let Error::Failed(failure) = &error else { panic!("{error}") };
    assert!(matches!(&failure.error, Error::Dangling { .. }), "{error}");
    assert_eq!(database.rows("SELECT count(*) FROM roles").await, [[Some("2".to_owned())]]);
    assert_eq!(client.run(&embed(&[USERS, ROLES, fills, POSTS]).migrator()).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

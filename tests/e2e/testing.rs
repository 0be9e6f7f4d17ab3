//! What helps the tests of users: migrations that are checked there and back, and databases that are copies.

use covet::Migrations;
use covet::testing::{self, Error, Moment, Testable};
use covet_core::Dialect;

use crate::embed::{Source, embed, migration};
use crate::golden::catalogue;
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

const HISTORY: [Source; 6] = [USERS, ROLES, LENGTH, POSTS, NICK, SEED];

/// Rows that are there need a value.
const NICK: Source = migration("auth", "0004_nick", |m| {
    m.add_column("users", |t| t.string("nick", 20)).fill("none");
    m.create_table("kinds", |t| {
        t.uuid_id();
        t.one_of("kind", ["red", "green"]);
        t.json("data");
        t.binary("bytes").nullable();
        t.date("day");
        t.references("user_id", "users").unique();
        t.references("parent_id", "kinds").nullable();
    });
});

const SEED: Source = migration("blog", "0002_seed", |m| {
    m.run_sql("INSERT INTO roles (name) VALUES ('guest')");
});

/// Runs code for each driver, with the URL of a database that is there and empty.
macro_rules! on_each {
    ($database:ident, $driver:ident => $code:block) => {
        for $database in Database::each().await {
            match $database.dialect {
                Dialect::Postgres => {
                    type $driver = sqlx::Postgres;
                    $code
                }
                Dialect::MySql => {
                    type $driver = sqlx::MySql;
                    $code
                }
                Dialect::Sqlite => {
                    type $driver = sqlx::Sqlite;
                    $code
                }
            }
            $database.close().await;
        }
    };
}

#[tokio::test]
async fn a_history_that_goes_there_and_back_is_told_to() {
    for database in Database::each().await {
        let checked = testing::check(&embed(&HISTORY), &database.url).await.unwrap();
        let names: Vec<_> = checked.migrations.iter().map(|(migration, _)| migration.to_string()).collect();
        assert_eq!(names.len(), 5, "{checked}");
        assert_eq!(checked.irreversible.len(), 1, "{checked}");
        assert!(checked.to_string().contains("blog/0002_seed: not rolled back: "), "{checked}");
        assert_eq!(checked.without_rows, [], "every table has a row: {checked}");
        let kinds = database.rows("SELECT count(*) FROM kinds").await;
        assert_eq!(kinds[0][0].as_deref(), Some("1"), "{}", database.dialect);

        let error = testing::check(&embed(&HISTORY), &database.url).await.unwrap_err();
        let Error::NotEmpty { found } = &error else { panic!("{error}") };
        assert!(found.contains(&"table `kinds`".to_owned()), "{error}");
        assert!(error.to_string().starts_with("the database is not empty: it has table `kinds`, "), "{error}");
        database.close().await;
    }
}

#[tokio::test]
async fn everything_is_undone_at_once_where_it_can_be() {
    for database in Database::each().await {
        let checked = testing::check(&embed(&HISTORY[..5]), &database.url).await.unwrap();
        assert!(checked.irreversible.is_empty() && checked.migrations.len() == 5, "{checked}");
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_migration_hides_is_found() {
    let undeclared = migration("auth", "0002_hidden", |m| {
        m.run_sql("CREATE TABLE hidden (n INT)").reverse("DROP TABLE hidden");
    });
    let left = migration("auth", "0002_left", |m| {
        m.run_sql("CREATE VIEW emails AS SELECT email FROM users").reverse("");
    });
    let narrow = migration("auth", "0002_narrow", |m| {
        m.run_sql("INSERT INTO users (email, created_at, updated_at) VALUES (NULL, NULL, NULL)").reverse("");
    });
    for database in Database::each().await {
        let check = async |second: Source| {
            let empty = fresh(&database).await;
            let error = testing::check(&embed(&[USERS, second]), &empty.url).await.unwrap_err();
            empty.close().await;
            error
        };
        let error = check(undeclared).await;
        let Error::Differs { migration, moment: Moment::Applied, differences } = &error else { panic!("{error}") };
        assert_eq!(migration.to_string(), "auth/0002_hidden");
        assert!(differences[0].contains("hidden"), "{error}");
        let error = check(left).await;
        let Error::LeftBehind { differences, .. } = &error else { panic!("{error}") };
        assert!(differences[0].starts_with("it is there: view `emails`"), "{error}");
        let error = check(narrow).await;
        assert!(matches!(&error, Error::Run { moment: Moment::Applied, .. }), "{error}");
        assert!(error.to_string().starts_with("`auth/0002_narrow` could not be applied: "), "{error}");
        database.close().await;
    }
}

async fn fresh(like: &Database) -> Database {
    Database::new(like.dialect).await.expect("there was one before")
}

#[tokio::test]
async fn what_people_rely_on_is_refused() {
    for (url, name) in
        [("postgres://u@db.prod.example.org/shop", "db.prod.example.org"), ("mysql://u:secret@h/live", "live")]
    {
        let error = testing::check(&embed(&[]), url).await.unwrap_err();
        let Error::Production { name: told, .. } = &error else { panic!("{error}") };
        assert_eq!(told, name);
        assert!(testing::database::<sqlx::Postgres>(&embed(&[]), url).await.is_err());
    }
    let error = testing::database::<sqlx::Postgres>(&embed(&[]), "sqlite::memory:").await.unwrap_err();
    assert!(matches!(error, Error::Driver { .. }), "{error}");
}

/// Everything that a database has, with the records of what was applied.
async fn told(url: &str, like: &Database) -> Vec<String> {
    let database = like.elsewhere(url);
    let mut lines = catalogue::read(&database).await;
    lines.extend(catalogue::objects(&database).await);
    for query in ["SELECT name, state, chain FROM covet_migrations ORDER BY id", "SELECT name FROM roles ORDER BY id"] {
        lines.extend(database.rows(query).await.iter().map(|row| format!("{row:?}")));
    }
    lines
}

async fn copies<DB: Testable>(migrations: &Migrations, database: &Database) -> String {
    migrate(migrations, database).await;
    let expected = told(&database.url, database).await;
    let one = testing::database::<DB>(migrations, &database.url).await.unwrap();
    let other = testing::database::<DB>(migrations, &database.url).await.unwrap();
    for copy in [&one, &other] {
        assert_eq!(told(copy.url(), database).await, expected, "{}", database.dialect);
    }
    // Whoever changes one changes no other, and nothing that is copied later.
    database.elsewhere(one.url()).execute("INSERT INTO roles (name) VALUES ('mine')").await;
    assert_eq!(told(other.url(), database).await, expected);
    other.close().await.unwrap();
    // A connection that is in use does not keep it.
    let _open = one.pool().acquire().await.unwrap();
    one.url().to_owned()
}

async fn migrate(migrations: &Migrations, database: &Database) {
    let client = crate::client::Client::new(database);
    client.run(&migrations.migrator()).await.unwrap();
    client.close().await;
}

#[tokio::test]
async fn a_copy_is_what_the_migrations_make_and_is_dropped() {
    let view = migration("blog", "0003_view", |m| {
        m.create_object(covet::dsl::View, "emails").create("CREATE VIEW emails AS SELECT email FROM users");
    });
    for history in [&HISTORY[..], &[HISTORY[0], HISTORY[1], view]] {
        on_each!(database, Driver => {
            let url = copies::<Driver>(&embed(history), &database).await;
            let gone = database.elsewhere(&url.replace("mode=rwc", "mode=ro"));
            assert!(gone.try_execute("SELECT 1").await.is_err(), "{url} is dropped");
        });
    }
}

/// A template is made once, however many ask for it at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn many_ask_for_the_first_copy_at_once() {
    // Of this run alone, so that no template is there.
    let own: &'static str = format!("0009_of_{}", std::process::id()).leak();
    let history: &'static [Source] = vec![USERS, Source { name: own, ..POSTS }].leak();
    on_each!(database, Driver => {
        let asked = (0..6).map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move {
                let copy = testing::database::<Driver>(&embed(history), &url).await.unwrap();
                copy.close().await.unwrap();
            })
        });
        for one in futures_util::future::join_all(asked).await {
            one.unwrap();
        }
    });
}

#[tokio::test]
async fn an_empty_database_is_for_a_check() {
    on_each!(database, Driver => {
        let empty = testing::empty_database::<Driver>(&database.url).await.unwrap();
        testing::check(&embed(&HISTORY), empty.url()).await.unwrap();
        empty.close().await.unwrap();
    });
}

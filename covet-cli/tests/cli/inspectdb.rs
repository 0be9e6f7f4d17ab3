//! A database that is there already: its migration, its models, and what is recorded.

use covet_core::Dialect;

use crate::database::Database;
use crate::project::Project;

#[tokio::test]
async fn what_migrations_made_is_found_again() {
    for database in Database::each().await {
        let on = database.dialect;
        let made = Project::sample();
        made.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        made.expect(0, "migrate");
        database.execute("DROP TABLE covet_migrations").await;
        database.execute("CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY)").await;

        let project = Project::empty();
        project.write("covet.toml", &format!("targets = [\"{on}\"]\n[database]\nurl = \"{}\"\n", database.url));
        project.write("src/lib.rs", "mod models;\n");
        project.expect(0, "init");
        let text = project.expect(0, "inspectdb --models src/models.rs");
        assert!(
            text.starts_with("wrote migrations/0001_initial.rs, and its line in migrations/order.txt\n"),
            "{on}: {text}"
        );
        assert!(text.contains("left out:\n  table `_sqlx_migrations`, which is that of sqlx\n"), "{on}: {text}");
        assert!(!text.contains("not said"), "{on}: {text}");
        let text = project.expect(0, "fmt --check");
        assert_eq!(text, "1 file, all of them formatted\n", "{on}: {}", project.read("migrations/0001_initial.rs"));

        assert_eq!(project.expect(3, "migrate --check"), "1 migration is pending: shop/0001_initial\n", "{on}");
        assert!(project.expect(0, "migrate --fake-initial").contains("shop/0001_initial  not run"), "{on}");
        assert_eq!(project.expect(0, "verify"), "1 applied migration verified, 0 pending\n", "{on}");
        assert!(project.expect(0, "drift").starts_with("no drift: "), "{on}");
        project.expect(0, "makemigrations --check");
        let text = project.expect(0, "inspectdb");
        assert!(text.starts_with("everything that stands there is made by migrations already\n"), "{on}: {text}");
        // It makes the same where nothing is.
        let other = Database::new(on).await.expect("another database");
        project.expect(0, &format!("migrate --database-url {}", other.url));
        assert!(project.expect(0, &format!("drift --database-url {}", other.url)).starts_with("no drift: "), "{on}");
        other.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_a_schema_does_not_have_is_made_too() {
    for database in Database::each().await {
        let on = database.dialect;
        for statement in statements(on) {
            database.execute(statement).await;
        }
        let project = Project::empty();
        project.write("covet.toml", &format!("targets = [\"{on}\"]\n[database]\nurl = \"{}\"\n", database.url));
        project.expect(0, "init");
        project.expect(0, "inspectdb --name first");
        let text = project.read("migrations/0001_first.rs");
        assert!(text.contains("m.create_object(View, \"grown\")"), "{on}: {text}");
        assert!(text.contains("m.create_object(Trigger, \"touch\")"), "{on}: {text}");
        let other = Database::new(on).await.expect("another database");
        let at = |words: &str| format!("{words} --database-url {}", other.url);
        project.expect(0, &at("migrate"));
        assert!(project.expect(0, &at("drift")).starts_with("no drift: "), "{on}");
        other.execute("INSERT INTO people (age) VALUES (17), (18)").await;
        assert_eq!(other.rows("SELECT count(*) FROM grown").await[0][0].as_deref(), Some("1"), "{on}");
        assert_eq!(other.rows("SELECT count(*) FROM touched").await[0][0].as_deref(), Some("2"), "{on}");
        project.expect(0, "migrate --fake-initial");
        assert!(project.expect(0, "drift").starts_with("no drift: "), "{on}");
        other.close().await;
        database.close().await;
    }
}

/// A table, a view of it, and a trigger on it.
fn statements(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => &[
            "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, age INTEGER NOT NULL)",
            "CREATE TABLE touched (age INTEGER NOT NULL)",
            "CREATE VIEW grown AS SELECT id FROM people WHERE age > 17",
            "CREATE TRIGGER touch AFTER INSERT ON people BEGIN INSERT INTO touched VALUES (NEW.age); END",
        ],
        Dialect::MySql => &[
            "CREATE TABLE people (id BIGINT PRIMARY KEY AUTO_INCREMENT, age INT NOT NULL, about TEXT NULL, FULLTEXT INDEX ft (about))",
            "CREATE TABLE touched (age INT NOT NULL)",
            "CREATE VIEW grown AS SELECT id FROM people WHERE age > 17",
            "CREATE TRIGGER touch AFTER INSERT ON people FOR EACH ROW INSERT INTO touched VALUES (NEW.age)",
        ],
        Dialect::Postgres => &[
            "CREATE TYPE mood AS ENUM ('ok', 'not so good')",
            "CREATE DOMAIN years AS integer CHECK (VALUE >= 0)",
            "CREATE SEQUENCE tickets INCREMENT BY 10",
            "CREATE TABLE people (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, age years NOT NULL, \
             mood mood NOT NULL DEFAULT 'ok', ticket bigint NOT NULL DEFAULT nextval('tickets'), n bigint GENERATED ALWAYS AS \
             IDENTITY)",
            "CREATE TABLE touched (age integer NOT NULL)",
            "CREATE INDEX ix_odd ON people (age) WITH (fillfactor = 70)",
            "CREATE VIEW grown AS SELECT id FROM people WHERE age > 17",
            "CREATE FUNCTION touching() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO touched VALUES (NEW.age); \
             RETURN NEW; END $$",
            "CREATE TRIGGER touch AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION touching()",
        ],
    }
}

#[test]
fn the_session_of_a_stranger() {
    let project = Project::empty();
    project.sql("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE) STRICT");
    project.sql("CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, author_id INTEGER NOT NULL REFERENCES users (id), odd BIGINT REFERENCES users (id))");
    project.sql("CREATE TABLE schema_migrations (version TEXT)");
    project.session(
        "inspectdb",
        &[
            "inspectdb",
            "init --target sqlite",
            "inspectdb --dry-run --models -",
            "inspectdb user",
            "inspectdb posts --dry-run",
            "inspectdb --models src/models.rs",
            "inspectdb --models src/models.rs",
            "inspectdb --output json",
            "migrate --fake-initial",
            "migrate --fake --to shop/0001_initial",
            "drift",
        ],
    );
}

#[test]
fn migrations_are_formatted_by_rustfmt() {
    let project = Project::sample();
    let roles = project.read("migrations/auth/0002_roles.rs");
    project.write("migrations/auth/0002_roles.rs", &roles.replace("    t.id();", "t.id( ) ; // who"));
    project.session("fmt", &["fmt --check", "fmt --check --output json", "fmt blog", "fmt nobody", "fmt", "fmt"]);
    assert!(project.read("migrations/auth/0002_roles.rs").contains("        t.id(); // who\n"));
    project.write("migrations/auth/0002_roles.rs", "fn up(");
    let text = project.expect(1, "fmt --check");
    assert!(text.contains("error: rustfmt failed:\n") && text.contains("0002_roles.rs"), "{text}");
    let output = project.command().env("RUSTFMT", "no-such-rustfmt").arg("fmt").output().expect("the command");
    let text = crate::project::text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("rustup component add rustfmt"), "{text}");
}

//! Objects through the runtime: applied, rolled back, and kept while SQLite makes tables anew.

use covet::Error;
use covet_core::Dialect;
use covet_core::dsl::*;

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::support::Database;

const TABLES: Source = migration("app", "0001_tables", |m| {
    m.create_table("users", |t| {
        t.id();
        t.string("name", 40);
        t.integer("visits").default(0);
    });
});

const OBJECTS: Source = migration("app", "0002_objects", |m| {
    m.create_object(View, "names").create("CREATE VIEW names AS SELECT id, name FROM users").uses(["users"]);
    m.create_object(Function, "visit")
        .postgres(
            "CREATE FUNCTION visit() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.visits := 1; RETURN NEW; END; $$",
        )
        .mysql("CREATE FUNCTION visit() RETURNS int DETERMINISTIC BEGIN SET @a = 1; RETURN @a; END")
        .sqlite("");
    m.create_object(Trigger, "visited")
        .on("users")
        .postgres("CREATE TRIGGER visited BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION visit()")
        .mysql("CREATE TRIGGER visited BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.visits = visit(); END")
        .sqlite("CREATE TRIGGER visited AFTER INSERT ON users BEGIN UPDATE users SET visits = 1 WHERE id = new.id; END")
        .uses(["visit"]);
});

const WIDER: Source = migration("app", "0003_wider", |m| {
    m.alter_column("users", |t| t.string("name", 60));
    m.replace_object(View, "names").create("CREATE VIEW names AS SELECT name FROM users WHERE visits > 0");
});

fn one(text: &str) -> Vec<Vec<Option<String>>> {
    vec![vec![Some(text.to_owned())]]
}

#[tokio::test]
async fn they_are_applied_and_rolled_back() {
    for database in Database::each().await {
        let client = Client::new(&database);
        let migrations = embed(&[TABLES, OBJECTS, WIDER]);
        assert_eq!(client.run(&migrations.migrator()).await.unwrap().migrations.len(), 3);
        database.execute("INSERT INTO users (name) VALUES ('ann')").await;
        assert_eq!(database.rows("SELECT name FROM names").await, one("ann"), "{}", database.dialect);
        client.rollback(&migrations.migrator(), 1).await.unwrap();
        let rows = database.rows("SELECT id, name FROM names").await;
        assert_eq!(rows[0][1].as_deref(), Some("ann"), "{}", database.dialect);
        client.rollback(&migrations.migrator(), 1).await.unwrap();
        database.execute("INSERT INTO users (name) VALUES ('bob')").await;
        let visits = database.rows("SELECT CAST(visits AS CHAR(1)) FROM users ORDER BY id").await;
        assert_eq!(visits, [one("1"), one("0")].concat(), "{}: without the trigger", database.dialect);
        client.run(&migrations.migrator()).await.unwrap();
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn what_was_granted_on_a_view_outlives_an_altered_column() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[TABLES, OBJECTS]).migrator()).await.unwrap();
    database.execute("GRANT SELECT ON names TO PUBLIC; COMMENT ON VIEW names IS 'all of them'").await;
    client.run(&embed(&[TABLES, OBJECTS, WIDER]).migrator()).await.unwrap();
    let kept =
        "SELECT has_table_privilege('pg_monitor', 'names', 'SELECT')::text || obj_description('names'::regclass)";
    assert_eq!(database.rows(kept).await, one("trueall of them"));
    client.close().await;
    database.close().await;
}

/// On SQLite: what the migrations do not know of is kept, and what they know of must be as they say.
#[tokio::test]
async fn a_rebuild_keeps_what_stands_on_a_declared_view() {
    let Some(database) = Database::new(Dialect::Sqlite).await else { return };
    let client = Client::new(&database);
    client.run(&embed(&[TABLES, OBJECTS]).migrator()).await.unwrap();
    for statement in [
        "INSERT INTO users (name) VALUES ('ann')",
        "CREATE TRIGGER by_hand INSTEAD OF DELETE ON names BEGIN DELETE FROM users WHERE id = old.id; END",
        "CREATE TRIGGER logged AFTER UPDATE ON users BEGIN SELECT 1; END",
        "CREATE VIEW of_names AS SELECT name FROM names",
    ] {
        database.execute(statement).await;
    }
    let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY name";
    let before = database.rows(schema).await;
    let wider = migration("app", "0003_wider", |m| drop(m.alter_column("users", |t| t.string("name", 60))));
    client.run(&embed(&[TABLES, OBJECTS, wider]).migrator()).await.unwrap();
    assert_eq!(database.rows(schema).await, before);
    assert_eq!(database.rows("SELECT name FROM of_names").await, one("ann"));
    database.execute("DELETE FROM names").await;
    assert_eq!(database.rows("SELECT count(*) FROM users").await, one("0"));
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn a_declared_view_that_was_changed_by_hand_stops_a_rebuild() {
    for (by_hand, what) in [
        ("DROP VIEW names", "the view `names`, which uses it, is missing"),
        ("DROP VIEW names; CREATE VIEW names AS SELECT 1", "is `CREATE VIEW names AS SELECT 1`, and should be"),
        ("DROP TRIGGER visited", "the trigger `visited` of `users`, which uses it, is missing"),
    ] {
        let Some(database) = Database::new(Dialect::Sqlite).await else { return };
        let client = Client::new(&database);
        client.run(&embed(&[TABLES, OBJECTS]).migrator()).await.unwrap();
        database.execute(by_hand).await;
        let error = client.run(&embed(&[TABLES, OBJECTS, WIDER]).migrator()).await.unwrap_err();
        let Error::Failed(failure) = &error else { panic!("{error}") };
        assert!(matches!(&failure.error, Error::Drift { .. }), "{error}");
        assert!(error.to_string().contains(what), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn introspection_tells_declared_objects_from_others() {
    for database in Database::each().await {
        let client = Client::new(&database);
        client.run(&embed(&[TABLES, OBJECTS]).migrator()).await.unwrap();
        let mut m = Migration::new();
        (TABLES.up)(&mut m);
        (OBJECTS.up)(&mut m);
        let mut declared = covet_core::Schema::new();
        covet_core::replay::apply(m.finish().0.operations(), &mut declared).unwrap();
        database.execute("CREATE VIEW by_hand AS SELECT 1").await;
        let found = crate::introspect::read(&database).await;
        assert_eq!(found.differences(&declared), [""; 0], "{}", database.dialect);
        let undeclared: Vec<&str> = found.undeclared(&declared).map(|found| found.name.as_str()).collect();
        assert_eq!(undeclared, ["by_hand"], "{}", database.dialect);

        let gone = match database.dialect {
            Dialect::Postgres => "DROP VIEW names; DROP TRIGGER visited ON users; DROP FUNCTION visit()",
            Dialect::MySql => {
                "DROP VIEW names; DROP TRIGGER visited; DROP FUNCTION visit; CREATE PROCEDURE visit() SELECT 1"
            }
            Dialect::Sqlite => "DROP TRIGGER visited; DROP VIEW names; CREATE VIEW names AS SELECT 1",
        };
        database.execute(gone).await;
        let differences = crate::introspect::read(&database).await.differences(&declared);
        let expected: &[&str] = match database.dialect {
            Dialect::Sqlite => &[
                "view `names` is `CREATE VIEW names AS SELECT 1`, expected `CREATE VIEW names AS SELECT id, name FROM users`",
                "trigger `visited` of `users` is missing",
            ],
            _ => &["view `names` is missing", "trigger `visited` of `users` is missing", "function `visit` is missing"],
        };
        assert_eq!(differences, expected, "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

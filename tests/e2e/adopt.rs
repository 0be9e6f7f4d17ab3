//! Both directions: what stands in a database becomes a migration and models, and these are what stands there.

use covet_core::diff::{Answers, Diff, Pair, diff};
use covet_core::normal::declared;
use covet_core::syntax::model::{Owners, discover};
use covet_core::syntax::writer::{Draft, models, written};
use covet_core::syntax::{Request, load};
use covet_core::{Schema, TableName};

use crate::introspect;
use crate::support::Database;

/// The names that a server gives to keys, and those that people give, are kept: `drop_primary_key` has to know them.
#[tokio::test]
async fn names_of_primary_keys_are_adopted() {
    for database in Database::each().await {
        let sql = "
            CREATE TABLE users (id bigint PRIMARY KEY);
            CREATE TABLE tags (name varchar(40) NOT NULL, CONSTRAINT the_tags PRIMARY KEY (name));
            CREATE TABLE pairs (a int NOT NULL, b int NOT NULL, CONSTRAINT pk_pairs PRIMARY KEY (a, b))";
        database.execute(sql).await;
        let schema = introspect::read(&database).await.schema;
        let name = |table: &str| {
            let table = schema.table(&table.into()).expect("it is there");
            table.primary_key.as_ref().and_then(|key| key.name.clone()).map(|name| name.to_string())
        };
        let has_names = database.dialect.capabilities().names_primary_keys;
        let expected = ["users_pkey", "the_tags"].map(|name| has_names.then(|| name.to_owned()));
        assert_eq!([name("users"), name("tags")], expected, "{}", database.dialect);
        assert_eq!(name("pairs"), None, "{}", database.dialect);
        assert_both_ways(&database, "names of primary keys").await;
    }
}

/// Requires that the first migration which is written for a database makes what stands in it, and that models of its tables want
/// nothing else.
pub async fn assert_both_ways(database: &Database, name: &str) {
    let (live, on) = (introspect::read(database).await, database.dialect);
    let declared = declared(&live.schema, &Schema::new(), on);
    let found = diff(Pair { before: &Schema::new(), after: &declared }, &Answers::default());
    let found = found.unwrap_or_else(|faults| panic!("{name} on {on}: {faults:?}"));
    let draft = Draft { purpose: "What stands there.", up: &found.operations, ..Draft::default() };
    let text = written(&draft).unwrap_or_else(|error| panic!("{name} on {on}: {error}"));

    let project = tempfile::tempdir().expect("a directory");
    let write = |path: &str, text: &str| {
        let path = project.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("Cargo.toml", "[package]\nname = \"adopted\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    write("covet.toml", &format!("targets = [\"{on}\"]\n"));
    write("migrations/order.txt", "0001_initial\n");
    write("migrations/0001_initial.rs", &text);
    let directory = project.path().join("migrations");
    let loaded = load(&Request {
        directory: directory.clone(),
        default_app: "adopted".to_owned(),
        manifest_directory: project.path().to_owned(),
        targets: None,
    });
    let errors: Vec<_> =
        loaded.findings.iter().filter(|finding| finding.severity == covet_core::Severity::Error).collect();
    assert!(errors.is_empty(), "{name} on {on}: {errors:?}\n{text}");
    assert_eq!(live.differences(&loaded.schema), [""; 0], "{name} on {on}:\n{text}");

    let tables: Vec<TableName> = loaded.schema.tables().map(|table| table.name.clone()).collect();
    let text = models(&loaded.schema, &tables).into_iter().map(|model| model.text).collect::<Vec<_>>().join("\n");
    write("src/lib.rs", &text);
    let found = discover(project.path());
    assert!(found.findings.is_empty(), "{name} on {on}: {:?}\n{text}", found.findings);
    let wanted = found.wanted(&directory, &loaded.schema, &Owners::of(&loaded));
    let wanted = wanted.unwrap_or_else(|findings| panic!("{name} on {on}: {findings:?}\n{text}"));
    assert!(wanted.left_over.is_empty(), "{name} on {on}: {:?}\n{text}", wanted.left_over);
    let again = diff(Pair { before: &loaded.schema, after: &wanted.schema }, &Answers::default());
    assert_eq!(again, Ok(Diff::default()), "{name} on {on}:\n{text}");
}

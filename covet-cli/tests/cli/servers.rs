//! The same commands on every database.

use covet_core::Dialect;

use crate::database::Database;
use crate::project::Project;

#[tokio::test]
async fn every_database_is_migrated_checked_and_rolled_back() {
    for database in Database::each().await {
        let project = Project::sample();
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        let on = database.dialect;
        assert_eq!(project.expect(3, "migrate --check"), "5 migrations are pending, the first is auth/0001_users\n");
        assert!(project.expect(0, "migrate").starts_with("applied 5 migrations in "), "{on}");
        assert_eq!(project.expect(0, "migrate"), "nothing is pending\n", "{on}");
        assert_eq!(project.expect(0, "verify"), "5 applied migrations verified, 0 pending\n", "{on}");
        assert!(project.expect(0, "showmigrations").contains(" [X] 0002_post_slug "), "{on}");
        assert_eq!(project.expect(0, "drift"), "no drift: the database is what its 5 migrations make of it\n", "{on}");

        database.execute("ALTER TABLE users ADD COLUMN nick VARCHAR(40)").await;
        let text = project.expect(3, "drift");
        assert!(text.ends_with("  add column `nick` to `users`: string(40), nullable\n"), "{on}: {text}");
        database.execute("ALTER TABLE users DROP COLUMN nick").await;

        let plan = project.expect(0, "rollback --to auth/0001 --plan");
        assert!(plan.starts_with(&format!("2 migrations to roll back on {on}")), "{plan}");
        assert!(database.exists("roles").await, "{on}");
        assert!(project.expect(0, "rollback --to auth/0001").starts_with("rolled back 2 migrations in "), "{on}");
        assert!(!database.exists("roles").await, "{on}");
        assert!(project.expect(0, "rollback --fake").contains("blog/0002_post_slug  not run"), "{on}");
        assert!(project.expect(0, "migrate --fake blog").contains("blog/0002_post_slug  not run"), "{on}");
        assert!(project.expect(0, "rollback --all --yes").contains("auth/0001_users"), "{on}");
        assert!(!database.exists("users").await, "{on}");
        database.close().await;
    }
}

/// Where the server says that it is a cluster, which a proxy has it say, a row is the lock, and a second connection holds it.
#[tokio::test]
async fn a_cluster_of_mysql_is_migrated_by_its_url_alone() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let (no, yes) = ("'wsrep_on' AND Value = 'ON'", "'wsrep_on' AND Value<> 'ON'");
    let (_proxy, url) = covet_wire::Proxy::rewriting(&database.url, no, yes).expect("a proxy");
    let project = Project::sample();
    project.write("covet.toml", &format!("[database]\nurl = \"{url}\"\n"));
    assert!(project.expect(0, "migrate").starts_with("applied 5 migrations in "));
    let rows = database.rows("SELECT count(*), count(holder) FROM covet_migrations_lease WHERE owner IS NULL").await;
    assert_eq!(rows[0], [Some("1".to_owned()), Some("1".to_owned())], "the row was taken, and given back");
    assert!(project.expect(0, "rollback --all --yes").contains("auth/0001_users"));
    database.close().await;
}

#[tokio::test]
async fn tables_that_are_there_are_recorded_and_those_that_are_not_are_made() {
    for database in Database::each().await {
        let project = Project::sample();
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        project.expect(0, "migrate auth 0001");
        database.execute("DROP TABLE covet_migrations").await;
        let text = project.expect(0, "migrate --fake-initial");
        assert!(text.contains("auth/0001_users              not run"), "{}: {text}", database.dialect);
        assert_eq!(text.matches("not run").count(), 1, "{text}");
        assert!(database.exists("posts").await);
        project.expect(0, "drift");
        database.close().await;
    }
}

#[tokio::test]
async fn the_tracking_table_can_have_another_name() {
    for database in Database::each().await {
        let project = Project::sample();
        let table = " --table history";
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        project.expect(0, &format!("migrate {table}"));
        assert!(database.exists("history").await && !database.exists("covet_migrations").await);
        assert_eq!(
            project.expect(0, &format!("drift {table}")),
            "no drift: the database is what its 5 migrations make of it\n"
        );
        assert!(project.expect(0, &format!("showmigrations {table}")).ends_with("5 applied, 0 pending\n"));
        database.close().await;
    }
}

#[tokio::test]
async fn migrations_can_run_in_another_schema() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let (Some(database), Some(other)) = (Database::new(dialect).await, Database::new(dialect).await) else {
            continue;
        };
        // What PostgreSQL calls a schema is a database in MySQL.
        let schema = match dialect {
            Dialect::MySql => other.url.rsplit_once('/').expect("a database").1.to_owned(),
            _ => "tenant".to_owned(),
        };
        if dialect == Dialect::Postgres {
            database.execute("CREATE SCHEMA tenant").await;
        }
        let project = Project::sample();
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\nschema = \"{schema}\"\n", database.url));
        project.expect(0, "migrate");
        assert_eq!(project.expect(0, "drift --strict"), "no drift: the database is what its 5 migrations make of it\n");
        let there = format!("SELECT count(*) FROM {schema}.users");
        assert_eq!(database.rows(&there).await[0][0].as_deref(), Some("0"), "{dialect}");
        assert!(project.expect(0, "rollback --all --yes").starts_with("rolled back 5 migrations"), "{dialect}");
        database.close().await;
        other.close().await;
    }
}

#[tokio::test]
async fn what_is_newer_is_undone_by_what_is_recorded() {
    for database in Database::each().await {
        let (on, project) = (database.dialect, Project::sample());
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        project.expect(0, "migrate");
        std::fs::remove_file(project.path("migrations/blog/0002_post_slug.rs")).expect("removed");
        project.write("migrations/blog/order.txt", "0001_posts\n");
        let refused = project.expect(1, "rollback");
        assert!(refused.contains("run them with `rollback --stored`"), "{on}: {refused}");
        let asked = project.expect(4, "rollback --stored");
        assert!(asked.contains("-- blog/0002_post_slug\n-- not at hand: recorded steps, digest "), "{on}: {asked}");
        let digest = asked.rsplit_once("--digest ").expect("what to type").1.split('`').next().expect("a digest");
        let other = "0".repeat(64);
        assert!(project.expect(1, &format!("rollback --stored --digest {other}")).contains(digest), "{on}");
        let done = project.expect(0, &format!("rollback --stored --digest {digest}"));
        assert!(done.starts_with("rolled back 1 migration in "), "{on}: {done}");
        assert_eq!(project.expect(0, "rollback --stored --yes"), "nothing to roll back\n", "{on}");
        project.expect(0, "drift");
        let log = project.expect(0, "showmigrations --history");
        assert!(log.contains("rolled back (stored)") && log.contains("blog/0002_post_slug"), "{on}: {log}");
        database.close().await;
    }
}

#[tokio::test]
async fn an_index_is_built_beside_the_work_by_the_command_alone() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let project = Project::sample();
    project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
    let index = "use covet::dsl::*;\n\n#[migration(transaction = false)]\nfn up(m: &mut Migration) {\n    \
                 m.create_index(\"posts\", [\"title\"]).concurrently();\n}\n";
    project.write("migrations/blog/0003_titles.rs", index);
    project.write("migrations/blog/order.txt", "0001_posts\n0002_post_slug\n0003_titles\n");
    assert!(project.expect(0, "migrate").starts_with("applied 6 migrations in "));
    database.close().await;
}

#[tokio::test]
async fn a_driver_that_is_left_out_is_named() {
    let (url, feature) = ("postgres://me:secret@127.0.0.1:1/db", "`postgres`");
    let text = Project::sample().expect(1, &format!("migrate --database-url {url}"));
    assert_eq!(text.contains(feature), !cfg!(feature = "postgres"), "{text}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_without_the_password() {
    if !cfg!(all(feature = "postgres", feature = "mysql")) {
        return;
    }
    for url in ["postgres://me:secret@127.0.0.1:1/db", "mysql://me:secret@127.0.0.1:1/db"] {
        let project = Project::sample();
        let text = project.expect(1, &format!("migrate --database-url {url}"));
        assert!(text.contains("me:***@127.0.0.1:1/db: Connection refused") && !text.contains("secret"), "{text}");
    }
}

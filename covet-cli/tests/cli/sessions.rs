//! Sessions on SQLite: what is typed, and what is seen.

use std::fs;
use std::path::Path;

use crate::project::{Project, text};

#[test]
fn migrations_are_applied_shown_and_undone() {
    let project = Project::sample();
    project.session(
        "migrate",
        &[
            "showmigrations",
            "migrate --check",
            "migrate auth 0001",
            "migrate --to blog/0001",
            "migrate --before-tag contract",
            "migrate",
            "migrate --check",
            "showmigrations",
            "showmigrations blog --plan",
            "verify",
            "rollback --plan --app blog",
            "rollback",
            "rollback --to auth/0001",
            "rollback --app auth --all",
            "rollback --app auth --all --yes",
            "rollback",
        ],
    );
}

#[test]
fn what_cannot_be_meant_is_told_with_what_may_be() {
    let project = Project::sample();
    project.session(
        "wrong",
        &[
            "migrate atuh",
            "migrate auth 0009_roles",
            "migrate auth 00",
            "migrate auth zero",
            "migrate auth --to @v1.0",
            "migrate --to @v1",
            "migrate --to nonsense",
            "rollback --app shop",
            "rollback --steps 1 --to @v1.0",
            "showmigrations auht",
            "sqlmigrate auth 0004_roles",
            "sqlmigrate auth 0001 --dialect oracle",
            "seal --to auth/0009",
            "graph --app nobody",
            "migrate --database-url postgress://me:secret@host/db",
            "migrate --database-url sqlite://missing/directory/app.db",
            "migrate --project nowhere",
            "showmigrations --directory nowhere",
        ],
    );
}

#[test]
fn what_is_there_already_is_recorded() {
    let project = Project::sample();
    project.expect(0, "migrate auth");
    project.sql("DROP TABLE covet_migrations");
    project.session(
        "fake",
        &["migrate --fake-initial", "migrate --fake auth", "migrate --fake-initial", "showmigrations"],
    );

    let project = Project::sample();
    project.expect(0, "migrate auth 0001");
    project.sql("DROP TABLE covet_migrations");
    project.session("fake_initial", &["migrate --fake-initial", "rollback --fake --all --yes"]);
}

#[test]
fn a_squash_is_one_way_or_the_other() {
    let project = Project::empty();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/fixtures/squash");
    let take = |name: &str| {
        let text = fs::read_to_string(fixtures.join(name)).unwrap();
        project.write(&format!("migrations/{name}"), &text);
    };
    ["0001_users.rs", "0002_name.rs"].into_iter().for_each(take);
    project.write("migrations/order.txt", "0001_users\n0002_name\n");
    project.expect(0, "migrate --database-url sqlite://two.db");
    ["0003_all.rs", "order.txt"].into_iter().for_each(take);
    project.session(
        "squash",
        &[
            "sqlmigrate shop 0002",
            "sqlmigrate shop 0003",
            "graph",
            "graph migrations",
            "migrate --plan",
            "migrate",
            "showmigrations --output json",
            "drift",
            "rollback",
        ],
    );
    project.expect(0, "drift --database-url sqlite://two.db");
    project.write("migrations/order.txt", "0003_all\n");
    for name in ["0001_users", "0002_name"] {
        fs::remove_file(project.path(&format!("migrations/{name}.rs"))).unwrap();
    }
    project.session(
        "squash_alone",
        &[
            "migrate --database-url sqlite://two.db",
            "showmigrations --database-url sqlite://two.db",
            "showmigrations --database-url sqlite://two.db --output json",
            "verify --database-url sqlite://two.db",
            "drift --database-url sqlite://two.db",
        ],
    );
}

#[test]
fn sql_is_shown_for_every_database() {
    let calls = ["sqlite", "postgres", "mysql"].map(|dialect| format!("sqlmigrate auth 0003 --dialect {dialect}"));
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let back = ["sqlmigrate auth 0002 --backwards", "sqlmigrate blog 0003", "sqlmigrate blog 0002 --output json"];
    Project::with_rust().session("sqlmigrate", &[&calls[..], &back].concat());
}

#[test]
fn a_plan_shows_the_sql() {
    let project = Project::sample();
    project.session("plan", &["migrate blog 0001 --plan", "migrate --plan --to auth/0001 --output json"]);
    assert!(!project.path("app.db").exists(), "what only reads makes no file");
}

#[test]
fn rust_functions_need_the_program() {
    let project = Project::with_rust();
    project
        .session("rust", &["migrate", "migrate blog 0002", "migrate --fake blog 0003", "migrate", "migrate --check"]);
}

#[test]
fn a_project_is_begun() {
    let project = Project::empty();
    project.session(
        "begin",
        &[
            "migrate",
            "init",
            "init",
            "makemigrations --empty --name Users --dry-run",
            "makemigrations --empty --name users",
            "makemigrations --empty --name add-roles",
            "makemigrations blog --empty --name posts",
            "makemigrations --name users",
            "makemigrations --empty --name a/b",
            "init blog",
            "check",
            "migrate",
        ],
    );
    assert_eq!(
        project.read("migrations/order.txt"),
        "# The migrations of this app, one name a line, in the order in which they run.\n0001_users\n0002_add_roles\n"
    );
    let project = Project::empty();
    project.session(
        "begin_apps",
        &[
            "init auth blog --target postgres --target sqlite",
            "makemigrations --empty --name users",
            "makemigrations auth --empty --name users --output json",
            "makemigrations pay --empty --name invoices",
            "check",
        ],
    );
    assert_eq!(project.read("migrations/pay/order.txt"), "0001_invoices\n");
}

#[test]
fn findings_are_shown_as_the_compiler_shows_them() {
    let project = Project::sample();
    let roles = project.read("migrations/auth/0002_roles.rs");
    project.write("migrations/auth/0002_roles.rs", &roles.replace("\"role_id\", \"roles\"", "\"role_id\", \"role\""));
    project.session("check", &["check", "check --output json", "migrate"]);
    project.write("migrations/blog/0009_forgotten.rs", "");
    project.session("check_files", &["check"]);
    assert_eq!(project.says("check").0, 1);
    let coloured = text(&project.call("check --color always").stdout);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    assert!(!text(&project.call("check").stdout).contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn seals_are_written_once_and_break_when_a_migration_changes() {
    let project = Project::sample();
    project.write(
        "migrations/auth/order.txt",
        "# who\r\n0001_users # first\r\n@v1.0\r\n0002_roles\r\n0003_user_email_length\r\n",
    );
    project.session("seal", &["seal --to @v1.0", "seal --check auth", "seal auth", "seal auth", "check"]);
    let order = project.read("migrations/auth/order.txt");
    assert!(order.starts_with("# who\r\n0001_users sha256:") && order.contains(" # first\r\n@v1.0\r\n"), "{order}");
    let users = project.read("migrations/auth/0001_users.rs");
    project.write("migrations/auth/0001_users.rs", &users.replace("120", "121"));
    let text = project.expect(1, "check");
    assert!(text.contains("`auth/0001_users` is sealed and has changed"), "{text}");
}

#[test]
fn every_setting_says_where_it_comes_from() {
    let project = Project::sample();
    project.session("config", &["config", "config --table t --directory elsewhere --output json"]);
    project.write(".env", "DATABASE_URL=mysql://me:secret@db/shop\n");
    let text = project.expect(0, "config");
    assert!(text.contains("mysql://me:***@db/shop   the environment: DATABASE_URL in .env"), "{text}");
    let output =
        project.command().env("DATABASE_URL", "sqlite://other.db").arg("config").output().expect("the command");
    assert!(crate::project::text(&output.stdout).contains("the environment: DATABASE_URL\n"));
    project.write("covet.toml", "[database]\nurl = \"sqlite://data.db\"\ntable = \"history\"\n");
    let text = project.expect(0, "config");
    assert!(text.contains("/data.db") && text.contains("history"), "{text}");
    // From a directory below it is the same file.
    let below = project.path("migrations/auth");
    let output = project.command().current_dir(below).arg("migrate").output().expect("the command");
    assert!(output.status.success() && project.path("data.db").exists());
    project.write("covet.toml", "[database]\nulr = \"sqlite://data.db\"\n");
    project.session("config_wrong", &["migrate"]);
}

#[test]
fn a_failure_says_what_was_done_before_it() {
    let project = Project::sample();
    project.expect(0, "migrate blog");
    let broken = "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    \
                  m.run_sql(\"INSERT INTO nowhere VALUES (1)\").reverse(\"SELECT 1\");\n}\n";
    project.write("migrations/blog/0003_broken.rs", broken);
    project.write("migrations/blog/order.txt", "0001_posts\n0002_post_slug\n0003_broken\n");
    project.session("failure", &["migrate", "migrate --output json"]);
}

#[test]
fn a_history_that_is_another_ends_with_5() {
    let project = Project::sample();
    project.expect(0, "migrate");
    let roles = project.read("migrations/auth/0002_roles.rs");
    project.write("migrations/auth/0002_roles.rs", &roles.replace("40", "41"));
    project.session("edited", &["verify", "migrate", "showmigrations auth", "drift"]);
    project.write("migrations/auth/0002_roles.rs", &roles);
    fs::remove_file(project.path("migrations/blog/0002_post_slug.rs")).expect("removed");
    project.write("migrations/blog/order.txt", "0001_posts\n");
    project.session(
        "newer",
        &[
            "migrate",
            "migrate --accept-newer",
            "verify --accept-newer",
            "showmigrations blog",
            "rollback",
            "rollback --stored --plan",
            "rollback --stored",
            "rollback --stored --digest abc",
            "rollback --stored --yes",
            "showmigrations --history blog",
            "migrate",
        ],
    );
}

#[test]
fn drift_is_told_as_operations() {
    let project = Project::sample();
    project.expect(0, "migrate");
    project.sql("ALTER TABLE users ADD COLUMN nick VARCHAR(40)");
    project.sql("DROP INDEX ix_posts_author_id");
    project.sql("CREATE TABLE notes (n INTEGER); CREATE VIEW latest AS SELECT * FROM posts");
    project.session("drift", &["drift", "drift --strict", "drift --output json"]);
}

#[test]
fn tables_and_migrations_are_drawn() {
    let project = Project::with_rust();
    project.session("graph", &["graph", "graph migrations", "graph --format dot --app auth"]);
    for what in ["tables", "migrations"] {
        project.expect(0, &format!("graph {what} --file {what}.svg"));
        let svg = project.read(&format!("{what}.svg"));
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"), "{svg}");
        assert_eq!(svg.matches("<path class=\"edge\"").count(), if what == "tables" { 3 } else { 6 });
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

/// `COVET_BLESS=1` draws it anew: `covet graph --file guide/tables.svg`.
#[test]
fn the_picture_in_the_readme_is_that_of_the_sample() {
    let drawn = Project::with_rust().expect(0, "graph --format svg");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/tables.svg");
    if std::env::var_os("COVET_BLESS").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), drawn, "{}", path.display());
}

#[test]
fn shells_complete_and_there_is_a_page() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = project.expect(0, &format!("completions {shell}"));
        assert!(text.contains("showmigrations"), "{shell}");
    }
    assert!(project.expect(0, "man").contains(".TH covet 1"));
}

#[test]
fn whoever_stops_reading_is_not_told_of_it() {
    let project = Project::sample();
    let script = format!("{} migrate --plan | head -n 1", env!("CARGO_BIN_EXE_covet"));
    let output =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(project.path(".")).output().expect("sh");
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), ("", Some(0)));
}

/// Runs SQL on the file of a project.
pub fn sql(project: &Project, sql: &str) {
    use sqlx::{Connection as _, Executor as _};
    let url = format!("sqlite://{}", project.path("app.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("a file");
        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.expect(sql);
        connection.close().await.expect("closed");
    });
}

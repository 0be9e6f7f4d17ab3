//! `makemigrations` with models: what is typed, and what is seen.

use std::fs;

use crate::database::Database;
use crate::project::Project;
use crate::terminal::on_terminal;

const USER: &str = "#[derive(sqlx::FromRow, covet::Model)]
pub struct User {
    pub id: i64,
    #[covet(length = 255, unique)]
    pub email: String,
}
";

const POST: &str = "#[derive(covet::Model)]
pub struct Post {
    pub id: i64,
    #[covet(references = \"users\", on_delete = \"cascade\", index)]
    pub author_id: i64,
    #[covet(length = 200)]
    pub title: String,
}
";

/// A project with models in its one file.
fn project(models: &str) -> Project {
    let project = Project::empty();
    write(&project, models);
    project
}

fn write(project: &Project, models: &str) {
    project.write("src/main.rs", &format!("{models}\nfn main() {{}}\n"));
}

/// A model with these fields beside its id.
fn thing(fields: &str) -> String {
    format!("#[derive(covet::Model)]\nstruct Thing {{\n    id: i64,\n    {fields}\n}}\n")
}

#[test]
fn a_struct_becomes_a_migration() {
    let project = project(&format!("{USER}{POST}"));
    project.session(
        "models",
        &[
            "makemigrations --check",
            "makemigrations --dry-run",
            "makemigrations",
            "makemigrations",
            "makemigrations --check",
            "migrate",
            "drift",
        ],
    );
    assert_eq!(project.read("migrations/order.txt"), "0001_users_posts\n");
    let nick = USER
        .replace("pub email", "pub email: String,\n    pub nick: Option<String>,\n    #[covet(skip)]\n    pub shown");
    write(&project, &format!("{nick}{}", POST.replace("200", "80")));
    project.session(
        "models_changed",
        &[
            "makemigrations --check --output json",
            "makemigrations --name nicknames --output json",
            "makemigrations --check",
            "migrate",
            "makemigrations --from-database --check",
        ],
    );
    project.expect(0, "rollback");
}

#[test]
fn what_cannot_be_told_is_asked_for_by_its_flags() {
    let project = project(&thing("old: i32,"));
    project.expect(0, "makemigrations");
    write(&project, &thing("new: i32,\n    #[covet(length = 2)]\n    country: String,"));
    project.session(
        "models_asked",
        &[
            "makemigrations",
            "makemigrations --output json",
            "makemigrations --check",
            "makemigrations --rename things.old=knew",
            "makemigrations --rename thing.old=new",
            "makemigrations --rename old",
            "makemigrations --rename things.old=new --default things.country=Germany",
            "makemigrations --rename things.old=new --default things.country=de",
        ],
    );
    write(&project, &thing("another: i32,\n    #[covet(length = 2)]\n    country: String,"));
    let text = project.expect(0, "makemigrations --drop things.new --default things.another=0");
    assert!(text.contains("careful: drops `new` of `things` with all of its values"), "{text}");
}

#[test]
fn apps_have_directories_of_their_own() {
    let project = project(&format!(
        "{}{}",
        USER.replace("pub struct", "#[covet(app = \"auth\")]\npub struct"),
        POST.replace("pub struct", "#[covet(app = \"blog\")]\npub struct")
    ));
    project.session(
        "models_apps",
        &["makemigrations auht", "makemigrations auth", "makemigrations blog", "makemigrations", "check"],
    );
    let posts = project.read("migrations/blog/0001_posts.rs");
    assert!(posts.contains("#[migration(depends_on = [\"auth/0001_users\"])]"), "{posts}");
}

#[test]
fn what_is_wrong_with_models_is_shown_at_the_field() {
    let project = project(&thing("price: Money,"));
    project.session("models_wrong", &["makemigrations"]);
    assert!(!project.path("migrations").exists());
    write(&project, "");
    assert!(project.expect(1, "makemigrations").contains("no struct derives `covet::Model`"));
}

#[test]
fn what_a_build_would_refuse_is_taken_back() {
    let project = project(&thing("a: i32, b: i32,"));
    project.write("covet.toml", "[lint]\ndrop-column = \"deny\"\n");
    project.expect(0, "makemigrations");
    write(&project, &thing("a: i32,"));
    let text = project.expect(1, "makemigrations");
    assert!(text.contains("a build would refuse what was written, so it was taken back"), "{text}");
    assert!(text.contains("drop_column"), "the rule is shown: {text}");
    assert_eq!(project.read("migrations/order.txt"), "0001_things\n");
    assert_eq!(fs::read_dir(project.path("migrations")).expect("there").count(), 2);
}

#[test]
fn what_no_database_converts_is_not_written() {
    let project = project(&thing("n: String,"));
    project.expect(0, "makemigrations");
    write(&project, &thing("n: i32,"));
    let text = project.expect(4, "makemigrations");
    assert!(text.contains("`--using \"things.n=EXPRESSION\"`"), "{text}");
    let output = project.command().args(["makemigrations", "--using", "things.n=CAST(n AS INTEGER)"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("mysql cannot alter column `n` of `things`"), "{text}");
    project.write("covet.toml", "targets = [\"postgres\", \"sqlite\"]\n");
    let output = project.command().args(["makemigrations", "--using", "things.n=CAST(n AS INTEGER)"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(project.read("migrations/0002_alter_things_n.rs").contains(".using(\"CAST(n AS INTEGER)\")"));
}

#[test]
fn names_begin_with_moments_where_that_is_said() {
    let project = project(USER);
    project.write("covet.toml", "numbering = \"timestamp\"\n");
    project.expect(0, "makemigrations");
    let order = project.read("migrations/order.txt");
    let (moment, name) = order.trim().split_once('_').expect("a moment and a name");
    assert!(moment.len() == 14 && moment.starts_with("20") && name == "users", "{order}");
    assert!(project.expect(0, "config").contains("timestamp"));
}

#[test]
fn renames_are_asked_on_a_terminal() {
    let project = project(&thing("old: i32,"));
    project.expect(0, "makemigrations");
    write(&project, &thing("new: i32,"));
    let (code, seen) = on_terminal(&project, 100, "makemigrations --dry-run", "\u{4}");
    assert!(code == 4 && seen.contains("no answer was given; nothing was written"), "{seen:?}");
    let (code, seen) = on_terminal(&project, 100, "makemigrations", "1\n");
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("`things` has no column `old` any more") && seen.contains("it is `new` now"), "{seen}");
    assert!(seen.contains("rename column `old` of `things` to `new`"), "{seen}");

    write(&project, &thing("newer: i32,"));
    // The last choice; then a value, first one that does not fit.
    let (code, seen) = on_terminal(&project, 100, "makemigrations", "2\nmany\n7\n");
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("`many` is no value of integer"), "{seen}");
    let text = project.read("migrations/0003_things_newer.rs");
    assert!(text.contains(".fill(7)") && text.contains("m.drop_column(\"things\", \"new\");"), "{text}");
}

#[test]
fn whether_a_table_without_a_model_goes_is_asked() {
    let project = project(&format!("{USER}{POST}"));
    project.expect(0, "makemigrations");
    write(&project, USER);
    project.session(
        "models_gone",
        &[
            "makemigrations",
            "makemigrations --output json",
            "makemigrations --check",
            "makemigrations --drop posts --dry-run",
        ],
    );
    // What comes first drops nothing.
    let (code, seen) = on_terminal(&project, 100, "makemigrations", "1\n");
    assert!(code == 1 && seen.contains("no model has the table `posts` any more"), "{seen}");
    assert!(seen.contains("nothing was written") && seen.contains("keep = [\"posts\"]"), "{seen}");
    assert_eq!(project.read("migrations/order.txt"), "0001_users_posts\n");
    project.write("covet.toml", "[models]\nkeep = [\"posts\"]\n");
    assert!(project.expect(0, "makemigrations --no-input").contains("nothing"), "it is kept");
    project.write("covet.toml", "");
    let (code, seen) = on_terminal(&project, 100, "makemigrations", "2\n");
    assert!(code == 0 && seen.contains("drop table `posts`"), "{seen}");
    assert!(seen.contains("drops `posts` with all of its rows"), "{seen}");
}

#[test]
fn what_two_branches_added_is_put_into_one_order() {
    let project = project(USER);
    project.expect(0, "makemigrations");
    for (name, table) in [("0002_ants", "ants"), ("0002_bees", "bees")] {
        let text = format!(
            "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {{\n    m.create_table(\"{table}\", |t| t.id());\n}}\n"
        );
        project.write(&format!("migrations/{name}.rs"), &text);
    }
    project.write("migrations/order.txt", "0001_users\n<<<<<<< HEAD\n0002_ants\n=======\n0002_bees\n>>>>>>> main\n");
    project.session(
        "merge",
        &[
            "makemigrations --merge",
            "makemigrations --merge=theirs --dry-run",
            "makemigrations --merge=theirs",
            "check",
        ],
    );
    assert_eq!(project.read("migrations/order.txt"), "0001_users\n0002_bees\n0002_ants\n");
    project.write("migrations/order.txt", "0001_users\n0002_bees\n");
    project.session("merge_unlisted", &["makemigrations --merge", "makemigrations --merge"]);
    project.write(
        "migrations/0002_bees.rs",
        "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    m.drop_table(\"ants\");\n}\n",
    );
    project.write("migrations/order.txt", "0001_users\n<<<<<<< HEAD\n0002_ants\n=======\n0002_bees\n>>>>>>> main\n");
    let text = project.expect(1, "makemigrations --merge=theirs");
    assert!(text.contains("table `ants` does not exist here"), "{text}");
    assert!(project.expect(0, "makemigrations --merge=ours").contains("0002_ants\n  0002_bees"));
}

#[tokio::test]
async fn models_are_compared_with_a_database() {
    for database in Database::each().await {
        let project = project(&format!("{USER}{POST}"));
        project.write("covet.toml", &format!("[database]\nurl = \"{}\"\n", database.url));
        project.expect(0, "makemigrations");
        project.expect(0, "migrate");
        let on = database.dialect;
        let nothing = "nothing is missing: the migrations make what the models say\n";
        assert_eq!(project.expect(0, "makemigrations --from-database --check"), nothing, "{on}");
        database.execute("CREATE TABLE theirs (n INT)").await;
        assert_eq!(project.expect(0, "makemigrations --from-database --check"), nothing, "{on}");
        write(&project, &format!("{USER}{}", POST.replace("200", "300")));
        let text = project.expect(0, "makemigrations --from-database");
        assert!(text.contains("0002_alter_posts_title.rs\n  alter column `title` of `posts`\n"), "{on}: {text}");
        project.expect(0, "migrate");
        project.expect(0, "drift");
        database.execute("ALTER TABLE users ADD COLUMN stray INT").await;
        let text = project.expect(1, "makemigrations --from-database");
        assert!(text.contains("the database is not what its migrations make"), "{on}: {text}");
        database.close().await;
    }
}

#[test]
fn drift_takes_a_rename_that_it_is_told() {
    let project = project(&thing("old: i32,"));
    project.expect(0, "makemigrations");
    project.expect(0, "migrate");
    crate::sessions::sql(&project, "ALTER TABLE things RENAME COLUMN old TO new");
    project.session("drift_renamed", &["drift", "drift --rename things.old=new"]);
}

//! Squashes as they are made, run, and left alone.

use crate::database::Database;
use crate::project::Project;

/// The sample migrations, one more of which uses what another app makes in between.
fn project() -> Project {
    let project = Project::sample();
    project.write(
        "migrations/auth/0004_last_post.rs",
        "use covet::dsl::*;\n\n#[migration(depends_on = [\"blog/0001_posts\"])]\nfn up(m: &mut Migration) {\n    \
         m.add_column(\"users\", |t| t.references(\"last_post_id\", \"posts\").nullable());\n}\n",
    );
    let order = project.read("migrations/auth/order.txt");
    project.write("migrations/auth/order.txt", &format!("{order}0004_last_post\n"));
    project
}

#[test]
fn a_squash_is_written_and_what_it_replaces_removed() {
    let project = project();
    project.session(
        "squashmigrations",
        &[
            "squashmigrations auth",
            "squashmigrations auth 0009",
            "squashmigrations auth 0001",
            "squashmigrations auth 0003 0001",
            "squashmigrations atuh 0003",
            "squashmigrations auth 0004",
            "squashmigrations auth 0003 --elide 0004",
            "squashmigrations auth 0003 --dry-run",
            "squashmigrations auth 0003 --elide 0002 --name start --dry-run --output json",
            "squashmigrations auth 0003",
            "squashmigrations auth 0003",
            "check",
            "squashmigrations auth --prune",
            "squashmigrations auth --prune --dry-run",
            "squashmigrations auth --prune --yes",
            "squashmigrations auth --prune --yes",
            "check",
            "migrate",
        ],
    );
    let order = project.read("migrations/auth/order.txt");
    assert!(order.ends_with(" run.\n0001_squashed_0003_user_email_length\n0004_last_post\n"), "{order}");
}

#[test]
fn a_function_stays_behind_and_a_file_goes_with_who_included_it() {
    let project = Project::with_rust();
    project.session("squash_rust", &["squashmigrations blog 0004", "squashmigrations blog 0004 --elide 0003"]);
    let project = Project::empty();
    project.write("migrations/order.txt", "0001_a\r\n@v1\r\n0002_b\r\n@v2\r\n0003_c\r\n");
    let with =
        |body: &str| format!("use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {{\n    {body}\n}}\n");
    project.write("migrations/0001_a.rs", &with("m.create_table(\"a\", |t| t.id());"));
    project.write("migrations/b.sql", "INSERT INTO a DEFAULT VALUES");
    project.write("migrations/0002_b.rs", &with("m.run_sql(include_str!(\"b.sql\")).reverse(\"\");"));
    project.write("migrations/0003_c.rs", &with("m.add_column(\"a\", |t| t.text(\"c\").nullable());"));
    project.expect(0, "squashmigrations shop 0002");
    assert_eq!(
        project.read("migrations/order.txt"),
        "0001_a\r\n@v1\r\n0002_b\r\n0001_squashed_0002_b\r\n@v2\r\n0003_c\r\n"
    );
    let text = project.expect(0, "squashmigrations shop --prune --yes");
    assert!(text.contains("b.sql") && text.contains("removed too: @v1\n"), "{text}");
    assert_eq!(project.read("migrations/order.txt"), "0001_squashed_0002_b\r\n@v2\r\n0003_c\r\n");
    assert!(!project.path("migrations/b.sql").exists());
    project.expect(0, "check");
}

#[tokio::test]
async fn databases_with_and_without_the_history_go_on() {
    for (old, new) in Database::each().await.into_iter().zip(Database::each().await) {
        let (project, on) = (Project::sample(), old.dialect);
        let at = |words: &str, database: &Database| format!("{words} --database-url {}", database.url);
        project.expect(0, &at("migrate", &old));
        project.expect(0, "squashmigrations auth 0003");
        for _ in 0..2 {
            assert_eq!(project.expect(0, &at("migrate", &old)), "nothing is pending\n", "{on}");
            project.expect(0, &at("migrate --check", &old));
            project.expect(0, &at("drift", &old));
            project.expect(0, &at("migrate", &new));
            project.expect(0, &at("drift", &new));
            let rows = new.rows("SELECT name FROM covet_migrations WHERE app = 'auth'").await;
            assert_eq!(rows, [[Some("0001_squashed_0003_user_email_length".to_owned())]], "{on}");
            for database in [&old, &new] {
                assert_eq!(database.rows("SELECT count(*) FROM roles").await[0][0].as_deref(), Some("2"), "{on}");
            }
            // The release after it.
            if project.path("migrations/auth/0001_users.rs").exists() {
                project.expect(0, "squashmigrations auth --prune --yes");
            }
        }
        project.expect(0, &at("verify", &old));
        old.close().await;
        new.close().await;
    }
}

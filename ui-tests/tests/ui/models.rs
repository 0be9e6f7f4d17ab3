//! Models and the migrations of their crate, as its `covet.toml` has them.

use crate::project::{Finding, Project};

const USERS: &str = "//! Accounts.\nuse covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    \
                     m.create_table(\"users\", |t| {\n        t.id();\n        t.string(\"email\", 80);\n    });\n}\n";
const NICKNAME: &str = "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    \
                        m.add_column(\"users\", |t| t.text(\"nickname\").nullable());\n}\n";
const USER: &str = "//! A crate.\n\n/// Who can sign in.\n#[derive(covet::Model)]\npub struct User {\n    \
                    /// The key.\n    pub id: i64,\n    /// The address.\n    #[covet(length = 80)]\n    pub email: String,\n    \
                    /// The other name.\n    pub nickname: Option<String>,\n}\n";

/// A crate with a model of a table that lacks a column, and no `migrations!`.
fn project(name: &str, directory: &str, config: &str) -> Project {
    let project = Project::new(name);
    project.write(&format!("{directory}/order.txt"), "0001_users\n");
    project.write(&format!("{directory}/0001_users.rs"), USERS);
    project.write("covet.toml", config);
    project.write("src/lib.rs", USER);
    project
}

fn is_at_the_field(finding: &Finding) -> bool {
    let place = (finding.file.as_str(), finding.at, finding.text.as_str());
    finding.message.contains("no migration creates `nickname` of `users`; run `covet makemigrations")
        && place == ("lib.rs", (12, 9), "nickname")
}

/// One crate goes through what happens to a model in its life; each build takes its time.
#[test]
fn a_model_and_its_migrations() {
    let project = project("models", "migrations", "");
    let build = project.build();
    let [error] = &build.errors[..] else { panic!("{:?}", build.errors) };
    assert!(is_at_the_field(error), "{error:?}");

    project.write("covet.toml", "[models]\ncheck = \"warn\"\n");
    let build = project.build();
    assert_eq!(build.errors, []);
    let [warning] = &build.warnings[..] else { panic!("{:?}", build.warnings) };
    assert!(is_at_the_field(warning), "{warning:?}");
    assert!(warning.message.starts_with("use of deprecated macro `model_differs`: "), "{warning:?}");

    // The settings and the migrations are watched, though no `migrations!` reads them.
    project.write("covet.toml", "[models]\ncheck = \"off\"\n");
    let build = project.build();
    assert_eq!((build.errors, build.warnings, build.fresh), (vec![], vec![], false));
    project.write("covet.toml", "");
    assert_eq!(project.build().errors.len(), 1);
    project.write("migrations/order.txt", "0001_users\n0002_nickname\n");
    project.write("migrations/0002_nickname.rs", NICKNAME);
    let build = project.build();
    assert_eq!((build.errors, build.warnings, build.fresh), (vec![], vec![], false));
    project.write("migrations/0002_nickname.rs", &NICKNAME.replace("nickname", "nick"));
    assert_eq!(project.build().errors.len(), 2, "the field has no column and the column no field");

    // What is wrong with the migrations is for `migrations!` to say, once.
    project.write("migrations/0002_nickname.rs", &NICKNAME.replace("users", "user"));
    project.write("src/lib.rs", &format!("{USER}covet::migrations!(pub static MIGRATIONS);\n"));
    let build = project.build();
    let [error] = &build.errors[..] else { panic!("{:?}", build.errors) };
    assert!(error.message.starts_with("table `user` does not exist here"), "{error:?}");

    // Published without its migrations.
    project.remove("migrations");
    project.write("src/lib.rs", USER);
    let build = project.build();
    assert_eq!((build.errors, build.warnings), (vec![], vec![]));
}

#[test]
fn the_directory_is_that_of_the_settings() {
    let build = project("models_elsewhere", "db/migrations", "directory = \"db/migrations\"\n").build();
    let [error] = &build.errors[..] else { panic!("{:?}", build.errors) };
    assert!(is_at_the_field(error), "{error:?}");
}

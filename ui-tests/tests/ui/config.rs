//! What is wrong with `covet.toml` is said by the build, with the line and the place: what stands in no Rust file has no token.

use crate::project::Project;

const USERS: &str = "//! Users.\nuse covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    \
                     m.create_table(\"users\", |t| t.id());\n}\n";

/// What a build says of a configuration, one error after another; places in `covet.toml` as they are shown.
fn errors(name: &str, config: &str) -> Vec<String> {
    let project = Project::new(name);
    project.write("migrations/order.txt", "0001_users\n");
    project.write("migrations/0001_users.rs", USERS);
    project.write("other/order.txt", "");
    project.write("covet.toml", config);
    project.build().errors.into_iter().map(|error| error.message.replace(&project.path(), "")).collect()
}

#[test]
fn a_file_that_is_no_configuration() {
    let found = errors("config_bad", "directry = \"migrations\"\n[database]\nurl = 5\n");
    assert_eq!(
        found,
        [
            "`url` must be a text, and not an empty one\n --> /covet.toml:3:7\n  |\n3 | url = 5\n  |       ^",
            "unknown key `directry` in `covet.toml`\n --> /covet.toml:1:1\n  |\n1 | directry = \"migrations\"\n  | ^^^^^^^^\n  |\n  \
             = help: did you mean `directory`?",
        ]
    );
}

#[test]
fn targets_that_are_none() {
    let found = errors("config_target", "targets = [\"postgre >= 14\", \"mysql > 8\"]\n");
    let line = "1 | targets = [\"postgre >= 14\", \"mysql > 8\"]";
    assert_eq!(
        found,
        [
            format!(
                "unknown database `postgre`\n --> /covet.toml:1:12\n  |\n{line}\n  |            ^^^^^^^^^^^^^^^\n  |\n  = help: did you \
                 mean `postgres`?"
            ),
            format!(
                "`mysql > 8` is not a server and its oldest version\n --> /covet.toml:1:29\n  |\n{line}\n  |                             \
                 ^^^^^^^^^^^\n  |\n  = help: write a server and, where it matters, its oldest version: `\"postgres >= 14\"`"
            ),
        ]
    );
}

#[test]
fn two_apps_of_one_name() {
    let found = errors("config_app", "[apps.config_app]\npath = \"other\"\n");
    let expected = "the app `config_app` stands in `/migrations` as well\n --> /covet.toml:2:8\n  |\n2 | path = \"other\"\n  |        \
                    ^^^^^^^\n  |\n  = help: rename one of them";
    assert_eq!(found, [expected]);
}

#[test]
fn a_target_that_is_too_old_for_what_is_used() {
    let project = Project::new("config_version");
    project.write("migrations/order.txt", "0001_users\n");
    let indexed = USERS
        .replace("|t| t.id()", "|t| {\n        t.id();\n        t.integer(\"b\").generated_virtual(\"1\");\n    }");
    project.write("migrations/0001_users.rs", &indexed);
    project.write("covet.toml", "targets = [\"postgres >= 16\"]\n");
    let errors = project.build().errors;
    let [error] = &errors[..] else { panic!("one error is expected, not {errors:#?}") };
    assert_eq!((error.text.as_str(), error.file.as_str()), ("integer", "0001_users.rs"));
    assert_eq!(
        error.message,
        "postgres cannot create table `users`: a generated column that is not stored, `b`, needs PostgreSQL 18, and the target is \
         `postgres >= 16`; name \"postgres >= 18\" among `targets` in covet.toml, or write `.generated(\"..\")`"
    );
    project.write("covet.toml", "targets = [\"postgres\"]\n");
    let errors = project.build().errors;
    assert!(errors.is_empty(), "a run looks at the version: {errors:#?}");
}

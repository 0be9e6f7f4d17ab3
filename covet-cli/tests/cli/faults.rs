//! What is wrong with a project is said once, where it is, and by every command that meets it.

use crate::project::{Project, text};

fn with_models(models: &str) -> Project {
    let project = Project::empty();
    project.write("src/lib.rs", models);
    project
}

/// A model of `users` with these fields.
fn users(fields: &str) -> String {
    format!("#[derive(covet::Model)]\nstruct User {{\n    id: i64,\n    {fields}\n}}\n")
}

#[test]
fn an_order_file_in_conflict_is_one_finding() {
    let project = Project::sample();
    project.write("migrations/auth/order.txt", "0001_users\n<<<<<<< HEAD\n0002_a\n=======\n0002_b\n>>>>>>> main\n");
    for words in ["check", "migrate", "makemigrations", "showmigrations"] {
        let said = project.expect(1, words);
        assert!(said.contains("order.txt:2:1") && said.contains("`covet makemigrations --merge`"), "{words}: {said}");
        assert_eq!(said.matches("error: ").count(), 2, "{words}: {said}");
    }
}

#[test]
fn findings_are_in_what_machines_read() {
    let project = Project::sample();
    project.write("migrations/auth/order.txt", "=======\n");
    for words in ["migrate", "verify", "showmigrations", "makemigrations"] {
        let output = project.call(&format!("{words} --output json"));
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(said["done"]["findings"][0]["code"], "order-conflict", "{words}: {said}");
        assert_eq!(said["done"]["findings"][0]["line"], 1, "{words}: {said}");
    }
}

#[test]
fn an_app_is_called_the_same_from_everywhere() {
    let project = Project::empty();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n");
    project.write("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\n");
    project.write("a/src/lib.rs", "");
    project.write("db/migrations/order.txt", "0001_tags\n");
    let tags = "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    m.create_table(\"tags\", |t| t.id());\n}\n";
    project.write("db/migrations/0001_tags.rs", tags);
    let from = |directory: &str| {
        let mut command = project.command();
        let output = command.current_dir(project.path(directory)).arg("showmigrations").output().expect("the command");
        text(&output.stdout) + &text(&output.stderr)
    };
    let config = "directory = \"db/migrations\"\n";
    project.write("covet.toml", config);
    for directory in [".", "a", "db"] {
        let said = from(directory);
        assert!(said.contains("no package has these migrations") && said.contains("`[apps.<name>]`"), "{said}");
    }
    project.write("covet.toml", &format!("{config}[apps.shop]\npath = \"db/migrations\"\n"));
    for directory in [".", "a", "db"] {
        assert!(from(directory).starts_with("shop\n"), "{directory}: {}", from(directory));
    }
    project.write("covet.toml", config);
    project.write("db/Cargo.toml", "[package]\nname = \"base\"\nversion = \"0.1.0\"\n");
    for directory in [".", "a"] {
        assert!(from(directory).starts_with("base\n"), "{directory}: {}", from(directory));
    }
}

#[test]
fn what_a_target_cannot_have_is_said_at_the_field() {
    for (fields, line, said) in [
        ("#[covet(unique)] email: String,", "4:22", "`#[covet(length = 255)]`, at most 768; or do without mysql"),
        ("#[covet(index)] email: String,", "4:21", "`#[covet(length = 255)]`"),
        ("#[covet(default_sql = \"now((\")] at: i32,", "4:37", "the default of `at` is not one expression"),
    ] {
        let project = with_models(&users(fields));
        let found = project.expect(1, "makemigrations");
        assert!(found.contains(&format!("src/lib.rs:{line}")) && found.contains(said), "{fields}: {found}");
        assert!(!found.contains("string(") && !found.contains("by hand"), "{fields}: {found}");
    }
    let key = with_models("#[derive(covet::Model)]\nstruct Key {\n    id: String,\n}\n");
    let found = key.expect(1, "makemigrations");
    assert!(found.contains("src/lib.rs:3:5") && found.contains("`#[covet(length = 255)]`"), "{found}");
}

#[test]
fn what_was_filled_is_not_said_to_be_missing() {
    let project = with_models(&users("name: Option<String>,"));
    project.write("covet.toml", "targets = [\"sqlite\", \"mysql\"]\n");
    project.expect(0, "makemigrations");
    project.write("src/lib.rs", &users("name: String,"));
    let said = project.expect(0, "makemigrations --default users.name=x");
    assert!(said.contains("0002_users_name_not_null.rs"), "{said}");
    let said = project.says("check").1;
    assert!(!said.contains("without `name`"), "{said}");
}

#[test]
fn a_check_compares_models_as_a_build_does() {
    let project = with_models(&users("name: Option<String>,"));
    project.expect(0, "makemigrations");
    assert!(project.expect(0, "check").starts_with("sound"));
    project.write("src/lib.rs", &users("name: Option<String>, age: Option<i32>,"));
    let said = project.expect(1, "check");
    assert!(said.contains("src/lib.rs:4:27") && said.contains("no migration creates `age` of `users`"), "{said}");
    project.write("covet.toml", "[models]\ncheck = \"warn\"\n");
    assert!(project.expect(0, "check").contains("1 warning: "));
    project.expect(1, "check --deny-warnings");
    project.write("covet.toml", "[models]\ncheck = \"off\"\n");
    assert!(project.expect(0, "check --deny-warnings").starts_with("sound"));
}

#[test]
fn one_value_for_all_rows_is_no_value_of_what_is_unique() {
    let project = with_models(&users(""));
    project.expect(0, "makemigrations");
    project.write("src/lib.rs", &users("#[covet(unique, length = 20)] slug: String,"));
    let said = project.expect(2, "makemigrations --default users.slug=x");
    assert!(said.contains("`users.slug` is unique, and every row would get the same value"), "{said}");
    let said = project.expect(2, "makemigrations --default users.slug=sql:lower(id");
    assert!(said.contains("does not close a parenthesis"), "{said}");
    project.expect(0, "makemigrations --default users.slug=sql:id");
}

#[test]
fn models_that_are_gone_are_missed() {
    let project = with_models(&users("name: Option<String>,"));
    project.expect(0, "makemigrations");
    project.write("src/lib.rs", "");
    assert!(project.expect(0, "makemigrations").contains("there are migrations, and no models"));
    assert!(project.expect(3, "makemigrations --check").contains("there are migrations, and no models"));
}

#[test]
fn a_picture_is_of_a_kind_that_is_known() {
    let project = Project::sample();
    let said = project.expect(2, "graph -f x.png");
    assert!(said.contains("known endings: .svg, .dot") && !project.path("x.png").exists(), "{said}");
    let output = project.call("graph --output json");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(said["boxes"].as_array().expect("boxes").iter().any(|one| one["title"] == "users"), "{said}");
    project.expect(2, "graph --output json --format svg");
}

#[test]
fn whoever_stops_reading_is_told_nothing() {
    use std::process::Stdio;
    let project = Project::empty();
    for words in ["completions zsh", "man"] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = project.command();
        let output =
            command.args(words.split(' ')).stdout(writer).stderr(Stdio::piped()).output().expect("the command");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{words}");
    }
}

//! Models found in the sources of whole crates.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::super::{Discovered, discover};
use crate::syntax::{Rendering, Request, load};

const CRATE: &str = "[package]\nname = \"my-shop\"\n";

/// A directory with these files.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Project(tempfile::tempdir().unwrap());
        files.iter().for_each(|(path, text)| project.write(path, text));
        project
    }

    /// A crate with these files in `src`.
    fn of_sources(files: &[(&str, &str)]) -> Self {
        let project = Project::new(&[("Cargo.toml", CRATE)]);
        files.iter().for_each(|(path, text)| project.write(&format!("src/{path}"), text));
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    /// The models below a directory, each with its modules.
    fn models(&self, directory: &str) -> Vec<String> {
        let found = discover(&self.path(directory));
        assert_eq!(self.findings(&found), [""; 0]);
        let name = |model: &super::Model| format!("{}::{}", model.module.join("::"), model.name);
        found.models.iter().map(name).collect()
    }

    fn findings(&self, found: &Discovered) -> Vec<String> {
        let base = self.path("");
        let rendering = Rendering { coloured: false, base: Some(&base) };
        found.findings.iter().map(|finding| rendering.render(finding, &found.sources)).collect()
    }
}

/// A model of this name.
macro_rules! model {
    ($name:literal) => {
        concat!("#[derive(covet::Model)] pub struct ", $name, " { id: i64 }\n")
    };
}

#[test]
fn modules_are_followed_as_the_compiler_does_it() {
    let project = Project::of_sources(&[
        (
            "lib.rs",
            concat!(
                model!("Root"),
                "mod flat; mod nested; mod inline { mod leaf; pub mod deeper { mod bottom; } }\n\
          #[path = \"elsewhere/x.rs\"] mod named; #[cfg(test)] mod tests; #[cfg(feature = \"a\")] mod absent; \
          mod r#type; mod in_line { #[path = \"y.rs\"] mod y; }"
            ),
        ),
        ("flat.rs", concat!(model!("Flat"), "mod below;")),
        ("flat/below.rs", model!("Below")),
        ("nested/mod.rs", concat!(model!("Nested"), "mod beside;")),
        ("nested/beside.rs", model!("Beside")),
        ("inline/leaf.rs", model!("Leaf")),
        ("inline/deeper/bottom.rs", model!("Bottom")),
        ("elsewhere/x.rs", concat!(model!("Named"), "mod sibling;")),
        ("elsewhere/sibling.rs", model!("Sibling")),
        ("in_line/y.rs", model!("Y")),
        ("type.rs", model!("Type")),
        ("tests.rs", model!("InTest")),
        ("unused.rs", model!("Unused")),
    ]);
    assert_eq!(
        project.models(""),
        [
            "my_shop::Root",
            "my_shop::flat::Flat",
            "my_shop::flat::below::Below",
            "my_shop::nested::Nested",
            "my_shop::nested::beside::Beside",
            "my_shop::inline::leaf::Leaf",
            "my_shop::inline::deeper::bottom::Bottom",
            "my_shop::named::Named",
            "my_shop::named::sibling::Sibling",
            "my_shop::type::Type",
            "my_shop::in_line::y::Y",
        ]
    );
}

#[test]
fn conditions_do_not_count() {
    let text = "#[cfg(feature = \"a\")] #[derive(covet::Model)] struct A { id: i64, #[cfg(unix)] b: i32 }\n\
                #[cfg_attr(feature = \"db\", derive(covet::Model), covet(app = \"x\"))] struct B { id: i64 }\n\
                #[cfg(test)] #[derive(covet::Model)] struct C { id: i64 }\n\
                #[cfg(windows)] mod os { #[derive(covet::Model)] struct D { id: i64 } }\n\
                fn f() { #[derive(covet::Model)] struct E { id: i64 } }";
    let project = Project::of_sources(&[("main.rs", text)]);
    assert_eq!(project.models(""), ["my_shop::A", "my_shop::B", "my_shop::os::D"]);
    let found = discover(&project.path(""));
    assert_eq!(found.models[0].fields.iter().map(|field| field.conditional).collect::<Vec<_>>(), [false, true]);
    assert_eq!(found.models[1].app.as_deref(), Some("x"));
}

#[test]
fn all_targets_of_a_crate_are_read_once() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[package]\nname = \"a\"\n[lib]\npath = \"lib/a.rs\"\n[[bin]]\nname = \"x\"\npath = \"x.rs\"\n[[bin]]\nname = \"y\"",
        ),
        ("lib/a.rs", concat!(model!("Library"), "#[path = \"../shared.rs\"] mod shared;")),
        ("shared.rs", model!("Shared")),
        ("x.rs", "mod shared;"),
        ("src/main.rs", model!("Main")),
        ("src/bin/y.rs", model!("Y")),
        ("src/bin/z/main.rs", concat!(model!("Z"), "mod z;")),
        ("src/bin/z/z.rs", model!("ZZ")),
        ("tests/t.rs", model!("Test")),
        ("examples/e.rs", model!("Example")),
        ("build.rs", model!("Build")),
    ]);
    let models = ["Library", "shared::Shared", "Y", "Z", "z::ZZ", "Main"];
    assert_eq!(project.models(""), models.map(|model| format!("a::{model}")));
}

#[test]
fn a_workspace_is_all_of_its_crates_without_migrations() {
    let member = |name: &str| format!("[package]\nname = \"{name}\"\n");
    let project = Project::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\", \"tool\"]\nexclude = [\"crates/out\"]\n"),
        ("covet.toml", "directory = \"db/migrations\"\n"),
        ("crates/auth/Cargo.toml", &member("auth")),
        ("crates/auth/src/lib.rs", model!("User")),
        ("crates/blog/Cargo.toml", &member("blog")),
        ("crates/blog/src/lib.rs", model!("Post")),
        ("crates/own/Cargo.toml", &member("own")),
        ("crates/own/src/lib.rs", model!("Own")),
        ("crates/own/migrations/order.txt", ""),
        ("crates/out/Cargo.toml", &member("out")),
        ("crates/out/src/lib.rs", model!("Out")),
        ("crates/notes.md", ""),
        ("tool/Cargo.toml", &member("tool")),
        ("tool/src/main.rs", model!("Tool")),
    ]);
    let all = ["auth::User", "blog::Post", "tool::Tool"];
    assert_eq!(project.models(""), all);
    assert_eq!(project.models("crates/auth"), all, "the migrations are those of all");
    fs::remove_file(project.path("covet.toml")).unwrap();
    assert_eq!(project.models("crates/auth"), ["auth::User"]);
    assert_eq!(project.models(""), all);
}

#[test]
fn what_is_wrong_names_the_file() {
    let project = Project::of_sources(&[
        ("lib.rs", "mod broken; mod gone; mod latin; mod fault;"),
        ("broken.rs", "mod a {\n    #[derive(covet::Model)] struct A { id i64 }\n}"),
        ("fault.rs", "#[derive(covet::Model)]\nstruct A { id: i64, b: Email }"),
    ]);
    fs::write(project.path("src/latin.rs"), b"// \xe4").unwrap();
    let found = discover(&project.path(""));
    let shown = project.findings(&found);
    let place = |at: usize| shown[at].lines().take(2).map(str::trim).collect::<Vec<_>>().join(" ");
    assert_eq!(place(0), "error: this file cannot be read for models: expected `:` --> src/broken.rs:2:43");
    let gone = project.path("src/gone.rs");
    assert_eq!(
        place(1),
        format!("error: the module `gone` has no file: there is no `{}` --> src/lib.rs:1:17", gone.display())
    );
    assert_eq!(place(2), "error: the file is not UTF-8: byte 3 begins no character --> src/latin.rs:1:4");
    assert!(place(3).ends_with("--> src/fault.rs:2:24"), "{}", shown[3]);
    assert_eq!(found.files.len(), 5);

    let found = discover(&project.path("nowhere"));
    assert!(found.findings.iter().next().unwrap().message.starts_with("there is no directory"));
    let project = Project::new(&[("Cargo.toml", "[package]\nname = ")]);
    let found = discover(&project.path(""));
    assert!(found.findings.iter().next().unwrap().message.starts_with("`Cargo.toml` is not TOML: "));
}

#[test]
fn models_belong_to_an_app_and_a_directory() {
    let migration = |table: &str| {
        format!(
            "use covet::dsl::*;\n#[migration] fn up(m: &mut Migration) {{ m.create_table(\"{table}\", |t| {{ t.id(); }}); }}"
        )
    };
    let project = Project::of_sources(&[(
        "lib.rs",
        concat!(
            model!("User"),
            "mod blog { mod inner { ",
            model!("Post"),
            " } }",
            "#[derive(covet::Model)] #[covet(migrations = \"other\")] struct Other { id: i64 }",
            "#[derive(covet::Model)] #[covet(migrations = \"./../migrations\", app = \"new\")] struct New { id: i64 }",
            model!("Lost"),
        ),
    )]);
    for (app, table) in [("auth", "users"), ("blog", "tags")] {
        project.write(&format!("migrations/{app}/order.txt"), "0001_a\n");
        project.write(&format!("migrations/{app}/0001_a.rs"), &migration(table));
    }
    project.write("other/order.txt", "");
    project.write("covet.toml", "[models]\nkeep = [\"tags\"]\ncheck = \"warn\"");
    let directory = project.path("migrations");
    let loaded = load(&Request {
        directory: directory.clone(),
        default_app: "my-shop".into(),
        manifest_directory: project.path(""),
        targets: None,
    });
    assert_eq!(loaded.findings.len(), 0);
    assert_eq!(loaded.schema.tables().count(), 2);
    let owners = super::super::Owners::of(&loaded);
    assert_eq!(owners.apps, ["auth", "blog"]);
    assert!(owners.keep.contains(&"tags".into()));
    let found = discover(&project.path(""));
    let apps: Vec<String> = found
        .models_of(&directory)
        .map(|model| format!("{} {}", model.name, owners.app_of(model).unwrap_or_else(|finding| finding.to_string())))
        .collect();
    assert_eq!(
        apps,
        [
            "User auth",
            "Post blog",
            "New new",
            "Lost the app of `Lost` is not known; say `#[covet(app = \"..\")]` with one of `auth`, `blog`",
        ]
    );
    assert!(found.wanted(&directory, &loaded.schema, &owners).is_err());
    let others: Vec<&str> = found.models_of(&project.path("other")).map(|model| model.name.as_str()).collect();
    assert_eq!(others, ["User", "Post", "Other", "Lost"]);
}

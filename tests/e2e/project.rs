//! Covet as its users have it: a project of their own beside this one, built by cargo, and what comes out of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A cargo project in a folder of its own.
struct Project {
    folder: PathBuf,
}

impl Project {
    /// A project named `name` with the quickstart as its program and the sample migrations as its own.
    fn quickstart(name: &str) -> Project {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("project-{name}"));
        let _ = fs::remove_dir_all(&folder);
        let project = Project { folder };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [features]\nsqlite = []\n\n\
             [dependencies]\ncovet = {{ path = {root:?}, features = [\"postgres\", \"mysql\"] }}\n\
             sqlx = {{ version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"sqlite\"] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n"
        );
        project.write("Cargo.toml", &manifest);
        project.write("src/main.rs", &fs::read_to_string(root.join("examples/quickstart.rs")).expect("the example"));
        // The versions that this workspace was built with: nothing has to be fetched, and most is built already.
        fs::copy(root.join("Cargo.lock"), project.folder.join("Cargo.lock")).expect("the lock file");
        copy_tree(&root.join("migrations"), &project.folder.join("migrations"));
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).expect("a file")
    }

    /// Runs `cargo build`; gives what it said, and the program where there is one.
    fn build(&self) -> Result<PathBuf, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--quiet", "--features", "sqlite"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo");
        let name = self.folder.file_name().and_then(|name| name.to_str()).expect("a name");
        match output.status.success() {
            true => Ok(target.join("debug").join(name.trim_start_matches("project-"))),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file");
        }
    }
}

/// Runs a program in an empty folder.
fn run_alone(program: &Path, folder: &Path) -> Output {
    Command::new(program).current_dir(folder).env_remove("DATABASE_URL").output().expect("the program")
}

/// One project for all that is asked of a build, because building is what takes long.
#[test]
fn a_binary_needs_nothing_beside_it_and_follows_its_migrations() {
    let project = Project::quickstart("alone");
    let program = project.build().unwrap_or_else(|error| panic!("{error}"));

    // A changed migration is seen by the next build, though no line of the program changed.
    let users = project.read("migrations/auth/0001_users.rs");
    project.write("migrations/auth/0001_users.rs", &users.replace("\"name\", 80", "\"nmae\", 80, 3"));
    let error = project.build().expect_err("a call with one argument too many");
    assert!(error.contains("migrations/auth/0001_users.rs:8:"), "{error}");
    assert!(error.contains("t.string(\"nmae\", 80, 3);"), "{error}");
    project.write("migrations/auth/0001_users.rs", &users);

    // So is one that is added, by its line in the order file.
    let file = "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    m.drop_table(\"rolls\");\n}\n";
    project.write("migrations/auth/0004_no_roles.rs", file);
    let order = project.read("migrations/auth/order.txt");
    project.write("migrations/auth/order.txt", &format!("{order}0004_no_roles\n"));
    let error = project.build().expect_err("a table that does not exist");
    assert!(error.contains("table `rolls` does not exist here; did you mean `roles`?"), "{error}");
    project.write("migrations/auth/0004_no_roles.rs", &file.replace("rolls", "user_roles"));
    assert_eq!(project.build().as_ref(), Ok(&program));

    // The program alone, with its sources and migrations gone.
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alone");
    let _ = fs::remove_dir_all(&empty);
    fs::create_dir_all(&empty).expect("a folder");
    let moved = empty.join("program");
    fs::rename(&program, &moved).expect("a program");
    drop(project);
    let first = run_alone(&moved, &empty);
    let (said, complained) = (String::from_utf8_lossy(&first.stdout), String::from_utf8_lossy(&first.stderr));
    assert!(first.status.success(), "{said}{complained}");
    assert!(said.contains("auth/0004_no_roles") && said.contains("hello-1"), "{said}");
    let second = run_alone(&moved, &empty);
    assert!(String::from_utf8_lossy(&second.stdout).contains("nothing is pending"), "{second:?}");
    fs::remove_dir_all(&empty).expect("removed");
}

//! A binary needs nothing beside it: neither its migrations nor any other file.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// Runs a program in a folder; gives what it printed.
fn run(program: &Path, folder: &Path) -> String {
    let output = Command::new(program).current_dir(folder).env_remove("DATABASE_URL").output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{complained}");
    said.into_owned()
}

#[test]
fn a_binary_runs_in_an_empty_folder_after_its_migrations_are_gone() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let project = Project::new("alone");
    project.copy(&workspace.join("migrations"), "migrations");
    project.copy(&workspace.join("examples/quickstart.rs"), "src/main.rs");
    project.remove("src/lib.rs");
    let build = project.build();
    assert_eq!(build.errors, []);

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("alone-elsewhere");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("program");
    fs::rename(build.program.expect("a program"), &program).unwrap();
    project.remove("");

    let first = run(&program, &folder);
    assert!(first.contains("applied 7 migrations") && first.contains("hello-1 by reader1@example.org"), "{first}");
    let second = run(&program, &folder);
    assert!(second.contains("nothing is pending") && second.contains("hello-2 by reader2@example.org"), "{second}");
    fs::remove_dir_all(&folder).unwrap();
}

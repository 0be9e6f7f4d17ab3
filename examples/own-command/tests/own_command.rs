//! The commands of a program of one's own, over what it embeds: no directory is needed, and Rust functions run.

use std::path::Path;
use std::process::Command;

/// Runs the program in a directory where nothing is; gives its exit code and what it printed.
fn run(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_own-command"));
    for name in ["DATABASE_URL", "DB_ENGINE", "DB_NAME", "DB_HOST"] {
        command.env_remove(name);
    }
    let output = command.current_dir(directory).args(arguments).output().expect("the program");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[test]
fn a_program_migrates_by_commands_of_its_own() {
    let directory = tempfile::tempdir().expect("a directory");
    let run = |arguments: &[&str]| run(directory.path(), arguments);
    let url = ["--database-url", "sqlite://shop.db"];
    let (code, text) = run(&[&["db", "migrate"], &url[..]].concat());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("applied 7 migrations in"), "with the one that runs Rust: {text}");
    let (code, text) = run(&[&["db", "showmigrations"], &url[..]].concat());
    assert!(code == Some(0) && text.contains("[X] 0003_fill_slugs") && text.contains("7 applied, 0 pending"), "{text}");
    let (code, text) = run(&[&["db", "drift"], &url[..]].concat());
    assert!(code == Some(0) && text.starts_with("no drift"), "{text}");
    let (code, text) = run(&[&["db", "rollback", "--all"], &url[..]].concat());
    assert!(code == Some(4) && text.contains("--yes"), "{text}");
    let (code, text) = run(&[&["db", "rollback", "--all", "--yes"], &url[..]].concat());
    assert!(code == Some(0) && text.starts_with("rolled back 7 migrations"), "{text}");
    let (code, text) = run(&["db", "check"]);
    assert!(code == Some(1) && text.contains("there is no directory"), "{text}");
    let (code, text) = run(&["db", "--help"]);
    assert!(code == Some(0) && text.contains("Usage: own-command db [OPTIONS] <COMMAND>"), "{text}");
}

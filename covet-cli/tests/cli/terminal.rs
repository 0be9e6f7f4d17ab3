//! What is only seen on a terminal: questions, colours, progress, and lines that fit.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::project::Project;

/// Calls the command on a terminal of so many columns, with an answer typed in; gives its exit code and what is seen.
pub fn on_terminal(project: &Project, columns: u16, words: &str, typed: &str) -> (i32, String) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&controller).expect("granted");
    unlockpt(&controller).expect("unlocked");
    let name = ptsname(&controller, Vec::new()).expect("a name").into_string().expect("text");
    let terminal = || OpenOptions::new().read(true).write(true).open(&name).expect("the terminal");
    let size = Winsize { ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&controller, size).expect("a size");
    let mut command = project.command();
    command.env("TERM", "xterm-256color").args(words.split_whitespace());
    command.stdin(Stdio::from(terminal())).stdout(Stdio::from(terminal())).stderr(Stdio::from(terminal()));
    let mut child = command.spawn().expect("the command");
    // What the command keeps open of it are copies in here, which would keep the end from being seen.
    drop(command);
    let mut controller = File::from(controller);
    controller.write_all(typed.as_bytes()).expect("typed");
    let mut seen = Vec::new();
    // At the end of the last program on a terminal there is an error, and no end of file.
    let _ = controller.read_to_end(&mut seen);
    let code = child.wait().expect("an end").code().expect("a code");
    (code, String::from_utf8_lossy(&seen).into_owned())
}

#[test]
fn undoing_everything_is_asked_for() {
    let project = Project::sample();
    project.expect(0, "migrate");
    let (code, seen) = on_terminal(&project, 100, "rollback --all", "n\n");
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("undo 5 migrations of sqlite://") && seen.contains("[y/N]"), "{seen}");
    assert!(seen.contains("nothing was undone"), "{seen}");
    assert!(project.expect(0, "showmigrations").ends_with("5 applied, 0 pending\n"));
    let (code, seen) = on_terminal(&project, 100, "rollback --all", "\n");
    assert!(code == 1 && seen.contains("nothing was undone"), "no answer is no: {seen}");
    let (code, seen) = on_terminal(&project, 100, "rollback --all", "yes\n");
    assert!(code == 0 && seen.contains("rolled back 5 migrations"), "{seen}");
}

#[test]
fn recorded_steps_are_shown_and_asked_for() {
    let project = Project::sample();
    project.expect(0, "migrate");
    std::fs::remove_file(project.path("migrations/blog/0002_post_slug.rs")).expect("removed");
    project.write("migrations/blog/order.txt", "0001_posts\n");
    let (code, seen) = on_terminal(&project, 200, "rollback --stored", "n\n");
    assert!(code == 1 && seen.contains("nothing was undone"), "{seen}");
    assert!(seen.contains("undo this migration of sqlite://") && seen.contains("recorded steps, digest "), "{seen}");
    let (code, seen) = on_terminal(&project, 200, "rollback --stored", "y\n");
    assert!(code == 0 && seen.contains("rolled back 1 migration"), "{seen}");
}

#[test]
fn there_are_colours_unless_nobody_wants_them() {
    let project = Project::sample();
    let (_, seen) = on_terminal(&project, 100, "showmigrations", "");
    assert!(seen.contains("\u{1b}[33m [ ]\u{1b}[0m 0001_users"), "{seen:?}");
    let (_, seen) = on_terminal(&project, 100, "showmigrations --color never", "");
    assert!(!seen.contains('\u{1b}'), "{seen:?}");
}

#[test]
fn a_narrow_terminal_shows_less_of_the_time() {
    let project = Project::sample();
    project.expect(0, "migrate");
    let lines = |columns| {
        let (_, seen) = on_terminal(&project, columns, "showmigrations --color never", "");
        seen.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    assert!(lines(80)[1].ends_with(" UTC"), "{:?}", lines(80));
    assert!(lines(42).iter().all(|line| line.chars().count() <= 42 && !line.contains("UTC")), "{:?}", lines(42));
    assert_eq!(lines(30)[1], " [X] 0001_users");
}

#[test]
fn progress_leaves_nothing_behind() {
    let project = Project::sample();
    let (code, seen) = on_terminal(&project, 100, "migrate --color never", "");
    assert_eq!(code, 0, "{seen}");
    let result = seen.rfind("applied 5 migrations").expect("a result");
    assert!(!seen[result..].contains('\u{1b}'), "the bar is gone before the result is there: {seen:?}");
}

#[test]
fn questions_are_answered_by_number_and_by_text() {
    let project = Project::empty();
    let thing = |fields: &str| {
        project.write("src/lib.rs", &format!("#[derive(covet::Model)]\npub struct Thing {{ id: i64, {fields} }}\n"));
    };
    thing("old: i32");
    project.expect(0, "makemigrations");
    thing("new: i32, #[covet(length = 2)] country: String");
    let (code, seen) = on_terminal(&project, 200, "makemigrations --color never", "3\n1\nGermany\n\u{4}");
    assert!(seen.contains("`3` is none of 1 to 2") && seen.contains("`Germany` is no value of string(2)"), "{seen}");
    assert!(code == 4 && seen.contains("no answer was given; nothing was written"), "the end is noticed: {seen}");
    assert!(!seen.contains('\u{1b}'), "nothing is drawn: {seen:?}");
    let (code, seen) = on_terminal(&project, 200, "makemigrations --color never", "1\nde\n");
    assert_eq!(code, 0, "{seen}");
    assert!(
        project.read("migrations/0002_things_old_to_new.rs").contains("rename_column(\"things\", \"old\", \"new\")")
    );
}

//! The migrations that the README and the guide show, read as those of users are.
//!
//! A page is a history: its migrations follow each other. A first line `// migrations/auth/0001_users.rs` says which file
//! one is; the others go on from the sample migrations. Where one is followed by `error: ..` or `warning: ..`, the build
//! must say just that of it; what has an error is not part of the history.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Project, messages};
use crate::dialect::Dialect;
use crate::syntax::Loaded;

/// A fenced block of a page.
struct Block {
    language: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                let language = info.split(',').next().unwrap_or_default().to_owned();
                open = Some(Block { language, text: String::new(), line: at + 1 });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(block)) => open = Some(Block { text: block.text + line + "\n", ..block }),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// A migration that a page shows.
struct Shown {
    /// Its file, below `migrations`.
    path: String,
    text: String,
    line: usize,
    /// The only database that it is for.
    only: Option<Dialect>,
    /// What the build says of it.
    findings: Vec<String>,
}

impl Shown {
    fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.starts_with("error: "))
    }
}

fn shown(page: &str) -> Vec<Shown> {
    let blocks = blocks(page);
    let mut all = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if block.language != "rust" || !block.text.contains("#[migration") {
            continue;
        }
        let first = block.text.lines().next().unwrap_or_default();
        let first = first.trim_start_matches(['/', '!', ' ']);
        let named = first.strip_prefix("migrations/").and_then(|rest| Some(rest.split_once(".rs")?.0));
        let path = named.map_or(format!("guide/{:04}", block.line), str::to_owned);
        let words = [
            ("For PostgreSQL alone", Dialect::Postgres),
            ("For MySQL alone", Dialect::MySql),
            ("For SQLite alone", Dialect::Sqlite),
        ];
        let only = words.iter().find(|(words, _)| first.starts_with(words)).map(|(_, dialect)| *dialect);
        let end = block.line + block.text.lines().count() + 1;
        let follows = |next: &&Block| next.language == "text" && next.line <= end + 2;
        let said = blocks.get(at + 1).filter(follows).map_or("", |next| &next.text);
        let findings = said.lines().filter(|line| line.starts_with("error: ") || line.starts_with("warning: "));
        let findings = findings.map(str::to_owned).collect();
        all.push(Shown { path: path + ".rs", text: block.text.clone(), line: block.line, only, findings });
    }
    all
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sample migrations, as they stand.
fn samples() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for app in ["auth", "blog"] {
        for file in fs::read_dir(repository().join("migrations").join(app)).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((format!("migrations/{app}/{name}"), fs::read_to_string(path).unwrap()));
        }
    }
    files
}

/// Loads migrations as a project; an order file lists those of each directory as they come.
fn load(history: &[&Shown], targets: &[Dialect]) -> Loaded {
    let is_sample = history.iter().all(|migration| migration.path.starts_with("guide/"));
    let mut files = if is_sample { samples() } else { Vec::new() };
    for migration in history {
        let (directory, name) = migration.path.rsplit_once('/').unwrap_or((".", &migration.path));
        let order = format!("migrations/{directory}/order.txt");
        let line = format!("{}\n", name.trim_end_matches(".rs"));
        match files.iter_mut().find(|(path, _)| *path == order) {
            Some((_, text)) => *text += &line,
            None => files.push((order, line)),
        }
        files.push((format!("migrations/{}", migration.path), migration.text.clone()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Project::new(&files).load_for((targets != Dialect::ALL).then(|| targets.to_vec()))
}

/// What the build says, as a compiler does.
fn said(loaded: &Loaded) -> Vec<String> {
    let severities = loaded.findings.iter().map(|finding| format!("{:?}", finding.severity).to_lowercase());
    severities.zip(messages(loaded)).map(|(severity, message)| format!("{severity}: {message}")).collect()
}

/// Checks a page; gives what differs, for each migration that it shows.
fn check(name: &str, page: &str) -> Vec<Option<String>> {
    let all = shown(page);
    let (mut history, mut outcome): (Vec<&Shown>, _) = (Vec::new(), Vec::new());
    for migration in &all {
        history.push(migration);
        let targets = migration.only.map_or(Dialect::ALL.to_vec(), |dialect| vec![dialect]);
        let seen: Vec<&Shown> =
            history.iter().copied().filter(|other| other.only.is_none_or(|only| targets == [only])).collect();
        let found = said(&load(&seen, &targets));
        let known: Vec<&String> = seen.iter().flat_map(|migration| &migration.findings).collect();
        // A page need not repeat what the safety rules say of a table that stands for any.
        let told = found.iter().filter(|line| known.contains(line) || line.starts_with("error: "));
        let differs = told.ne(known.iter().copied());
        let found = found.join("\n");
        outcome.push(differs.then(|| format!("{name}:{}: the build says:\n{found}", migration.line)));
        if migration.is_refused() {
            history.pop();
        }
    }
    outcome
}

fn assert_read(outcome: &[Option<String>]) {
    let faults: Vec<&str> = outcome.iter().flatten().map(String::as_str).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn the_readme_is_read() {
    let outcome = check("README.md", &fs::read_to_string(repository().join("README.md")).unwrap());
    assert!(!outcome.is_empty());
    assert_read(&outcome);
}

#[test]
fn the_guide_is_read() {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(repository().join("guide")).unwrap().map(|file| file.unwrap().path()).collect();
    pages.sort();
    let checked = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        check(&name, &fs::read_to_string(path).unwrap())
    };
    let outcome: Vec<Option<String>> = pages.iter().flat_map(checked).collect();
    assert!(outcome.len() > 20, "{}", outcome.len());
    assert_read(&outcome);
}

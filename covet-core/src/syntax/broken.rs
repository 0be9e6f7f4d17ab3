//! Whole directories: each fault by the smallest directory that has it, and what must not be one.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Loaded, Request, SourceMap, load, render, seal_of};
use crate::canonical;
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;

/// A finding as `code line:column text`, with the text under its mark.
pub(super) fn shown(finding: &Diagnostic, sources: &SourceMap) -> String {
    let Some(location) = sources.location(finding.mark) else { return format!("{} nowhere", finding.code) };
    let text = super::render::covered(finding.mark, sources).unwrap_or_default();
    format!("{} {}:{} {text}", finding.code, location.start.0, location.start.1)
}

/// A finding as `code file:line:column text`.
fn placed(finding: &Diagnostic, sources: &SourceMap) -> String {
    let Some(location) = sources.location(finding.mark) else { return shown(finding, sources) };
    let file = location.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    shown(finding, sources).replacen(' ', &format!(" {file}:"), 1)
}

/// A directory with these files; `migrations` is what is loaded.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        Project::of_bytes(&bytes)
    }

    fn of_bytes(files: &[(&str, &[u8])]) -> Self {
        let project = Project(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            let path = project.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self) -> Loaded {
        self.load_for(None)
    }

    fn load_for(&self, targets: Option<Vec<Dialect>>) -> Loaded {
        load(&Request {
            directory: self.path("migrations"),
            default_app: "app".into(),
            manifest_directory: self.0.path().to_owned(),
            targets,
        })
    }
}

fn found(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|finding| placed(finding, &loaded.sources)).collect()
}

fn messages(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(ToString::to_string).collect()
}

/// A migration that creates the table `name`.
macro_rules! creates {
    ($name:literal) => {
        concat!("#[migration] fn up(m: &mut Migration) { m.create_table(\"", $name, "\", |t| { t.id(); }); }")
    };
}

const A: &str = creates!("a");

/// Directories, and what is found in them.
const DIRECTORIES: &[(&[(&str, &str)], &[&str])] = &[
    // Nothing is wrong with these.
    (&[("migrations/order.txt", "")], &[]),
    (&[("migrations/order.txt", "# later\n"), ("migrations/.hidden.rs", ""), ("migrations/README.md", "")], &[]),
    (&[("migrations/order.txt", "1 # one\n\n@v1\n"), ("migrations/1.rs", A)], &[]),
    (&[("migrations/b/order.txt", "1"), ("migrations/b/1.rs", A), ("migrations/sql/x.sql", "")], &[]),
    (&[("migrations/order.txt", "2 was 1"), ("migrations/2.rs", A)], &[]),
    // Layout.
    (&[("x", "")], &["missing-directory nowhere"]),
    (&[("migrations", "")], &["missing-directory nowhere"]),
    (&[("migrations/x", "")], &["no-order-file nowhere"]),
    (&[("migrations/a/1.rs", A)], &["no-order-file nowhere"]),
    (&[("migrations/order.txt", ""), ("migrations/a/order.txt", "")], &["mixed-layout order.txt:1:0 "]),
    (&[("migrations/order.txt", ""), ("migrations/a/1.rs", A)], &["no-order-file a:1:0 "]),
    (&[("migrations/a/order.txt", ""), ("migrations/b/1.rs", A)], &["no-order-file b:1:0 "]),
    (&[("migrations/a/order.txt", ""), ("migrations/1.rs", A)], &["unlisted-file 1.rs:1:0 "]),
    (&[("migrations/A/order.txt", ""), ("migrations/a/order.txt", "")], &["duplicate-name a:1:0 "]),
    // Order files.
    (&[("migrations/order.txt", "1")], &["missing-file order.txt:1:0 1"]),
    (&[("migrations/order.txt", "00_user"), ("migrations/00_users.rs", A)], &["missing-file order.txt:1:0 00_user"]),
    (&[("migrations/order.txt", "00_a"), ("migrations/00_A.rs", A)], &["missing-file order.txt:1:0 00_a"]),
    (&[("migrations/order.txt", ""), ("migrations/1.rs", A)], &["unlisted-file 1.rs:1:0 "]),
    (&[("migrations/order.txt", ""), ("migrations/1.RS", A)], &["unlisted-file 1.RS:1:0 "]),
    (&[("migrations/order.txt", ""), ("migrations/1.sql", "")], &["unlisted-file 1.sql:1:0 "]),
    (&[("migrations/order.txt", "1"), ("migrations/1.sql", "")], &["not-supported-yet order.txt:1:0 1"]),
    (&[("migrations/order.txt", "1"), ("migrations/1.rs", A), ("migrations/1.sql", "")], &["unlisted-file 1.sql:1:0 "]),
    (&[("migrations/order.txt", "1\n1"), ("migrations/1.rs", A)], &["duplicate-name order.txt:2:0 1"]),
    (
        &[("migrations/order.txt", "a\nA"), ("migrations/a.rs", A), ("migrations/A.rs", A)],
        &["duplicate-name order.txt:2:0 A", "unlisted-file A.rs:1:0 "],
    ),
    (
        // The first is one character, the second is `e` with an accent.
        &[("migrations/order.txt", "\u{e9}\ne\u{301}"), ("migrations/\u{e9}.rs", A)],
        &["duplicate-name order.txt:2:0 e\u{301}"],
    ),
    (&[("migrations/order.txt", "../x")], &["bad-name order.txt:1:0 ../x"]),
    (&[("migrations/order.txt", "a/../../x")], &["bad-name order.txt:1:0 a/../../x"]),
    (&[("migrations/order.txt", "/etc/x")], &["bad-name order.txt:1:0 /etc/x"]),
    (&[("migrations/order.txt", "a\\x")], &["bad-name order.txt:1:0 a\\x"]),
    (&[("migrations/order.txt", "C:x")], &["bad-name order.txt:1:0 C:x"]),
    (&[("migrations/order.txt", "c:\\x")], &["bad-name order.txt:1:0 c:\\x"]),
    (&[("migrations/order.txt", "\\\\host\\x")], &["bad-name order.txt:1:0 \\\\host\\x"]),
    (&[("migrations/order.txt", "//host/x")], &["bad-name order.txt:1:0 //host/x"]),
    (&[("migrations/order.txt", "a/b")], &["bad-name order.txt:1:0 a/b"]),
    (&[("migrations/order.txt", ".a")], &["bad-name order.txt:1:0 .a"]),
    (&[("migrations/order.txt", "a\u{1}")], &["bad-name order.txt:1:0 a\u{1}"]),
    (&[("migrations/order.txt", "a?")], &["bad-name order.txt:1:0 a?"]),
    (&[("migrations/order.txt", "1.rs"), ("migrations/1.rs", A)], &["bad-name order.txt:1:0 1.rs"]),
    (&[("migrations/order.txt", "\t1 é 2"), ("migrations/1.rs", A)], &["bad-line order.txt:1:3 é"]),
    (&[("migrations/order.txt", "1 was"), ("migrations/1.rs", A)], &["bad-line order.txt:1:2 was"]),
    (&[("migrations/order.txt", "1 was ../2"), ("migrations/1.rs", A)], &["bad-name order.txt:1:6 ../2"]),
    (&[("migrations/order.txt", "1 was 1"), ("migrations/1.rs", A)], &["bad-former-name order.txt:1:0 1"]),
    (
        &[("migrations/order.txt", "1 was 3\n2 was 3"), ("migrations/1.rs", A), ("migrations/2.rs", creates!("b"))],
        &["bad-former-name order.txt:2:0 2"],
    ),
    (&[("migrations/order.txt", "1 sha256:12"), ("migrations/1.rs", A)], &["bad-seal order.txt:1:2 sha256:12"]),
    (&[("migrations/order.txt", "@")], &["bad-release order.txt:1:0 @"]),
    (&[("migrations/order.txt", "@v/1")], &["bad-release order.txt:1:0 @v/1"]),
    (&[("migrations/order.txt", "@v1\n@v1")], &["duplicate-release order.txt:2:0 @v1"]),
    (&[("migrations/order.txt", "@v1 x")], &["bad-line order.txt:1:4 x"]),
    // Dependencies.
    (
        &[
            ("migrations/order.txt", "1\n2"),
            ("migrations/1.rs", "#[migration(depends_on = [\"app/2\"])] fn up(m: &mut Migration) {}"),
            ("migrations/2.rs", A),
        ],
        &["cyclic-dependency 1.rs:1:26 \"app/2\""],
    ),
    (
        &[
            ("migrations/a/order.txt", "1"),
            ("migrations/b/order.txt", "1"),
            ("migrations/a/1.rs", "#[migration(depends_on = [\"b/1\"])] fn up(m: &mut Migration) {}"),
            ("migrations/b/1.rs", "#[migration(depends_on = [\"a/1\"])] fn up(m: &mut Migration) {}"),
        ],
        &["cyclic-dependency 1.rs:1:26 \"b/1\""],
    ),
    (
        &[
            ("migrations/order.txt", "1"),
            (
                "migrations/1.rs",
                "#[migration(depends_on = [\"b/1\"])] fn up(m: &mut Migration) { m.drop_table(\"b\"); }",
            ),
        ],
        &["unknown-dependency 1.rs:1:26 \"b/1\""],
    ),
    // What the replay finds, at its place; and nothing that follows from another fault.
    (
        &[
            ("migrations/order.txt", "1\n2"),
            ("migrations/1.rs", A),
            ("migrations/2.rs", "#[migration] fn up(m: &mut Migration) {\n\tm.drop_table(\"b\"); m.run_sql(\"x\"); }"),
        ],
        &["unknown-table 2.rs:2:14 \"b\""],
    ),
    (
        &[
            ("migrations/order.txt", "1"),
            ("migrations/1.rs", "#[migration] fn up(m: &mut Migration) { m.run_sql(\"x\"); }"),
        ],
        &["no-down 1.rs:1:42 run_sql"],
    ),
    (
        &[
            ("migrations/order.txt", "0\n1\n2"),
            ("migrations/1.rs", A),
            (
                "migrations/2.rs",
                "#[migration] fn up(m: &mut Migration) { m.drop_table(\"made_by_0\"); m.run_sql(\"x\"); }",
            ),
        ],
        &["missing-file order.txt:1:0 0"],
    ),
    (
        &[
            ("migrations/order.txt", "1\n2"),
            ("migrations/1.rs", "#[migration] fn up(m: &mut Migration) { m.drop_table(X); m.run_sql(\"x\"); }"),
            (
                "migrations/2.rs",
                "#[migration] fn up(m: &mut Migration) { m.drop_table(\"b\"); m.create_table(\"c\", |t| { t.string(\"\", 0); }); }",
            ),
        ],
        &["refused 1.rs:1:53 X", "empty-name 2.rs:1:94 \"\"", "bad-type 2.rs:1:87 string"],
    ),
    (
        &[
            ("migrations/order.txt", "1"),
            (
                "migrations/1.rs",
                "#[migration] fn up(m: &mut Migration) { m.create_table(\"a\", |t| { t.bad(); }); m.create_index(\"a\", [\"b\"]); }",
            ),
        ],
        &["unknown-method 1.rs:1:68 bad"],
    ),
    // Configuration.
    (&[("migrations/order.txt", ""), ("covet.toml", "")], &[]),
    (&[("migrations/order.txt", ""), ("covet.toml", "targets = [\"postgres >= 14\", \"sqlite>=3.35\"]")], &[]),
    (&[("migrations/order.txt", ""), ("covet.toml", "é = 1\n")], &["bad-config covet.toml:1:0 é"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "\nplace = 1\n")], &["unknown-key covet.toml:2:0 place"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "target = []")], &["unknown-key covet.toml:1:0 target"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "targets = []")], &["bad-target covet.toml:1:10 []"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "targets = 'x'")], &["bad-target covet.toml:1:10 'x'"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "targets = [5]")], &["bad-target covet.toml:1:11 5"]),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "targets = ['postgre']")],
        &["bad-target covet.toml:1:11 'postgre'"],
    ),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "targets = ['mysql > 8']")],
        &["bad-target covet.toml:1:11 'mysql > 8'"],
    ),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "targets = ['mysql >= x']")],
        &["bad-target covet.toml:1:11 'mysql >= x'"],
    ),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "targets = ['mysql', 'mysql >= 8']")],
        &["bad-target covet.toml:1:20 'mysql >= 8'"],
    ),
    (&[("migrations/order.txt", ""), ("covet.toml", "apps = 1")], &["bad-config covet.toml:1:7 1"]),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "[apps.a]\npth = 'x'")],
        &["unknown-key covet.toml:2:0 pth", "bad-config covet.toml:1:6 a"],
    ),
    (&[("migrations/order.txt", ""), ("covet.toml", "[apps.a]\npath = 1")], &["bad-config covet.toml:2:7 1"]),
    (
        &[("migrations/order.txt", ""), ("covet.toml", "[apps.a]\npath = 'x'")],
        &["missing-directory covet.toml:2:7 'x'"],
    ),
    (
        &[("migrations/order.txt", ""), ("other/x", ""), ("covet.toml", "[apps.a]\npath = 'other'")],
        &["no-order-file covet.toml:2:7 'other'"],
    ),
    (
        &[("migrations/order.txt", ""), ("other/order.txt", ""), ("covet.toml", "[apps.app]\npath = 'other'")],
        &["duplicate-app covet.toml:2:7 'other'"],
    ),
];

#[test]
fn directories() {
    let mut wrong = Vec::new();
    for (files, expected) in DIRECTORIES {
        let loaded = Project::new(files).load();
        if found(&loaded) != *expected {
            wrong.push(format!("{files:?}\n  {:?}\n  {expected:?}\n  {:?}", found(&loaded), messages(&loaded)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_are_no_text_are_shown_where_they_stand() {
    let order: &[(&str, &[u8])] = &[("migrations/order.txt", b"# ok\n# \xff\n")];
    let loaded = Project::of_bytes(order).load();
    assert_eq!(found(&loaded), ["not-utf8 order.txt:2:2 \u{fffd}"]);
    assert_eq!(messages(&loaded), ["the file is not UTF-8: byte 7 begins no character; save it as UTF-8"]);

    let source: &[(&str, &[u8])] = &[("migrations/order.txt", b"1"), ("migrations/1.rs", b"// \0")];
    let loaded = Project::of_bytes(source).load();
    assert_eq!(found(&loaded), ["nul-in-file 1.rs:1:3 \0"]);

    let utf16: &[(&str, &[u8])] = &[("migrations/order.txt", b"1"), ("migrations/1.rs", b"\xff\xfeu\0p\0")];
    assert_eq!(found(&Project::of_bytes(utf16).load())[0].split(' ').next(), Some("not-utf8"));
}

#[cfg(unix)]
#[test]
fn links_may_not_lead_out_of_the_tree() {
    use std::os::unix::fs::symlink;

    let project = Project::new(&[("migrations/order.txt", "1\n2\n3"), ("migrations/1.rs", A), ("outside.rs", A)]);
    symlink(project.path("outside.rs"), project.path("migrations/2.rs")).unwrap();
    symlink(project.path("nowhere.rs"), project.path("migrations/3.rs")).unwrap();
    assert_eq!(found(&project.load()), ["outside-of-tree order.txt:2:0 2", "unreadable-file order.txt:3:0 3"]);

    let project = Project::new(&[("migrations/x", ""), ("outside/order.txt", "1"), ("outside/1.rs", A)]);
    symlink(project.path("outside/order.txt"), project.path("migrations/order.txt")).unwrap();
    assert_eq!(found(&project.load()), ["outside-of-tree order.txt:1:0 "]);

    let project = Project::new(&[("migrations/a/order.txt", ""), ("outside/order.txt", "1"), ("outside/1.rs", A)]);
    symlink(project.path("outside"), project.path("migrations/b")).unwrap();
    assert_eq!(found(&project.load()), ["outside-of-tree b:1:0 "]);

    // The directory itself may be a link, and so may one file to another beside it.
    let project = Project::new(&[("real/order.txt", "1"), ("real/kept/1.rs", A)]);
    symlink(project.path("real/kept/1.rs"), project.path("real/1.rs")).unwrap();
    fs::rename(project.path("real"), project.path("moved")).unwrap();
    fs::remove_file(project.path("moved/1.rs")).unwrap();
    symlink("kept/1.rs", project.path("moved/1.rs")).unwrap();
    symlink(project.path("moved"), project.path("migrations")).unwrap();
    let loaded = project.load();
    assert_eq!(loaded.findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["no-order-file"], "in `kept`");
}

/// Marks, line endings, a byte order mark: none of them is part of what a migration means.
#[test]
fn line_endings_and_byte_order_marks_change_nothing() {
    let text = "//! Docs.\n#[migration]\nfn up(m: &mut Migration) {\n    m.run_sql(\"UPDATE a\n    SET b\")\n\
                .reverse(r#\"x\ny\"#).postgres(include_str!(\"sql/a.sql\"));\n    m.run(step).reverse(step);\n}\n\
                /// Docs.\n/** More\n docs */\nasync fn step(c: &mut covet::Connection<'_>) { let a = \"x\ny\"; }\n";
    let sql = "UPDATE a\nSET c";
    let crlf = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let project = |order: &str, text: &str, sql: &str| {
        let files = [("migrations/order.txt", order), ("migrations/1.rs", text), ("migrations/sql/a.sql", sql)];
        let mut loaded = Project::new(&files).load();
        assert_eq!(messages(&loaded), [""; 0]);
        loaded.migrations.remove(0)
    };
    let unix = project("# x\n1\n@v1\n", text, sql);
    let windows = project(&crlf("# x\n1\n@v1\n"), &crlf(text), &crlf(sql));
    assert_eq!(unix.migration, windows.migration);
    assert_eq!(
        canonical::checksums(unix.migration.up.operations(), true),
        canonical::checksums(windows.migration.up.operations(), true)
    );
    assert_eq!(unix.functions[0].code_hash, windows.functions[0].code_hash);
    assert_eq!((seal_of(&unix), unix.docs), (seal_of(&windows), windows.docs));
}

#[test]
fn marks_point_at_the_same_place_whatever_the_line_endings() {
    let text = "#[migration]\nfn up(m: &mut Migration) {\n\tm.drop_table(\"é\"); m.drop_table(X);\n}\n";
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    for text in [text, &windows] {
        let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", text)]).load();
        assert_eq!(found(&loaded), ["refused 1.rs:3:33 X"]);
    }
}

#[test]
fn included_files_are_tracked_and_count_as_listed() {
    let text = "#[migration] fn up(m: &mut Migration) { m.run_sql(include_str!(\"1.sql\")).reverse(\"\"); }";
    let project =
        Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", text), ("migrations/1.sql", "SELECT 1")]);
    fs::write(project.path("covet.toml"), "targets = ['sqlite']").unwrap();
    let loaded = project.load();
    assert_eq!(messages(&loaded), [""; 0]);
    assert_eq!(loaded.migrations[0].migration.up.operations()[0].to_string(), "run SQL `SELECT 1`");
    let root = project.0.path().canonicalize().unwrap();
    let expected = ["covet.toml", "migrations/1.rs", "migrations/1.sql", "migrations/order.txt"];
    assert_eq!(loaded.files, expected.map(|name| root.join(name)));
    assert_eq!(loaded.targets, [Dialect::Sqlite]);
}

#[test]
fn configuration_is_looked_for_up_to_the_root_of_the_workspace() {
    let load = |manifest: &str| {
        let project = Project::new(&[
            ("covet.toml", "targets = ['mysql']"),
            ("Cargo.toml", manifest),
            ("crates/x/Cargo.toml", "[package]"),
            ("crates/x/migrations/order.txt", ""),
        ]);
        load(&Request {
            directory: project.path("crates/x/migrations"),
            default_app: "x".into(),
            manifest_directory: project.path("crates/x"),
            targets: None,
        })
    };
    assert_eq!(load("[workspace]").targets, [Dialect::MySql]);
    assert_eq!(load("# [workspace]").targets, Dialect::ALL, "no workspace: only the crate's own file counts");
}

#[test]
fn servers_keep_their_oldest_versions() {
    let project =
        Project::new(&[("migrations/order.txt", ""), ("covet.toml", "targets = ['mariadb >= 10.6', 'mysql']")]);
    let loaded = project.load();
    assert_eq!(loaded.targets, [Dialect::MySql]);
    assert_eq!(loaded.servers.iter().map(ToString::to_string).collect::<Vec<_>>(), ["mariadb >= 10.6", "mysql"]);
    assert_eq!(
        project.load_for(Some(vec![Dialect::Sqlite, Dialect::Postgres])).targets,
        [Dialect::Postgres, Dialect::Sqlite]
    );
}

#[test]
fn apps_elsewhere_are_replayed_and_left_out() {
    let project = Project::new(&[
        ("covet.toml", "[apps.auth]\npath = 'auth'\n[apps.blog]\npath = 'migrations'"),
        ("auth/order.txt", "1"),
        ("auth/1.rs", creates!("users")),
        ("migrations/order.txt", "1\n@v1"),
        (
            "migrations/1.rs",
            "#[migration(depends_on = [\"auth/1\"])] fn up(m: &mut Migration) { m.drop_table(\"users\"); }",
        ),
    ]);
    let loaded = project.load();
    assert_eq!(messages(&loaded), [""; 0]);
    let ids: Vec<String> = loaded.migrations.iter().map(|migration| migration.migration.id.to_string()).collect();
    assert_eq!(ids, ["blog/1"]);
    assert_eq!(loaded.apps.len(), 1);
    assert_eq!((loaded.apps[0].name.as_str(), loaded.apps[0].releases[0].migrations), ("blog", 1));
}

#[test]
fn renames_and_releases_are_kept() {
    let loaded = Project::new(&[
        ("migrations/order.txt", "2 was 1 # renamed\n@v1.2\n3\n@v2-rc+1\n"),
        ("migrations/2.rs", A),
        ("migrations/3.rs", creates!("b")),
    ])
    .load();
    assert_eq!(messages(&loaded), [""; 0]);
    assert_eq!(loaded.migrations[0].was.as_deref(), Some("1"));
    let releases: Vec<_> = loaded.apps[0].releases.iter().map(|r| (r.name.as_str(), r.migrations)).collect();
    assert_eq!(releases, [("v1.2", 1), ("v2-rc+1", 2)]);
}

/// What a seal covers, in the order of its text; the value is frozen.
#[test]
fn seals_are_frozen_and_hold() {
    let text = |comma: &str, sql: &str, step: &str| {
        format!(
            "#[migration] fn up(m: &mut Migration) {{ m.run_sql(\"{sql}\").reverse(\"\"{comma}); m.run(step).reverse(step); }}\n\
             async fn step(c: &mut covet::Connection<'_>) {{ {step} }}"
        )
    };
    let load =
        |order: &str, text: &str| Project::new(&[("migrations/order.txt", order), ("migrations/1.rs", text)]).load();
    let loaded = load("1", &text("", "SELECT 1", "a()"));
    let seal = seal_of(&loaded.migrations[0]);
    assert_eq!(seal.to_string(), "8ca48e61b149da7d59d10addc1ec0c4c95098ec48399d326933776efbe8ffe8d");
    let sealed = format!("1 sha256:{seal}");
    assert_eq!(found(&load(&sealed, &text(",", "SELECT 1", "a(  )"))), [""; 0]);
    for changed in [text("", "SELECT 2", "a()"), text("", "SELECT 1", "b()")] {
        let loaded = load(&sealed, &changed);
        assert_eq!(found(&loaded), [format!("broken-seal order.txt:1:2 sha256:{seal}")]);
        let is = seal_of(&loaded.migrations[0]);
        assert_eq!(
            messages(&loaded),
            [format!(
                "`app/1` is sealed and has changed: its seal is {seal}, and it is now {is}; undo the change and write another \
                 migration; only where no database has run `app/1`, write `sha256:{is}`"
            )]
        );
    }
    assert_eq!(
        found(&load(&sealed, "#[migration] fn up() {}")),
        ["bad-signature 1.rs:1:16 up"],
        "no seal of half a file"
    );
}

#[test]
fn findings_without_a_token_say_what_to_do() {
    let project = Project::new(&[("migrations/order.txt", "0001_users\n"), ("migrations/0002_roles.rs", A)]);
    let loaded = project.load();
    let rendered: Vec<String> = loaded.findings.iter().map(|finding| render(finding, &loaded.sources)).collect();
    let root = project.path("migrations").canonicalize().unwrap();
    let order = root.join("order.txt").display().to_string();
    assert_eq!(
        rendered,
        [
            format!(
                "error: `0001_users` is listed, but there is no file `0001_users.rs` beside `order.txt`\n --> {order}:1:1\n  |\n\
                 1 | 0001_users\n  | ^^^^^^^^^^\n  |\n  = help: write the file, or remove the line"
            ),
            format!(
                "error: `0002_roles.rs` is not listed in `{order}`\n--> {}\n \
                 = help: add the line `0002_roles` where it is to run, or remove the file",
                root.join("0002_roles.rs").display()
            ),
        ]
    );
}

fn sample() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    load(&Request {
        directory: root.join("migrations"),
        default_app: "app".into(),
        manifest_directory: root,
        targets: None,
    })
}

#[test]
fn the_sample_set_loads() {
    let loaded = sample();
    assert_eq!(messages(&loaded), [""; 0]);
    let ids: Vec<String> = loaded.migrations.iter().map(|migration| migration.migration.id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "auth/0001_users",
            "auth/0002_roles",
            "auth/0003_user_email_length",
            "blog/0001_posts",
            "blog/0002_post_slug",
            "blog/0003_fill_slugs",
            "blog/0004_slug_required",
        ]
    );
    assert_eq!(loaded.migrations[5].functions.len(), 2);
    assert_eq!(loaded.migrations[0].docs, "Accounts that can sign in.");
    assert!(loaded.migrations.iter().all(|migration| migration.path.is_absolute()));
}

/// A generator of numbers that are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Cuts, doubles, and replaces parts of a text.
fn mutated(text: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b"(",
        b")",
        b"{",
        b"}",
        b"\"",
        b"|",
        b".",
        b"-",
        b"\r",
        b"\0",
        b"\xff",
        b"m",
        b"r#\"",
        b"999999999999999999999",
        b"'",
        "表".as_bytes(),
    ];
    let mut bytes = text.to_vec();
    for _ in 0..=numbers.below(3) {
        let (a, b) = (numbers.below(bytes.len() + 1), numbers.below(bytes.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 12));
        let piece = match numbers.below(3) {
            0 => Vec::new(),
            1 => PIECES[numbers.below(PIECES.len())].to_vec(),
            _ => bytes[from..to].repeat(2),
        };
        bytes.splice(from..to, piece);
    }
    bytes
}

#[test]
fn no_bytes_make_it_panic() {
    let source = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/blog/0001_posts.rs")).unwrap();
    let steps = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/blog/0003_fill_slugs.rs")).unwrap();
    let order = b"\xef\xbb\xbf# x\n1 was 0 sha256:00\r\n2\n@v1\n".to_vec();
    let config = b"targets = ['postgres >= 14', \"sqlite\"]\n[apps.x]\npath = 'y'\n".to_vec();
    let mut numbers = Numbers(7);
    let project = Project::new(&[("migrations/order.txt", "")]);
    for _ in 0..300 {
        let mut write = |name: &str, text: &[u8]| fs::write(project.path(name), mutated(text, &mut numbers)).unwrap();
        write("migrations/order.txt", &order);
        write("migrations/1.rs", &source);
        write("migrations/2.rs", &steps);
        write("covet.toml", &config);
        let loaded = project.load();
        for finding in loaded.findings.iter() {
            assert!(!render(finding, &loaded.sources).is_empty());
            assert!(finding.mark.index().is_none() || loaded.sources.location(finding.mark).is_some());
        }
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let text = format!("#[migration] fn up(m: &mut Migration) {{ m.drop_table({deep}); }}");
        let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load();
        assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["not-rust"]);
    }
}

#[test]
fn long_chains_fit_the_stack() {
    let text =
        format!("#[migration] fn up(m: &mut Migration) {{ m.run_sql(\"x\"){}; }}", ".reverse(\"\")".repeat(2_000));
    let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load();
    assert_eq!(messages(&loaded), [""; 0]);
}

#[test]
fn marks_without_a_place_stay_without_one() {
    assert_eq!(shown(&Diagnostic::error("x", Mark::NOWHERE, ""), &SourceMap::default()), "x nowhere");
}

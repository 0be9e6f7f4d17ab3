//! What a load keeps, and what it takes for the same.

use std::fs;
use std::path::Path;

use super::{A, Project, found, messages};
use crate::canonical;
use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::syntax::{Loaded, Request, load, render, seal_of};

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

/// Only some file systems hold both: one character, and `e` with an accent.
#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_differ_only_by_normal_form_are_two_of_one() {
    let files = [("migrations/order.txt", "\u{e9}"), ("migrations/\u{e9}.rs", A), ("migrations/e\u{301}.rs", A)];
    let loaded = Project::new(&files).load();
    assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["duplicate-name"]);
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
    let text = "//! Docs.\n#[migration]\nfn up(m: &mut Migration) {\n    m.run_sql(\"UPDATE a\n    SET b WHERE c\")\n\
                .postgres(include_str!(\"sql/a.sql\")).reverse(r#\"x\ny\"#);\n    m.run(step).reverse(step);\n}\n\
                /// Docs.\n/** More\n docs */\nasync fn step(c: &mut covet::Connection<'_>) { let a = \"x\ny\"; }\n";
    let sql = "UPDATE a\nSET c WHERE d";
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
            "#[migration(depends_on = [\"auth/1\"])] fn up(m: &mut Migration) { m.drop_table(\"users\").allow(Rule::DropTable, \"gone\"); }",
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
                "error: `0002_roles.rs` is not listed in `migrations/order.txt`\n--> {}\n \
                 = help: add the line `0002_roles` where it is to run, or remove the file",
                root.join("0002_roles.rs").display()
            ),
        ]
    );
}

#[test]
fn a_table_that_is_made_later_is_told_with_what_makes_it() {
    let drops = "#[migration] fn up(m: &mut Migration) { m.drop_table(\"a\"); }";
    let both = "#[migration] fn up(m: &mut Migration) { m.drop_table(\"a\"); m.create_table(\"a\", |t| { t.id(); }); }";
    let help = |files: &[(&str, &str)]| messages(&Project::new(files).load()).remove(0);
    let within = help(&[("migrations/order.txt", "1\n2"), ("migrations/1.rs", drops), ("migrations/2.rs", A)]);
    assert_eq!(
        within,
        "table `a` does not exist here; `app/2` creates it, and runs later: move its line up in the order file"
    );
    let files = [
        ("migrations/x/order.txt", "1"),
        ("migrations/x/1.rs", drops),
        ("migrations/y/order.txt", "1"),
        ("migrations/y/1.rs", A),
    ];
    let needs = "`y/1` creates it, and runs later: write `#[migration(depends_on = [\"y/1\"])]`";
    assert_eq!(help(&files), format!("table `a` does not exist here; {needs}"));
    let below = help(&[("migrations/order.txt", "1"), ("migrations/1.rs", both)]);
    assert_eq!(below, "table `a` does not exist here; it is created further down: move that up");
}

#[test]
fn sql_of_which_nothing_tells_whether_it_has_run_is_warned_of() {
    let of = |calls: &str| {
        let text =
            format!("#[migration] fn up(m: &mut Migration) {{ m.run_sql(\"CREATE VIEW v AS SELECT 1\"){calls}; }}");
        let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load();
        let found = loaded.findings.iter().filter(|finding| finding.code == "no-done-when");
        found.map(|finding| (finding.severity, finding.to_string())).collect::<Vec<_>>()
    };
    let message = "on mysql nothing tells, after a run that was cut short, whether it has run SQL \
                   `CREATE VIEW v AS SELECT 1`; add `.done_when(\"SELECT ..\")`, a query whose first value is true once it \
                   has; or do without `mysql`: write `targets = [\"postgres\", \"sqlite\"]` in covet.toml";
    assert_eq!(of(".reverse(\"\")"), [(Severity::Warning, message.to_owned())]);
    assert_eq!(of(".reverse(\"\").done_when(\"SELECT 1\")"), []);
    assert_eq!(of(".mysql(\"\").reverse(\"\")"), []);
    assert_eq!(of(".mysql(\"UPDATE t SET a = 1\").reverse(\"\")"), []);
}

#[test]
fn what_an_old_migration_wrote_is_faulted_where_it_is_met() {
    let old = "#[migration] fn up(m: &mut Migration) { m.create_table(\"a\", |t| { t.id(); t.string(\"b\", 9); \
               t.string(\"c\", 9).unique(); }); m.create_table(\"d\", |t| { t.id(); }); }";
    let faults = |body: &str| {
        let new = format!("#[migration] fn up(m: &mut Migration) {{ {body} }}");
        let files = [("migrations/order.txt", "1\n2"), ("migrations/1.rs", old), ("migrations/2.rs", new.as_str())];
        found(&Project::new(&files).load())
    };
    let key = "m.add_foreign_key(\"a\", [\"b\"], \"d\", [\"id\"]);";
    assert_eq!(faults(key), ["foreign-key-type-mismatch 2.rs:1:42 add_foreign_key"]);
    assert_eq!(faults("m.add_unique(\"a\", []);"), ["no-columns 2.rs:1:42 add_unique"]);
    let wide = "m.add_column(\"a\", |t| t.string(\"e\", 16380).nullable());";
    assert_eq!(faults(wide), ["too-wide 2.rs:1:42 add_column"]);
    let unique = "m.alter_column(\"a\", |t| t.text(\"c\"));";
    assert!(faults(unique).iter().all(|found| found.contains(" 2.rs:")), "{:?}", faults(unique));
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

#[test]
fn what_is_found_and_where_does_not_depend_on_which_thread_read_it() {
    let mut files = vec![("migrations/order.txt".to_owned(), String::new())];
    for number in 0..120 {
        files[0].1 += &format!("{number:03}\n");
        let call = match number % 4 {
            0 => format!("m.create_table(\"t{number}\", |t| {{ t.id(); t.string(\"a\", 20_000); }});"),
            1 => format!("m.drop_table(\"nowhere{number}\");"),
            2 => "m.run_sql(\"SELECT 1\").reverse(\"\");".to_owned(),
            _ => format!("m.create_table(\"t{number}\", |t| {{ t.id(); }}); m.run_sql(\"COMMIT\").reverse(\"\");"),
        };
        files.push((
            format!("migrations/{number:03}.rs"),
            format!("#[migration]\nfn up(m: &mut Migration) {{ {call} }}"),
        ));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let (first, lines) =
        (project.load(), |loaded: &Loaded| found(loaded).into_iter().zip(messages(loaded)).collect::<Vec<_>>());
    let expected = lines(&first);
    let file = |(place, _): &(String, String)| place.split([' ', ':']).nth(1).map(str::to_owned);
    let files: Vec<Option<String>> = expected.iter().map(file).collect();
    assert!(files.is_sorted() && files.len() >= 90 && files[0].as_deref() == Some("000.rs"), "{files:?}");
    for _ in 0..4 {
        assert_eq!(lines(&project.load()), expected);
    }
}

#[test]
fn what_cannot_be_read_is_found_in_the_order_of_the_files() {
    let names: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    let paths: Vec<String> = names.iter().map(|name| format!("migrations/{name}.rs")).collect();
    let order = names.join("\n");
    let mut files = vec![("migrations/order.txt", order.as_str())];
    files.extend(
        paths.iter().map(|path| (path.as_str(), "#[migration]\nfn up(m: &mut Migration) { m.drop_tabel(1); }")),
    );
    let project = Project::new(&files);
    let expected: Vec<String> = names.iter().map(|name| format!("unknown-method {name}.rs:2:29 drop_tabel")).collect();
    for _ in 0..3 {
        assert_eq!(found(&project.load()), expected);
    }
}

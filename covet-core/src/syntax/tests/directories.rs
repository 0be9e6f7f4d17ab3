//! Each fault of a directory by the smallest one that has it, and what must not be one.

use super::{A, Project, found, messages};

/// The files of a directory with their texts, and what is found in it.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const DIRECTORIES: &[Case] = &[
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
    (&[("migrations/a/1.rs", A)], &["no-order-file a:1:0 "]),
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
    (
        &[("migrations/order.txt", "00_user"), ("migrations/00_users.rs", A), ("migrations/00_user_x.rs", A)],
        &["missing-file order.txt:1:0 00_user", "unlisted-file 00_user_x.rs:1:0 "],
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
        // What `b/1` depends on may be what line 1 should say.
        &[
            ("migrations/a/order.txt", "00_user"),
            ("migrations/a/00_users.rs", A),
            ("migrations/b/order.txt", "1"),
            ("migrations/b/1.rs", "#[migration(depends_on = [\"a/00_users\"])] fn up(m: &mut Migration) {}"),
        ],
        &["missing-file order.txt:1:0 00_user"],
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
    (
        &[
            ("migrations/order.txt", "1"),
            (
                "migrations/1.rs",
                "#[migration] fn up(m: &mut Migration) { m.run(s).reverse(s); } async fn s(c: &mut PgConnection) {}",
            ),
            ("covet.toml", "targets = ['postgrs']"),
        ],
        &["bad-target covet.toml:1:11 'postgrs'"],
    ),
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
    (&[("migrations/order.txt", ""), ("covet.toml", "[apps.a]\npth = 'x'")], &["unknown-key covet.toml:2:0 pth"]),
    (&[("migrations/order.txt", ""), ("covet.toml", "[apps.a]")], &["bad-config covet.toml:1:6 a"]),
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

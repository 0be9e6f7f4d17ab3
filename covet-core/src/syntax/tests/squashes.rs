//! Squashes: with what they replace and without it, and what keeps one from being one.

use super::{Project, found, messages};
use crate::replay::Down;

const ONE: &str = "#[migration] fn up(m: &mut Migration) { m.create_table(\"a\", |t| { t.id(); }); }";
const TWO: &str = "#[migration] fn up(m: &mut Migration) { m.add_column(\"a\", |t| t.text(\"b\").nullable()); }";
const THREE: &str = "#[migration] fn up(m: &mut Migration) { m.add_column(\"a\", |t| t.text(\"c\").nullable()); }";

/// A squash of `ONE` and `TWO`, with this attribute.
fn squash(replaces: &str) -> String {
    format!(
        "#[migration(replaces = {replaces})] fn up(m: &mut Migration) {{ \
         m.create_table(\"a\", |t| {{ t.id(); t.text(\"b\").nullable(); }}); }}"
    )
}

/// An app with this order file; `s` is the squash, and `t` the one of it and `3`.
fn project(order: &str, replaces: &str) -> Project {
    let (s, t) = (squash(replaces), squash("[\"s\", \"3\"]").replace("(); t.", "(); t.text(\"c\").nullable(); t."));
    let mut files = vec![("migrations/order.txt", order)];
    let all = [("1", ONE), ("2", TWO), ("s", s.as_str()), ("3", THREE), ("t", t.as_str())];
    let paths = all.map(|(name, _)| format!("migrations/{name}.rs"));
    let is_listed = |name: &str| order.lines().any(|line| line.split(' ').next() == Some(name));
    files.extend(
        all.iter().zip(&paths).filter(|((name, _), _)| is_listed(name)).map(|((_, text), path)| (&**path, *text)),
    );
    Project::new(&files)
}

#[test]
fn a_squash_stands_for_what_it_replaces_with_it_and_without() {
    for order in ["1\n2\ns\n3", "s\n3"] {
        let loaded = project(order, "[\"1\", \"2\"]").load();
        assert_eq!(messages(&loaded), [""; 0], "{order}");
        assert!(loaded.migrations.iter().all(|migration| matches!(migration.down, Down::Operations(_))));
    }
}

#[test]
fn what_a_squash_forgets_is_named() {
    let project = project("1\n2\ns\n3", "[\"1\", \"2\"]");
    let short = squash("[\"1\", \"2\"]").replace("text", "json");
    std::fs::write(project.path("migrations/s.rs"), format!("{short} use covet::dsl::*;")).unwrap();
    let loaded = project.load();
    assert_eq!(found(&loaded), ["squash-differs s.rs:1:39 up"]);
    assert_eq!(
        messages(&loaded),
        [
            "`s` does not make the schema that the migrations make which it replaces: column `b` of `a` is json, nullable, \
             expected text, nullable; mend the squash: what databases have already is right"
        ]
    );
}

#[test]
fn names_and_places_have_to_fit() {
    let faults = |order: &str, replaces: &str| messages(&project(order, replaces).load());
    let cases = [
        ("1\n2\ns", "[]", "nothing is replaced; name the migrations, or leave it out"),
        ("1\n2\ns", "[\"1\", \"1\"]", "`1` is given twice; remove one of them"),
        ("1\n2\ns", "[\"s\"]", "a migration cannot replace itself; name those that it does the work of"),
        ("1\n2\ns", "[\"app/1\", \"2\"]", "a squash replaces migrations of its own app; write `1`"),
        (
            "1\n2\ns",
            "[\"other/1\", \"2\"]",
            "`other/1` is of another app, and a squash replaces migrations of its own; write a squash in that app too, and \
             make this one depend on it",
        ),
        ("1\n2\ns", "[[\"1\", \"2\"], \"2\"]", "expected a list of texts; write `[\"..\"]`"),
        ("1\n2\ns", "[[\"1\", \"2\"], [\"1\", \"2\"]]", "this list is given twice; remove one of them"),
        ("1\n2\ns", "[\"1\", \"2x\"]", "there is no migration `2x` to replace; did you mean `2`?"),
        (
            "1\n2\ns",
            "[\"2\", \"1\"]",
            "`1` runs before `2`, as the order file has them; name them in the order in which they run",
        ),
        (
            "1\ns\n2",
            "[\"1\", \"2\"]",
            "`2` is listed behind `s`, which replaces it; in the order file a squash stands right behind what it replaces, \
             and that without a gap",
        ),
        (
            "1\n2\n3\ns",
            "[\"1\", \"2\"]",
            "`3` stands between what `s` replaces and `s` itself; in the order file a squash stands right behind what it \
             replaces, and that without a gap",
        ),
        (
            "1\n2 was two\ns",
            "[\"1\", \"2\"]",
            "a database may have recorded what `s` replaces as `1`, `two`; write each way as a list: `replaces = [[\"1\", \
             \"2\"], [\"1\", \"two\"]]`",
        ),
        (
            "s\n3 was 2",
            "[\"1\", \"2\"]",
            "`3` was `2`, and `s` replaces it; replace `3` by the name that it has, or remove `was 2` from its line",
        ),
        (
            "1\n2\ns\n3\nt",
            "[\"1\", \"2\"]",
            "a database may have recorded what `t` replaces as `1`, `2`, `3`; write each way as a list: `replaces = \
             [[\"s\", \"3\"], [\"1\", \"2\", \"3\"]]`",
        ),
    ];
    for (order, replaces, message) in cases {
        assert_eq!(faults(order, replaces), [message], "{order:?} {replaces}");
    }
}

#[test]
fn a_squash_of_a_squash_says_both_ways() {
    let project = project("1\n2\ns\n3\nt", "[\"1\", \"2\"]");
    let path = project.path("migrations/t.rs");
    let both =
        std::fs::read_to_string(&path).unwrap().replace("[\"s\", \"3\"]", "[[\"s\", \"3\"], [\"1\", \"2\", \"3\"]]");
    std::fs::write(&path, &both).unwrap();
    assert_eq!(messages(&project.load()), [""; 0]);
    std::fs::remove_file(project.path("migrations/1.rs")).unwrap();
    std::fs::remove_file(project.path("migrations/2.rs")).unwrap();
    std::fs::write(project.path("migrations/order.txt"), "s\n3\nt\n").unwrap();
    assert_eq!(messages(&project.load()), [""; 0], "those that the inner one replaced are known through it");
    let twice = both.replace("[\"s\", \"3\"], ", "");
    std::fs::write(&path, twice).unwrap();
    assert_eq!(found(&project.load()), ["replaced-twice t.rs:1:25 \"1\"", "replaced-twice t.rs:1:30 \"2\""]);
}

/// `b/1` runs between the two that the squash replaces.
#[test]
fn what_runs_in_between_is_replayed_for_the_squash_too() {
    let files = |squash_needs: &str, own: &str| {
        let squash = format!(
            "#[migration(replaces = [\"1\", \"2\"]{squash_needs})] fn up(m: &mut Migration) {{ \
             m.create_table(\"a\", |t| {{ t.id(); t.references(\"b\", \"b\").nullable(); }}); }}"
        );
        let second = "#[migration(depends_on = [\"b/1\"])] fn up(m: &mut Migration) { \
                      m.add_column(\"a\", |t| t.references(\"b\", \"b\").nullable()); }";
        let between =
            format!("#[migration] fn up(m: &mut Migration) {{ m.create_table(\"b\", |t| {{ t.id(); {own} }}); }}");
        Project::new(&[
            ("migrations/a/order.txt", "1\n2\ns"),
            ("migrations/a/1.rs", ONE),
            ("migrations/a/2.rs", second),
            ("migrations/a/s.rs", &squash),
            ("migrations/b/order.txt", "1"),
            ("migrations/b/1.rs", &between),
        ])
    };
    assert!(!files("", "").load().findings.has_errors());
    let found = found(&files("", "t.references(\"a\", \"a\");").load());
    assert_eq!(found[0], "squash-comes-later 1.rs:1:16 up", "it needs the first, and does not say so");
}

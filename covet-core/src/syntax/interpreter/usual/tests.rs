//! A file that is read here is read as by way of syn: equal operations, at equal places.

use std::fs;
use std::path::Path;

use super::*;
use crate::canonical;
use crate::dialect::Dialect;
use crate::syntax::fallback::with_fallback;
use crate::syntax::interpreter::{Surroundings, interpret_parsed};
use crate::syntax::source::{Source, SourceMap};

/// A way to read a file.
type Read = fn(MigrationId, FileId, &mut Files) -> Option<Interpreted>;

/// All that a file says, with every place that was marked on the way.
#[derive(Debug, PartialEq)]
struct Said {
    operations: [Option<(String, Vec<Option<u32>>)>; 2],
    mark: Option<u32>,
    attributes: crate::migration::Attributes,
    docs: String,
    places: Vec<(Position, Position)>,
}

fn said(text: &str, read: Read) -> Option<Said> {
    let mut files = Files::default();
    let file = files.sources.add_file("x.rs".into(), Source::Rust, text);
    let Interpreted { migration, functions, docs, included, broken } =
        read(MigrationId::new("app", "x"), file, &mut files)?;
    let (sources, findings, _) = files.finish();
    if broken || !findings.is_empty() || !functions.is_empty() || !included.is_empty() {
        return None;
    }
    let script = |script: &Script| {
        let count = script.operations().len();
        (canonical::encode(script.operations()), (0..count).map(|at| script.mark(at).index()).collect())
    };
    let down = migration.down.as_ref().map(|down| script(&down.script));
    Some(Said {
        operations: [Some(script(&migration.up)), down],
        mark: migration.mark.index(),
        attributes: migration.attributes,
        docs,
        places: places(&sources),
    })
}

fn places(sources: &SourceMap) -> Vec<(Position, Position)> {
    (0..).map_while(|at| sources.location(Mark::of(at))).map(|place| (place.start, place.end)).collect()
}

fn by_syn(id: MigrationId, file: FileId, files: &mut Files) -> Option<Interpreted> {
    let around = Surroundings { directory: Path::new(""), root: Path::new(""), targets: &Dialect::ALL };
    Some(interpret_parsed(id, file, files, &around))
}

/// Asserts that a file which is read here says the same by way of syn; gives whether it is.
pub(in super::super) fn is_read(text: &str) -> bool {
    let Some(here) = said(text, |id, file, files| read(&id, file, files)) else { return false };
    assert_eq!(Some(here), with_fallback(|| said(text, by_syn)).unwrap(), "{text}");
    true
}

fn up(body: &str) -> String {
    format!(
        "//! Docs.\n//!\n//!  More.\nuse covet::dsl::*;\n\n/// Up.\n#[migration]\nfn up(m: &mut Migration) {{\n\t{body}\n}}\n"
    )
}

#[test]
fn the_usual_is_read_here() {
    for body in [
        "",
        "m.drop_table(\"t\");",
        "m.create_table(\"t\", |t| { t.id(); t.string(\"a\", 1_0,).default(true).check(r#\"x \"y\"\"#); });",
        "m.add_column(\"t\", |t| t.float(\"f\").default(5)); m.create_index(\"t\", [\"a\", \"b\",]).unique();",
        "m.create_table(\"t\", |t| {}); // none\n    m.add_column(\"t\", |c| c.text(\"a\").default(\"x\").nullable(),);",
        "m.run_sql(\"SELECT 'é\\\\ \\\"\\n\\t\\'\n  表'\").reverse(r\"\\\n\").state(|n| n.drop_table(\"ü\"));",
        "m.create_table(\"t\", |t| {\n t.references(\"a\", \"b\").on_delete(Cascade).deferrable(InitiallyDeferred); t.index([]) });",
        "m.rename_table(\"a\", \"b\");//// not documentation\n//x",
    ] {
        assert!(is_read(&up(body)), "{body}");
    }
    assert!(is_read(
        &(up("m.drop_table(\"a\");")
            + "#[migration] fn down(n: &mut Migration,) { n.create_table(\"a\", |t| t.id()); }")
    ));
    for import in ["use covet::dsl::*;", "use a;\nuse b::c; use covet::*;"] {
        assert!(is_read(&up("").replace("use covet::dsl::*;", import)), "{import}");
    }
}

#[test]
fn the_rest_is_left_to_syn() {
    for body in [
        "m;",
        "m.a();",
        "m.drop_table(\"t\").b();",
        "m.drop_table(\"t\") m.drop_table(\"u\")",
        "m.drop_table(\"t\");;",
        "m.drop_table(t);",
        "m.drop_table(\"t\", \"u\");",
        "m.drop_table();",
        "m.drop_table(,);",
        "m.drop_table::<T>(\"t\");",
        "m.drop_table((\"t\"));",
        "m.drop_table(\"t\"suffix);",
        "m.drop_table(b\"t\");",
        "m.drop_table(\"\\x41\");",
        "m.drop_table(\"a\\\n b\");",
        "m.create_index(\"t\", [\"a\"])",
        "m.create_index(\"t\", &[\"a\"]);",
        "m.create_index(\"t\", [,]);",
        "m.create_index(\"t\", [\"a\" \"b\"]);",
        "m.create_table(\"t\", || x);",
        "m.create_table(\"t\", |_| {});",
        "m.create_table(\"t\", |t: &mut Table| {});",
        "m.create_table(\"t\", |t| { t.id() }.x());",
        "m.create_table(\"t\", |t| t.id(), 5);",
        "m.create_table(\"t\", |t| m.drop_table(\"u\"));",
        "m.create_table(\"t\", |t| { t.string(\"a\", 10u32); });",
        "m.create_table(\"t\", |t| { t.string(\"a\", 4294967296); });",
        "m.create_table(\"t\", |t| { t.integer(\"a\").default(-1); });",
        "m.create_table(\"t\", |t| { t.integer(\"a\").default(2147483648); });",
        "m.create_table(\"t\", |t| { t.double(\"a\").default(0.5); });",
        "m.create_table(\"t\", |t| { t.id() t.text(\"x\") });",
        "m.create_table(\"t\", |t| { t.references(\"a\", \"b\").on_delete(dsl::Cascade); });",
        "m.run(fill);",
        "m.run_sql(include_str!(\"x.sql\"));",
        "/// Docs.\n m.drop_table(\"t\");",
        "/* x */ m.drop_table(\"t\");",
        "m.drop_table(\"t\"); \r",
        "let x = 1;",
        "m.drop_table(\"t\")?;",
    ] {
        assert!(!is_read(&up(body)), "{body}");
    }
    for text in [
        "",
        "use covet::dsl::*;",
        "#[migration] fn up(m: &mut Migration) {}",
        "use covet::dsl::*; fn up(m: &mut Migration) {}",
        "use covet::dsl::*; #[migration] pub fn up(m: &mut Migration) {}",
        "use covet::dsl::*; #[migration(tags = [\"x\"])] fn up(m: &mut Migration) {}",
        "use covet::dsl::*; #[migration] fn up(fn: &mut Migration) {}",
        "use covet::dsl::*; #[migration] fn up(m: & Migration) {}",
        "use covet::dsl::*; #[migration] fn up(m: &mut Migration) {} //! Late.",
        "use covet::dsl::*; #[migration] fn up(m: &mut Migration) {} /// Of nothing.",
        "use covet::dsl::*; #[migration] fn up(m: &mut Migration) {} }",
        "use covet::dsl::*; #[migration] fn up(m: &mut Migration) { m.drop_table(\"t\"); ",
        "use covet::dsl as d; #[migration] fn up(m: &mut Migration) {}",
        "use covet::: dsl::*; #[migration] fn up(m: &mut Migration) {}",
        "use crate::dsl::*; #[migration] fn up(m: &mut Migration) {}",
    ] {
        assert!(!is_read(text), "{text}");
    }
    assert!(!is_read(&(up("") + "async fn step() {}")));
}

#[test]
fn what_is_too_long_or_too_deep_is_left_to_syn() {
    assert!(is_read(&up(&"m.drop_table(\"t\");".repeat(1_000))));
    assert!(!is_read(&up(&"m.drop_table(\"t\");".repeat(2_000))));
    let nested = |depth: usize| {
        let open = "m.run_sql(\"x\").reverse(\"\").state(|m| { ".repeat(depth);
        up(&format!("{open}{}", "});".repeat(depth)))
    };
    assert!(is_read(&nested(20)));
    assert!(!is_read(&nested(40)));
}

#[test]
fn whatever_is_cut_out_of_a_migration_it_is_read_as_by_way_of_syn() {
    let body =
        "m.create_table(\"t\", |t| { t.text(\"é\").check(r#\"x\"#); t.index([\"a\", \"b\"]); }); m.run_sql(\"a\\n\");";
    let text = up(body) + "#[migration] fn down(m: &mut Migration) { m.drop_table(\"t\"); }";
    let mut reads = 0;
    for from in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        for length in [1, 2, 5, 17] {
            let mut text = text.clone();
            text.replace_range(from..text.floor_char_boundary(from + length), "");
            reads += usize::from(is_read(&text));
        }
        for piece in [",", ";", ")", "}", "|", "\"", "#", " ", "\n", "/", ":", "&", "1", "x", "!", "表"] {
            let mut text = text.clone();
            text.insert_str(from, piece);
            reads += usize::from(is_read(&text));
        }
    }
    assert!(reads > 500, "{reads}");
}

/// The files of the repository; most of them are usual.
#[test]
fn our_own_migrations_are_read_as_by_way_of_syn() {
    let (mut files, mut reads) = (0, 0);
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".rs") {
                // Some of those that must not build are not even text.
                let text = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
                if text.contains("#[migration]") {
                    files += 1;
                    reads += usize::from(is_read(&text));
                }
            }
        }
    }
    assert!(files >= 10 && reads * 4 >= files, "{reads} of {files}");
}

//! Every refusal, each by the smallest migration that earns it.

use super::tests::{read, read_for};
use crate::dialect::Dialect;

/// Bodies of `up`, and what is found in them: code, line and column in the body, and the text at the mark.
const BODIES: &[(&str, &[&str])] = &[
    // Statements that are no calls.
    ("let x = 1;", &["refused 1:0 let"]),
    ("let x = \"a\"; m.drop_table(x); m.drop_table(&x); m.drop_table(y);", &["refused 1:0 let", "refused 1:61 y"]),
    ("m.create_table(\"a\", |t| { let c = t.id(); c.unique(); });", &["refused 1:26 let"]),
    ("Ok(())", &["refused 1:0 Ok"]),
    ("for _ in 0..3 { m.drop_table(\"a\"); }", &["refused 1:0 for"]),
    ("while true {}", &["refused 1:0 while"]),
    ("loop {}", &["refused 1:0 loop"]),
    ("if true { m.drop_table(\"a\"); }", &["refused 1:0 if"]),
    ("match 1 { _ => {} }", &["refused 1:0 match"]),
    ("helper(m);", &["refused 1:0 helper"]),
    ("Self::helper(m).x();", &["refused 1:0 Self::helper"]),
    ("println!(\"x\");", &["refused 1:0 println"]),
    ("const X: u8 = 1;", &["refused 1:0 const X: u8 = 1;"]),
    ("fn inner() {}", &["refused 1:0 fn inner() {}"]),
    ("return;", &["refused 1:0 return"]),
    ("{ m.drop_table(\"a\"); }", &["refused 1:0 { m.drop_table(\"a\"); }"]),
    ("unsafe { m.drop_table(\"a\"); }", &["refused 1:0 unsafe"]),
    ("m;", &["refused 1:0 m"]),
    ("1;", &["refused 1:0 1"]),
    ("x = 1;", &["refused 1:0 x = 1"]),
    ("m.script;", &["refused 1:0 m.script"]),
    ("m.drop_table(\"a\")?;", &["refused 1:17 ?"]),
    ("m.drop_table(\"a\").await;", &["refused 1:18 await"]),
    ("async { 1 };", &["refused 1:0 async"]),
    ("|| m.drop_table(\"a\");", &["refused 1:0 || m.drop_table(\"a\")"]),
    ("#[cfg(test)] m.drop_table(\"a\");", &["refused 1:2 cfg"]),
    ("#[odd] m.drop_table(\"a\");", &["refused 1:2 odd"]),
    // Calls.
    ("m.drop_tabel(\"a\");", &["unknown-method 1:2 drop_tabel"]),
    ("m.wholly_unknown();", &["unknown-method 1:2 wholly_unknown"]),
    ("m.string(\"a\", 1);", &["unknown-method 1:2 string"]),
    ("m.run_path(\"a\");", &["unknown-method 1:2 run_path"]),
    ("m.drop_table(\"a\").unique();", &["unknown-method 1:18 unique"]),
    ("x.drop_table(\"a\");", &["unknown-builder 1:0 x"]),
    ("m.drop_table::<u8>(\"a\");", &["refused 1:12 ::<u8>"]),
    ("m.drop_table();", &["argument-count 1:2 drop_table"]),
    ("m.drop_table(\"a\", \"b\");", &["argument-count 1:18 \"b\""]),
    ("m.create_index(\"a\", [\"b\"]).unique(true);", &["argument-count 1:34 true"]),
    ("m.create_index(\"a\", [\"b\"])", &["missing-semicolon 1:0 m.create_index(\"a\", [\"b\"])"]),
    // Arguments.
    ("m.drop_table(NAME);", &["refused 1:13 NAME"]),
    ("m.drop_table(&NAME);", &["refused 1:14 NAME"]),
    ("m.drop_table(format!(\"a\"));", &["refused 1:13 format"]),
    ("m.drop_table(&format!(\"a\"));", &["refused 1:14 format"]),
    ("m.drop_table(&\"a\");", &["refused 1:13 &\"a\""]),
    ("m.drop_table(None);", &["refused 1:13 None"]),
    ("m.create_table(\"a\" |t| { t.id(); });", &["refused 1:19 |"]),
    ("m.drop_table(concat!(\"a\", \"b\"));", &["refused 1:13 concat"]),
    ("m.drop_table(include_str!(\"a\"));", &["refused 1:13 include_str"]),
    ("m.drop_table(\"a\".to_string());", &["refused 1:17 to_string"]),
    ("m.drop_table(name());", &["refused 1:13 name"]),
    ("m.drop_table(\"a\" + \"b\");", &["refused 1:13 \"a\" + \"b\""]),
    ("m.drop_table(if true { \"a\" } else { \"b\" });", &["refused 1:13 if"]),
    ("m.drop_table(5);", &["wrong-argument 1:13 5"]),
    ("m.drop_table(-5);", &["wrong-argument 1:13 -5"]),
    ("m.drop_table('a');", &["wrong-argument 1:13 'a'"]),
    ("m.drop_table(b\"a\");", &["wrong-argument 1:13 b\"a\""]),
    ("m.drop_table(true);", &["wrong-argument 1:13 true"]),
    ("m.drop_table([\"a\"]);", &["wrong-argument 1:13 [\"a\"]"]),
    ("m.drop_table(\"a\"odd);", &["wrong-argument 1:13 \"a\"odd"]),
    ("m.create_index(\"a\", \"b\");", &["wrong-argument 1:20 \"b\""]),
    ("m.create_index(\"a\", vec![\"b\"]);", &["refused 1:20 vec"]),
    ("m.create_index(\"a\", [\"b\", 1, C]);", &["wrong-argument 1:26 1", "refused 1:29 C"]),
    ("m.create_index(\"a\", [\"b\"; 2]);", &["refused 1:20 [\"b\"; 2]"]),
    ("m.create_index(\"a\", (\"b\", \"c\"));", &["refused 1:20 (\"b\", \"c\")"]),
    ("m.create_index(\"a\", &mut [\"b\"]);", &["refused 1:20 &mut [\"b\"]"]),
    ("m.create_table(\"a\", body);", &["refused 1:20 body"]),
    ("m.create_table(\"a\", \"b\");", &["wrong-argument 1:20 \"b\""]),
    ("m.drop_column(\"a\", \"b\").restore_with(5_000_000_000);", &["out-of-range 1:37 5_000_000_000"]),
    ("m.drop_column(\"a\", \"b\").restore_with(-1u32);", &["out-of-range 1:37 -1u32"]),
    ("m.drop_column(\"a\", \"b\").restore_with(1u8);", &["wrong-argument 1:37 1u8"]),
    ("m.drop_column(\"a\", \"b\").restore_with(1e999);", &["out-of-range 1:37 1e999"]),
    ("m.drop_column(\"a\", \"b\").restore_with(1.5f32);", &["wrong-argument 1:37 1.5f32"]),
    ("m.drop_column(\"a\", \"b\").restore_with(-\"x\");", &["refused 1:37 -\"x\""]),
    ("m.drop_column(\"a\", \"b\").restore_with(!true);", &["refused 1:37 !true"]),
    ("m.drop_column(\"a\", \"b\").restore_with(DefaultValue::Now);", &["refused 1:37 DefaultValue::Now"]),
    // Closures.
    ("m.create_table(\"a\", || {});", &["bad-closure 1:20 |"]),
    ("m.create_table(\"a\", |t, u| {});", &["bad-closure 1:24 u"]),
    ("m.create_table(\"a\", |(t)| {});", &["bad-signature 1:21 (t)"]),
    ("m.create_table(\"a\", |t: &mut Migration| {});", &["bad-signature 1:24 &mut Migration"]),
    ("m.create_table(\"a\", |t: Table| {});", &["bad-signature 1:24 Table"]),
    ("m.create_table(\"a\", async |t| {});", &["bad-closure 1:20 async"]),
    ("m.create_table(\"a\", |t| -> () {});", &["bad-closure 1:24 ->"]),
    ("m.create_table(\"a\", |t| { m.drop_table(\"b\"); });", &["outer-builder 1:26 m"]),
    ("m.create_table(\"a\", |t| if true { t.id() });", &["refused 1:24 if"]),
    ("m.create_table(\"a\", |t| { t.strin(\"b\", 5); });", &["unknown-method 1:28 strin"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\"); });", &["argument-count 1:28 string"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", -1); });", &["out-of-range 1:40 -1"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", 4294967296); });", &["out-of-range 1:40 4294967296"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", 5i32); });", &["wrong-argument 1:40 5i32"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", 5.0); });", &["wrong-argument 1:40 5.0"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", \"5\"); });", &["wrong-argument 1:40 \"5\""]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", 5 as u32); });", &["refused 1:42 as"]),
    ("m.create_table(\"a\", |t| { t.string(\"b\", 2 * 4); });", &["refused 1:40 2 * 4"]),
    ("m.create_table(\"a\", |t| { t.decimal(\"b\", 65536, 2); });", &["out-of-range 1:41 65536"]),
    ("m.create_table(\"a\", |t| { t.timestamps().unique(); });", &["unknown-method 1:41 unique"]),
    ("m.create_table(\"a\", |t| { t.id().on_delete(Cascade); });", &["unknown-method 1:33 on_delete"]),
    ("m.create_table(\"a\", |t| { t.references(\"b\", \"c\").on_delete(Cascad); });", &["wrong-argument 1:59 Cascad"]),
    (
        "m.create_table(\"a\", |t| { t.references(\"b\", \"c\").on_delete(\"cascade\"); });",
        &["wrong-argument 1:59 \"cascade\""],
    ),
    (
        "m.create_table(\"a\", |t| { t.references(\"b\", \"c\").on_delete(sql::Cascade); });",
        &["wrong-argument 1:59 sql::Cascade"],
    ),
    // What the builder finds.
    ("m.add_column(\"a\", |t| {});", &["one-column 1:2 add_column"]),
    ("m.add_column(\"a\", |t| { t.text(\"c\"); t.text(\"b\"); });", &["one-column 1:39 text"]),
    ("m.alter_column(\"a\", |_| {}).using(\"x\");", &["one-column 1:2 alter_column"]),
    // One fault does not hide, and does not cause, another.
    ("m.add_column(\"a\", |t| { t.txt(\"b\"); });", &["unknown-method 1:26 txt"]),
    (
        "let a = 1;\nm.drop_tabel(\"a\");\nm.drop_table(B);",
        &["refused 1:0 let", "unknown-method 2:2 drop_tabel", "refused 3:13 B"],
    ),
    (
        "m.create_table(A, |t| { t.strin(\"b\", 5); t.text(C); });",
        &["refused 1:15 A", "unknown-method 1:26 strin", "refused 1:48 C"],
    ),
    (
        "m.create_index(A, B).name(C).unique(1);",
        &["refused 1:15 A", "refused 1:18 B", "refused 1:26 C", "argument-count 1:36 1"],
    ),
    ("m.run_sql(A).state(|m| { m.drop_table(B); });", &["refused 1:10 A", "refused 1:38 B"]),
    // Columns count characters, whatever their width.
    ("m.drop_table(\"表é\"); \t m.drop_table(X);", &["refused 1:35 X"]),
    // Included files.
    ("m.run_sql(include_str!(5));", &["bad-include 1:10 include_str"]),
    ("m.run_sql(include_str!(\"none.sql\"));", &["bad-include 1:23 \"none.sql\""]),
    ("m.run_sql(include_str!(\"../Cargo.toml\"));", &["bad-include 1:23 \"../Cargo.toml\""]),
    // Functions.
    ("m.run(stepp);", &["unknown-function 1:6 stepp"]),
    ("m.run(|c| {});", &["wrong-argument 1:6 |c| {}"]),
    ("m.run(\"step\");", &["wrong-argument 1:6 \"step\""]),
    ("m.run(step::<u8>);", &["refused 1:6 step::<u8>"]),
    ("m.run(a::step); m.run(b::step);", &["ambiguous-function 1:22 b::step"]),
];

const STEP: &str = "async fn step(c: &mut covet::Connection<'_>) -> covet::Result<()> { Ok(()) }";

#[test]
fn bodies() {
    let mut wrong = Vec::new();
    for (body, expected) in BODIES {
        let text = format!("#[migration] fn up(m: &mut Migration) {{\n{body}\n}}\n{STEP}");
        let (read, messages, found) = read(&text);
        // The body begins on the second line of the file.
        let found: Vec<String> = found.iter().map(|line| one_line_up(line)).collect();
        if found != *expected || !read.broken {
            wrong.push(format!("{body}\n  {found:?}\n  {expected:?}\n  {messages:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn one_line_up(finding: &str) -> String {
    let (code, rest) = finding.split_once(' ').unwrap();
    let (line, rest) = rest.split_once(':').unwrap();
    format!("{code} {}:{rest}", line.parse::<usize>().unwrap() - 1)
}

/// Whole files.
const FILES: &[(&str, &[&str])] = &[
    ("", &["no-up 1:0 "]),
    ("use covet::dsl::*;\nfn upp() {}", &["no-up 1:0 "]),
    ("fn up(m: &mut Migration) {}", &["missing-attribute 1:3 up"]),
    ("#[migraton] fn up(m: &mut Migration) {}", &["missing-attribute 1:2 migraton"]),
    ("#[migration] fn upp(m: &mut Migration) {}", &["bad-item 1:16 upp"]),
    ("#[migration] struct Up;", &["bad-item 1:2 migration"]),
    ("#[migration] fn up(m: &mut Migration) {}\nfn down(m: &mut Migration) {}", &["missing-attribute 2:3 down"]),
    ("#[migration] fn up(m: &mut Migration) {}\n#[migration] fn up(m: &mut Migration) {}", &["bad-item 2:16 up"]),
    ("#[migration] fn down(m: &mut Migration) {}", &["no-up 1:0 "]),
    ("#[migration] fn up() {}", &["bad-signature 1:16 up"]),
    ("#[migration] fn up(m: &mut Migration, n: u8) {}", &["bad-signature 1:38 n: u8"]),
    ("#[migration] fn up(self) {}", &["bad-signature 1:16 up"]),
    ("#[migration] fn up(m: &Migration) {}", &["bad-signature 1:22 &Migration"]),
    ("#[migration] fn up(m: &mut Table) {}", &["bad-signature 1:22 &mut Table"]),
    ("#[migration] async fn up(m: &mut Migration) {}", &["bad-signature 1:13 async"]),
    ("#[migration] unsafe fn up(m: &mut Migration) {}", &["bad-signature 1:13 unsafe"]),
    ("#[migration] const fn up(m: &mut Migration) {}", &["bad-signature 1:13 const"]),
    ("#[migration] extern \"C\" fn up(m: &mut Migration) {}", &["bad-signature 1:13 extern"]),
    ("#[migration] fn up<T>(m: &mut Migration) {}", &["bad-signature 1:19 T"]),
    ("#[migration] fn up(m: &mut Migration) -> u8 {}", &["bad-signature 1:38 ->"]),
    ("#[migration] #[cfg(test)] fn up(m: &mut Migration) {}", &["refused 1:15 cfg"]),
    ("#![cfg(test)]\n#[migration] fn up(m: &mut Migration) {}", &["refused 1:3 cfg"]),
    (
        "use covet::dsl::{self, Migration, Action as A};\n#[dsl::migration] fn up(m: &mut Migration) {}",
        &["refused 1:41 as"],
    ),
    // Arguments of the attribute.
    ("#[migration(tag = [\"a\"])] fn up(m: &mut Migration) {}", &["unknown-argument 1:12 tag"]),
    ("#[migration(tag)] fn up(m: &mut Migration) {}", &["unknown-argument 1:12 tag"]),
    ("#[migration(tags)] fn up(m: &mut Migration) {}", &["bad-attribute 1:12 tags"]),
    ("#[migration = \"x\"] fn up(m: &mut Migration) {}", &["bad-attribute 1:12 ="]),
    ("#[migration(5)] fn up(m: &mut Migration) {}", &["bad-attribute 1:12 5"]),
    ("#[migration(tags = \"a\")] fn up(m: &mut Migration) {}", &["bad-attribute 1:19 \"a\""]),
    ("#[migration(tags = [5])] fn up(m: &mut Migration) {}", &["bad-attribute 1:20 5"]),
    ("#[migration(tags = [\"\"])] fn up(m: &mut Migration) {}", &["bad-attribute 1:20 \"\""]),
    ("#[migration(tags = [\"a\", \"a\"])] fn up(m: &mut Migration) {}", &["bad-attribute 1:25 \"a\""]),
    ("#[migration(author = A)] fn up(m: &mut Migration) {}", &["bad-attribute 1:21 A"]),
    ("#[migration(author = \"a\", author = \"b\")] fn up(m: &mut Migration) {}", &["bad-attribute 1:26 author"]),
    ("#[migration(transaction = \"false\")] fn up(m: &mut Migration) {}", &["bad-attribute 1:26 \"false\""]),
    ("#[migration(irreversible = \" \")] fn up(m: &mut Migration) {}", &["bad-attribute 1:27 \" \""]),
    ("#[migration(replaces = [])] fn up(m: &mut Migration) {}", &["bad-replaces 1:23 []"]),
    ("#[migration(depends_on = [\"auth\"])] fn up(m: &mut Migration) {}", &["bad-dependency 1:26 \"auth\""]),
    (
        "#[migration(depends_on = [\"app/0002_x\"])] fn up(m: &mut Migration) {}",
        &["cyclic-dependency 1:26 \"app/0002_x\""],
    ),
    (
        "#[migration] fn up(m: &mut Migration) {}\n#[migration(tags = [\"a\"])] fn down(m: &mut Migration) {}",
        &["bad-attribute 2:2 migration"],
    ),
    // What is no Rust.
    ("#[migration] fn up(m: &mut Migration) {", &["not-rust 1:38 {"]),
    ("#[migration] fn up(m: &mut Migration) { m.drop_table(\"a) }", &["not-rust 1:53 \""]),
    ("#[migration]\nfn up(m: &mut Migration) { m.drop_table(\"a\") m.id() }", &["not-rust 2:45 m"]),
    ("#[migration] fn up\n", &["not-rust 1:17 p"]),
];

#[test]
fn files() {
    let mut wrong = Vec::new();
    for (text, expected) in FILES {
        let (_, messages, found) = read(text);
        if found != *expected {
            wrong.push(format!("{text}\n  {found:?}\n  {expected:?}\n  {messages:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Functions, and what is found where `m.run(step).reverse(step)` names them.
const STEPS: &[(&str, &[&str])] = &[
    ("fn step(c: &mut Connection<'_>) {}", &["bad-step 1:46 step"]),
    ("async fn step() {}", &["bad-step 1:46 step"]),
    ("async fn step(c: &mut Connection<'_>, n: u8) {}", &["bad-step 1:46 step"]),
    ("async fn step<T>(c: &mut T) {}", &["bad-step 1:46 step"]),
    ("async fn step(c: Connection<'_>) {}", &["bad-step 1:46 step"]),
    ("async fn step(c: &mut Pool) {}", &["bad-step 1:46 step"]),
    ("async fn step(c: &mut sqlx::PgConnection) {}", &["step-target 1:46 step"]),
    ("async fn step(c: &mut SqliteConnection) {}", &["step-target 1:46 step"]),
    ("async fn another(c: &mut covet::Connection<'_>) {}", &["unknown-function 1:46 step"]),
    ("async fn stepp(c: &mut covet::Connection<'_>) {}", &["unknown-function 1:46 step", "unknown-function 1:60 step"]),
];

#[test]
fn steps() {
    for (step, expected) in STEPS {
        let text = format!("#[migration] fn up(m: &mut Migration) {{ m.run(step).reverse(step); }}\n{step}");
        let (_, messages, found) = read(&text);
        assert_eq!(found, *expected, "{text}\n{messages:#?}");
    }
}

#[test]
fn a_step_for_one_database_is_right_where_that_is_the_only_target() {
    let text = "#[migration] fn up(m: &mut Migration) { m.run(step).reverse(other::forget); }\n\
                async fn step(c: &mut sqlx::PgConnection) {}";
    let (read, _, found) = read_for(text, &[Dialect::Postgres]);
    assert_eq!(found, [""; 0]);
    assert_eq!(read.functions.len(), 2);
    assert_eq!((read.functions[0].path.as_str(), read.functions[0].dialect), ("step", Some(Dialect::Postgres)));
    assert_eq!((read.functions[1].path.as_str(), read.functions[1].dialect), ("other::forget", None));
    let (_, messages, _) = read_for(text, &[Dialect::Postgres, Dialect::Sqlite]);
    assert_eq!(
        messages,
        ["`step` is for postgres, and the project also targets sqlite; take `&mut covet::Connection<'_>`, \
          or set `targets = [\"postgres\"]` in covet.toml"]
    );
}

#[test]
fn the_hash_of_a_step_is_over_its_tokens_without_docs() {
    let hash = |step: &str| {
        let (read, ..) = read(&format!("#[migration] fn up(m: &mut Migration) {{ m.run(step); }}\n{step}"));
        read.functions[0].code_hash
    };
    let plain = hash("async fn step(c: &mut Connection<'_>) { a(1, b); }");
    assert_eq!(
        plain,
        hash("/// Docs.\nasync fn step(\n    c: &mut Connection<'_>,\n) {\n    // more\n    a(1,\n b);\n}")
    );
    assert_ne!(plain, hash("async fn step(c: &mut Connection<'_>) { a(2, b); }"));
    assert_eq!(plain.to_string(), "a7bc0ce20e5d548ab1f041acd14400d511c47329c52e50202983bab9196b4a62");
}

#[test]
fn messages_say_what_to_write_instead() {
    let cases = [
        ("m.drop_tabel(\"a\");", "a migration has no method `drop_tabel`; did you mean `drop_table`?"),
        ("m.string(\"a\", 1);", "a migration has no method `string`; it is a method of a table"),
        ("m.drop_table();", "`drop_table` takes one argument; none is given here; write `drop_table(name)`"),
        (
            "m.create_index(\"a\", \"b\");",
            "expected a list of names, such as `[\"a\", \"b\"]`, found a text; write `[\"b\"]`",
        ),
        ("m.drop_table(\"a\".into());", "`.into()` would have to be run, and a migration is read; leave out `.into()`"),
        (
            "m.drop_column(\"a\", \"b\").restore_with(-5_000_000_000);",
            "`-5_000_000_000` is not an `i32`; write `-5000000000i64`",
        ),
        (
            "m.create_table(\"a\", |t| { t.timestamps().unique(); });",
            "the call before gives nothing that has a method `unique`; begin a statement of its own at `t`, or remove it",
        ),
        (
            "m.create_table(\"a\", |t| { m.drop_table(\"b\"); });",
            "`m` cannot be called inside of a body that declares something else; the calls of this body are made on `t`; \
             call `m` before or after",
        ),
        (
            "m.create_table(\"a\", |t| { t.references(\"b\", \"c\").on_delete(\"set_null\"); });",
            "expected `NoAction`, `Restrict`, `Cascade`, `SetNull` or `SetDefault`, found a text; write `SetNull`, without quotes",
        ),
        ("m.run(stpe);", "there is no `async fn stpe` in this file; did you mean `step`?"),
    ];
    for (body, expected) in cases {
        let (_, messages, _) = read(&format!("#[migration] fn up(m: &mut Migration) {{ {body} }}\n{STEP}"));
        assert_eq!(messages, [expected], "{body}");
    }
}

#[test]
fn the_attribute_must_be_in_scope() {
    let found = |head: &str| {
        let mut files = super::Files::default();
        let around = super::Surroundings { directory: "".as_ref(), root: "".as_ref(), targets: &Dialect::ALL };
        let text = format!("{head}#[migration] fn up(m: &mut Migration) {{}}");
        let file = files.sources.add_file("x.rs".into(), crate::syntax::Source::Rust, text);
        let id = crate::migration::MigrationId::new("a", "b");
        crate::syntax::with_fallback(|| super::interpret(id, file, &mut files, &around)).unwrap();
        files.finish().1.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(found(""), ["missing-use"]);
    assert_eq!(found("use covet::dsl::Migration;"), ["missing-use"]);
    for import in ["use covet::dsl::*;", "use covet::dsl::{Migration, migration};", "use crate::prelude::*;"] {
        assert_eq!(found(import), [""; 0], "{import}");
    }
}

/// What the interpreter knows by itself, the compiler has to find by its name.
#[test]
fn words_of_the_dsl_are_imported_as_all_names_are() {
    let found = |import: &str, action: &str| {
        let body = format!(
            "m.create_table(\"a\", |t| {{ t.references(\"b\", \"c\").on_delete({action}).on_update({action}); }});"
        );
        read(&format!("{import}\n#[migration] fn up(m: &mut Migration) {{ {body} }}")).2
    };
    let two = "use covet::dsl::{Migration, migration};";
    assert_eq!(found(two, "Cascade"), ["not-imported 2:99 Cascade"], "once");
    assert_eq!(found(two, "Action::Cascade"), ["not-imported 2:99 Action::Cascade"]);
    assert_eq!(found(two, "covet::dsl::Cascade"), [""; 0]);
    assert_eq!(found("use covet::dsl::{Cascade, Migration, migration};", "Cascade"), [""; 0]);
    assert_eq!(found("use covet::dsl::{self, Migration, migration};", "dsl::Action::Cascade"), [""; 0]);
    assert_eq!(found("use covet::dsl::*;", "Cascade"), [""; 0]);
    assert_eq!(found("use covet::dsl::migration;", "covet::dsl::Cascade"), ["not-imported 2:27 Migration"]);
}

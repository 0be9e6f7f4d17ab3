//! The same body, compiled and interpreted, makes the same operations.

use super::tests::read;
use crate::canonical;
use crate::dsl::*;
use crate::migration::Script;
use crate::syntax::writer::{Draft, written};

async fn fill(_: &mut Connection<'_>) {}
async fn forget(_: &mut Connection<'_>) {}

/// Stands for `covet::Connection`, which the core does not know.
struct Connection<'a>(#[expect(dead_code, reason = "gives the type its lifetime")] &'a ());

const STEPS: &str = "
    async fn fill(_: &mut covet::Connection<'_>) {}
    async fn forget(_: &mut covet::Connection<'_>) {}
";

fn compiled(up: fn(&mut Migration)) -> Script {
    let mut m = Migration::new();
    up(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script
}

fn interpreted(parameter: &str, body: &str) -> Script {
    let text = format!("use covet::dsl::*; #[migration] fn up({parameter}: &mut Migration) {body} {STEPS}");
    let (read, _, found) = read(&text);
    assert_eq!(found, [""; 0], "{body}");
    assert!(!read.broken);
    // Where that is not by way of syn, it is the same by way of it.
    super::usual::tests::is_read(&text);
    read.migration.up
}

/// The canonical form of operations that were written as a file and read again.
fn rewritten(script: &Script) -> String {
    let text = written(&Draft { up: script.operations(), ..Draft::default() }).unwrap();
    let (read, _, found) = read(&format!("{text}{STEPS}"));
    assert_eq!(found, [""; 0], "{text}");
    canonical::encode(read.migration.up.operations())
}

/// Compiles and interprets a body, and requires equal operations; gives them in canonical form.
macro_rules! both {
    ($m:ident, $body:block) => {{
        #[allow(unused_parens, unused_mut, clippy::needless_borrows_for_generic_args, reason = "what is odd is accepted, too")]
        fn up($m: &mut Migration) $body
        let (compiled, interpreted) = (compiled(up), interpreted(stringify!($m), stringify!($body)));
        assert_eq!(compiled.operations(), interpreted.operations());
        assert_eq!(compiled.allows(), interpreted.allows());
        let text = canonical::encode(interpreted.operations());
        assert_eq!(text, canonical::encode(compiled.operations()));
        assert!(!interpreted.operations().is_empty());
        assert_eq!(rewritten(&interpreted), text);
        text
    }};
}

#[test]
fn tables() {
    both!(m, {
        m.create_table("orgs", |t| {
            t.id();
            t.string("name", 40).unique();
        });
        m.create_table("all", |t| {
            t.big_integer("a").primary_key();
            t.integer("b").default(7).nullable().index();
            t.text("c").default_sql("lower('X')");
            t.boolean("d").default(true);
            t.decimal("e", 10, 2).default(-1.5);
            t.timestamp("f").default_now();
            t.timestamp_tz("g");
            t.references("org_id", "orgs").on_delete(Cascade).on_update(Restrict).index().nullable();
            t.references("other_id", "orgs").unique().default(1).on_delete(Action::SetNull);
            t.references("third_id", "orgs").default_sql("1").primary_key();
            t.references("fourth_id", "orgs").default_now();
            t.timestamps();
            t.unique(["b", "c"]);
            t.index(["a", "b"]);
        });
        m.create_table("pairs", |t| {
            t.integer("a");
            t.integer("b");
            t.primary_key(["a", "b"]).name("pairs_pkey")
        });
        m.create_table("adopted", |t| t.id().primary_key_named("adopted_pkey"));
        m.create_table("by_text", |t| t.custom("a", "inet").primary_key_named("p"));
        m.create_table("by_org", |t| t.references("org_id", "orgs").primary_key_named("p"));
        m.create_table("said", |t| {
            t.text("a");
            t.postgres_options("WITH (fillfactor = 70)");
            t.mysql_options("ROW_FORMAT=COMPRESSED");
            t.sqlite_options("STRICT");
        });
        m.create_table("named", |t| t.id_named("named_id"));
        m.create_table("small", |t| t.integer_id().unsigned());
        m.create_table("small_named", |t| t.integer_id_named("named_id"));
        m.alter_column("small", |t| t.id());
        m.create_table("empty", |_| {});
        m.drop_table("empty");
        m.drop_table_if_exists("old");
        m.rename_table("pairs", "couples");
        m.comment_table("couples", "two of a kind");
    });
}

#[test]
fn indexes_and_constraints_inside_a_table() {
    let text = both!(m, {
        m.create_table("all", |t| {
            t.id();
            t.string("a", 40).unique_named("all_a_key").index_named("all_a");
            t.integer("b").check_named("all_b_check", "b > 0").nullable();
            t.references("c", "all").nullable().key_named("all_c_fkey").on_delete(SetNull);
            t.custom("d", "inet").unique_named("all_d_key").check_named("all_d_check", "d <> '::1'");
            t.references("e", "all")
                .nullable()
                .unique_named("all_e_key")
                .index_named("all_e")
                .check_named("x", "e > 0");
            t.custom("f", "inet").index_named("all_f");
            t.unique(["a", "b"]).name("uq_all_pair").nulls_not_distinct().deferrable(InitiallyDeferred);
            t.unique(["b", "c"]).allow(Rule::NullableUnique, "few have both");
            t.index(["a", "b"])
                .name("ix_all_much")
                .unique()
                .desc("b")
                .nulls_last("b")
                .nulls_first("a")
                .opclass("a", "text_pattern_ops")
                .prefix("a", 10)
                .expression("lower(a)")
                .desc("lower(a)")
                .filter("b IS NOT NULL")
                .include(["c"])
                .using("btree")
                .nulls_not_distinct()
                .allow(Rule::NullableUnique, "few have both");
            t.index_on("upper(a)").column("b").opclass("upper(a)", "gin_trgm_ops").using("gin");
            t.index_on("length(a)");
        });
        m.create_index_on("all", "abs(b)").column("c").desc("abs(b)").name("ix_abs");
        m.add_column("all", |t| t.references("g", "all").key_named("all_g_fkey").unique_named("all_g_key").nullable());
    });
    assert!(
        text.contains(r#"{"name":"ix_all_upper_a","columns":[{"expression":"upper(a)","opclass":"gin_trgm_ops"},"b"]"#),
        "{text}"
    );
}

#[test]
fn types_and_modifiers() {
    both!(m, {
        m.create_table("all", |t| {
            t.comment("what there is");
            t.uuid_id().default_uuid();
            t.small_integer("a").unsigned().check("a < 10").comment("few");
            t.float("b");
            t.double("c");
            t.date("d").default("2020-01-31");
            t.time("e").default_now();
            t.uuid("f");
            t.json("g").default("{}");
            t.json_text("h");
            t.binary("i");
            t.binary_n("j", 16);
            t.one_of("k", ["x", "y"]).default("x");
            t.text("l").array().collate("C");
            t.integer("m").generated("a + 1");
            t.integer("n").generated_virtual("a + 2");
            t.custom("o", "point").postgres("point").mysql("geometry").sqlite("BLOB").nullable().index().unique();
            t.custom("p", "inet").default("::1").check("p <> '::2'").collate("C").comment("where").primary_key();
            t.custom("q", "x").generated("a").default_sql("1").default_now().default_uuid();
            t.custom("r", "x").generated_virtual("a");
            t.references("s", "orgs")
                .deferrable(InitiallyDeferred)
                .on_delete(SetDefault)
                .check("s > 0")
                .comment("whose");
            t.references("t", "orgs").collate("C").default_uuid().generated("1");
            t.references("u", "orgs").generated_virtual("1");
            t.check("ck_all", "a > 0");
            t.foreign_key(["a", "b"], "pairs", ["a", "b"]).external();
            t.foreign_key(["a", "b"], "pairs", ["a", "b"])
                .name("fk_all")
                .on_delete(Cascade)
                .on_update(NoAction)
                .deferrable(Deferrable::InitiallyImmediate);
        });
    });
}

#[test]
fn columns() {
    both!(m, {
        m.add_column("users", |t| t.string("nick", 80).nullable());
        m.add_column("users", |t| {
            t.references("org_id", "orgs").on_update(NoAction).unique().index();
        });
        m.add_column("users", |t| t.string("country", 2)).fill("de");
        m.drop_column("users", "nick").restore_with("none");
        m.drop_column("users", "age").restore_with(-1i64);
        m.drop_column("users", "old");
        m.alter_column("users", |t| t.text("nick")).using("trim(nick)");
        m.rename_column("users", "nick", "name");
    });
}

#[test]
fn keys_and_indexes() {
    both!(m, {
        m.create_index("users", ["a", "b"]).name("ix").unique();
        m.create_index("users", &["a"]);
        m.create_index_on("users", "lower(email)").unique();
        m.drop_index("users", "ix");
        m.create_index("users", ["b"]).concurrently();
        m.drop_index("users", "ix_users_b").concurrently();
        m.add_unique("users", ["b"]).using_index("ix_b");
        m.add_primary_key("users", ["b"]).using_index("ix_b");
        m.set_not_null_via_check("users", "b");
        m.add_foreign_key("posts", ["a"], "users", ["id"]).name("fk").on_delete(SetNull).on_update(NoAction);
        m.drop_foreign_key("posts", "fk");
        m.add_unique("users", ["a"]).name("uq");
        m.drop_unique("users", "uq");
        m.create_index("users", ["a", "b", "c"])
            .desc("a")
            .nulls_first("a")
            .nulls_last("b")
            .opclass("b", "text_pattern_ops")
            .prefix("c", 10)
            .expression("lower(d)")
            .filter("e IS NULL")
            .include(["f"])
            .using("btree")
            .nulls_not_distinct();
        m.rename_index("users", "ix", "ix2");
        m.add_check("users", "ck", "a > 0").not_valid();
        m.rename_constraint("users", "ck", "ck2");
        m.validate_constraint("users", "ck2");
        m.drop_check("users", "ck");
        m.add_unique("users", ["a"]).nulls_not_distinct().deferrable(InitiallyDeferred);
        m.add_foreign_key("users", ["a"], "orgs", ["id"]).deferrable(InitiallyImmediate).not_valid().external();
        m.add_primary_key("users", ["a", "b"]).name("users_pkey");
        m.drop_primary_key("users");
    });
}

#[test]
fn backfills() {
    both!(m, {
        m.backfill("users");
        m.backfill("users")
            .set("a", "b || 'x'")
            .mysql("concat(b, 'x')")
            .set("c", "1")
            .postgres("2")
            .filter("a IS NULL")
            .sqlite("")
            .batch(5_000);
        m.run_sql("a").postgres("b").reverse("c").mysql("d").done_when("e").sqlite("f");
    });
}

#[test]
fn enums() {
    both!(m, {
        m.create_enum("mood", ["sad", "ok"]);
        m.create_table("users", |t| t.native_enum("mood", "mood"));
        m.add_enum_value("mood", "happy");
        m.add_enum_value("mood", "grim").before("sad");
        m.add_enum_value("mood", "dull").after("sad");
        m.rename_enum_value("mood", "ok", "fine");
        m.drop_enum("mood");
    });
}

#[test]
fn objects() {
    both!(m, {
        m.create_object(View, "names").create("CREATE VIEW names AS SELECT 1").uses(["users", "others"]);
        m.create_object(ObjectKind::Trigger, "touch")
            .on("users")
            .postgres("CREATE TRIGGER a")
            .mysql("CREATE TRIGGER b")
            .sqlite("")
            .drop("DROP TRIGGER c")
            .drop_postgres("DROP TRIGGER d")
            .drop_mysql("DROP TRIGGER e")
            .drop_sqlite("DROP TRIGGER f");
        m.create_object(Other, "billing.rule").create("CREATE RULE ..").drop("DROP RULE ..");
        m.create_object(MaterializedView, "a").create("x");
        m.create_object(Function, "a").create("x");
        m.create_object(Procedure, "a").create("x");
        m.create_object(Extension, "a").create("x");
        m.create_object(Sequence, "a").create("x");
        m.create_object(Policy, "a").on("users").create("x");
        m.create_object(Exclusion, "a").on("users").create("x");
        m.create_object(Type, "a").create("x");
        m.create_object(Domain, "a").create("x");
        m.replace_object(Trigger, "touch")
            .on("users")
            .create("CREATE TRIGGER g")
            .postgres("CREATE TRIGGER h")
            .mysql("CREATE TRIGGER i")
            .sqlite("CREATE TRIGGER j")
            .drop("DROP TRIGGER k")
            .drop_postgres("DROP TRIGGER l")
            .drop_mysql("DROP TRIGGER m")
            .drop_sqlite("DROP TRIGGER n")
            .uses(["others"]);
        m.replace_object(View, "names").create("CREATE VIEW names AS SELECT 2");
        m.drop_object(Trigger, "touch").on("users");
        m.drop_object(View, "names");
    });
}

#[test]
fn sql_and_functions() {
    let text = both!(m, {
        m.run_sql("UPDATE a SET b = 'ü \"x\"'")
            .reverse("")
            .postgres(r#"UPDATE "a""#)
            .mysql("UPDATE `a`")
            .sqlite(
                "UPDATE
                a",
            )
            .done_when(
                "SELECT \
                true",
            );
        m.run_sql("CREATE TABLE raw (id bigint)").state(|m| {
            m.create_table("raw", |t| t.big_integer("id"));
            m.create_index("raw", ["id"])
        });
        m.run(fill).reverse(forget).version(3);
        m.run(forget);
    });
    assert!(text.contains(r#""run_rust":{"path":"fill","version":3,"reverse":"forget"}"#), "{text}");
}

#[test]
fn names_types_and_brackets_are_free() {
    both!(migration, {
        (migration.create_table("a", |table: &mut Table| {
            table.id();
            (table.string(("x"), 1_0u32));
            table.decimal("y", 0x0A, 2u16)
        }));
        migration.run_sql("x").state(|inner: &mut Migration| inner.drop_table("b"));
        migration.create_table("c", move |mut t| t.id());
    });
}

#[test]
fn literals() {
    let text = both!(m, {
        m.create_table("x", |t| {
            t.integer("a").default(-2147483648);
            t.integer("b").default(0b11_i32);
            t.big_integer("c").default(-9223372036854775808i64);
            t.big_integer("d").default(4294967295u32);
            t.decimal("e", 9, 3).default(1e3);
            t.decimal("f", 9, 3).default(2f64);
            t.decimal("g", 9, 3).default(-0.0);
            t.decimal("h", 9, 3).default("0.10");
            t.boolean("i").default(false);
            t.string("j", 4).default(r"a\b");
            t.string("k", 4).default("\u{e9}\t\x41");
        });
    });
    assert!(text.contains(r#""default":{"int":-9223372036854775808}"#), "{text}");
}

#[test]
fn acknowledgements() {
    let both = both!(m, {
        m.create_table("x", |t| {
            t.references("a", "b").allow(Rule::FkWithoutIndex, "few");
            t.text("d").allow(Rule::JsonColumn, "none");
            t.custom("c", "point").allow(Rule::JsonColumn, "none");
            t.foreign_key(["a"], "b", ["c"]).allow(Rule::CascadeCycle, "never deleted");
        })
        .allow(Rule::DuplicateIndex, "both are used");
        m.drop_table("x").allow(Rule::DropTable, "empty").allow(Rule::LossyDown, "");
        m.add_column("x", |t| t.integer("a").unique().index().allow(Rule::RequiredColumn, "no rows"))
            .allow(Rule::IndexBlocking, "no rows");
        m.create_index("x", ["a"]).allow(Rule::IndexBlocking, "no rows").unique();
        m.add_enum_value("mood", "ok").allow(Rule::MultiDdl, "..");
        m.add_check("x", "ck", "a > 0").allow(Rule::CheckValidating, "..");
        m.add_unique("x", ["a"]).allow(Rule::UniqueConstraint, "..");
        m.add_foreign_key("x", ["a"], "b", ["c"]).allow(Rule::FkValidating, "..");
        m.drop_column("x", "a").allow(Rule::DropColumn, "..");
        m.alter_column("x", |t| t.text("a").allow(Rule::TypeRewrite, "..")).allow(Rule::CopyAlter, "..");
        m.run_sql("DELETE FROM x").allow(Rule::Truncate, "..").state(|m| {
            m.drop_index("x", "ix").allow(Rule::DropIndexBlocking, "never run");
        });
        m.run(fill).allow(Rule::BackfillWithDdl, "..");
    });
    assert!(!both.contains("allow"), "{both}");
}

#[test]
fn paths_of_functions() {
    mod steps {
        pub fn fill() {}
        pub mod more {
            pub fn forget() {}
        }
    }
    let text = both!(m, {
        m.run(steps::fill).reverse(steps::more::forget);
        m.run(steps::fill);
    });
    assert!(text.starts_with(r#"[{"run_rust":{"path":"fill","reverse":"forget"}}"#), "{text}");
}

#[test]
fn paths_of_actions() {
    mod covet {
        pub use crate::dsl;
    }
    use crate::dsl;
    both!(m, {
        m.create_table("x", |t| {
            t.references("a", "b").on_delete(dsl::Cascade);
            t.references("c", "b").on_delete(dsl::Action::Cascade);
            t.references("d", "b").on_delete(covet::dsl::Cascade).on_update(covet::dsl::Action::SetNull);
        });
    });
}

/// The test above must call every method on every builder that has it.
#[test]
fn every_method_is_compared() {
    let tests = include_str!("same.rs");
    for name in super::methods::Method::names() {
        assert!(tests.contains(&format!(".{name}(")), "`{name}` is compared by no test");
    }
}

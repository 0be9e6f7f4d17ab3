//! What is written is read back as it was, and reads well.

use super::*;
use crate::canonical;
use crate::dsl::{Cascade, Migration};
use crate::syntax::interpreter::tests::read;

fn operations<R>(body: impl FnOnce(&mut Migration) -> R) -> Vec<Operation> {
    let mut m = Migration::new();
    body(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// The file, without what every file begins with.
fn text<R>(body: impl FnOnce(&mut Migration) -> R) -> String {
    let up = operations(body);
    let text = written(&Draft { purpose: "Why.", up: &up, ..Draft::default() }).unwrap();
    let (read, _, found) = read(&text);
    assert_eq!(found, [""; 0], "{text}");
    assert_eq!(canonical::encode(read.migration.up.operations()), canonical::encode(&up), "{text}");
    let body = text.strip_prefix("//! Why.\nuse covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n").unwrap();
    body.strip_suffix("}\n").unwrap().to_owned()
}

#[test]
fn a_table() {
    let found = text(|m| {
        m.create_table("posts", |t| {
            t.comment("what people \"wrote\"");
            t.id();
            t.references("author_id", "users").on_delete(Cascade).index();
            t.string("slug", 80).unique();
            t.integer("likes").default(0).check("likes >= 0");
            t.big_integer("views").default(5_000_000_000_i64).nullable();
            t.text("body").nullable();
            t.timestamps();
            t.unique(["author_id", "slug"]);
            t.foreign_key(["author_id", "slug"], "drafts", ["author_id", "slug"]).name("fk_drafts");
        });
    });
    assert_eq!(
        found,
        r##"    m.create_table("posts", |t| {
        t.comment(r#"what people "wrote""#);
        t.id();
        t.references("author_id", "users")
            .on_delete(Cascade)
            .index();
        t.string("slug", 80).unique();
        t.integer("likes").default(0).check("likes >= 0");
        t.big_integer("views").nullable().default(5000000000i64);
        t.text("body").nullable();
        t.timestamps();
        t.unique(["author_id", "slug"]);
        t.foreign_key(["author_id", "slug"], "drafts", ["author_id", "slug"])
            .name("fk_drafts");
    });
"##
    );
}

#[test]
fn primary_keys_say_a_name_of_their_own() {
    let found = text(|m| {
        m.create_table("a", |t| t.id().primary_key_named("a_pkey"));
        m.create_table("b", |t| t.string("code", 2).primary_key_named("b_pkey"));
        m.create_table("c", |t| {
            t.integer("x");
            t.integer("y");
            t.primary_key(["x", "y"]).name("c_pkey");
        });
        m.add_primary_key("d", ["x"]).name("d_pkey");
    });
    assert_eq!(
        found,
        r#"    m.create_table("a", |t| t.id().primary_key_named("a_pkey"));
    m.create_table("b", |t| t.string("code", 2).primary_key_named("b_pkey"));
    m.create_table("c", |t| {
        t.integer("x");
        t.integer("y");
        t.primary_key(["x", "y"]).name("c_pkey");
    });
    m.add_primary_key("d", ["x"]).name("d_pkey");
"#
    );
}

#[test]
fn lines_break_where_they_are_long() {
    let found = text(|m| {
        m.add_column("users", |t| t.string("country_of_residence", 2).nullable().comment("as two letters"));
        m.add_foreign_key("line_items", ["order_id", "order_number"], "orders", ["id", "number"]).on_delete(Cascade);
        m.run_sql("UPDATE users SET country_of_residence = 'de' WHERE country_of_residence IS NULL").reverse("");
        m.create_enum("mood", ["as happy as can be", "neither happy nor unhappy", "not happy at all"]);
        m.alter_column("users", |t| t.string("name", 100)).using("substr(name, 1, 100)");
    });
    assert_eq!(
        found,
        r#"    m.add_column("users", |t| {
        t.string("country_of_residence", 2)
            .nullable()
            .comment("as two letters");
    });
    m.add_foreign_key(
        "line_items",
        ["order_id", "order_number"],
        "orders",
        ["id", "number"],
    )
    .on_delete(Cascade);
    m.run_sql("UPDATE users SET country_of_residence = 'de' WHERE country_of_residence IS NULL")
        .reverse("");
    m.create_enum(
        "mood",
        [
            "as happy as can be",
            "neither happy nor unhappy",
            "not happy at all",
        ],
    );
    m.alter_column("users", |t| t.string("name", 100))
        .using("substr(name, 1, 100)");
"#
    );
}

#[test]
fn what_comes_with_a_column_is_said_beside_it() {
    let found = text(|m| {
        m.add_column("users", |t| t.references("team_id", "teams").check("team_id > 0").unique().index()).fill(1);
        m.create_index("users", ["a", "b"]).desc("a").name("mine");
        m.create_index_on("users", "lower(email)").unique();
        m.create_table("one", |t| t.id_named("one_id"));
    });
    assert_eq!(
        found,
        r#"    m.add_column("users", |t| {
        t.references("team_id", "teams")
            .unique()
            .index()
            .check("team_id > 0");
    })
    .fill(1);
    m.create_index("users", ["a", "b"]).name("mine").desc("a");
    m.create_index_on("users", "lower(email)").unique();
    m.create_table("one", |t| t.id_named("one_id"));
"#
    );
}

#[test]
fn what_is_said_of_a_migration() {
    let attributes = Attributes {
        depends_on: vec![depends_on("auth/0001_users".parse().unwrap())],
        replaces: Vec::new(),
        tags: vec!["contract".into()],
        author: Some("Ada".into()),
        transaction: false,
        irreversible: Some("rows are gone".into()),
    };
    let found = written(&Draft { purpose: "One.\nTwo.", attributes, up: &[] }).unwrap();
    let expected = r#"//! One.
//! Two.
use covet::dsl::*;

#[migration(
    depends_on = ["auth/0001_users"],
    tags = ["contract"],
    author = "Ada",
    irreversible = "rows are gone",
    transaction = false,
)]
fn up(_: &mut Migration) {}
"#;
    assert_eq!(found, expected);
}

#[test]
fn names_say_what_is_done() {
    fn name<R>(there: &[&str], body: impl FnOnce(&mut Migration) -> R) -> String {
        file_name(there, &Numbering::Sequential, None, &operations(body))
    }
    assert_eq!(name(&[], |m| m.create_table("users", |t| t.id())), "0001_users");
    assert_eq!(name(&["0009_a", "00010_b"], |m| m.drop_table("billing.users")), "00011_drop_users");
    assert_eq!(name(&["intro"], |m| m.drop_index("t", "Über-Index")), "0001_drop_über_index");
    let given = file_name(&["0001_a"], &Numbering::Timestamp("20250131120000".into()), Some("Add: the Users!"), &[]);
    assert_eq!(given, "20250131120000_add_the_users");
    let long = file_name(&[], &Numbering::Sequential, Some(&"word ".repeat(20)), &[]);
    assert!(long.len() <= 45 && long.ends_with("word"), "{long}");
}

#[test]
fn only_what_a_call_makes_can_be_written() {
    let alter = operations(|m| drop(m.alter_column("t", |t| t.text("a")))).remove(0);
    let Operation::AlterColumn(mut alter) = alter else { panic!() };
    alter.cast = true;
    let fault = written(&Draft { up: &[alter.into()], ..Draft::default() }).unwrap_err();
    assert!(fault.to_string().starts_with("cannot write down how to alter column `a` of `t`: "), "{fault}");
}

#[test]
fn a_squash_says_what_it_replaces() {
    let replaces = |lists: &[&[&str]]| {
        let replaced = |name: &&str| crate::migration::Replaced { name: (*name).to_owned(), mark: Mark::NOWHERE };
        let replaces = lists.iter().map(|list| list.iter().map(replaced).collect()).collect();
        let text = written(&Draft { attributes: Attributes { replaces, ..Attributes::default() }, ..Draft::default() });
        let text = text.unwrap();
        let (read, _, found) = read(&text);
        assert_eq!(found, [""; 0], "{text}");
        let names =
            |list: &Vec<crate::migration::Replaced>| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let read: Vec<_> = read.migration.attributes.replaces.iter().map(names).collect();
        assert_eq!(read, lists.iter().map(|list| list.to_vec()).collect::<Vec<_>>());
        text.split("fn up").next().unwrap().trim_start_matches("use covet::dsl::*;\n\n").to_owned()
    };
    assert_eq!(replaces(&[&["1", "2"]]), "#[migration(replaces = [\"1\", \"2\"])]\n");
    assert_eq!(replaces(&[&["s", "3"], &["1", "2"]]), "#[migration(replaces = [[\"s\", \"3\"], [\"1\", \"2\"]])]\n");
    assert_eq!(
        replaces(&[&["0001_users", "0002_roles_of_users", "0003_user_email_length", "0004_the_names_of_roles"]]),
        r#"#[migration(
    replaces = [
        "0001_users",
        "0002_roles_of_users",
        "0003_user_email_length",
        "0004_the_names_of_roles",
    ],
)]
"#
    );
}

//! What models want of a schema, and what differs.

use super::super::{Owner, Owners, Wanted, differences, wanted};
use super::{model, schema};
use crate::diff::{Answers, Pair, diff};
use crate::dsl::{Migration, Restrict, View};
use crate::ident::TableName;
use crate::schema::Schema;

/// All tables are of the app `shop`.
fn owners(schema: &Schema) -> Owners {
    let owner = |by_sql| Owner { app: "shop".into(), by_sql };
    let tables = schema.tables().map(|table| (table.name.clone(), owner(table.name.name.starts_with("by_sql"))));
    Owners { tables: tables.collect(), apps: vec!["shop".into()], keep: [TableName::from("kept")].into() }
}

fn want(models: &[&str], before: &Schema) -> Result<Wanted, Vec<String>> {
    let models: Vec<_> = models.iter().map(|text| model(text)).collect();
    let wanted = wanted(&models, before, &owners(before));
    wanted.map_err(|findings| findings.iter().map(ToString::to_string).collect())
}

/// The operations that lead from migrations to models.
fn operations<R>(models: &[&str], body: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
    let before = schema(body);
    let wanted = want(models, &before).unwrap_or_else(|found| panic!("{found:#?}"));
    let found = diff(Pair { before: &before, after: &wanted.schema }, &wanted.answers).unwrap();
    found.operations.iter().map(ToString::to_string).collect()
}

/// What is missing between migrations and a model.
fn missing<R>(text: &str, body: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
    let found = differences(&model(text), &schema(body), Some("shop"));
    found.iter().map(ToString::to_string).collect()
}

const USER: &str = "struct User { id: i64, #[covet(length = 80, unique)] email: String, bio: Option<String> }";

fn users(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("email", 80).unique();
        t.text("bio").nullable();
    });
}

#[test]
fn what_is_as_the_models_say_needs_nothing() {
    assert_eq!(operations(&[USER], users), [""; 0]);
    assert_eq!(missing(USER, users), [""; 0]);
}

#[test]
fn nothing_differs_but_what_a_model_says() {
    let everything = |m: &mut Migration| {
        users(m);
        m.create_enum("mood", ["ok"]);
        m.create_object(View, "emails").create("CREATE VIEW emails AS SELECT email FROM users").uses(["users"]);
        m.create_table("by_sql_log", |t| t.id());
        m.create_table("kept", |t| t.id());
        m.create_table("events", |t| {
            t.decimal("price", 9, 2).default("0.00");
            t.integer("amount");
            t.native_enum("mood", "mood");
            t.big_integer("owner_id");
            t.id();
            t.foreign_key(["owner_id"], "owners", ["id"]).external();
        });
        m.create_index("events", ["amount"]).name("by_amount");
        m.add_unique("events", ["amount", "price"]).name("once");
        m.add_check("events", "positive", "amount > 0").not_valid();
        m.add_foreign_key("events", ["id"], "users", ["id"]).name("same_id").on_delete(Restrict).not_valid();
    };
    let event = "#[covet(unique(amount, price), check = \"amount > 0\", \
                 foreign_key(id, references = \"users(id)\", on_delete = \"restrict\"))] \
                 struct Event { id: i64, #[covet(references = \"owners(id)\", type = \"big_integer\")] owner_id: i64, \
                 #[covet(index)] amount: i32, #[covet(native_enum = \"mood\")] mood: Mood, \
                 #[covet(precision = 9, scale = 2, default = 0)] price: Decimal }";
    let external = event.replace("type = \"big_integer\"", "type = \"big_integer\", external");
    assert_eq!(operations(&[USER, &external], everything), [""; 0]);
    assert_eq!(missing(&external, everything), [""; 0]);
    let before = schema(everything);
    let error = want(&[USER, event], &before).unwrap_err();
    assert!(error[0].starts_with("table `owners` does not exist here; where another crate makes it"), "{error:#?}");
}

#[test]
fn what_a_model_could_say_and_does_not_is_not_wanted() {
    let before = |m: &mut Migration| {
        m.create_table("users", |t| {
            t.id();
            t.string("email", 80).unique().index().check("email <> ''").comment("where").default("");
            t.text("bio").nullable();
            t.text("old").nullable();
            t.comment("who");
        });
        m.create_table("gone", |t| t.id());
    };
    assert_eq!(
        operations(&[USER], before),
        [
            "drop index `ix_users_email` of `users`",
            "drop check `ck_users_email` of `users`",
            "drop table `gone`",
            "remove the comment of table `users`",
            "alter column `email` of `users`",
            "drop column `old` of `users`",
        ]
    );
    assert_eq!(want(&[USER], &schema(before)).unwrap().left_over, ["gone".into()]);
    assert_eq!(
        missing(USER, before),
        [
            "the migrations make `email` of `users` with the default \"\" and the comment \"where\", and its field has no \
             default; run `covet makemigrations shop`",
            "`users` has a column `old`, text, nullable, and `User` no field; add the field `old: Option<String>`, or run \
             `covet makemigrations shop` to drop it",
            "the comment of `users` is \"who\" in the migrations, and none here; run `covet makemigrations shop`",
            "`users` has the check `ck_users_email`, `email <> ''`, and `User` does not say so; add `#[covet(check(\"email <> \
             ''\"))]`, or run `covet makemigrations shop` to drop it",
            "`users` has the index `ix_users_email`, on (`email`), and `User` does not say so; add `#[covet(index)]`, or run \
             `covet makemigrations shop` to drop it",
        ]
    );
}

#[test]
fn tables_of_others_stay() {
    let before = schema(|m| {
        users(m);
        m.create_table("others", |t| t.id());
    });
    let none = wanted(&[], &before, &owners(&before)).unwrap();
    assert_eq!((none.schema, none.left_over), (before.clone(), vec![]), "no app has models");

    let mut apart = owners(&before);
    apart.tables.get_mut(&"others".into()).unwrap().app = "other".into();
    apart.apps.push("other".into());
    assert_eq!(wanted(&[model(USER)], &before, &apart).unwrap().left_over, []);
    apart.tables.remove(&"others".into());
    assert_eq!(wanted(&[model(USER)], &before, &apart).unwrap().left_over, []);

    let unmanaged = "#[covet(unmanaged)] struct Other { id: i64, extra: i32 }";
    assert_eq!(
        operations(&[USER, unmanaged], |m| {
            users(m);
            m.create_table("others", |t| t.id());
        }),
        [""; 0]
    );
    assert_eq!(missing(unmanaged, users), [""; 0]);
}

#[test]
fn new_tables_may_refer_to_each_other() {
    let models = [
        "struct Post { id: i64, #[covet(references = \"people\")] author: i64, #[covet(references = \"tags\")] tag: String }",
        "#[covet(table = \"people\")] struct Person { id: i64, #[covet(references = \"posts\")] best: Option<i64> }",
        "struct Tag { #[covet(primary_key, length = 30)] name: String }",
        // The key is a key of another table, and has its type.
        "struct Profile { #[covet(primary_key, references = \"people\")] person_id: i64 }",
        "struct Badge { #[covet(primary_key, references = \"profiles\")] profile_id: i64 }",
        "struct Node { id: i64, #[covet(references = \"nodes\")] parent: Option<i64> }",
    ];
    let wanted = want(&models, &Schema::new()).unwrap();
    let ty = |table: &str, column: &str| {
        wanted.schema.table(&table.into()).unwrap().column(&column.into()).unwrap().ty.to_string()
    };
    assert_eq!(
        [ty("posts", "author"), ty("posts", "tag"), ty("badges", "profile_id"), ty("nodes", "parent")],
        ["big_integer", "string(30)", "big_integer", "big_integer"]
    );
    let circle = [
        "struct A { #[covet(primary_key, references = \"bs\")] id: i64 }",
        "struct B { #[covet(primary_key, references = \"as\")] id: i64 }",
    ];
    assert_eq!(want(&circle, &Schema::new()).unwrap_err().len(), 2);
}

#[test]
fn what_does_not_fit_together() {
    for (models, fault) in [
        (
            &["struct A { id: i64, #[covet(references = \"user\")] b: i64 }", USER][..],
            "table `user` does not exist here; did you mean `users`?",
        ),
        (
            &["struct A { id: i64, #[covet(references = \"users\")] b: i32 }", USER],
            "`b` is `i32`, and the key of `users` is big_integer; write `i64`",
        ),
        (
            &["struct A { id: i64, #[covet(references = \"users\", type = \"uuid\")] b: Uuid }", USER],
            "column `b` is uuid, but `id` of `users`, which it refers to, is big_integer; declare it big_integer",
        ),
        (
            &["struct A { id: i64, #[covet(references = \"users\", on_delete = \"set_null\")] b: i64 }", USER],
            "the foreign key sets `b` to NULL, which is NOT NULL; make the field an `Option<..>`, or choose another action",
        ),
        (
            &["struct A { id: i64, #[covet(references = \"users(bio)\")] b: String }", USER],
            "`bio` of `users` is no key: two rows could agree in it; refer to the primary key, or make the columns unique first",
        ),
        (
            &["#[covet(table = \"users\")] struct A { id: i64 }", USER],
            "`A` and `User` are models of one table, `users`; make one of them `#[covet(unmanaged)]`, or name the table of one: `#[covet(table = \"..\")]`",
        ),
        (
            &["struct A { id: i64, #[covet(native_enum = \"mod\")] b: Mood }"],
            "enum `mod` does not exist here; did you mean `mood`?",
        ),
        (&["#[covet(app = \"shp\")] struct A { id: i64 }"], "there is no app `shp`; did you mean `shop`?"),
    ] {
        let before = schema(|m| m.create_enum("mood", ["ok"]));
        assert_eq!(want(models, &before).unwrap_err(), [fault]);
    }
}

#[test]
fn hints_of_renames_hold_until_they_are_made() {
    let person = "#[covet(table = \"people\", was = \"users\")] \
                  struct Person { id: i64, #[covet(length = 80, unique, was = \"email\")] mail: String, bio: Option<String> }";
    assert_eq!(
        operations(&[person], users),
        ["rename table `users` to `people`", "rename column `email` of `people` to `mail`"]
    );
    assert_eq!(
        missing(person, users),
        ["no migration renames `users` to `people`, the table of `Person`; run `covet makemigrations shop`"]
    );
    let made = |m: &mut Migration| {
        users(m);
        m.rename_table("users", "people");
    };
    assert_eq!(
        missing(person, made),
        ["no migration renames `email` of `people` to `mail`; run `covet makemigrations shop`"]
    );
    let both = |m: &mut Migration| {
        made(m);
        m.rename_column("people", "email", "mail");
    };
    assert_eq!(missing(person, both), [""; 0]);
    assert_eq!(want(&[person], &schema(both)).unwrap().answers, Answers::default());
    let swapped = "struct User { id: i64, #[covet(was = \"bio\")] email: Option<String>, \
                   #[covet(length = 80, unique, was = \"email\")] bio: String }";
    assert_eq!(want(&[swapped], &schema(users)).unwrap().answers.columns.len(), 2);
    let done = |m: &mut Migration| {
        users(m);
        m.rename_column("users", "email", "aside");
        m.rename_column("users", "bio", "email");
        m.rename_column("users", "aside", "bio");
    };
    assert_eq!(want(&[swapped], &schema(done)).unwrap().answers, Answers::default());
}

#[test]
fn a_build_tells_what_differs() {
    let of = |fields: &str| missing(&format!("struct User {{ id: i64, {fields} }}"), users);
    let run = "run `covet makemigrations shop`";
    let (email, bio) = ("#[covet(length = 80, unique)] email: String", "bio: Option<String>");
    assert_eq!(of(&format!("{email}, {bio}, age: i32")), [format!("no migration creates `age` of `users`; {run}")]);
    assert_eq!(
        of(&format!("#[covet(length = 254, unique)] email: String, {bio}")),
        [format!("the migrations make `email` of `users` string(80), and its field is string(254); {run}")]
    );
    assert_eq!(
        of(&format!("{email}, bio: String")),
        [format!("the migrations let `bio` of `users` be NULL, and its field is `String`, which cannot be; {run}")]
    );
    assert_eq!(
        of(&format!("#[covet(length = 80, unique)] email: Option<String>, {bio}")),
        [format!(
            "the migrations do not let `email` of `users` be NULL, and its field is `Option<String>`, which can be; {run}"
        )]
    );
    assert_eq!(
        of(&format!("{email}, about: Option<String>")),
        [
            format!(
                "no migration creates `about` of `users`; {run}; if it was `bio`, say `was = \"bio\"` of the field first"
            ),
            format!(
                "`users` has a column `bio`, text, nullable, and `User` no field; add the field `bio: Option<String>`, or {run} to drop it"
            ),
        ]
    );
    assert_eq!(
        of(&format!("#[covet(length = 80, unique, index)] email: String, {bio}")),
        [format!("no migration gives `users` the index `ix_users_email`, on (`email`); {run}")]
    );
    assert_eq!(
        of(&format!("#[covet(length = 80)] email: String, {bio}")),
        [format!(
            "`users` has the unique constraint `uq_users_email`, (`email`), and `User` does not say so; add `#[covet(unique)]`, or {run} to drop it"
        )]
    );
    assert_eq!(
        of(&format!("#[covet(length = 80, unique, default = \"\")] email: String, {bio}")),
        [format!("the migrations make `email` of `users` with no default, and its field has the default \"\"; {run}")]
    );
    assert_eq!(
        of(&format!("{email}, {bio}, #[covet(references = \"orgs\")] org_id: i64")),
        ["table `orgs` does not exist here; if it has a model, run `covet makemigrations shop`; where another crate makes it, give \
             its directory in covet.toml, `[apps.<name>]` and `path = \"..\"`, or say `external` and the column: `references = \
             \"users(id)\"`".to_owned(),
         format!("no migration creates `org_id` of `users`; {run}")]
    );
    assert_eq!(
        missing("struct Usr { id: i64 }", users),
        [format!(
            "no migration creates `usrs`, the table of `Usr`; {run}, or say `#[covet(table = \"users\")]` if that is it"
        )]
    );
}

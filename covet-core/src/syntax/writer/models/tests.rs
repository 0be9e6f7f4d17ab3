//! Models read back are the tables that they were written for, and read well.

use super::*;
use crate::dsl::{Cascade, InitiallyDeferred, Migration, SetNull};
use crate::replay;

fn schema<R>(body: impl FnOnce(&mut Migration) -> R) -> Schema {
    let mut m = Migration::new();
    body(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    let mut schema = Schema::new();
    replay::apply(script.operations(), &mut schema).unwrap();
    schema
}

/// All models, with what they do not say as a comment behind them.
fn text<R>(body: impl FnOnce(&mut Migration) -> R) -> String {
    let schema = schema(body);
    let names: Vec<TableName> = schema.tables().map(|table| table.name.clone()).collect();
    let one = |model: WrittenModel| {
        let said: String = model.unsaid.iter().chain(&model.guessed).map(|line| format!("// {line}\n")).collect();
        model.text + &said
    };
    models(&schema, &names).into_iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn columns_say_what_their_types_do_not() {
    let found = text(|m| {
        m.create_enum("mood", ["ok", "not so good"]);
        m.create_table("categories", |t| {
            t.comment("what things are");
            t.uuid_id();
            t.string("type", 20).default("a").check("type <> ''").comment("its \"kind\"");
            t.decimal("price", 10, 2).default("0.50").index();
            t.decimal("weight", 5, 0).nullable();
            t.one_of("state", ["open", "closed"]).default("open");
            t.native_enum("mood", "mood").nullable();
            t.json_text("extra").nullable();
            t.custom("place", "point").nullable();
            t.custom("slug", "citext");
            t.integer("double_price").generated("price * 2");
            t.text("tags").array();
            t.timestamps();
        });
    });
    assert_eq!(
        found,
        r##"#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "mood")]
pub enum Mood {
    #[sqlx(rename = "ok")]
    Ok,
    #[sqlx(rename = "not so good")]
    NotSoGood,
}

#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
#[covet(comment = "what things are")]
pub struct Category {
    pub id: uuid::Uuid,
    #[covet(
        length = 20,
        default = "a",
        check = "type <> ''",
        comment = r#"its "kind""#
    )]
    pub r#type: String,
    #[covet(precision = 10, scale = 2, default = "0.50", index)]
    pub price: rust_decimal::Decimal,
    #[covet(precision = 5)]
    pub weight: Option<rust_decimal::Decimal>,
    #[covet(one_of("open", "closed"), default = "open")]
    pub state: String,
    #[covet(native_enum = "mood")]
    pub mood: Option<Mood>,
    #[covet(type = "json_text")]
    pub extra: Option<serde_json::Value>,
    #[covet(sql_type = "point")]
    pub place: Option<String>,
    #[covet(sql_type = "citext")]
    pub slug: String,
    #[covet(generated = "price * 2")]
    pub double_price: i32,
    pub tags: Vec<String>,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
}
// `place` of `categories` is custom type `point`
"##
    );
}

#[test]
fn keys_and_indexes_are_said_where_they_belong() {
    let found = text(|m| {
        m.create_table("users", |t| {
            t.id();
            t.string("email", 80).unique();
        });
        m.create_table("members", |t| {
            t.references("user_id", "users").on_delete(Cascade);
            t.string("email", 80).nullable();
            t.big_integer("name");
            t.integer("createdAt");
            t.references("boss", "users").nullable().on_delete(SetNull).deferrable(InitiallyDeferred).index();
            t.primary_key(["user_id", "name"]);
            t.foreign_key(["email"], "users", ["email"]);
            t.foreign_key(["name"], "users", ["id"]).name("fk_odd");
            t.unique(["email", "name"]);
            t.check("ck_odd", "name > 0");
        });
        m.create_index("members", ["createdAt", "name"]).desc("createdAt").filter("name > 1").unique().name("ix_x");
        m.create_index_on("members", "lower(email)");
        m.create_table("log", |t| {
            t.text("line");
        });
        m.create_table("billing.seats", |t| t.big_integer("id").primary_key());
    });
    assert_eq!(
        found,
        r#"#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
#[covet(table = "log", no_primary_key)]
pub struct Log {
    pub line: String,
}

#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
#[covet(primary_key(user_id, "name"))]
#[covet(unique(email, "name"))]
#[covet(index(created_at(desc), "name", unique, filter = "name > 1"))]
#[covet(index(expression("lower(email)")))]
pub struct Member {
    #[covet(references = "users", on_delete = "cascade")]
    pub user_id: i64,
    #[covet(references = "users(email)")]
    pub email: Option<String>,
    #[covet(references = "users", check = "name > 0")]
    pub name: i64,
    #[sqlx(rename = "createdAt")]
    pub created_at: i32,
    #[covet(
        references = "users",
        on_delete = "set_null",
        deferrable = "initially_deferred",
        index
    )]
    pub boss: Option<i64>,
}

#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
pub struct User {
    pub id: i64,
    #[covet(length = 80, unique)]
    pub email: String,
}

#[derive(Clone, Debug, sqlx::FromRow, covet::Model)]
#[covet(table = "billing.seats")]
pub struct Seat {
    #[covet(type = "big_integer")]
    pub id: i64,
}
"#
    );
}

#[test]
fn what_a_model_cannot_say_leaves_its_table_alone() {
    let found = text(|m| {
        m.create_table("t", |t| {
            t.id();
            t.decimal("prices", 9, 2).array();
        })
    });
    let listed = text(|m| {
        m.create_enum("mood", ["ok"]);
        m.create_table("t", |t| {
            t.id();
            t.native_enum("moods", "mood").array();
        });
    });
    assert!(listed.contains("unmanaged") && listed.contains("pub moods: Vec<Mood>"), "{listed}");
    assert!(found.contains("#[covet(table = \"t\", unmanaged)]\n") && found.contains("\n// "), "{found}");
}

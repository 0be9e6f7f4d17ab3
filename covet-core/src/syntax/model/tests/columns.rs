//! What a field is as a column: as the builder of migrations would have it.

use super::{faults, model, written};
use crate::dsl::{Cascade, InitiallyDeferred, SetNull, Table};

/// A model with these fields beside its id is the table that a migration declares so.
fn same<R>(fields: &str, body: impl FnOnce(&mut Table) -> R) {
    let read = model(&format!("struct Thing {{ id: i64, {fields} }}")).table;
    let table = written("things", |t| {
        t.id();
        body(t);
    });
    assert_eq!(read, table, "{fields}");
}

#[test]
fn types_follow_from_rust() {
    same("a: i16, b: i32, c: i64", |t| {
        t.small_integer("a");
        t.integer("b");
        t.big_integer("c")
    });
    same("a: u16, b: u32, c: u64", |t| {
        t.small_integer("a").unsigned();
        t.integer("b").unsigned();
        t.big_integer("c").unsigned()
    });
    same("a: f32, b: f64, c: bool", |t| {
        t.float("a");
        t.double("b");
        t.boolean("c")
    });
    same("a: String, #[covet(length = 80)] b: String, c: Box<str>", |t| {
        t.text("a");
        t.string("b", 80);
        t.text("c")
    });
    same("a: Vec<u8>, #[covet(length = 32)] b: Vec<u8>", |t| {
        t.binary("a");
        t.binary_n("b", 32)
    });
    same("a: NaiveDate, b: NaiveTime, c: NaiveDateTime, d: DateTime<Utc>", |t| {
        t.date("a");
        t.time("b");
        t.timestamp("c");
        t.timestamp_tz("d")
    });
    same("a: Uuid, b: serde_json::Value, c: Json<Settings>", |t| {
        t.uuid("a");
        t.json("b");
        t.json("c")
    });
    same("#[covet(precision = 10, scale = 2)] a: Decimal, #[covet(precision = 20)] b: BigDecimal", |t| {
        t.decimal("a", 10, 2);
        t.decimal("b", 20, 0)
    });
    same("a: Vec<String>, b: Vec<i32>, #[covet(length = 9)] c: Vec<String>", |t| {
        t.text("a").array();
        t.integer("b").array();
        t.string("c", 9).array()
    });
}

#[test]
fn types_may_be_written() {
    same("#[covet(type = \"string\", length = 254)] a: Email", |t| t.string("a", 254));
    same("#[covet(type = \"json_text\")] a: Value", |t| t.json_text("a"));
    same("#[covet(type = \"timestamp\")] a: Moment", |t| t.timestamp("a"));
    same("#[covet(type = \"decimal\", precision = 9, scale = 2)] a: f64", |t| t.decimal("a", 9, 2));
    same("#[covet(type = \"binary_n\", length = 4)] a: Ip", |t| t.binary_n("a", 4));
    same("#[covet(type = \"integer\", unsigned)] a: Count", |t| t.integer("a").unsigned());
    same("#[covet(one_of(\"open\", \"paid\"))] a: State", |t| t.one_of("a", ["open", "paid"]));
    same("#[covet(one_of = [\"open\", \"paid\"], default = \"open\")] a: State", |t| {
        t.one_of("a", ["open", "paid"]).default("open")
    });
    same("#[covet(native_enum = \"mood\")] a: Mood", |t| t.native_enum("a", "mood"));
    same("#[covet(sql_type = \"citext\")] a: String", |t| t.custom("a", "citext"));
    same("#[covet(sql_type(any = \"text\", postgres = \"point\", mysql = \"point\"))] a: Point", |t| {
        t.custom("a", "text").postgres("point").mysql("point")
    });
}

#[test]
fn what_a_field_says_of_its_column() {
    same("a: Option<i32>, #[covet(type = \"text\", nullable)] b: Maybe", |t| {
        t.integer("a").nullable();
        t.text("b").nullable()
    });
}

#[test]
fn names_of_columns() {
    same("r#type: i32, #[covet(rename = \"Name\")] name: i32, #[sqlx(rename = \"z\")] y: i32", |t| {
        t.integer("type");
        t.integer("Name");
        t.integer("z")
    });
    same("#[covet(skip)] a: Cart, #[sqlx(skip)] b: Cart, #[covet(skip)] #[sqlx(flatten)] c: Cart", |_| ());
    let renamed = model(
        "#[sqlx(rename_all = \"camelCase\")] struct Thing { id: i64, first_name: i32, #[covet(rename = \"b\")] a: i32 }",
    );
    let names: Vec<&str> = renamed.table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "firstName", "b"]);
    let renamed =
        model("#[covet(rename_all = \"SCREAMING_SNAKE_CASE\", no_primary_key)] struct Thing { first_name: i32 }");
    assert_eq!(renamed.table.columns[0].name.as_str(), "FIRST_NAME");
}

#[test]
fn what_sqlx_reads_is_what_stands_in_the_column() {
    same("#[sqlx(json)] a: Settings, #[sqlx(try_from = \"i32\")] b: Level, #[sqlx(default)] c: i16", |t| {
        t.json("a");
        t.integer("b");
        t.small_integer("c")
    });
}

#[test]
fn defaults() {
    same("#[covet(default = true)] a: bool, #[covet(default = -3)] b: i32, #[covet(default = 1_000)] c: i64", |t| {
        t.boolean("a").default(true);
        t.integer("b").default(-3);
        t.big_integer("c").default(1_000)
    });
    same("#[covet(default = 0.5)] a: f64, #[covet(default = \"x\")] b: String", |t| {
        t.double("a").default(0.5);
        t.text("b").default("x")
    });
    same(
        "#[covet(default_sql = \"(1 + 1)\")] a: i32, #[covet(default_uuid)] b: Uuid, #[covet(default_now)] c: NaiveDate",
        |t| {
            t.integer("a").default_sql("(1 + 1)");
            t.uuid("b").default_uuid();
            t.date("c").default_now()
        },
    );
    same("created_at: DateTime<Utc>, updated_at: DateTime<Utc>", |t| t.timestamps());
    same("created_at: Option<DateTime<Utc>>, #[covet(no_default)] updated_at: NaiveDateTime", |t| {
        t.timestamp_tz("created_at").nullable();
        t.timestamp("updated_at")
    });
    same("created_at: i64", |t| t.big_integer("created_at"));
}

#[test]
fn further_words() {
    same("#[covet(collate = \"C\", comment = \"code\")] a: String", |t| t.text("a").collate("C").comment("code"));
    same(
        "a: i32, #[covet(generated = \"a * 2\")] b: Option<i32>, #[covet(generated_virtual = \"a * 3\")] c: Option<i32>",
        |t| {
            t.integer("a");
            t.integer("b").generated("a * 2").nullable();
            t.integer("c").generated_virtual("a * 3").nullable()
        },
    );
    same("#[covet(unique)] a: i32, #[covet(index)] b: i32, #[covet(check = \"c > 0\")] c: i32", |t| {
        t.integer("a").unique();
        t.integer("b").index();
        t.integer("c").check("c > 0")
    });
}

#[test]
fn references_have_the_type_of_their_key() {
    same("#[covet(references = \"orgs\", on_delete = \"cascade\", index)] org_id: i64", |t| {
        t.references("org_id", "orgs").on_delete(Cascade).index()
    });
    same(
        "#[covet(references = \"auth.orgs\", on_delete = \"SET NULL\", on_update = \"cascade\")] org: Option<OrgId>",
        |t| t.references("org", "auth.orgs").nullable().on_delete(SetNull).on_update(Cascade),
    );
    same("#[covet(references = \"orgs\", deferrable = \"initially_deferred\")] org: Uuid", |t| {
        t.references("org", "orgs").deferrable(InitiallyDeferred)
    });
    same("#[covet(references = \"orgs(code)\", length = 9)] org: String", |t| {
        t.string("org", 9);
        t.foreign_key(["org"], "orgs", ["code"])
    });
    same("#[covet(references = \"users(id)\", external, type = \"big_integer\")] user: i64", |t| {
        t.big_integer("user");
        t.foreign_key(["user"], "users", ["id"]).external()
    });
}

#[test]
fn keys() {
    let table = |text: &str| model(text).table;
    assert_eq!(table("struct A { id: i64 }"), written("as", |t| t.id()));
    assert_eq!(table("struct A { id: i32 }"), written("as", |t| t.integer_id()));
    assert_eq!(
        table("struct A { #[covet(type = \"integer\")] id: i32 }"),
        written("as", |t| t.integer("id").primary_key())
    );
    assert_eq!(table("struct A { id: Uuid }"), written("as", |t| t.uuid_id()));
    assert_eq!(
        table("struct A { #[covet(type = \"big_integer\")] id: i64 }"),
        written("as", |t| t.big_integer("id").primary_key())
    );
    assert_eq!(table("struct A { #[covet(primary_key)] user_id: i64 }"), written("as", |t| t.id_named("user_id")));
    assert_eq!(
        table("struct A { #[covet(primary_key, length = 9)] code: String, id: i64 }"),
        written("as", |t| {
            t.string("code", 9).primary_key();
            t.big_integer("id")
        })
    );
    assert_eq!(table("#[covet(no_primary_key)] struct A { id: i64 }"), written("as", |t| t.big_integer("id")));
    let pair = |t: &mut Table| {
        t.references("user_id", "users");
        t.references("role_id", "roles");
        t.primary_key(["user_id", "role_id"]);
    };
    let fields = "#[covet(references = \"users\")] user_id: i64, #[covet(references = \"roles\")] role_id: i64";
    assert_eq!(table(&format!("#[covet(primary_key(user_id, role_id))] struct A {{ {fields} }}")), written("as", pair));
    let marked = fields.replace("#[covet(", "#[covet(primary_key, ");
    assert_eq!(table(&format!("struct A {{ {marked} }}")), written("as", pair));
    assert_eq!(
        faults("struct A { name: String }"),
        [
            "no-primary-key: A: `A` has no primary key; name a field `id`, mark one with `#[covet(primary_key)]`, or say \
          `no_primary_key` of the struct"
        ]
    );
}

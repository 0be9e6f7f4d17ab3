//! Tables: created with every type, default and key, and dropped.

use covet_core::dsl::*;

use super::{POSTS, USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "create_table_types",
            up: |m| {
                m.create_table("everything", |t| {
                    t.id();
                    t.string("string", 255);
                    t.text("text").nullable();
                    t.integer("integer");
                    t.big_integer("big_integer");
                    t.boolean("boolean");
                    t.decimal("decimal", 10, 2);
                    t.timestamp("timestamp");
                    t.timestamp_tz("timestamp_tz");
                    t.timestamps();
                });
            },
            ..CASE
        },
        Case {
            name: "table_options",
            prepare: |m| {
                m.create_table("prices", |t| {
                    t.custom("code", "TEXT").postgres("text").mysql("varchar(20)").primary_key();
                    t.custom("amount", "INTEGER").postgres("int").mysql("int");
                    t.postgres_options("WITH (fillfactor = 70, autovacuum_enabled = false)");
                    t.mysql_options("ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 CHARSET=utf8mb3 COLLATE=utf8mb3_bin");
                    t.sqlite_options("STRICT, WITHOUT ROWID");
                });
            },
            rows: "INSERT INTO prices VALUES ('a', 1), ('b', 2)",
            up: |m| {
                m.alter_column("prices", |t| t.custom("amount", "INTEGER").postgres("int").mysql("int").nullable());
                m.create_table("events", |t| {
                    t.integer("at").primary_key();
                    t.comment("what happened");
                    t.postgres_options("WITH (fillfactor = 50)");
                    t.mysql_options("ENGINE=Aria PARTITION BY HASH (at) PARTITIONS 3");
                    t.sqlite_options("without  rowid");
                });
                m.drop_table("prices");
            },
            insert: "INSERT INTO events VALUES (1), (2)",
            check: ("SELECT at FROM events ORDER BY at", "1;2"),
            ..CASE
        },
        Case {
            name: "create_table_defaults",
            up: |m| {
                m.create_table("defaults", |t| {
                    t.id();
                    t.string("label", 20).default("it's \\ \"`;--\u{1F600}");
                    t.text("body").default("x");
                    t.integer("small").default(-1);
                    t.big_integer("big").default(i64::MIN);
                    t.boolean("yes").default(true);
                    t.boolean("no").default(false).nullable();
                    t.decimal("number", 10, 2).default(0.5);
                    t.decimal("text_number", 10, 2).default("-0.10");
                    t.timestamp("then").default("2020-01-31 12:00:00");
                    t.timestamp_tz("then_tz").default("2020-01-31 12:00:00");
                    t.timestamp("now").default_now();
                    t.timestamp_tz("now_tz").default_now();
                    t.integer("computed").default_sql("1 + 1");
                });
            },
            insert: "INSERT INTO defaults (id) VALUES (1)",
            check: (
                "SELECT label, body, small, big, computed, substr(CAST(then_tz AS char(30)), 1, 10) FROM defaults
                 WHERE yes AND NOT no AND number = 0.5 AND text_number = -0.1 AND now IS NOT NULL",
                "it's \\ \"`;--\u{1F600},x,-1,-9223372036854775808,2,2020-01-31",
            ),
            ..CASE
        },
        Case {
            name: "create_table_keys",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_table("teams", |t| {
                    t.string("country", 2);
                    t.string("code", 8);
                    t.references("owner_id", "users").on_delete(Restrict).on_update(Cascade);
                    t.string("parent_country", 2).nullable();
                    t.string("parent_code", 8).nullable();
                    t.primary_key(["country", "code"]);
                    t.unique(["code", "country"]);
                    t.index(["owner_id", "code"]);
                });
                m.create_table("nodes", |t| {
                    t.id();
                    t.references("parent_id", "nodes").on_delete(SetNull).nullable();
                    t.string("slug", 30).unique();
                    t.integer("place").index();
                });
            },
            ..CASE
        },
        Case {
            name: "drop_table",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.drop_table("posts");
            },
            check: ("SELECT count(*) FROM users", "2"),
            ..CASE
        },
    ]
}

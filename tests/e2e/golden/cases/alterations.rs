//! Columns given a new definition, and tables made anew for it.

use super::{COUNTRIES, POSTS, USERS, countries, users, users_and_posts};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "alter_column_wider",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.alter_column("users", |t| t.string("name", 200));
                m.alter_column("users", |t| t.big_integer("age").nullable());
            },
            check: ("SELECT name, age FROM users ORDER BY id", "ann,30;bob,NULL"),
            ..CASE
        },
        Case {
            name: "alter_column_to_text",
            prepare: |m| {
                m.create_table("things", |t| {
                    t.id();
                    t.integer("n").default(5);
                    t.decimal("d", 10, 2);
                    t.string("s", 10).default("x");
                    t.timestamp("at");
                    t.timestamp_tz("at_tz").default_now();
                });
            },
            rows: "INSERT INTO things (n, d, at, at_tz) VALUES (1, 2.5, '2020-01-31 12:00:00', '2020-01-31 12:00:00')",
            up: |m| {
                m.alter_column("things", |t| t.text("n").default("5"));
                m.alter_column("things", |t| t.string("d", 20));
                m.alter_column("things", |t| t.text("s").default("x"));
                m.alter_column("things", |t| t.string("at", 40));
                m.alter_column("things", |t| t.text("at_tz").nullable());
            },
            check: ("SELECT n, s FROM things", "1,x"),
            restored: ("SELECT count(*) FROM things WHERE n = 1 AND d = 2.5 AND at = '2020-01-31 12:00:00'", "1"),
            ..CASE
        },
        Case {
            name: "alter_column_null_and_default",
            prepare: users,
            rows: "INSERT INTO users (name, age) VALUES ('ann', 30)",
            up: |m| {
                m.alter_column("users", |t| t.integer("age").default(18));
                m.alter_column("users", |t| t.string("name", 40).nullable());
            },
            check: ("SELECT name, age FROM users", "ann,30"),
            ..CASE
        },
        Case {
            name: "alter_column_default_dropped",
            prepare: |m| {
                m.create_table("flags", |t| t.boolean("on").default(true));
            },
            up: |m| {
                m.alter_column("flags", |t| t.boolean("on"));
            },
            ..CASE
        },
        Case {
            name: "alter_column_zone",
            prepare: |m| {
                m.create_table("moments", |t| {
                    t.timestamp("plain").default_now();
                    t.timestamp_tz("zoned").default_now();
                });
            },
            rows: "INSERT INTO moments (plain, zoned) VALUES ('2020-01-31 12:00:00', '2020-01-31 12:00:00')",
            up: |m| {
                m.alter_column("moments", |t| t.timestamp_tz("plain").default_now());
                m.alter_column("moments", |t| t.timestamp("zoned").default_now());
            },
            restored: ("SELECT count(*) FROM moments WHERE plain = '2020-01-31 12:00:00'", "1"),
            ..CASE
        },
        Case {
            name: "alter_column_numbers",
            prepare: |m| {
                m.create_table("sums", |t| {
                    t.decimal("a", 10, 2).default("1.50");
                    t.decimal("b", 10, 4);
                    t.integer("c");
                });
            },
            rows: "INSERT INTO sums (a, b, c) VALUES (1.6, 2.3456, 3)",
            up: |m| {
                m.alter_column("sums", |t| t.integer("a").default(1));
                m.alter_column("sums", |t| t.decimal("b", 10, 2));
                m.alter_column("sums", |t| t.decimal("c", 12, 0));
            },
            check: ("SELECT count(*) FROM sums WHERE a = 2 AND b = 2.35 AND c = 3", "1"),
            ..CASE
        },
        Case {
            name: "alter_column_boolean_to_text",
            prepare: |m| {
                m.create_table("flags", |t| t.boolean("on"));
            },
            up: |m| {
                m.alter_column("flags", |t| t.string("on", 5));
            },
            ..CASE
        },
        Case {
            name: "alter_column_using",
            prepare: |m| {
                m.create_table("notes", |t| t.text("number").nullable());
            },
            rows: "INSERT INTO notes VALUES ('12'), (NULL)",
            up: |m| {
                m.alter_column("notes", |t| t.integer("number").default(0))
                    .using("CAST(coalesce(number, '3') AS integer)");
            },
            check: ("SELECT number + 1 FROM notes ORDER BY 1", "4;13"),
            ..CASE
        },
        Case {
            name: "alter_column_with_referrers",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.alter_column("users", |t| t.string("name", 41));
                m.alter_column("posts", |t| t.text("title"));
            },
            check: ("SELECT count(*) FROM posts", "2"),
            restored: ("SELECT title FROM posts ORDER BY id", "one;two"),
            ..CASE
        },
        Case {
            name: "alter_column_in_a_key",
            prepare: countries,
            rows: COUNTRIES,
            up: |m| {
                m.alter_column("countries", |t| t.string("code", 3));
                m.alter_column("cities", |t| t.string("country", 3).nullable());
            },
            check: ("SELECT code, country FROM countries JOIN cities ON code = country", "de,de"),
            ..CASE
        },
        Case {
            name: "alter_column_in_a_key_by_hand",
            prepare: countries,
            rows: COUNTRIES,
            up: |m| {
                m.drop_foreign_key("cities", "fk_cities_country");
                m.alter_column("cities", |t| t.string("country", 3).nullable());
                m.alter_column("countries", |t| t.string("code", 3));
                m.add_foreign_key("cities", ["country"], "countries", ["code"]);
            },
            check: ("SELECT code, country FROM countries JOIN cities ON code = country", "de,de"),
            ..CASE
        },
        Case {
            name: "ids_are_never_given_again",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.alter_column("users", |t| t.string("name", 41));
            },
            insert: "INSERT INTO users (name) VALUES ('zoe')",
            check: ("SELECT max(id) FROM users", "4"),
            restored: ("SELECT count(*) FROM users", "3"),
            ..CASE
        },
        Case {
            name: "rebuild_keeps_rowids_and_indexes",
            prepare: |m| {
                m.create_table("plain", |t| {
                    t.string("name", 10).primary_key();
                    t.integer("n").index();
                });
            },
            rows: "INSERT INTO plain VALUES ('b', 1), ('a', 2)",
            up: |m| {
                m.create_index("plain", ["n", "name"]);
                m.alter_column("plain", |t| t.big_integer("n").nullable());
                m.add_unique("plain", ["n"]).name("uq_n");
            },
            check: ("SELECT name, n FROM plain ORDER BY n", "b,1;a,2"),
            ..CASE
        },
        Case {
            name: "created_and_changed_at_once",
            up: |m| {
                m.create_table("fresh", |t| {
                    t.id();
                    t.string("name", 10);
                });
                m.add_unique("fresh", ["name"]);
                m.add_column("fresh", |t| t.references("other_id", "fresh").nullable().index());
            },
            ..CASE
        },
    ]
}

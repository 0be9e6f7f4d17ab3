//! Cases of types, and of what can be said of a column beside its type.

use covet_core::Dialect;
use covet_core::dsl::*;

use super::{USERS, users};
use crate::golden::{CASE, Case};

/// Orders, each in one of two states.
fn orders(m: &mut Migration) {
    m.create_table("orders", |t| {
        t.id();
        t.one_of("state", ["open", "paid"]).default("open");
        t.integer("quantity").default(1);
    });
}
const ORDERS: &str = "INSERT INTO orders (state, quantity) VALUES ('open', 1), ('paid', 2)";

pub fn cases() -> Vec<Case> {
    [types(), one_of(), generated(), modifiers(), refusals()].concat()
}

fn types() -> Vec<Case> {
    vec![
        Case {
            name: "integer_ids",
            up: |m| {
                m.create_table("parts", |t| {
                    t.integer_id();
                    t.references("parent_id", "parts").nullable();
                    t.string("name", 20);
                });
                m.create_table("items", |t| {
                    t.integer_id_named("item_id").unsigned();
                    t.references("part_id", "parts");
                    t.references("next_id", "items").nullable();
                });
                m.create_table("great", |t| {
                    t.id().unsigned();
                    t.references("next_id", "great").nullable();
                });
            },
            insert: "INSERT INTO parts (name) VALUES ('a'); INSERT INTO items (part_id) VALUES (1);
                INSERT INTO items (part_id, next_id) VALUES (1, 1)",
            check: ("SELECT item_id, part_id, next_id FROM items ORDER BY item_id", "1,1,NULL;2,1,1"),
            ..CASE
        },
        Case {
            name: "integer_id_becomes_id",
            prepare: |m| {
                m.create_table("parts", |t| {
                    t.integer_id();
                    t.string("name", 20);
                });
            },
            rows: "INSERT INTO parts (name) VALUES ('a'), ('b'); DELETE FROM parts WHERE name = 'b'",
            up: |m| drop(m.alter_column("parts", |t| t.id())),
            insert: "INSERT INTO parts (name) VALUES ('c')",
            check: ("SELECT DISTINCT name FROM parts ORDER BY name", "a;c"),
            ..CASE
        },
        Case {
            name: "more_types",
            up: |m| {
                m.create_table("things", |t| {
                    t.uuid_id().default_uuid();
                    t.small_integer("small").default(-1);
                    t.float("four").default(0.5);
                    t.double("eight").default(-0.25);
                    t.date("date").default("2020-01-31");
                    t.date("today").default_now();
                    t.time("time").default("12:34:56.789");
                    t.time("clock").default_now();
                    t.uuid("uuid").nullable().unique();
                    t.json("json").default("{\"a\": 1}");
                    t.json_text("json_text").default("[1]");
                    t.binary("binary").nullable();
                    t.binary_n("hash", 32).nullable().index();
                    t.custom("place", "varchar(9)").mysql("char(9)").default("here");
                });
            },
            insert: "INSERT INTO things (small) VALUES (7)",
            check: (
                "SELECT count(*), min(small), min(length(place)) FROM things
                 WHERE today IS NOT NULL AND clock IS NOT NULL AND four = 0.5 AND eight = -0.25",
                "1,7,4",
            ),
            ..CASE
        },
        Case {
            name: "add_column_of_more_types",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.uuid("key").default_uuid().unique());
                m.add_column("users", |t| t.date("born").nullable());
                m.add_column("users", |t| t.double("weight").default(0.5));
                m.add_column("users", |t| t.one_of("size", ["s", "m"]).default("m"));
            },
            check: ("SELECT count(*), min(size), max(weight) FROM users", "2,m,0.5"),
            ..CASE
        },
        Case {
            name: "uuid_written_out",
            prepare: users,
            rows: USERS,
            up: |m| {
                let nobody = "550E8400-e29b-41d4-a716-446655440000";
                m.create_table("owners", |t| {
                    t.id();
                    t.uuid("key").default(nobody);
                });
                m.add_column("users", |t| t.uuid("owner").default(nobody));
            },
            check: ("SELECT count(DISTINCT owner) FROM users", "1"),
            ..CASE
        },
        Case {
            name: "references_to_a_uuid",
            prepare: |m| {
                m.create_table("owners", |t| t.uuid_id().default_uuid());
            },
            up: |m| {
                m.create_table("pets", |t| t.references("owner_id", "owners"));
            },
            ..CASE
        },
        Case {
            name: "alter_column_of_more_types",
            prepare: |m| {
                m.create_table("numbers", |t| {
                    t.id();
                    t.small_integer("a");
                    t.float("b");
                    t.double("c");
                    t.binary_n("d", 8).nullable();
                    t.json_text("e").nullable();
                    t.one_of("f", ["x", "y"]);
                });
            },
            rows: "INSERT INTO numbers (a, b, c, f) VALUES (1, 0.5, 1.5, 'x')",
            up: |m| {
                m.alter_column("numbers", |t| t.big_integer("a"));
                m.alter_column("numbers", |t| t.double("b"));
                m.alter_column("numbers", |t| t.decimal("c", 6, 2));
                m.alter_column("numbers", |t| t.binary("d").nullable());
                m.alter_column("numbers", |t| t.json("e").nullable());
                m.alter_column("numbers", |t| t.string("f", 5));
            },
            check: ("SELECT a, f FROM numbers WHERE b = 0.5 AND c = 1.5", "1,x"),
            restored: ("SELECT a, f FROM numbers WHERE b = 0.5 AND c = 1.5", "1,x"),
            ..CASE
        },
    ]
}

fn one_of() -> Vec<Case> {
    vec![
        Case {
            name: "one_of",
            up: |m| {
                m.create_table("orders", |t| {
                    t.id();
                    t.one_of("state", ["open", "it's", "a\\b"]).default("open");
                    t.one_of("size", ["s", "m"]).nullable().index();
                });
            },
            insert: "INSERT INTO orders (id, state) VALUES (1, 'it''s')",
            check: ("SELECT state, size FROM orders", "it's,NULL"),
            ..CASE
        },
        Case {
            name: "one_of_appended",
            prepare: orders,
            rows: ORDERS,
            up: |m| drop(m.alter_column("orders", |t| t.one_of("state", ["open", "paid", "sent"]).default("open"))),
            insert: "INSERT INTO orders (state) VALUES ('sent'); DELETE FROM orders WHERE state = 'sent'",
            check: ("SELECT state FROM orders ORDER BY id", "open;paid"),
            ..CASE
        },
        Case {
            name: "one_of_from_text",
            prepare: |m| {
                m.create_table("orders", |t| t.string("state", 10));
            },
            rows: "INSERT INTO orders VALUES ('open')",
            up: |m| drop(m.alter_column("orders", |t| t.one_of("state", ["open", "paid"]))),
            check: ("SELECT state FROM orders", "open"),
            restored: ("SELECT state FROM orders", "open"),
            ..CASE
        },
        Case {
            name: "one_of_dropped",
            prepare: orders,
            rows: ORDERS,
            up: |m| drop(m.drop_column("orders", "state")),
            check: ("SELECT count(*), sum(quantity) FROM orders", "2,3"),
            ..CASE
        },
    ]
}

fn generated() -> Vec<Case> {
    vec![
        Case {
            name: "generated",
            prepare: |m| {
                m.create_table("items", |t| {
                    t.id();
                    t.integer("price");
                    t.integer("quantity");
                    t.integer("total").generated("price * quantity");
                });
            },
            rows: "INSERT INTO items (price, quantity) VALUES (2, 3)",
            up: |m| {
                m.add_column("items", |t| t.integer("double_total").generated("2 * price * quantity"));
                m.rename_column("items", "total", "cost");
            },
            check: ("SELECT price, cost, double_total FROM items", "2,6,12"),
            restored: ("SELECT price, total FROM items", "2,6"),
            ..CASE
        },
        Case {
            name: "generated_from_an_altered_column",
            prepare: |m| {
                m.create_table("items", |t| {
                    t.integer("price");
                    t.integer("half").generated("price / 2");
                });
            },
            rows: "INSERT INTO items (price) VALUES (4)",
            up: |m| drop(m.alter_column("items", |t| t.big_integer("price"))),
            check: ("SELECT price, CAST(half AS char(1)) FROM items", "4,2"),
            restored: ("SELECT price, CAST(half AS char(1)) FROM items", "4,2"),
            ..CASE
        },
        Case {
            name: "generated_virtual",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.integer("age_then").generated_virtual("age + 10").nullable());
            },
            check: ("SELECT name, age_then FROM users ORDER BY id", "ann,40;bob,NULL"),
            ..CASE
        },
        Case {
            name: "generated_dropped",
            prepare: |m| {
                m.create_table("items", |t| {
                    t.integer("price");
                    t.integer("half").generated("price / 2");
                });
            },
            rows: "INSERT INTO items (price) VALUES (4)",
            up: |m| drop(m.drop_column("items", "half")),
            check: ("SELECT price FROM items", "4"),
            restored: ("SELECT price, CAST(half AS char(1)) FROM items", "4,2"),
            ..CASE
        },
    ]
}

fn modifiers() -> Vec<Case> {
    vec![
        Case {
            name: "comments",
            prepare: |m| {
                m.create_table("notes", |t| {
                    t.comment("what people 'wrote'");
                    t.id();
                    t.text("body").comment("in \"Markdown\"");
                    t.string("title", 20).nullable();
                });
            },
            rows: "INSERT INTO notes (body) VALUES ('x')",
            up: |m| {
                m.add_column("notes", |t| t.string("by", 10).nullable().comment("who"));
                m.alter_column("notes", |t| t.text("body").comment("as it is"));
                m.alter_column("notes", |t| t.string("title", 30).nullable().comment("short"));
            },
            check: ("SELECT body FROM notes", "x"),
            ..CASE
        },
        Case {
            name: "comment_table",
            prepare: |m| {
                m.create_table("notes", |t| {
                    t.comment("what people 'wrote'");
                    t.id();
                });
                m.create_table("silent", |t| t.id());
            },
            up: |m| {
                m.comment_table("notes", "");
                m.comment_table("silent", "said \"at last\"");
            },
            ..CASE
        },
        Case {
            name: "unsigned",
            prepare: users,
            up: |m| {
                m.create_table("counters", |t| {
                    t.integer("code").unsigned().primary_key();
                    t.small_integer("small").unsigned().default(1);
                    t.decimal("number", 5, 2).unsigned().nullable();
                });
                m.create_table("readings", |t| t.references("code", "counters"));
                m.alter_column("users", |t| t.integer("age").unsigned().nullable());
            },
            ..CASE
        },
        Case {
            name: "checks_in_a_table",
            up: |m| {
                m.create_table("ranges", |t| {
                    t.integer("low").check("low >= 0");
                    t.integer("high");
                    t.check("ck_ranges_order", "low <= high");
                });
            },
            insert: "INSERT INTO ranges VALUES (1, 2)",
            check: ("SELECT low, high FROM ranges", "1,2"),
            ..CASE
        },
    ]
}

fn refusals() -> Vec<Case> {
    vec![
        Case {
            name: "postgres_types",
            up: |m| {
                m.create_table("lists", |t| {
                    t.id();
                    t.text("tags").array().default("{}");
                    t.custom("range", "int4range").nullable();
                });
                m.create_table("sorted", |t| t.text("name").collate("C"));
            },
            ..CASE
        },
        Case {
            name: "enums",
            up: |m| {
                m.create_enum("mood", ["sad", "it's ok"]);
                m.create_table("people", |t| {
                    t.id();
                    t.native_enum("mood", "mood").default("sad");
                    t.native_enum("moods", "mood").array().nullable();
                });
            },
            insert: "INSERT INTO people (mood) VALUES ('it''s ok')",
            check: ("SELECT mood::text FROM people", "it's ok"),
            ..CASE
        },
        Case {
            name: "enums_changed",
            prepare: |m| {
                m.create_enum("mood", ["sad", "ok"]);
                m.add_enum_value("mood", "grim").before("sad");
                m.add_enum_value("mood", "dull").after("sad");
                m.add_enum_value("mood", "happy");
                m.create_table("people", |t| {
                    t.native_enum("mood", "mood").default("ok");
                    t.native_enum("other", "mood").default("sad");
                });
            },
            rows: "INSERT INTO people VALUES ('ok', 'dull')",
            up: |m| {
                m.rename_enum_value("mood", "ok", "fine");
                m.alter_column("people", |t| t.text("other").default("sad"));
            },
            check: ("SELECT mood::text, other FROM people", "fine,dull"),
            restored: ("SELECT mood::text, other::text FROM people", "ok,dull"),
            on: &[Dialect::Postgres],
            ..CASE
        },
        Case {
            name: "enum_of_fewer_values",
            prepare: |m| {
                m.create_enum("Mood_Type", ["sad", "ok", "odd"]);
                m.create_table("people", |t| {
                    t.native_enum("mood", "Mood_Type").default("ok");
                });
            },
            rows: "INSERT INTO people VALUES ('sad')",
            up: |m| {
                m.create_enum("mood", ["sad", "ok"]);
                m.alter_column("people", |t| t.native_enum("mood", "mood").default("ok"));
                m.drop_enum("Mood_Type");
            },
            check: ("SELECT mood FROM people LIMIT 1", "sad"),
            restored: ("SELECT mood FROM people LIMIT 1", "sad"),
            on: &[Dialect::Postgres],
            ..CASE
        },
        Case {
            name: "refused_comment",
            up: |m| {
                m.create_table("t", |t| t.text("a").comment("a \\ in it"));
            },
            ..CASE
        },
        Case {
            name: "default_without_a_sign",
            up: |m| {
                m.create_table("t", |t| {
                    t.id();
                    t.integer("a").unsigned().default(3_000_000_000i64);
                });
            },
            ..CASE
        },
        Case {
            name: "refused_values",
            up: |m| {
                m.create_table("t", |t| {
                    t.one_of("a", ["x", "X"]);
                    t.one_of("b", ["y "]);
                });
            },
            ..CASE
        },
        Case {
            name: "refused_texts",
            up: |m| {
                m.create_table("t", |t| {
                    t.custom("a", "int); DROP TABLE t");
                    t.integer("b").generated("1) STORED, c int");
                    t.check("ck", "1 = 1 -- always");
                });
            },
            ..CASE
        },
    ]
}

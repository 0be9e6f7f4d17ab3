//! The cases: at least one for each operation, each type and each kind of default.

use covet_core::dsl::*;

use super::{CASE, Case};

/// All of them.
pub(super) fn all() -> Vec<Case> {
    [tables(), columns(), alterations(), keys(), sql(), names(), refusals()].concat()
}

/// Users, of whom one has been deleted: the next id is 4.
fn users(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("name", 40);
        t.integer("age").nullable();
    });
}
const USERS: &str = "INSERT INTO users (name, age) VALUES ('ann', 30), ('bob', NULL), ('eve', 50);
    DELETE FROM users WHERE name = 'eve'";

/// Posts by users, gone when their user is.
fn users_and_posts(m: &mut Migration) {
    users(m);
    m.create_table("posts", |t| {
        t.id();
        t.references("user_id", "users").on_delete(Cascade);
        t.string("title", 80);
    });
}
const POSTS: &str = "INSERT INTO users (name, age) VALUES ('ann', 30), ('bob', NULL);
    INSERT INTO posts (user_id, title) VALUES (1, 'one'), (2, 'two')";

/// Countries by their codes, and cities in them.
fn countries(m: &mut Migration) {
    m.create_table("countries", |t| t.string("code", 2).primary_key());
    m.create_table("cities", |t| {
        t.id();
        t.references("country", "countries").nullable();
    });
}
const COUNTRIES: &str = "INSERT INTO countries VALUES ('de'); INSERT INTO cities (country) VALUES ('de')";

fn tables() -> Vec<Case> {
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
                })
            },
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
                })
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
            up: |m| m.drop_table("posts"),
            check: ("SELECT count(*) FROM users", "2"),
            ..CASE
        },
    ]
}

fn columns() -> Vec<Case> {
    vec![
        Case {
            name: "add_column",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.string("nick", 20).nullable());
                m.add_column("users", |t| t.integer("points").default(7));
                m.add_column("users", |t| t.text("bio").default("none"));
            },
            check: ("SELECT name, nick, points, bio FROM users ORDER BY id", "ann,NULL,7,none;bob,NULL,7,none"),
            ..CASE
        },
        Case {
            name: "add_column_computed",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.timestamp_tz("seen_at").default_now());
                m.add_column("users", |t| t.integer("two").default_sql("1 + 1"));
            },
            check: ("SELECT count(*), max(two) FROM users WHERE seen_at IS NOT NULL", "2,2"),
            ..CASE
        },
        Case {
            name: "add_column_references",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| m.add_column("posts", |t| t.references("editor_id", "users").on_delete(SetNull).nullable()),
            check: ("SELECT count(*) FROM posts WHERE editor_id IS NULL", "2"),
            ..CASE
        },
        Case {
            name: "add_column_unique",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.string("slug", 30).nullable().unique());
                m.add_column("users", |t| t.integer("place").default(1).index());
            },
            check: ("SELECT place, slug FROM users ORDER BY id", "1,NULL;1,NULL"),
            ..CASE
        },
        Case {
            name: "drop_column",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.drop_column("users", "age");
            },
            restored: ("SELECT name, age FROM users ORDER BY id", "ann,NULL;bob,NULL"),
            ..CASE
        },
        Case {
            name: "drop_column_restored",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.drop_column("users", "name").restore_with("unknown");
                m.drop_column("users", "age").restore_with(0);
            },
            restored: ("SELECT name, age FROM users ORDER BY id", "unknown,0;unknown,0"),
            ..CASE
        },
    ]
}

fn alterations() -> Vec<Case> {
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
                })
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
            prepare: |m| m.create_table("flags", |t| t.boolean("on").default(true)),
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
                })
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
                })
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
            prepare: |m| m.create_table("flags", |t| t.boolean("on")),
            up: |m| {
                m.alter_column("flags", |t| t.string("on", 5));
            },
            ..CASE
        },
        Case {
            name: "alter_column_using",
            prepare: |m| m.create_table("notes", |t| t.text("number").nullable()),
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

fn keys() -> Vec<Case> {
    vec![
        Case {
            name: "create_index",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_index("users", ["name", "age"]);
                m.create_index("users", ["age"]).unique().name("one_of_each_age");
            },
            ..CASE
        },
        Case {
            name: "drop_index",
            prepare: |m| {
                users(m);
                m.create_index("users", ["name"]);
            },
            rows: USERS,
            up: |m| m.drop_index("users", "ix_users_name"),
            ..CASE
        },
        Case {
            name: "index_of_a_foreign_key",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.create_index("posts", ["user_id", "title"]);
                m.add_unique("posts", ["user_id"]);
                m.drop_index("posts", "ix_posts_user_id_title");
                m.drop_unique("posts", "uq_posts_user_id");
                m.create_index("posts", ["user_id"]).name("last");
            },
            ..CASE
        },
        Case {
            name: "add_foreign_key",
            prepare: |m| {
                users(m);
                m.create_table("pairs", |t| {
                    t.big_integer("a");
                    t.big_integer("b").nullable();
                    t.unique(["a", "b"]);
                });
                m.create_table("links", |t| {
                    t.big_integer("user_id").nullable();
                    t.big_integer("a");
                    t.big_integer("b").nullable();
                });
            },
            rows: "INSERT INTO users (name) VALUES ('ann'); INSERT INTO pairs VALUES (1, 2); INSERT INTO links VALUES (1, 1, 2)",
            up: |m| {
                m.add_foreign_key("links", ["user_id"], "users", ["id"]).on_delete(SetNull).on_update(Cascade);
                m.add_foreign_key("links", ["a", "b"], "pairs", ["a", "b"]).name("pair");
            },
            check: ("SELECT user_id, a, b FROM links", "1,1,2"),
            ..CASE
        },
        Case {
            name: "drop_foreign_key",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| m.drop_foreign_key("posts", "fk_posts_user_id"),
            ..CASE
        },
        Case {
            name: "add_unique",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.add_unique("users", ["name"]);
            },
            // Cascades are off while the table is made anew.
            check: ("SELECT count(*) FROM posts", "2"),
            ..CASE
        },
        Case {
            name: "drop_unique",
            prepare: |m| {
                users(m);
                m.add_unique("users", ["name", "age"]);
            },
            rows: USERS,
            up: |m| m.drop_unique("users", "uq_users_name_age"),
            ..CASE
        },
    ]
}

fn sql() -> Vec<Case> {
    vec![
        Case {
            name: "run_sql",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.run_sql(
                    "UPDATE users SET age = 1 WHERE age IS NULL; -- those; too\n DELETE FROM users WHERE name = ';';",
                )
                .reverse("");
                m.run_sql("CREATE VIEW names AS SELECT name FROM users; UPDATE users SET age = 2 WHERE age = 1")
                    .reverse("DROP VIEW names");
            },
            check: ("SELECT age FROM users ORDER BY id", "30;2"),
            ..CASE
        },
        Case {
            name: "run_sql_with_bodies",
            prepare: users,
            up: |m| {
                m.run_sql("")
                    .postgres(
                        "CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                         NEW.age := NEW.age + 1; RETURN NEW; END $$;
                         CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older()",
                    )
                    .mysql(
                        "CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
                         IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END; SELECT ';'",
                    )
                    .sqlite(
                        "CREATE TRIGGER IF NOT EXISTS older AFTER INSERT ON users BEGIN
                         UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END; SELECT ';'",
                    )
                    .reverse("");
            },
            insert: "INSERT INTO users (name, age) VALUES ('ann', 30)",
            check: ("SELECT age FROM users", "31"),
            restored: ("SELECT 1", "1"),
            ..CASE
        },
        Case {
            name: "run_sql_for_each",
            up: |m| {
                m.run_sql("CREATE TABLE raw (id bigint PRIMARY KEY)")
                    .mysql("CREATE TABLE raw (id bigint PRIMARY KEY) ENGINE=InnoDB")
                    .done_when("SELECT count(*) FROM raw")
                    .reverse("DROP TABLE raw")
                    .state(|m| m.create_table("raw", |t| t.big_integer("id").primary_key()));
                m.add_column("raw", |t| t.integer("n").default(0));
            },
            ..CASE
        },
    ]
}

fn names() -> Vec<Case> {
    vec![
        Case {
            name: "hostile_names",
            prepare: |m| {
                m.create_table("a\"b`c'd;--", |t| {
                    t.id();
                    t.string("order", 20);
                    t.string("x\\\"`';--[]", 20).default("\\'\"`;--");
                });
            },
            up: |m| {
                m.create_table("group", |t| {
                    t.references("sel\"ect", "a\"b`c'd;--");
                    t.integer("\\").unique();
                });
                m.alter_column("a\"b`c'd;--", |t| t.text("x\\\"`';--[]").nullable().default("\\"));
                m.create_index("a\"b`c'd;--", ["order"]).name("i\"`';--");
            },
            ..CASE
        },
        Case {
            name: "names_beyond_the_basic_plane",
            up: |m| m.create_table("\u{1F600}", |t| t.integer("\u{1F601}").index()),
            ..CASE
        },
        Case {
            name: "long_names",
            prepare: |m| {
                m.create_table("a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may", |t| {
                    t.id();
                    t.string("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be", 20).unique().index();
                });
            },
            up: |m| {
                m.alter_column("a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may", |t| {
                    t.string("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be", 21)
                });
            },
            ..CASE
        },
        Case {
            name: "qualified_names",
            prepare: |m| m.create_table("billing.plans", |t| t.id()),
            up: |m| {
                m.create_table("billing.invoices", |t| {
                    t.id();
                    t.references("plan_id", "billing.plans").index();
                });
                m.drop_index("billing.invoices", "ix_invoices_plan_id");
            },
            runs: false,
            ..CASE
        },
    ]
}

fn refusals() -> Vec<Case> {
    vec![
        Case {
            name: "refused_conversions",
            prepare: |m| {
                m.create_table("t", |t| {
                    t.text("a");
                    t.boolean("b");
                    t.text("c");
                })
            },
            up: |m| {
                m.alter_column("t", |t| t.integer("a"));
                m.alter_column("t", |t| t.timestamp("b"));
                m.alter_column("t", |t| t.integer("c")).using("1) + (2");
            },
            ..CASE
        },
        Case {
            name: "refused_sizes",
            up: |m| {
                m.create_table("t", |t| {
                    t.text("a").unique();
                    t.string("b", 769).index();
                    t.string("c", 20_000_000);
                    t.decimal("d", 2000, 40);
                    t.string("e", 1000);
                    t.string("xmin", 16_000);
                    t.index(["b", "e"]);
                });
                m.create_table("sqlite_own", |t| t.integer("n"));
            },
            ..CASE
        },
        Case {
            name: "refused_sql",
            up: |m| {
                m.run_sql("SELECT 1; COMMIT").reverse("");
                m.run_sql("SELECT 'it''s").reverse("");
                m.run_sql("").reverse("");
                m.run_sql("CREATE TABLE a (n int); CREATE TABLE b (n int)").done_when("SELECT 1").reverse("");
            },
            ..CASE
        },
    ]
}

//! Cases of kinds of indexes and constraints, of checks and of primary keys.

use covet_core::Dialect;
use covet_core::dsl::*;

use super::{POSTS, USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

/// Two tables without a primary key.
fn pairs(m: &mut Migration) {
    m.create_table("pairs", |t| {
        t.integer("a");
        t.integer("b");
        t.string("note", 20).nullable();
    });
}
const PAIRS: &str = "INSERT INTO pairs (a, b) VALUES (1, 1), (1, 2)";

pub fn cases() -> Vec<Case> {
    [indexes(), indexes_in_tables(), refused_indexes(), constraints(), primary_keys()].concat()
}

fn indexes() -> Vec<Case> {
    vec![
        Case {
            name: "index_order",
            prepare: users,
            rows: USERS,
            up: |m| drop(m.create_index("users", ["name", "age"]).desc("age").nulls_last("age").using("btree")),
            ..CASE
        },
        Case {
            name: "index_expression",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_index("users", ["age"]).expression("lower(name)").name("ix_users_lower").unique();
            },
            ..CASE
        },
        Case {
            name: "index_filter",
            prepare: users,
            rows: USERS,
            up: |m| drop(m.create_index("users", ["name"]).filter("age IS NULL").unique().name("ix_users_young")),
            insert: "INSERT INTO users (name, age) VALUES ('bob', 3); DELETE FROM users WHERE age = 3",
            check: ("SELECT count(*) FROM users WHERE age IS NULL", "1"),
            ..CASE
        },
        Case {
            name: "rebuild_keeps_kinds_of_indexes",
            prepare: |m| {
                users(m);
                m.create_index("users", ["name"]).filter("age IS NULL").unique().name("ix_users_young");
                m.create_index("users", ["age"]).expression("lower(name)").desc("age").name("ix_users_lower");
                m.add_check("users", "ck_users_age", "age < 200");
            },
            rows: USERS,
            up: |m| drop(m.alter_column("users", |t| t.string("name", 50))),
            check: ("SELECT name, age FROM users ORDER BY id", "ann,30;bob,NULL"),
            on: &[Dialect::Postgres, Dialect::Sqlite],
            ..CASE
        },
        Case {
            name: "index_for_mysql",
            prepare: |m| {
                m.create_table("notes", |t| t.text("body"));
            },
            up: |m| drop(m.create_index("notes", ["body"]).prefix("body", 10)),
            ..CASE
        },
        Case {
            name: "index_for_postgres",
            prepare: |m| {
                m.create_table("notes", |t| {
                    t.id();
                    t.text("body").nullable();
                    t.json("tags");
                });
            },
            up: |m| {
                m.create_index("notes", ["tags"]).using("gin").opclass("tags", "jsonb_path_ops");
                m.create_index("notes", ["body"]).include(["id"]).unique().nulls_not_distinct().name("ix_notes_whole");
                m.create_index("notes", ["body"]).nulls_first("body").opclass("body", "text_pattern_ops");
            },
            ..CASE
        },
    ]
}

/// What is said of an index beside its table, said inside it.
fn indexes_in_tables() -> Vec<Case> {
    vec![
        Case {
            name: "indexes_in_a_table",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_table("posts", |t| {
                    t.id();
                    t.references("user_id", "users").key_named("posts_user").index_named("posts_by_user");
                    t.string("slug", 40).unique_named("posts_slug").check_named("posts_has_slug", "slug <> ''");
                    t.integer("place");
                    t.unique(["user_id", "place"]).name("posts_place");
                    t.index(["place", "slug"]).name("posts_last").desc("place").unique();
                });
            },
            ..CASE
        },
        Case {
            name: "index_of_expressions_unique",
            prepare: users,
            rows: USERS,
            up: |m| drop(m.create_index_on("users", "upper(name)").column("age").desc("upper(name)").unique()),
            ..CASE
        },
        Case {
            name: "indexes_of_expressions_in_a_table",
            up: |m| {
                m.create_table("posts", |t| {
                    t.id();
                    t.string("slug", 40);
                    t.integer("place").nullable();
                    t.index(["slug"]).filter("place IS NOT NULL").unique().name("posts_placed");
                    t.index_on("lower(slug)").column("place").desc("lower(slug)").name("posts_lower");
                });
            },
            on: &[Dialect::Postgres, Dialect::Sqlite],
            ..CASE
        },
        Case {
            name: "indexes_of_postgres_in_a_table",
            up: |m| {
                m.create_table("posts", |t| {
                    t.id();
                    t.text("body").nullable();
                    t.json("tags");
                    t.unique(["body"]).nulls_not_distinct().deferrable(InitiallyDeferred);
                    t.index(["tags"]).using("gin").opclass("tags", "jsonb_path_ops");
                    t.index_on("lower(body)").opclass("lower(body)", "text_pattern_ops").include(["id"]);
                    t.index(["body"]).unique().nulls_not_distinct().nulls_first("body").name("posts_whole");
                });
            },
            on: &[Dialect::Postgres],
            ..CASE
        },
        Case {
            name: "index_prefix_in_a_table",
            up: |m| {
                m.create_table("notes", |t| {
                    t.id();
                    t.text("body");
                    t.index(["body"]).prefix("body", 10).name("notes_begin");
                });
            },
            on: &[Dialect::MySql],
            ..CASE
        },
    ]
}

fn refused_indexes() -> Vec<Case> {
    vec![
        Case {
            name: "refused_index_texts",
            prepare: users,
            up: |m| {
                m.create_index("users", ["age"]).filter("1 = 1); DROP TABLE users").name("a");
                m.create_index("users", ["age"]).expression("lower(name").name("b");
                m.create_index("users", ["age"]).using("btree (name); --").name("c");
            },
            ..CASE
        },
        Case {
            name: "refused_json_key",
            up: |m| {
                m.create_table("t", |t| {
                    t.json("a").index();
                    t.binary("b").unique();
                });
            },
            runs: false,
            ..CASE
        },
    ]
}

fn constraints() -> Vec<Case> {
    vec![
        Case {
            name: "add_check",
            prepare: users,
            rows: USERS,
            up: |m| drop(m.add_check("users", "ck_users_age", "age >= 0")),
            insert: "INSERT INTO users (name, age) VALUES ('kim', 0); DELETE FROM users WHERE age = 0",
            check: ("SELECT count(*) FROM users", "2"),
            ..CASE
        },
        Case {
            name: "add_check_not_valid",
            prepare: users,
            rows: USERS,
            up: |m| drop(m.add_check("users", "ck_users_age", "age >= 0").not_valid()),
            ..CASE
        },
        Case {
            name: "validate_constraint",
            prepare: |m| {
                users(m);
                m.create_table("posts", |t| t.big_integer("user_id"));
                m.add_check("users", "ck_users_age", "age >= 0").not_valid();
                m.add_foreign_key("posts", ["user_id"], "users", ["id"]).not_valid();
            },
            rows: USERS,
            up: |m| {
                m.validate_constraint("users", "ck_users_age");
                m.validate_constraint("posts", "fk_posts_user_id");
            },
            ..CASE
        },
        Case {
            name: "drop_table_if_exists",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.drop_table_if_exists("users");
            },
            ..CASE
        },
        Case {
            name: "drop_check",
            prepare: |m| {
                users(m);
                m.add_check("users", "ck_users_age", "age >= 0");
            },
            rows: USERS,
            up: |m| {
                m.drop_check("users", "ck_users_age");
            },
            insert: "INSERT INTO users (name, age) VALUES ('kim', -1); DELETE FROM users WHERE age < 0",
            check: ("SELECT count(*) FROM users", "2"),
            ..CASE
        },
        Case {
            name: "foreign_key_not_valid",
            prepare: |m| {
                users(m);
                m.create_table("posts", |t| t.big_integer("user_id"));
            },
            up: |m| drop(m.add_foreign_key("posts", ["user_id"], "users", ["id"]).not_valid()),
            ..CASE
        },
        Case {
            name: "foreign_key_in_a_table",
            prepare: |m| {
                m.create_table("pairs", |t| {
                    t.integer("a");
                    t.integer("b");
                    t.primary_key(["a", "b"]);
                });
            },
            up: |m| {
                m.create_table("uses", |t| {
                    t.integer("x");
                    t.integer("y");
                    t.foreign_key(["x", "y"], "pairs", ["a", "b"]).name("fk_uses_pair").on_delete(Cascade);
                });
            },
            ..CASE
        },
        Case {
            name: "deferrable_keys",
            prepare: users,
            up: |m| {
                m.create_table("posts", |t| {
                    t.references("user_id", "users").deferrable(InitiallyDeferred).on_delete(SetDefault);
                    t.references("editor_id", "users").deferrable(InitiallyImmediate);
                });
            },
            ..CASE
        },
        Case {
            name: "unique_for_postgres",
            prepare: users,
            up: |m| {
                m.add_unique("users", ["age"]).nulls_not_distinct();
                m.add_unique("users", ["name"]).deferrable(InitiallyDeferred);
            },
            ..CASE
        },
    ]
}

fn primary_keys() -> Vec<Case> {
    vec![
        Case {
            name: "index_of_words_and_places",
            prepare: |m| {
                m.create_table("shops", |t| {
                    t.id();
                    t.text("body");
                    t.custom("at", "point");
                    t.index(["body"]).using("fulltext");
                });
            },
            rows: "INSERT INTO shops (body, at) VALUES ('bread and butter', POINT(1, 2))",
            up: |m| {
                m.create_index("shops", ["at"]).using("SPATIAL");
                m.drop_index("shops", "ix_shops_body");
                m.add_column("shops", |t| t.string("name", 200).default(""));
                m.create_index("shops", ["body", "name"]).using("fulltext").name("ix_words");
            },
            check: ("SELECT body FROM shops WHERE MATCH (body, name) AGAINST ('bread')", "bread and butter"),
            restored: ("SELECT body FROM shops WHERE MATCH (body) AGAINST ('butter')", "bread and butter"),
            on: &[Dialect::MySql],
            ..CASE
        },
        Case {
            name: "add_primary_key",
            prepare: pairs,
            rows: PAIRS,
            up: |m| {
                m.add_primary_key("pairs", ["a", "b"]);
            },
            check: ("SELECT a, b FROM pairs ORDER BY b", "1,1;1,2"),
            ..CASE
        },
        Case {
            name: "replace_primary_key",
            prepare: |m| {
                pairs(m);
                m.add_primary_key("pairs", ["a", "b"]);
            },
            rows: PAIRS,
            up: |m| {
                m.drop_primary_key("pairs");
                m.add_primary_key("pairs", ["b"]);
            },
            check: ("SELECT a, b FROM pairs ORDER BY b", "1,1;1,2"),
            ..CASE
        },
        Case {
            name: "drop_primary_key_that_serves_a_foreign_key",
            prepare: |m| {
                users(m);
                m.create_table("votes", |t| {
                    t.references("user_id", "users");
                    t.integer("post_id");
                    t.primary_key(["user_id", "post_id"]);
                });
            },
            up: |m| {
                m.drop_primary_key("votes");
            },
            ..CASE
        },
        Case {
            name: "checks_and_keys_at_once",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.add_check("posts", "ck_posts_title", "title <> ''");
                m.add_unique("posts", ["title"]);
                m.add_column("posts", |t| t.one_of("kind", ["note", "essay"]).default("note"));
            },
            check: ("SELECT title, kind FROM posts ORDER BY id", "one,note;two,note"),
            ..CASE
        },
    ]
}

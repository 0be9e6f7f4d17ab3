//! Indexes, unique constraints and foreign keys.

use covet_core::dsl::*;

use super::{POSTS, USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
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
            up: |m| drop(m.drop_index("users", "ix_users_name")),
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

//! Indexes, unique constraints and foreign keys.

use covet_core::Dialect;
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
            up: |m| {
                m.drop_index("users", "ix_users_name");
            },
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
            up: |m| {
                m.drop_foreign_key("posts", "fk_posts_user_id");
            },
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
            up: |m| {
                m.drop_unique("users", "uq_users_name_age");
            },
            ..CASE
        },
        Case {
            name: "external_keys",
            prepare: |m| {
                // The catalogue is compared whole; that a key is external keeps the planner from looking.
                m.create_table("accounts", |t| t.big_integer("id").primary_key());
                m.create_table("bills", |t| {
                    t.id();
                    t.big_integer("account_id");
                });
            },
            rows: "INSERT INTO accounts VALUES (7); INSERT INTO bills (account_id) VALUES (7)",
            up: |m| {
                m.add_foreign_key("bills", ["account_id"], "accounts", ["id"]).on_delete(Cascade).external();
                m.create_table("payments", |t| {
                    t.id();
                    t.big_integer("account_id");
                    t.foreign_key(["account_id"], "accounts", ["id"]).external();
                });
            },
            insert: "INSERT INTO payments (account_id) VALUES (7)",
            check: ("SELECT account_id FROM bills", "7"),
            ..CASE
        },
        Case {
            name: "reference_beyond_a_schema",
            prepare: |m| {
                m.create_table("plans", |t| t.id());
                m.create_table("billing.items", |t| t.big_integer("plan_id"));
            },
            up: |m| {
                m.create_table("billing.invoices", |t| {
                    t.id();
                    t.references("plan_id", "plans");
                });
                m.add_foreign_key("billing.items", ["plan_id"], "plans", ["id"]);
            },
            on: &[Dialect::Postgres, Dialect::MySql],
            runs: false,
            ..CASE
        },
    ]
}

//! Cases of renames.

use super::{POSTS, USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "rename_table",
            prepare: |m| {
                users_and_posts(m);
                m.add_column("users", |t| t.one_of("size", ["s", "m"]).default("m"));
                m.create_index("users", ["name"]);
            },
            rows: POSTS,
            up: |m| {
                m.rename_table("users", "people");
                m.create_table("users", |t| {
                    t.id();
                    t.one_of("size", ["s"]);
                });
                m.alter_column("people", |t| t.one_of("size", ["s", "m", "l"]).default("m"));
            },
            insert: "DELETE FROM people WHERE name = 'bob'; INSERT INTO people (name) VALUES ('new')",
            check: ("SELECT name, size FROM people ORDER BY id", "ann,m;new,m"),
            restored: ("SELECT count(*) FROM users", "2"),
            ..CASE
        },
        Case {
            name: "rename_column",
            prepare: |m| {
                users_and_posts(m);
                m.add_check("users", "ck_users_age", "age > 0 AND name <> 'age'");
                m.add_check("users", "ck_users_other", "name <> ''");
                m.create_index("users", ["age", "name"]);
            },
            rows: POSTS,
            up: |m| {
                m.rename_column("users", "age", "years");
                m.rename_column("posts", "user_id", "author_id");
                m.rename_column("users", "id", "number");
            },
            insert: "INSERT INTO users (name, years) VALUES ('kim', 3); DELETE FROM users WHERE years = 3",
            check: ("SELECT name, years FROM users ORDER BY number", "ann,30;bob,NULL"),
            restored: ("SELECT name, age FROM users ORDER BY id", "ann,30;bob,NULL"),
            ..CASE
        },
        Case {
            name: "rename_column_of_values",
            prepare: |m| {
                m.create_table("orders", |t| t.one_of("state", ["open", "paid"]));
            },
            rows: "INSERT INTO orders VALUES ('open')",
            up: |m| {
                m.rename_column("orders", "state", "status");
                m.add_column("orders", |t| t.one_of("state", ["on", "off"]).default("on"));
                m.alter_column("orders", |t| t.one_of("status", ["open", "paid", "sent"]));
            },
            check: ("SELECT status, state FROM orders", "open,on"),
            restored: ("SELECT state FROM orders", "open"),
            ..CASE
        },
        Case {
            name: "rename_index",
            prepare: |m| {
                users(m);
                m.create_index("users", ["name"]).unique();
            },
            rows: USERS,
            up: |m| {
                m.rename_index("users", "ix_users_name", "ix_users_nickname");
            },
            ..CASE
        },
        Case {
            name: "rename_constraint",
            prepare: |m| {
                users_and_posts(m);
                m.add_unique("users", ["name"]);
                m.add_check("users", "ck_users_age", "age > 0");
            },
            rows: POSTS,
            up: |m| {
                m.rename_constraint("users", "uq_users_name", "uq_name");
                m.rename_constraint("users", "ck_users_age", "ck_age");
                m.rename_constraint("posts", "fk_posts_user_id", "fk_author");
            },
            insert: "DELETE FROM users WHERE name = 'bob'",
            check: ("SELECT name FROM users", "ann"),
            restored: ("SELECT name FROM users", "ann"),
            ..CASE
        },
        Case {
            name: "primary_key_of_another_name",
            prepare: |m| {
                m.create_table("users", |t| {
                    t.id().primary_key_named("users_pkey");
                    t.string("name", 40);
                });
                m.create_table("votes", |t| {
                    t.references("user_id", "users");
                    t.integer("post_id");
                    t.primary_key(["user_id", "post_id"]).name("votes_pkey");
                });
                m.create_table("tags", |t| t.string("name", 40).primary_key_named("the_tags"));
                m.create_table("plain", |t| t.integer("a").primary_key());
            },
            rows: "INSERT INTO users (id, name) VALUES (1, 'ann');
                INSERT INTO votes VALUES (1, 7); INSERT INTO tags VALUES ('red'); INSERT INTO plain VALUES (1)",
            up: |m| {
                m.rename_constraint("users", "users_pkey", "pk_users");
                m.rename_table("users", "people");
                m.rename_constraint("plain", "pk_plain", "plain_pkey");
                m.rename_table("plain", "simple");
                m.drop_primary_key("votes");
                m.drop_primary_key("tags");
                m.create_index("tags", ["name"]).unique();
                m.add_primary_key("tags", ["name"]).name("tags_pkey").using_index("ix_tags_name");
                m.drop_primary_key("simple");
                m.add_primary_key("simple", ["a"]).name("simple_pkey");
            },
            insert: "INSERT INTO people (id, name) VALUES (2, 'bob')",
            check: ("SELECT name FROM tags", "red"),
            restored: ("SELECT name FROM users WHERE id = 1", "ann"),
            ..CASE
        },
        Case {
            name: "rename_between_rebuilds",
            prepare: users_and_posts,
            rows: POSTS,
            up: |m| {
                m.alter_column("users", |t| t.string("name", 50));
                m.rename_column("users", "name", "full_name");
                m.alter_column("users", |t| t.string("full_name", 60));
                m.rename_table("users", "people");
                m.alter_column("people", |t| t.big_integer("age").nullable());
            },
            check: (
                "SELECT full_name, age, title FROM people JOIN posts ON user_id = people.id ORDER BY posts.id",
                "ann,30,one;bob,NULL,two",
            ),
            ..CASE
        },
    ]
}

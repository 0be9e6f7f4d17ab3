//! Columns: added and dropped, with what the rows that are there get.

use covet_core::dsl::*;

use super::{POSTS, USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
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
            up: |m| {
                m.add_column("posts", |t| t.references("editor_id", "users").on_delete(SetNull).nullable());
            },
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

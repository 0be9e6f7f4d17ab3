//! Consecutive changes of one table, which some databases do in one go.

use super::{USERS, users};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "columns_at_once",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.add_column("users", |t| t.string("nick", 20).nullable());
                m.add_column("users", |t| t.integer("points").default(3));
                m.create_index("users", ["nick"]);
                m.add_unique("users", ["id", "points"]);
                m.drop_index("users", "ix_users_nick");
                m.drop_column("users", "age");
                m.drop_column("users", "nick");
            },
            check: ("SELECT name, points FROM users ORDER BY id", "ann,3;bob,3"),
            ..CASE
        },
        Case {
            name: "alterations_at_once",
            prepare: |m| {
                m.create_table("things", |t| {
                    t.id();
                    t.integer("a");
                    t.integer("b").nullable();
                    t.integer("c").nullable();
                    t.string("d", 20).index();
                });
            },
            rows: "INSERT INTO things (a, b, c, d) VALUES (1, 2, 3, 'x')",
            up: |m| {
                // One copy for two types and a check of a third column, and another for a check of what was altered.
                m.alter_column("things", |t| t.big_integer("a"));
                m.alter_column("things", |t| t.big_integer("b").nullable());
                m.add_check("things", "ck_c", "c > 0");
                m.add_check("things", "ck_a", "a > 0");
                // One rebuild for two.
                m.alter_column("things", |t| t.big_integer("b"));
                m.alter_column("things", |t| t.integer("c"));
                // An index that goes and one that comes are not done in one way.
                m.drop_index("things", "ix_things_d");
                m.create_index("things", ["d", "a"]);
                m.create_index("things", ["d", "b"]);
            },
            check: ("SELECT a, b, c, d FROM things", "1,2,3,x"),
            ..CASE
        },
        Case {
            name: "keys_at_once",
            prepare: |m| {
                m.create_table("parts", |t| t.id());
                m.create_table("uses", |t| {
                    t.id();
                    t.big_integer("part");
                    t.big_integer("other").nullable();
                });
            },
            rows: "INSERT INTO parts VALUES (1); INSERT INTO uses (part, other) VALUES (1, 1)",
            up: |m| {
                m.add_foreign_key("uses", ["part"], "parts", ["id"]);
                m.add_foreign_key("uses", ["other"], "parts", ["id"]);
                m.drop_foreign_key("uses", "fk_uses_part");
                // What the key has of its own goes with the one, and would be in the way of the other.
                m.create_index("uses", ["other"]);
                m.create_index("uses", ["part"]);
            },
            check: ("SELECT part, other FROM uses", "1,1"),
            ..CASE
        },
    ]
}

//! Cases of migrations without a transaction around the whole, so that nobody waits for them for long.

use super::{USERS, users};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    [indexes(), rows(), refused()].concat().into_iter().map(|case| Case { transaction: false, ..case }).collect()
}

fn indexes() -> Vec<Case> {
    vec![
        Case {
            name: "create_index_concurrently",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_index("users", ["name", "age"]).desc("age").concurrently();
                m.create_index("users", ["age"]).unique().name("one_of_each_age").concurrently();
            },
            ..CASE
        },
        Case {
            name: "drop_index_concurrently",
            prepare: |m| {
                users(m);
                m.create_index("users", ["name"]);
            },
            rows: USERS,
            up: |m| drop(m.drop_index("users", "ix_users_name").concurrently()),
            ..CASE
        },
        Case {
            name: "unique_using_index",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_index("users", ["name"]).unique().concurrently();
                m.add_unique("users", ["name"]).using_index("ix_users_name");
                m.create_index("users", ["age"]).unique().name("uq_age").concurrently();
                m.add_unique("users", ["age"]).name("uq_age").using_index("uq_age");
            },
            check: ("SELECT name, age FROM users ORDER BY id", "ann,30;bob,NULL"),
            ..CASE
        },
        Case {
            name: "primary_key_using_index",
            prepare: |m| {
                m.create_table("pairs", |t| {
                    t.integer("a");
                    t.integer("b");
                });
            },
            rows: "INSERT INTO pairs VALUES (1, 1), (1, 2)",
            up: |m| {
                m.create_index("pairs", ["a", "b"]).unique().concurrently();
                m.add_primary_key("pairs", ["a", "b"]).using_index("ix_pairs_a_b");
            },
            check: ("SELECT a, b FROM pairs ORDER BY b", "1,1;1,2"),
            ..CASE
        },
        Case {
            name: "run_sql_without_transaction",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.run_sql("UPDATE users SET age = 31 WHERE age = 30; CREATE INDEX ix_users_age ON users (age)")
                    .postgres(
                        "UPDATE users SET age = 31 WHERE age = 30; CREATE INDEX CONCURRENTLY ix_users_age ON users (age)",
                    )
                    .reverse("DROP INDEX ix_users_age")
                    .postgres("DROP INDEX CONCURRENTLY ix_users_age")
                    .mysql("DROP INDEX ix_users_age ON users")
                    .done_when("SELECT count(*) > 0 FROM pg_indexes WHERE indexname = 'ix_users_age'")
                    .mysql("SELECT count(*) > 0 FROM information_schema.statistics WHERE index_name = 'ix_users_age'")
                    .sqlite("SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'ix_users_age'")
                    .state(|m| drop(m.create_index("users", ["age"])));
            },
            check: ("SELECT age FROM users ORDER BY id", "31;NULL"),
            ..CASE
        },
    ]
}

fn rows() -> Vec<Case> {
    vec![
        Case {
            name: "set_not_null_via_check",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.backfill("users").set("age", "0").filter("age IS NULL").batch(1);
                m.set_not_null_via_check("users", "age");
            },
            insert: "INSERT INTO users (name, age) VALUES ('cat', 1); DELETE FROM users WHERE name = 'cat'",
            check: ("SELECT age FROM users ORDER BY id", "30;0"),
            ..CASE
        },
        Case {
            name: "backfill",
            prepare: |m| {
                users(m);
                m.add_column("users", |t| t.string("slug", 80).nullable());
            },
            rows: USERS,
            up: |m| {
                m.backfill("users")
                    .set("slug", "lower(name) || '-' || id")
                    .mysql("concat(lower(name), '-', id)")
                    .set("age", "coalesce(age, 0) + 1")
                    .filter("slug IS NULL")
                    .batch(1);
            },
            check: ("SELECT slug, age FROM users ORDER BY id", "ann-1,31;bob-2,1"),
            ..CASE
        },
        Case {
            name: "run_sql_reverse_for_each",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.run_sql("UPDATE users SET name = name || '!'")
                    .mysql("UPDATE users SET name = concat(name, '!')")
                    .reverse("UPDATE users SET name = rtrim(name, '!')")
                    .mysql("UPDATE users SET name = trim(TRAILING '!' FROM name)");
            },
            check: ("SELECT name FROM users ORDER BY id", "ann!;bob!"),
            restored: ("SELECT name FROM users ORDER BY id", "ann;bob"),
            ..CASE
        },
    ]
}

fn refused() -> Vec<Case> {
    vec![
        Case {
            name: "refused_without_done_when",
            prepare: users,
            up: |m| {
                m.run_sql("VACUUM").mysql("").reverse("");
                m.run_sql("CALL a()").sqlite("").reverse("");
                m.run_sql("VACUUM; VACUUM users").mysql("").reverse("").done_when("SELECT 1");
            },
            runs: false,
            ..CASE
        },
        Case {
            name: "refused_backfills",
            prepare: |m| {
                users(m);
                m.create_table("places", |t| {
                    t.custom("at", "point").primary_key();
                    t.integer("n");
                });
            },
            up: |m| {
                m.backfill("users").set("age", "1").set("name", "concat(name, age)");
                m.backfill("users").set("age", "1)").filter("1; DELETE FROM users");
                m.backfill("places").set("n", "n + 1");
            },
            ..CASE
        },
    ]
}

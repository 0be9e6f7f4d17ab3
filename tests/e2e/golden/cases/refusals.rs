//! What a database cannot do, and what is said of it.

use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "refused_conversions",
            prepare: |m| {
                m.create_table("t", |t| {
                    t.text("a");
                    t.boolean("b");
                    t.text("c");
                });
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
            name: "refused_table_options",
            up: |m| {
                m.create_table("t", |t| {
                    t.text("a");
                    t.index(["a"]).using("fulltext").unique();
                    t.postgres_options("WITH (fillfactor = 70); DROP TABLE t");
                    t.mysql_options("COMMENT='open");
                    t.sqlite_options("STRICT -- and more");
                });
            },
            ..CASE
        },
        Case {
            name: "refused_sql",
            up: |m| {
                m.run_sql("SELECT 1; COMMIT").reverse("");
                m.run_sql("CREATE INDEX CONCURRENTLY ix ON t (a)").mysql("").sqlite("VACUUM").reverse("");
                m.run_sql("SELECT 'it''s").reverse("");
                m.run_sql("").reverse("");
                m.run_sql("CREATE TABLE a (n int); CREATE TABLE b (n int)").done_when("SELECT 1").reverse("");
            },
            ..CASE
        },
    ]
}

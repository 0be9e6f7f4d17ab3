//! SQL as users write it.

use super::{USERS, users};
use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
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
                m.run_sql("CREATE TABLE raw (id bigint CONSTRAINT pk_raw PRIMARY KEY)")
                    .mysql("CREATE TABLE raw (id bigint PRIMARY KEY) ENGINE=InnoDB")
                    .done_when(
                        "SELECT count(*) FROM information_schema.tables
                         WHERE table_schema = database() AND table_name = 'raw'",
                    )
                    .reverse("DROP TABLE raw")
                    .state(|m| m.create_table("raw", |t| t.big_integer("id").primary_key()));
                m.add_column("raw", |t| t.integer("n").default(0));
            },
            ..CASE
        },
    ]
}

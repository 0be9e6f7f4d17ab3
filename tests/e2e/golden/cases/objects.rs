//! Objects that are written as SQL.

use covet_core::Dialect;
use covet_core::dsl::*;

use super::{USERS, users, users_and_posts};
use crate::golden::{CASE, Case};

const ADULTS: &str = "CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17";

/// Users, a view of some of them, and a view of that.
fn users_and_views(m: &mut Migration) {
    users(m);
    m.create_object(View, "adults").create(ADULTS).uses(["users"]);
    m.create_object(View, "adult_names").create("CREATE VIEW adult_names AS SELECT name FROM adults").uses(["adults"]);
}

/// The trigger `older`, which adds so much to the age of a new user.
fn older(years: u8) -> [&'static str; 3] {
    match years {
        1 => [
            "CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$",
            "CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
             IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END",
            "CREATE TRIGGER older AFTER INSERT ON users BEGIN
             UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END",
        ],
        _ => [
            "CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 2; RETURN NEW; END $$",
            "CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW SET NEW.age = NEW.age + 2",
            "CREATE TRIGGER older AFTER INSERT ON users BEGIN UPDATE users SET age = age + 2 WHERE id = NEW.id; END",
        ],
    }
}

fn create_older(m: &mut Migration) {
    let [postgres, mysql, sqlite] = older(1);
    m.create_object(Function, "older").postgres(postgres).mysql("").sqlite("");
    m.create_object(Trigger, "older")
        .on("users")
        .postgres("CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older()")
        .mysql(mysql)
        .sqlite(sqlite)
        .uses(["older"]);
}

pub fn cases() -> Vec<Case> {
    [everywhere(), around_tables(), of_postgres(), refused()].concat()
}

fn everywhere() -> Vec<Case> {
    vec![
        Case {
            name: "create_view",
            prepare: users,
            rows: USERS,
            up: |m| {
                m.create_object(View, "adults").create(ADULTS).uses(["users"]);
                m.create_object(View, "adult_names")
                    .create("CREATE VIEW adult_names AS SELECT name FROM adults;")
                    .uses(["adults"]);
            },
            check: ("SELECT name FROM adult_names", "ann"),
            restored: ("SELECT name FROM users ORDER BY name", "ann;bob"),
            ..CASE
        },
        Case {
            name: "create_trigger",
            prepare: users,
            up: create_older,
            insert: "INSERT INTO users (name, age) VALUES ('ann', 30)",
            check: ("SELECT age FROM users", "31"),
            restored: ("SELECT 1", "1"),
            ..CASE
        },
        Case {
            name: "drop_object",
            prepare: |m| {
                users_and_views(m);
                create_older(m);
            },
            rows: "INSERT INTO users (name, age) VALUES ('ann', 30)",
            up: |m| {
                m.drop_object(View, "adult_names");
                m.drop_object(View, "adults");
                m.drop_object(Trigger, "older");
                m.drop_object(Function, "older");
                m.rename_column("users", "age", "years");
            },
            restored: ("SELECT name FROM adult_names", "ann"),
            ..CASE
        },
        Case {
            name: "replace_view",
            prepare: users_and_views,
            rows: USERS,
            up: |m| {
                m.replace_object(View, "adults")
                    .create("CREATE VIEW adults AS SELECT name, age AS years FROM users WHERE age > 20");
            },
            check: ("SELECT years FROM adults", "30"),
            restored: ("SELECT id, name, age FROM adults", "1,ann,30"),
            ..CASE
        },
        Case {
            name: "replace_trigger",
            prepare: |m| {
                users(m);
                create_older(m);
            },
            up: |m| {
                let [postgres, mysql, sqlite] = older(2);
                m.replace_object(Function, "older").postgres(postgres).mysql("").sqlite("");
                m.replace_object(Trigger, "older")
                    .postgres("CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older()")
                    .mysql(mysql)
                    .sqlite(sqlite);
            },
            insert: "INSERT INTO users (name, age) VALUES ('ann', 30)",
            check: ("SELECT age FROM users", "32"),
            restored: ("SELECT 1", "1"),
            ..CASE
        },
        Case {
            name: "create_sequence",
            on: &[Dialect::Postgres, Dialect::MySql],
            up: |m| {
                m.create_object(Sequence, "numbers").create("CREATE SEQUENCE numbers START WITH 7").sqlite("");
                m.create_object(Procedure, "nothing")
                    .postgres("CREATE PROCEDURE nothing() BEGIN ATOMIC SELECT 1; SELECT 2; END")
                    .mysql("CREATE PROCEDURE nothing() BEGIN SET @a = 1; SET @a = 2; END")
                    .sqlite("");
            },
            ..CASE
        },
    ]
}

fn around_tables() -> Vec<Case> {
    vec![
        Case {
            name: "alter_column_under_views",
            prepare: |m| {
                users_and_views(m);
                create_older(m);
            },
            rows: "INSERT INTO users (name, age) VALUES ('ann', 29), ('bob', NULL)",
            up: |m| {
                m.alter_column("users", |t| t.big_integer("age").nullable());
                m.alter_column("users", |t| t.string("name", 60));
                m.add_column("users", |t| t.timestamp("seen").default_now());
            },
            insert: "INSERT INTO users (name, age) VALUES ('eve', 40)",
            check: ("SELECT name FROM adult_names ORDER BY name", "ann;eve"),
            restored: ("SELECT count(*) FROM adults", "2"),
            ..CASE
        },
        Case {
            name: "rebuild_under_triggers_and_views",
            prepare: |m| {
                users_and_posts(m);
                m.create_object(View, "titles")
                    .create(
                        "CREATE VIEW titles AS SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id",
                    )
                    .uses(["users", "posts"]);
                m.create_object(Trigger, "posted")
                    .on("posts")
                    .sqlite("CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = new.user_id; END")
                    .mysql("CREATE TRIGGER posted AFTER INSERT ON posts FOR EACH ROW UPDATE users SET age = 1 WHERE id = NEW.user_id")
                    .postgres("")
                    .uses(["users"]);
                m.create_object(Trigger, "retitled")
                    .on("titles")
                    .sqlite("CREATE TRIGGER retitled INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = new.title WHERE title = old.title; END")
                    .mysql("")
                    .postgres("")
                    .uses(["posts"]);
            },
            rows: "INSERT INTO users (name) VALUES ('ann'), ('bob'); INSERT INTO posts (user_id, title) VALUES (1, 'one')",
            up: |m| {
                m.add_unique("users", ["name"]);
                m.alter_column("posts", |t| t.string("title", 90));
            },
            insert: "INSERT INTO posts (user_id, title) VALUES (2, 'two')",
            check: ("SELECT name, title FROM titles ORDER BY title", "ann,one;bob,two"),
            restored: ("SELECT title FROM titles ORDER BY title", "one;two"),
            ..CASE
        },
    ]
}

fn of_postgres() -> Vec<Case> {
    let case = Case { on: &[Dialect::Postgres], ..CASE };
    vec![
        Case {
            name: "objects_of_postgres",
            prepare: users,
            up: |m| {
                m.create_object(Extension, "citext").create("CREATE EXTENSION citext").mysql("").sqlite("");
                m.create_object(Domain, "mail")
                    .postgres("CREATE DOMAIN mail AS citext CHECK (VALUE LIKE '%@%')")
                    .mysql("")
                    .sqlite("")
                    .uses(["citext"]);
                m.create_object(Type, "pair").postgres("CREATE TYPE pair AS (a int, b int)").mysql("").sqlite("");
                m.add_column("users", |t| t.custom("mail", "text").postgres("mail").nullable());
                m.create_object(MaterializedView, "mails")
                    .postgres("CREATE MATERIALIZED VIEW mails AS SELECT lower(mail) AS mail FROM users")
                    .mysql("")
                    .sqlite("")
                    .uses(["users", "mail"]);
                m.create_object(Other, "row security of users")
                    .postgres("ALTER TABLE users ENABLE ROW LEVEL SECURITY")
                    .mysql("")
                    .sqlite("")
                    .drop("ALTER TABLE users DISABLE ROW LEVEL SECURITY")
                    .uses(["users"]);
                m.create_object(Policy, "own")
                    .on("users")
                    .postgres("CREATE POLICY own ON users USING (name = current_user)")
                    .mysql("")
                    .sqlite("");
                m.create_table("rooms", |t| {
                    t.integer("number");
                    t.custom("taken", "text").postgres("int4range");
                });
                m.create_object(Exclusion, "taken_once")
                    .on("rooms")
                    .postgres("ALTER TABLE rooms ADD CONSTRAINT taken_once EXCLUDE USING gist (taken WITH &&)")
                    .mysql("")
                    .sqlite("");
            },
            insert: "INSERT INTO users (name, mail) VALUES ('ann', 'A@b'); INSERT INTO rooms VALUES (1, '[1,3)'), (1, '[3,4)')",
            check: ("SELECT count(*)::text FROM users WHERE mail = 'a@B'", "1"),
            restored: ("SELECT 1::text", "1"),
            ..case
        },
        Case {
            name: "views_keep_what_was_granted",
            prepare: users_and_views,
            rows: "INSERT INTO users (name, age) VALUES ('ann', 30);
                GRANT SELECT ON users TO pg_monitor;
                ALTER VIEW adults OWNER TO pg_monitor;
                GRANT SELECT ON adults TO PUBLIC;
                GRANT SELECT, UPDATE ON adult_names TO pg_monitor WITH GRANT OPTION;
                COMMENT ON VIEW adults IS 'it''s; all'",
            up: |m| {
                m.alter_column("users", |t| t.big_integer("age").nullable());
                m.replace_object(View, "adults").create("CREATE OR REPLACE VIEW adults AS SELECT name FROM users");
            },
            check: (
                "SELECT relname, relowner::regrole::text, obj_description(oid), cardinality(relacl)::text FROM pg_class
                 WHERE relname LIKE 'adult%' ORDER BY relname",
                "adult_names,covet,NULL,2;adults,pg_monitor,it's; all,2",
            ),
            restored: ("SELECT name FROM adult_names", "ann"),
            ..case
        },
        Case {
            name: "alter_column_under_bound_objects",
            prepare: |m| {
                users(m);
                let [postgres, ..] = older(1);
                m.create_object(Function, "older").postgres(postgres);
                m.create_object(Trigger, "older")
                    .on("users")
                    .postgres(
                        "CREATE TRIGGER older BEFORE UPDATE OF age ON users FOR EACH ROW EXECUTE FUNCTION older()",
                    )
                    .uses(["older"]);
                m.create_object(View, "ages").postgres("CREATE VIEW ages AS SELECT age FROM users").uses(["users"]);
                m.create_object(Function, "oldest")
                    .postgres("CREATE FUNCTION oldest() RETURNS bigint LANGUAGE sql AS $$ SELECT max(age) FROM ages $$")
                    .uses(["ages"]);
                m.create_object(Policy, "own").on("users").postgres("CREATE POLICY own ON users USING (age > 1)");
                m.create_object(View, "names").postgres("CREATE VIEW names AS SELECT name FROM users").uses(["users"]);
            },
            rows: USERS,
            up: |m| {
                m.alter_column("users", |t| t.big_integer("age").nullable());
            },
            check: ("SELECT oldest()::text", "30"),
            restored: ("SELECT oldest()::text", "30"),
            ..case
        },
    ]
}

fn refused() -> Vec<Case> {
    vec![
        Case {
            name: "refused_objects",
            prepare: users,
            up: |m| {
                m.create_object(View, "a").postgres("CREATE VIEW a AS SELECT 1");
                m.create_object(View, "b").create("SELECT 1").uses(["users"]);
                m.create_object(View, "c").create("CREATE VIEW d AS SELECT 1");
                m.create_object(View, "e").create("CREATE VIEW e AS SELECT 1; CREATE VIEW f AS SELECT 2");
                m.create_object(Trigger, "g").on("users").create("DELIMITER $$ CREATE TRIGGER g ..; $$ DELIMITER ;");
                m.create_object(Other, "h").create("CREATE RULE h AS ON UPDATE TO users DO NOTHING");
                m.create_object(Function, "i").create("CREATE FUNCTION i() RETURNS int RETURN 1");
                m.create_object(Extension, "citext").create("CREATE EXTENSION citext");
                m.create_object(Policy, "j").on("users").create("CREATE POLICY j ON users");
                m.create_object(View, "k").create("CREATE OR REPLACE VIEW k AS SELECT 1; COMMIT");
                m.create_object(View, "l").create("CREATE OR REPLACE VIEW l AS SELECT 1");
                m.create_object(View, "sqlite_m").create("CREATE VIEW sqlite_m AS SELECT 1");
            },
            ..CASE
        },
        Case {
            name: "refused_changes_under_objects",
            prepare: |m| {
                users(m);
                m.create_table("posts", |t| t.integer("n"));
                m.create_object(MaterializedView, "ages")
                    .postgres("CREATE MATERIALIZED VIEW ages AS SELECT age FROM users")
                    .mysql("")
                    .sqlite("")
                    .uses(["users"]);
                m.create_object(Trigger, "same").on("users").create("CREATE TRIGGER same BEFORE UPDATE ON users ..");
                m.create_object(Function, "names")
                    .postgres("CREATE FUNCTION names() RETURNS bigint BEGIN ATOMIC SELECT count(name) FROM users; END")
                    .mysql("")
                    .sqlite("")
                    .uses(["users"]);
            },
            up: |m| {
                m.alter_column("users", |t| t.big_integer("age").nullable());
                m.alter_column("users", |t| t.string("name", 60));
                m.create_object(Trigger, "same").on("posts").create("CREATE TRIGGER same BEFORE UPDATE ON posts ..");
            },
            runs: false,
            ..CASE
        },
    ]
}

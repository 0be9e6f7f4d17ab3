//! Schemas that people made by other means: everything in them is either in the schema or told to be left out.

use covet_core::Dialect;
use covet_core::schema::Table;

use super::read;
use crate::support::Database;

/// A table in lines: its columns, keys, checks and indexes.
fn lines(table: &Table) -> Vec<String> {
    let mut lines: Vec<String> = table.columns.iter().map(|column| format!("{}: {column}", column.name)).collect();
    lines.extend(table.primary_key.iter().map(|key| format!("primary key {:?}", key.columns)));
    lines.extend(table.uniques.iter().map(|unique| format!("unique {} {:?}", unique.name, unique.columns)));
    lines.extend(table.foreign_keys.iter().map(|key| {
        format!("key {} {:?} to {} {:?} {}", key.name, key.columns, key.ref_table, key.ref_columns, key.on_delete)
    }));
    lines.extend(table.checks.iter().map(|check| format!("check {} {}", check.name, check.expression)));
    lines.extend(table.indexes.iter().map(|index| serde_json::to_string(index).expect("an index")));
    lines
}

/// Requires what is read of the table `t`, and what is left out.
async fn assert_reads(dialect: Dialect, sql: &str, table: &[&str], unmodelled: &[&str]) {
    let Some(database) = Database::new(dialect).await else { return };
    database.execute(sql).await;
    let found = read(&database).await;
    let left_out: Vec<String> = found.unmodelled.iter().map(|found| found.to_string().replace('\n', " ")).collect();
    assert_eq!(lines(found.schema.table(&"t".into()).expect("the table `t`")), table, "{dialect}");
    assert_eq!(left_out, unmodelled, "{dialect}");
    database.close().await;
}

#[tokio::test]
async fn postgres_as_people_have_it() {
    let sql = "
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
        CREATE TABLE o (id serial PRIMARY KEY, part int, UNIQUE (part, id) DEFERRABLE);
        CREATE TABLE t (
            id bigserial PRIMARY KEY,
            small smallserial,
            always bigint GENERATED ALWAYS AS IDENTITY,
            name varchar NOT NULL DEFAULT 'x' COLLATE \"C\",
            mood mood DEFAULT 'ok',
            n positive,
            ip inet DEFAULT '127.0.0.1',
            money numeric,
            stamp timestamp(3) DEFAULT now(),
            moment timestamptz DEFAULT CURRENT_TIMESTAMP,
            tags text[] DEFAULT '{}',
            full_name text GENERATED ALWAYS AS (upper(name)) STORED,
            o_id int REFERENCES o ON DELETE SET DEFAULT DEFERRABLE,
            CHECK (char_length(name) > 2),
            EXCLUDE USING gist (ip inet_ops WITH &&)
        );
        COMMENT ON COLUMN t.name IS 'it''s';
        COMMENT ON TABLE t IS 'things';
        CREATE INDEX partial ON t (name DESC NULLS LAST) INCLUDE (n) WHERE n > 3;
        CREATE UNIQUE INDEX expr ON t (lower(name), (n + 1), name text_pattern_ops);
        CREATE INDEX gin ON t USING gin (tags);
        CREATE INDEX filled ON t (n) WITH (fillfactor = 70);
        ALTER TABLE t ADD CONSTRAINT later CHECK (n < 9) NOT VALID;
        CREATE EXTENSION citext;
        CREATE VIEW v AS SELECT 1 AS one;
        CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one;
        CREATE SEQUENCE alone;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TABLE parts (a int NOT NULL) PARTITION BY RANGE (a);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2);
        CREATE UNLOGGED TABLE fast (a int);
        CREATE TABLE nothing ();";
    let table = [
        "id: id, not null",
        "small: small_integer, not null, default the expression `nextval('t_small_seq'::regclass)`",
        "always: big_integer, not null",
        "name: custom type `character varying`, not null, default \"x\", collation `C`, comment \"it's\"",
        "mood: enum `mood`, nullable, default \"ok\"",
        "n: custom type `positive`, nullable",
        "ip: custom type `inet`, nullable, default \"127.0.0.1\"",
        "money: custom type `numeric`, nullable",
        "stamp: custom type `timestamp(3) without time zone`, nullable, default the expression `now()`",
        "moment: timestamp_tz, nullable, default now",
        "tags: array of text, nullable, default \"{}\"",
        "full_name: text, nullable, generated as `upper((name)::text)` stored",
        "o_id: integer, nullable",
        "primary key [\"id\"]",
        "key t_o_id_fkey [\"o_id\"] to o [\"id\"] SET DEFAULT",
        "check later (n)::integer < 9",
        "check t_name_check char_length((name)::text) > 2",
        r#"{"name":"expr","columns":[{"expression":"lower((name)::text)"},{"expression":"(n)::integer + 1"},{"name":"name","opclass":"text_pattern_ops"}],"unique":true}"#,
        r#"{"name":"gin","columns":["tags"],"using":"gin"}"#,
        r#"{"name":"partial","columns":[{"name":"name","desc":true,"nulls":"last"}],"filter":"(n)::integer > 3","include":["n"]}"#,
    ];
    let unmodelled = [
        "view `v`:  SELECT 1 AS one;",
        "materialized view `mv`:  SELECT 1 AS one;",
        "extension `citext`",
        "sequence `alone`",
        "type `positive`: DOMAIN integer",
        "routine `f`",
        "option of table `fast`: UNLOGGED",
        "option of column `id` on `o`: serial, from the sequence `o_id_seq`",
        "sequence `o_id_seq` on `o`",
        "option of table `parts`: PARTITION BY RANGE (a)",
        "table `parts_1`: PARTITION FOR VALUES FROM (1) TO (2)",
        "option of column `always` on `t`: GENERATED ALWAYS AS IDENTITY",
        "option of column `id` on `t`: bigserial, from the sequence `t_id_seq`",
        "constraint `t_ip_excl` on `t`: EXCLUDE USING gist (ip inet_ops WITH &&)",
        "index `filled` on `t`: CREATE INDEX filled ON public.t USING btree (n) WITH (fillfactor='70')",
        "trigger `tr` on `t`: CREATE TRIGGER tr BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION f()",
        "sequence `t_id_seq` on `t`",
        "sequence `t_small_seq` on `t`",
    ];
    assert_reads(Dialect::Postgres, sql, &table, &unmodelled).await;
}

#[tokio::test]
async fn mysql_as_people_have_it() {
    let sql = "
        CREATE TABLE o (id int UNSIGNED AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
        CREATE TABLE t (
            id bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
            o_id int(10) UNSIGNED,
            medium mediumint NOT NULL DEFAULT '0',
            tiny tinyint UNSIGNED DEFAULT 3,
            flag tinyint(1) NOT NULL DEFAULT '1',
            name varchar(50) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'it''s' COMMENT 'who',
            short text,
            kind enum('a', 'it''s', 'b,c') DEFAULT 'a',
            flags set('x', 'y'),
            stamp timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
            moment datetime(6) DEFAULT NOW(6),
            doc json,
            area int AS (medium * 2) STORED,
            lazy varchar(10) AS (lower(name)) VIRTUAL,
            FOREIGN KEY (o_id) REFERENCES o (id) ON DELETE RESTRICT,
            UNIQUE KEY uq (name),
            KEY pre (short(10)),
            KEY down (medium DESC, tiny),
            FULLTEXT KEY words (short),
            CHECK (medium >= 0)
        ) ENGINE=InnoDB COMMENT='things';
        CREATE TABLE cold (a int) ENGINE=MyISAM;
        CREATE VIEW v AS SELECT id FROM t;
        CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.medium = 1";
    let table = [
        "id: id, not null, unsigned",
        "o_id: integer, nullable, unsigned",
        "medium: custom type `mediumint(9)`, not null, default 0",
        "tiny: custom type `tinyint(3) unsigned`, nullable, default 3",
        "flag: boolean, not null, default true",
        "name: string(50), nullable, default \"it's\", collation `latin1_bin`, comment \"who\"",
        "short: custom type `text`, nullable",
        "kind: one of [\"a\", \"it's\", \"b,c\"], nullable, default \"a\"",
        "flags: custom type `set('x','y')`, nullable",
        "stamp: custom type `timestamp`, nullable, default the expression `current_timestamp()`",
        "moment: timestamp, nullable, default the expression `current_timestamp(6)`",
        "doc: json, nullable",
        "area: integer, nullable, generated as ``medium` * 2` stored",
        "lazy: string(10), nullable, generated as `lcase(`name`)` virtual",
        "primary key [\"id\"]",
        "unique uq [\"name\"]",
        "key t_ibfk_1 [\"o_id\"] to o [\"id\"] RESTRICT",
        "check CONSTRAINT_1 `medium` >= 0",
        r#"{"name":"down","columns":[{"name":"medium","desc":true},"tiny"]}"#,
        r#"{"name":"pre","columns":[{"name":"short","prefix":10}]}"#,
        r#"{"name":"words","columns":["short"],"using":"fulltext"}"#,
    ];
    let unmodelled = [
        "view `v`",
        "option of table `cold`: ENGINE=MyISAM",
        "option of column `stamp` on `t`: on update current_timestamp()",
        "trigger `tr` on `t`: BEFORE INSERT SET NEW.medium = 1",
    ];
    assert_reads(Dialect::MySql, sql, &table, &unmodelled).await;
}

#[tokio::test]
async fn sqlite_as_people_have_it() {
    let sql = "
        CREATE TABLE o (id INTEGER PRIMARY KEY, Code TEXT UNIQUE ON CONFLICT IGNORE);
        CREATE TABLE [t] (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            'name' VARCHAR(20) COLLATE NOCASE UNIQUE CHECK (length(name) > 2) CHECK (name <> 'x'),
            any_thing,
            amount NUMERIC(10, 2) DEFAULT 1.50,
            flag BOOL DEFAULT TRUE,
            n UNSIGNED BIG INT,
            at DATETIME DEFAULT CURRENT_TIMESTAMP,
            total INT GENERATED ALWAYS AS (n * 2),
            o_id INT REFERENCES O ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            o_code TEXT,
            FOREIGN KEY (O_CODE) REFERENCES o (code),
            CONSTRAINT named CHECK (n > 0)
        );
        CREATE TABLE strict (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
        CREATE INDEX lowered ON t (lower(name), n DESC) WHERE n > 3;
        CREATE UNIQUE INDEX nocase ON t (name COLLATE BINARY);
        CREATE VIEW v AS SELECT id FROM t;
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
        CREATE VIRTUAL TABLE words USING fts5(body);
        ALTER TABLE t ADD COLUMN extra TEXT NOT NULL DEFAULT ('a' || 'b')";
    let table = [
        "id: id, not null",
        "name: string(20), nullable, collation `NOCASE`",
        "any_thing: custom type ``, nullable",
        "amount: custom type `NUMERIC(10, 2)`, nullable, default the expression `1.50`",
        "flag: boolean, nullable, default true",
        "n: custom type `UNSIGNED BIG INT`, nullable",
        "at: timestamp, nullable, default the expression `CURRENT_TIMESTAMP`",
        "total: integer, nullable, generated as `n * 2` virtual",
        "o_id: integer, nullable",
        "o_code: text, nullable",
        "extra: text, not null, default the expression `'a' || 'b'`",
        "primary key [\"id\"]",
        "unique uq_t_name [\"name\"]",
        "key fk_t_o_code [\"o_code\"] to o [\"Code\"] NO ACTION",
        "key fk_t_o_id [\"o_id\"] to o [\"id\"] CASCADE",
        "check ck_t_name length(name) > 2",
        "check ck_t_name_2 name <> 'x'",
        "check named n > 0",
        r#"{"name":"lowered","columns":[{"expression":"lower(name)"},{"name":"n","desc":true}],"filter":"n > 3"}"#,
    ];
    let unmodelled = [
        "view `v`: CREATE VIEW v AS SELECT id FROM t",
        "option of constraint `Code` on `o`: ON CONFLICT IGNORE",
        "index `nocase` on `t`: CREATE UNIQUE INDEX nocase ON t (name COLLATE BINARY)",
        "trigger `tr` on `t`: CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END",
        "table `words`: CREATE VIRTUAL TABLE words USING fts5(body)",
    ];
    assert_reads(Dialect::Sqlite, sql, &table, &unmodelled).await;
}

//! SQLite.

use covet_core::Dialect::Sqlite;
use covet_core::dsl::*;

use super::{differs, other_columns, same, same_columns};

#[tokio::test]
async fn automatic_indexes_are_those_of_their_constraints() {
    let made = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT, c INT, UNIQUE (b, c), CONSTRAINT named UNIQUE (c));
        CREATE TABLE w (k TEXT PRIMARY KEY NOT NULL, a INT);
        CREATE TABLE pair (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (b, a));
        CREATE UNIQUE INDEX by_b ON t (b)";
    same(Sqlite, made, |m| {
        m.create_table("t", |t| {
            t.integer("id").primary_key();
            t.text("a").nullable().unique();
            t.integer("b").nullable();
            t.integer("c").nullable();
            t.unique(["b", "c"]);
            t.unique(["c"]).name("named");
        });
        m.create_index("t", ["b"]).unique().name("by_b");
        m.create_table("w", |t| {
            t.text("k").primary_key();
            t.integer("a").nullable();
        });
        m.create_table("pair", |t| {
            t.integer("a");
            t.integer("b");
            t.primary_key(["b", "a"]);
        });
    })
    .await;
}

#[tokio::test]
async fn keys_without_a_name_are_found_by_what_they_are() {
    let made = "CREATE TABLE o (id INTEGER PRIMARY KEY AUTOINCREMENT, part INT NOT NULL, UNIQUE (part, id));
        CREATE TABLE t (
            id INTEGER NOT NULL PRIMARY KEY,
            a INTEGER REFERENCES o,
            b INTEGER REFERENCES o (id) ON DELETE CASCADE,
            c INTEGER CONSTRAINT whatever REFERENCES o (id) ON UPDATE SET NULL,
            part INT,
            parent INTEGER REFERENCES T (ID) DEFERRABLE INITIALLY DEFERRED,
            FOREIGN KEY (part, a) REFERENCES o (part, id) MATCH SIMPLE
        )";
    same(Sqlite, made, |m| {
        m.create_table("o", |t| {
            t.integer_id();
            t.integer("part");
            t.unique(["part", "id"]);
        });
        m.create_table("t", |t| {
            t.integer("id").primary_key();
            t.references("a", "o").nullable();
            t.references("b", "o").nullable().on_delete(Cascade);
            t.integer("c").nullable();
            t.foreign_key(["c"], "o", ["id"]).name("whatever").on_update(SetNull);
            t.integer("part").nullable();
            t.references("parent", "t").nullable().deferrable(InitiallyDeferred);
            t.foreign_key(["part", "a"], "o", ["part", "id"]);
        });
    })
    .await;
    let made = "CREATE TABLE o (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER REFERENCES o ON DELETE SET NULL)";
    let difference = "foreign key `fk_t_a` of `t` is (`a`) to `o` (`id`), on delete SET NULL, on update NO ACTION, expected (`a`) to `o` (`id`), on delete NO ACTION, on update NO ACTION";
    differs(Sqlite, made, &[difference], |m| {
        m.create_table("o", |t| t.integer("id").primary_key());
        m.create_table("t", |t| t.references("a", "o").nullable());
    })
    .await;
}

#[tokio::test]
async fn defaults_have_parentheses_or_not() {
    same_columns(
        Sqlite,
        "",
        &[
            ("a TEXT DEFAULT 'x'", |t| drop(t.text("a").nullable().default("x"))),
            ("b TEXT DEFAULT ('x')", |t| drop(t.text("b").nullable().default("x"))),
            ("c TEXT DEFAULT \"x\"", |t| drop(t.text("c").nullable().default("x"))),
            ("d INTEGER DEFAULT 7", |t| drop(t.integer("d").nullable().default(7))),
            ("e INTEGER DEFAULT (7)", |t| drop(t.integer("e").nullable().default(7))),
            ("f INTEGER DEFAULT -7", |t| drop(t.integer("f").nullable().default(-7))),
            ("g INTEGER DEFAULT (-7)", |t| drop(t.integer("g").nullable().default(-7))),
            ("h INTEGER DEFAULT +7", |t| drop(t.integer("h").nullable().default(7))),
            ("i INTEGER DEFAULT '7'", |t| drop(t.integer("i").nullable().default(7))),
            ("j BOOLEAN DEFAULT TRUE", |t| drop(t.boolean("j").nullable().default(true))),
            ("k BOOLEAN DEFAULT 0", |t| drop(t.boolean("k").nullable().default(false))),
            ("l DECIMAL(10, 2) DEFAULT 1.50", |t| drop(t.decimal("l", 10, 2).nullable().default(1.5))),
            ("m TEXT DEFAULT NULL", |t| drop(t.text("m").nullable())),
            ("n TEXT DEFAULT (NULL)", |t| drop(t.text("n").nullable())),
            ("o DATETIME DEFAULT CURRENT_TIMESTAMP", |t| {
                drop(t.timestamp("o").nullable().default_sql("CURRENT_TIMESTAMP"));
            }),
            ("p DATETIME DEFAULT (current_timestamp)", |t| {
                drop(t.timestamp("p").nullable().default_sql("CURRENT_TIMESTAMP"));
            }),
            ("q TEXT DEFAULT (lower( 'X' ) || 'y')", |t| drop(t.text("q").nullable().default_sql("lower('X')||'y'"))),
            ("r DATETIME DEFAULT (datetime('now'))", |t| {
                drop(t.timestamp("r").nullable().default_sql("datetime('now')"));
            }),
            ("s INTEGER DEFAULT (strftime('%s','now'))", |t| {
                drop(t.integer("s").nullable().default_sql("(strftime('%s', 'now'))"));
            }),
            ("u DATE DEFAULT (date('now'))", |t| drop(t.date("u").nullable().default_now())),
            ("v INTEGER DEFAULT 0x10", |t| drop(t.integer("v").nullable().default_sql("0x10"))),
        ],
    )
    .await;
}

#[tokio::test]
async fn other_defaults_are_a_difference() {
    other_columns(
        Sqlite,
        &[
            ("a TEXT DEFAULT 'X'", |t| drop(t.text("a").nullable().default("x"))),
            ("b TEXT", |t| drop(t.text("b").nullable().default(""))),
            ("c INTEGER DEFAULT (1 + 1)", |t| drop(t.integer("c").nullable().default(2))),
            ("d TEXT DEFAULT 'NULL'", |t| drop(t.text("d").nullable())),
            ("e DATETIME DEFAULT CURRENT_TIMESTAMP", |t| drop(t.timestamp("e").nullable().default_now())),
        ],
    )
    .await;
}

#[tokio::test]
async fn checks_are_told_as_they_are_written() {
    let made = "CREATE TABLE t (
        n INTEGER CHECK(n>0),
        m INTEGER CONSTRAINT small CHECK ( m < 10 /* at most */ ),
        s TEXT CHECK (\"s\" IN ('a','b')) COLLATE NOCASE,
        CONSTRAINT both_of CHECK ((n > 1) AND [m] <> 3), -- the last
        CHECK (`n` == m OR s IS NOT NULL)
    )";
    same(Sqlite, made, |m| {
        m.create_table("t", |t| {
            t.integer("n").nullable().check("n > 0");
            t.integer("m").nullable().check_named("small", "m < 10");
            t.text("s").nullable().collate("NOCASE").check("s IN ('a', 'b')");
            t.check("both_of", "n > 1 AND m <> 3");
            t.check("ck_t", "n = m OR s IS NOT NULL");
        });
    })
    .await;
    let made = "CREATE TABLE t (n INTEGER CONSTRAINT c CHECK (n > 0))";
    differs(Sqlite, made, &["check `c` of `t` is `n > 0`, expected `n >= 0`"], |m| {
        m.create_table("t", |t| t.integer("n").nullable().check_named("c", "n >= 0"));
    })
    .await;
}

#[tokio::test]
async fn the_declared_type_counts_and_no_affinity() {
    same_columns(
        Sqlite,
        "",
        &[
            ("a integer", |t| drop(t.integer("a").nullable())),
            ("b INT", |t| drop(t.integer("b").nullable())),
            ("c BigInt", |t| drop(t.big_integer("c").nullable())),
            ("d varchar(20)", |t| drop(t.string("d", 20).nullable())),
            ("e VARCHAR( 20 )", |t| drop(t.string("e", 20).nullable())),
            ("f bool", |t| drop(t.boolean("f").nullable())),
            ("g TIMESTAMP", |t| drop(t.timestamp("g").nullable())),
            ("h datetime", |t| drop(t.timestamp_tz("h").nullable())),
            ("i float", |t| drop(t.float("i").nullable())),
            ("j NVARCHAR(100)", |t| drop(t.custom("j", "nvarchar(100)").nullable())),
            ("k CLOB", |t| drop(t.custom("k", "CLOB").nullable())),
            ("l UNSIGNED BIG INT", |t| drop(t.custom("l", "unsigned  big int").nullable())),
            ("m DOUBLE PRECISION", |t| drop(t.custom("m", "DOUBLE PRECISION").nullable())),
            ("n TINYINT(1)", |t| drop(t.custom("n", "tinyint(1)").nullable())),
            ("o INTEGER(11)", |t| drop(t.custom("o", "INTEGER(11)").nullable())),
            ("p STRING", |t| drop(t.custom("p", "STRING").nullable())),
            ("q UUID", |t| drop(t.custom("q", "UUID").nullable())),
            ("r JSON", |t| drop(t.custom("r", "JSON").nullable())),
            ("s", |t| drop(t.custom("s", "").nullable())),
            ("u NUMERIC(10, 2)", |t| drop(t.custom("u", "numeric(10,2)").nullable())),
        ],
    )
    .await;
    // Of one affinity each.
    other_columns(
        Sqlite,
        &[
            ("a BIGINT", |t| drop(t.integer("a").nullable())),
            ("b VARCHAR(21)", |t| drop(t.string("b", 20).nullable())),
            ("c CLOB", |t| drop(t.text("c").nullable())),
            ("d REAL", |t| drop(t.double("d").nullable())),
            ("e DATE", |t| drop(t.timestamp("e").nullable())),
            ("f MEDIUMINT", |t| drop(t.custom("f", "INT8").nullable())),
        ],
    )
    .await;
}

#[tokio::test]
async fn text_around_a_definition_is_no_part_of_it() {
    let made = "create table \"t\" ( -- what it is\n  [id] integer primary key autoincrement not null,\n  `name` varchar(20) \
                not null /* who */ default '-- no comment',\n\t'mail' text collate nocase\n,\n  total int generated always \
                as (id*2) virtual\n) ; CREATE INDEX if not exists \"by name\" ON [t] (\"name\" asc, mail COLLATE nocase \
                DESC) where name <> ''";
    same(Sqlite, made, |m| {
        m.create_table("t", |t| {
            t.integer_id();
            t.string("name", 20).default("-- no comment");
            t.text("mail").nullable().collate("NOCASE");
            t.integer("total").nullable().generated_virtual("id * 2");
        });
        m.create_index("t", ["name", "mail"]).desc("mail").filter("name <> ''").name("by name");
    })
    .await;
}

//! MySQL and MariaDB.

use covet_core::Dialect::MySql;
use covet_core::dsl::*;

use super::{Column as InTwoWays, differs, other_columns, read, same, same_columns};
use crate::support::Database;

#[tokio::test]
async fn booleans_are_tinyint() {
    same_columns(
        MySql,
        "",
        &[
            ("a bool", |t| drop(t.boolean("a").nullable())),
            ("b BOOLEAN NOT NULL DEFAULT TRUE", |t| drop(t.boolean("b").default(true))),
            ("c tinyint(1) NOT NULL DEFAULT 0", |t| drop(t.boolean("c").default(false))),
            ("d tinyint(1) NOT NULL DEFAULT '1'", |t| drop(t.boolean("d").default(true))),
            ("e tinyint", |t| drop(t.custom("e", "tinyint").nullable())),
            ("f tinyint(4)", |t| drop(t.custom("f", "TINYINT").nullable())),
        ],
    )
    .await;
}

#[tokio::test]
async fn how_wide_a_number_is_shown_is_no_type() {
    let columns: &[InTwoWays] = &[
        ("a int(11)", |t| drop(t.integer("a").nullable())),
        ("b INTEGER(5)", |t| drop(t.integer("b").nullable())),
        ("c bigint(20)", |t| drop(t.big_integer("c").nullable())),
        ("d bigint(20) unsigned", |t| drop(t.big_integer("d").nullable().unsigned())),
        ("e smallint(6)", |t| drop(t.small_integer("e").nullable())),
        ("f mediumint(8)", |t| drop(t.custom("f", "mediumint").nullable())),
        ("g int unsigned", |t| drop(t.integer("g").nullable().unsigned())),
        ("h double precision", |t| drop(t.double("h").nullable())),
        ("i REAL", |t| drop(t.double("i").nullable())),
        ("j numeric(10, 2)", |t| drop(t.decimal("j", 10, 2).nullable())),
        ("k dec(10)", |t| drop(t.decimal("k", 10, 0).nullable())),
        ("l char varying(9)", |t| drop(t.string("l", 9).nullable())),
    ];
    same_columns(MySql, "", columns).await;
}

#[tokio::test]
async fn other_types_are_a_difference() {
    other_columns(
        MySql,
        &[
            ("a int(11)", |t| drop(t.big_integer("a").nullable())),
            ("b int unsigned", |t| drop(t.integer("b").nullable())),
            ("c tinyint(4)", |t| drop(t.boolean("c").nullable())),
            ("d text", |t| drop(t.text("d").nullable())),
            ("e datetime", |t| drop(t.timestamp("e").nullable())),
            ("f varchar(21)", |t| drop(t.string("f", 20).nullable())),
            ("g enum('a', 'b')", |t| drop(t.one_of("g", ["b", "a"]).nullable())),
            ("h int NOT NULL", |t| drop(t.integer("h").nullable())),
        ],
    )
    .await;
}

#[tokio::test]
async fn numbers_between_quotes_are_numbers() {
    same_columns(
        MySql,
        "",
        &[
            ("a int NOT NULL DEFAULT '0'", |t| drop(t.integer("a").default(0))),
            ("b bigint NOT NULL DEFAULT '-1'", |t| drop(t.big_integer("b").default(-1))),
            ("c decimal(10,2) NOT NULL DEFAULT '0.00'", |t| drop(t.decimal("c", 10, 2).default(0))),
            ("d decimal(10,2) DEFAULT 1.5", |t| drop(t.decimal("d", 10, 2).nullable().default(1.5))),
            ("e double DEFAULT '0.5'", |t| drop(t.double("e").nullable().default(0.5))),
            ("f varchar(9) DEFAULT 7", |t| drop(t.string("f", 9).nullable().default("7"))),
            ("g varchar(9) DEFAULT NULL", |t| drop(t.string("g", 9).nullable())),
            ("h varchar(9) NOT NULL DEFAULT ''", |t| drop(t.string("h", 9).default(""))),
            ("i varchar(9) DEFAULT 'it''s'", |t| drop(t.string("i", 9).nullable().default("it's"))),
            ("j enum('a', 'b') DEFAULT 'b'", |t| drop(t.one_of("j", ["a", "b"]).nullable().default("b"))),
            ("k longtext DEFAULT ('x')", |t| drop(t.text("k").nullable().default("x"))),
            ("l date DEFAULT '2020-01-31'", |t| drop(t.date("l").nullable().default("2020-01-31"))),
            ("m varchar(9) DEFAULT 'NULL'", |t| drop(t.string("m", 9).nullable().default("NULL"))),
        ],
    )
    .await;
}

#[tokio::test]
async fn other_defaults_are_a_difference() {
    other_columns(
        MySql,
        &[
            ("a int DEFAULT '1'", |t| drop(t.integer("a").nullable().default(0))),
            ("b varchar(9) DEFAULT 'NULL'", |t| drop(t.string("b", 9).nullable())),
            ("c varchar(9)", |t| drop(t.string("c", 9).nullable().default(""))),
            ("d datetime(6) DEFAULT now(6)", |t| drop(t.timestamp("d").nullable().default_now())),
            ("e timestamp NULL DEFAULT now()", |t| {
                drop(t.custom("e", "timestamp").nullable().default_sql("utc_timestamp()"));
            }),
            ("f boolean DEFAULT 1", |t| drop(t.boolean("f").nullable().default(false))),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_moment_has_many_spellings() {
    same_columns(
        MySql,
        "",
        &[
            ("a datetime(6) DEFAULT now(6)", |t| {
                drop(t.timestamp("a").nullable().default_sql("CURRENT_TIMESTAMP(6)"));
            }),
            ("b datetime(6) DEFAULT CURRENT_TIMESTAMP(6)", |t| {
                drop(t.timestamp("b").nullable().default_sql("now(6)"));
            }),
            ("c timestamp NULL DEFAULT CURRENT_TIMESTAMP", |t| {
                drop(t.custom("c", "timestamp").nullable().default_sql("current_timestamp()"));
            }),
            ("d timestamp NULL DEFAULT now()", |t| {
                drop(t.custom("d", "TIMESTAMP").nullable().default_sql("CURRENT_TIMESTAMP"));
            }),
            ("e datetime DEFAULT localtimestamp", |t| {
                drop(t.custom("e", "datetime").nullable().default_sql("CURRENT_TIMESTAMP"));
            }),
            ("f datetime DEFAULT (now())", |t| drop(t.custom("f", "datetime").nullable().default_sql("NOW()"))),
            ("g datetime(6) DEFAULT (utc_timestamp(6))", |t| drop(t.timestamp("g").nullable().default_now())),
            ("h datetime DEFAULT localtime()", |t| {
                drop(t.custom("h", "datetime").nullable().default_sql("localtimestamp()"));
            }),
            ("i date DEFAULT (curdate())", |t| drop(t.date("i").nullable().default_sql("CURRENT_DATE"))),
            ("j datetime(6) DEFAULT (now(6) + interval 1 day)", |t| {
                drop(t.timestamp("j").nullable().default_sql("now(6) + interval 1 day"));
            }),
        ],
    )
    .await;
}

#[tokio::test]
async fn charset_and_collation_of_the_table_are_inherited() {
    let Some(database) = Database::new(MySql).await else { return };
    // As the database has them, whatever that is, written out at the table and at the column.
    let query = "SELECT @@character_set_database, @@collation_database";
    let row = database.rows(query).await.remove(0);
    let [charset, collation] = [0, 1].map(|at: usize| row[at].clone().expect("a name"));
    database
        .execute(&format!(
            "CREATE TABLE a (s varchar(9)) CHARACTER SET {charset} COLLATE {collation};
             CREATE TABLE b (s varchar(9) CHARACTER SET {charset}, u varchar(9) COLLATE {collation}) COLLATE {collation};
             CREATE TABLE c (s varchar(9), e enum('x') COLLATE {collation})"
        ))
        .await;
    let declared = super::declared(|m| {
        m.create_table("a", |t| t.string("s", 9).nullable());
        m.create_table("b", |t| {
            t.string("s", 9).nullable();
            t.string("u", 9).nullable();
        });
        m.create_table("c", |t| {
            t.string("s", 9).nullable();
            t.one_of("e", ["x"]).nullable();
        });
    });
    super::is_same(&database, &declared).await;
    // Another than the table's is one of the column.
    database.execute("ALTER TABLE a MODIFY s varchar(9) COLLATE utf8mb4_bin").await;
    let difference = read(&database).await.differences(&declared);
    assert!(difference.len() == 1 && difference[0].contains("collation `utf8mb4_bin`"), "{difference:?}");
    database.close().await;
}

#[tokio::test]
async fn a_key_makes_its_own_index() {
    let made =
        "CREATE TABLE o (id bigint AUTO_INCREMENT PRIMARY KEY, part int NOT NULL, UNIQUE KEY both_of (part, id));
        CREATE TABLE t (
            a bigint, b bigint, c bigint, part int,
            CONSTRAINT fk_t_a FOREIGN KEY (a) REFERENCES o (id),
            CONSTRAINT fk_t_b FOREIGN KEY own_name (b) REFERENCES o (id),
            KEY wanted (c),
            CONSTRAINT fk_t_c FOREIGN KEY (c) REFERENCES o (id),
            CONSTRAINT fk_pair FOREIGN KEY (part, a) REFERENCES o (part, id)
        )";
    same(MySql, made, |m| {
        m.create_table("o", |t| {
            t.id();
            t.integer("part");
            t.unique(["part", "id"]).name("both_of");
        });
        m.create_table("t", |t| {
            t.references("a", "o").nullable();
            t.references("b", "o").nullable();
            t.references("c", "o").nullable();
            t.integer("part").nullable();
            t.index(["c"]).name("wanted");
            t.foreign_key(["part", "a"], "o", ["part", "id"]).name("fk_pair");
        });
    })
    .await;
}

#[tokio::test]
async fn restrict_is_no_action_is_nothing() {
    let made = "CREATE TABLE o (id bigint AUTO_INCREMENT PRIMARY KEY);
        CREATE TABLE t (a bigint, b bigint, c bigint, d bigint, e bigint,
            CONSTRAINT fk_t_a FOREIGN KEY (a) REFERENCES o (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
            CONSTRAINT fk_t_b FOREIGN KEY (b) REFERENCES o (id) ON DELETE NO ACTION,
            CONSTRAINT fk_t_c FOREIGN KEY (c) REFERENCES o (id),
            CONSTRAINT fk_t_d FOREIGN KEY (d) REFERENCES o (id) ON UPDATE NO ACTION,
            CONSTRAINT fk_t_e FOREIGN KEY (e) REFERENCES o (id) ON DELETE CASCADE)";
    let declared = |m: &mut Migration, e: Action| {
        m.create_table("o", |t| t.id());
        m.create_table("t", |t| {
            t.references("a", "o").nullable();
            t.references("b", "o").nullable().on_delete(Restrict);
            t.references("c", "o").nullable().on_delete(NoAction).on_update(Restrict);
            t.references("d", "o").nullable();
            t.references("e", "o").nullable().on_delete(e);
        });
    };
    same(MySql, made, |m| declared(m, Cascade)).await;
    let difference = "foreign key `fk_t_e` of `t` is (`e`) to `o` (`id`), on delete CASCADE, on update NO ACTION, expected (`e`) to `o` (`id`), on delete NO ACTION, on update NO ACTION";
    differs(MySql, made, &[difference], |m| declared(m, NoAction)).await;
}

#[tokio::test]
async fn json_of_mariadb_is_text_with_a_check() {
    same_columns(
        MySql,
        "",
        &[
            ("a json", |t| drop(t.json("a").nullable())),
            ("b json NOT NULL", |t| drop(t.json("b"))),
            ("c longtext CHECK (json_valid(c))", |t| drop(t.json("c").nullable())),
            ("d json NOT NULL DEFAULT ('{}')", |t| drop(t.json("d").default("{}"))),
            ("e longtext", |t| drop(t.text("e").nullable())),
        ],
    )
    .await;
    other_columns(MySql, &[("a longtext", |t| drop(t.json("a").nullable()))]).await;
}

#[tokio::test]
async fn the_counter_is_no_part_of_a_table() {
    let made = "CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) ENGINE=InnoDB AUTO_INCREMENT=4711 \
                DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC; \
                INSERT INTO t VALUES (NULL), (NULL); CREATE TABLE u (id int(11) AUTO_INCREMENT PRIMARY KEY)";
    same(MySql, made, |m| {
        m.create_table("t", |t| t.id());
        m.create_table("u", |t| t.integer_id());
    })
    .await;
}

#[tokio::test]
async fn a_unique_index_is_a_unique_constraint() {
    let made = "CREATE TABLE t (a int UNIQUE, b int, c int, s varchar(99), x text, UNIQUE KEY two (b, c), UNIQUE (c));
        CREATE UNIQUE INDEX three ON t (a, c); CREATE UNIQUE INDEX start ON t (s(10)); CREATE INDEX words ON t (x(20), a)";
    same(MySql, made, |m| {
        m.create_table("t", |t| {
            t.integer("a").nullable().unique_named("a");
            t.integer("b").nullable();
            t.integer("c").nullable();
            t.string("s", 99).nullable();
            t.custom("x", "text").nullable();
        });
        m.create_index("t", ["b", "c"]).unique().name("two");
        m.add_unique("t", ["c"]).name("c");
        m.add_unique("t", ["a", "c"]).name("three");
        m.create_index("t", ["s"]).unique().prefix("s", 10).name("start");
        m.create_index("t", ["x", "a"]).prefix("x", 20).name("words");
    })
    .await;
    let made = "CREATE TABLE t (s varchar(99)); CREATE INDEX start ON t (s(10))";
    let difference = "index `start` of `t` is on (`s` first 10), expected on (`s` first 20)";
    differs(MySql, made, &[difference], |m| {
        m.create_table("t", |t| t.string("s", 99).nullable());
        m.create_index("t", ["s"]).prefix("s", 20).name("start");
    })
    .await;
}

#[tokio::test]
async fn checks_and_generated_columns_are_rewritten() {
    const CHECKS: [(&str, &str); 12] = [
        ("s in ('a','b')", "s IN ('a', 'b')"),
        ("n >= 0", "n >= 0"),
        ("(n > 0) and (m > 0)", "n > 0 AND m > 0"),
        ("not n > 1", "n <= 1"),
        ("n between 1 and 9", "n >= 1 AND n <= 9"),
        ("char_length(s) > 2", "character_length(s) > 2"),
        ("lower(s) = s", "lcase(s) = s"),
        ("s regexp '^[a-z]+$'", "s REGEXP '^[a-z]+$'"),
        ("s rlike '^b'", "s REGEXP '^b'"),
        ("json_valid(s)", "json_valid(s)"),
        ("n <=> m", "n <=> m"),
        ("if(n > 1, m, 0) < 7", "if(n > 1, m, 0) < 7"),
    ];
    let checks: String =
        CHECKS.iter().enumerate().map(|(at, (made, _))| format!(", CONSTRAINT c{at} CHECK ({made})")).collect();
    let made = format!(
        "CREATE TABLE t (s varchar(20), n int, m int, a int GENERATED ALWAYS AS (n * 2) STORED, b varchar(50) AS \
         (concat(s, '-', upper(s))) VIRTUAL, c int AS (coalesce(n, 0) + ifnull(m, 1)), d varchar(9) AS (substr(s, 1, 3)) \
         PERSISTENT{checks})"
    );
    same(MySql, &made, |m| {
        m.create_table("t", |t| {
            t.string("s", 20).nullable();
            t.integer("n").nullable();
            t.integer("m").nullable();
            t.integer("a").nullable().generated("n * 2");
            t.string("b", 50).nullable().generated_virtual("concat(s, '-', upper(s))");
            t.integer("c").nullable().generated_virtual("coalesce(n, 0) + ifnull(m, 1)");
            t.string("d", 9).nullable().generated("substring(s, 1, 3)");
            for (at, (_, declared)) in CHECKS.iter().enumerate() {
                t.check(&format!("c{at}"), declared);
            }
        });
    })
    .await;
}

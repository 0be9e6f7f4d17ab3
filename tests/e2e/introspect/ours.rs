//! Schemas that Covet made.

use covet_core::dsl::*;
use covet_core::plan::{Action as Step, plan};
use covet_core::schema::ColumnType;
use covet_core::{Dialect, Schema, replay};

use super::{assert_is, on, read, with_introspector};
use crate::support::Database;
use covet::{Connection, SchemaIntrospector};
use sqlx::Connection as _;

/// Makes what is declared, and gives the schema as replayed.
async fn make<R>(database: &Database, write: impl FnOnce(&mut Migration) -> R) -> Schema {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    let mut schema = Schema::new();
    let plan = plan(script.operations(), &schema, database.dialect).expect("a plan");
    replay::apply(script.operations(), &mut schema).expect("operations that fit");
    for step in plan.steps {
        let (Step::Ddl(statements) | Step::Dml(statements)) = step.action else { panic!("{:?}", step.action) };
        database.execute(&statements.join(";\n")).await;
    }
    schema
}

fn every_type(t: &mut Table, dialect: Dialect) {
    t.id();
    t.string("string", 20).default("it's \\ \"x\"");
    t.string("digits", 20).default("0");
    t.text("text").default("a\nb");
    t.small_integer("small").default(-3);
    t.integer("integer").default(0);
    t.big_integer("big").default(5_000_000_000_i64);
    t.boolean("yes").default(true);
    t.boolean("no").default(false).nullable();
    t.decimal("decimal", 10, 2).default(0.5);
    t.decimal("exact", 30, 10).default("-0.1000");
    t.decimal("whole", 5, 0).default(7);
    t.float("float").default(0.1);
    t.double("double").default(-1e10);
    t.date("date").default("2020-01-31");
    t.date("today").default_now();
    t.time("time").default("12:00:00.5");
    t.time("time_now").default_now();
    t.timestamp("timestamp").default("2020-01-31 12:00:00");
    t.timestamp("timestamp_now").default_now();
    t.timestamp_tz("moment").default("2020-01-31 12:00:00.25");
    t.timestamp_tz("now").default_now();
    t.uuid("uuid").default_uuid();
    t.json("json").default("{\"b\": [1, 2.50], \"a\": null}");
    t.json_text("json_text").nullable();
    t.binary("binary").nullable();
    t.binary_n("binary_n", 12).nullable();
    t.one_of("status", ["new", "it's", "done"]).default("new");
    t.one_of("only", ["one"]).nullable();
    t.string("computed", 50).default_sql("lower('X')");
    t.integer("sum").default_sql("1 + 2 * 3");
    if dialect == Dialect::Postgres {
        t.integer("numbers").array().default("{}");
        t.string("names", 5).array().nullable();
    }
    t.timestamps();
}

#[tokio::test]
async fn every_type_and_default_is_read_as_declared() {
    for database in Database::each().await {
        let dialect = database.dialect;
        let schema = make(&database, |m| {
            m.create_table("everything", |t| every_type(t, dialect));
        })
        .await;
        assert_is(&database, &schema, "every type").await;
        database.close().await;
    }
}

/// Names that break whoever does not quote.
const HOSTILE: [&str; 6] = ["order; --", "a \"b\" `c` 'd'", "select", "Ünïcödé 表", "UPPER lower", "tab\tback\\slash"];

#[tokio::test]
async fn hostile_names_come_back_as_they_are() {
    for database in Database::each().await {
        let schema = make(&database, |m| {
            for (at, name) in HOSTILE.into_iter().enumerate() {
                m.create_table(name, |t| {
                    t.id();
                    for column in HOSTILE {
                        t.string(column, 40).nullable();
                    }
                    t.references("parent's", HOSTILE[at]).nullable().on_delete(Cascade);
                    t.unique([HOSTILE[0], HOSTILE[1]]);
                    t.index([HOSTILE[4], HOSTILE[5]]);
                    t.check(&format!("ck {at} \"'`"), "1 = 1");
                });
            }
        })
        .await;
        assert_is(&database, &schema, "hostile names").await;
        for name in HOSTILE {
            let name = covet_core::TableName { schema: None, name: name.into() };
            let found =
                with_introspector!(database, introspector => introspector.get_table(&name).await.expect("a table"));
            let whole = read(&database).await;
            assert_eq!(found.as_ref(), whole.schema.table(&name), "{name} alone, on {}", database.dialect);
            assert!(found.is_some(), "{name} on {}", database.dialect);
        }
        database.close().await;
    }
}

#[tokio::test]
async fn keys_and_indexes_of_all_kinds_come_back() {
    for database in Database::each().await {
        let schema = make(&database, |m| {
            m.create_table("a", |t| {
                t.big_integer("x");
                t.integer("y").unique();
                t.string("code", 20);
                t.primary_key(["x", "y"]);
                t.unique(["code", "y"]);
                t.index(["y", "x"]);
                t.check("positive", "x > 0 AND y BETWEEN 1 AND 10");
                t.check("known", "code IN ('a', 'b') OR NOT (y <> 3) AND code IS NOT NULL");
            });
            m.create_table("b", |t| {
                t.uuid_id().default_uuid();
                t.big_integer("ax");
                t.integer("ay").nullable();
                t.string("code", 20).index();
                t.references("self_id", "b").nullable().on_delete(SetNull).on_update(Cascade);
                t.integer("amount").check("amount <> 7");
            });
            m.add_foreign_key("b", ["ax", "ay"], "a", ["x", "y"]).on_delete(Restrict);
            m.create_index("b", ["code", "amount"]).unique();
        })
        .await;
        assert_is(&database, &schema, "keys").await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_difference_is_told() {
    for database in Database::each().await {
        let schema = make(&database, |m| {
            m.create_table("t", |t| {
                t.id();
                t.integer("n").default(1).check("n > 0");
                t.string("s", 10).index();
            });
        })
        .await;
        let mut expected = schema.clone();
        expected.update(&"t".into(), |table| {
            table.columns[1].default = Some(DefaultValue::Int(2));
            table.columns[2].ty = ColumnType::String(11);
            table.checks[0].expression = "n >= 0".into();
            table.indexes.clear();
        });
        let differences = read(&database).await.differences(&expected);
        assert_eq!(
            differences,
            [
                "column `n` of `t` is integer, not null, default 1, expected integer, not null, default 2",
                "column `s` of `t` is string(10), not null, expected string(11), not null",
                "check `ck_t_n` of `t` is `n > 0`, expected `n >= 0`",
                "index `ix_t_s` of `t` is left over",
            ],
            "{}",
            database.dialect
        );
        database.close().await;
    }
}

#[tokio::test]
async fn covets_own_tables_and_those_left_out_are_not_read() {
    for database in Database::each().await {
        for table in ["covet_migrations", "covet_log", "tenants", "kept"] {
            database.execute(&format!("CREATE TABLE {table} (n INTEGER NOT NULL)")).await;
        }
        let names = with_introspector!(database, introspector => {
            introspector.without(["tenants"]).get_tables().await.expect("names")
        });
        assert_eq!(names.iter().map(ToString::to_string).collect::<Vec<_>>(), ["kept"]);
        database.close().await;
    }
}

/// Conditions as people write them.
const CONDITIONS: [&str; 34] = [
    "n > 0",
    "n >= -1 AND n<=10",
    "0 < n",
    "n <> 3",
    "n != 3",
    "n + 1 > m * 2 - 3",
    "(n - m) - 1 > n - (m - 1)",
    "n % 2 = 0",
    "n BETWEEN 1 AND 10",
    "n NOT BETWEEN 1 AND 10",
    "n IN (1, 2, 3)",
    "n NOT IN (1, 2, 3)",
    "n IN (1)",
    "n IS NULL OR m IS NOT NULL",
    "NOT (n IS NULL AND m IS NULL)",
    "NOT (n > 1 OR m < 2)",
    "NOT n > 1",
    "(n > 1 AND m > 1) OR (n < 1 AND m < 1)",
    "n > 1 AND m > 1 OR n < 1",
    "s <> ''",
    "s = 'it''s'",
    "s IN ('a', 'b', 'c')",
    "s NOT IN ('a', 'b')",
    "s LIKE 'a%'",
    "s NOT LIKE '%b'",
    "length(s) > 2",
    "length(trim(s)) > 0",
    "lower(s) = s",
    "upper(s) <> lower(t)",
    "coalesce(n, m, 0) >= 0",
    "abs(n) < 100",
    "d > 0 AND d <= 99.95",
    "CASE WHEN n > 1 THEN m > 2 ELSE s = 'x' END",
    "t = s OR t IS NULL",
];

#[tokio::test]
async fn a_condition_is_the_same_after_each_database_rewrote_it() {
    for database in Database::each().await {
        let schema = make(&database, |m| {
            m.create_table("t", |t| {
                t.integer("n").nullable();
                t.integer("m").nullable();
                t.string("s", 20).nullable();
                t.string("t", 20).nullable();
                t.decimal("d", 10, 2).nullable();
                for (at, condition) in CONDITIONS.into_iter().enumerate() {
                    t.check(&format!("c{at}"), condition);
                }
            });
        })
        .await;
        assert_is(&database, &schema, "conditions").await;
        database.close().await;
    }
}

/// What only some databases have.
fn wide(m: &mut Migration, dialect: Dialect) {
    m.create_table("wide", |t| {
        t.id();
        t.string("name", 40).comment("it's \"who\"");
        t.integer("n").generated("1 + length(name)").comment("computed");
        t.custom("own", "varchar(7)").nullable();
        t.big_integer("parent").default(1);
        t.comment("a table; with 'quotes'");
        match dialect {
            Dialect::Postgres => {
                t.custom("address", "inet").default("127.0.0.1");
                t.custom("short_stamp", "timestamptz(3)").nullable();
                t.string("c", 10).collate("C");
            }
            Dialect::MySql => {
                t.big_integer("positive").unsigned().default(3);
                t.decimal("price", 5, 1).unsigned();
                t.string("c", 10).collate("utf8mb4_bin");
                t.custom("medium", "MEDIUMINT").nullable();
            }
            Dialect::Sqlite => {
                t.string("c", 10).collate("NOCASE");
                t.custom("any", "ANYTHING GOES").nullable();
            }
        }
    });
    m.create_index("wide", ["n", "name"]).name("descending").desc("name");
    if dialect != Dialect::MySql {
        m.create_index("wide", ["n"]).name("partial").filter("n > 3 AND name IN ('a', 'b')").unique();
        m.create_index("wide", ["n"]).name("computed").expression("lower(name)");
        m.add_foreign_key("wide", ["parent"], "wide", ["id"]).deferrable(InitiallyDeferred).on_delete(SetDefault);
    }
    match dialect {
        Dialect::Postgres => {
            m.create_index("wide", ["name"]).name("sorted").nulls_first("name").opclass("name", "varchar_pattern_ops");
            m.create_index("wide", ["n"]).name("including").include(["c", "name"]).nulls_not_distinct().unique();
            m.create_index("wide", ["name"]).name("hashed").using("hash");
            m.add_unique("wide", ["name"]).nulls_not_distinct();
            m.add_unique("wide", ["c"]).deferrable(InitiallyImmediate);
            m.add_foreign_key("wide", ["n"], "numbers", ["n"]).not_valid();
            m.add_check("wide", "later", "n < 100").not_valid();
        }
        Dialect::MySql => drop(m.create_index("wide", ["c"]).name("prefixed").prefix("c", 3)),
        Dialect::Sqlite => {}
    }
}

#[tokio::test]
async fn what_only_some_databases_have_comes_back_from_those() {
    for database in Database::each().await {
        let dialect = database.dialect;
        let schema = make(&database, |m| {
            m.create_table("numbers", |t| t.integer("n").primary_key());
            wide(m, dialect);
        })
        .await;
        assert_is(&database, &schema, "the wide vocabulary").await;
        database.close().await;
    }
}

#[tokio::test]
async fn tables_of_other_schemas_have_qualified_names() {
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let Some(database) = Database::new(dialect).await else { continue };
        let home =
            database.rows(if dialect == Dialect::Postgres { "SELECT current_schema()" } else { "SELECT database()" });
        let home = home.await[0][0].clone().expect("a schema");
        let other = format!("{home}_\"other\"");
        let quoted = covet_core::sql::writer(dialect).ident(&other);
        let at_home = covet_core::sql::writer(dialect).ident(&home);
        let (id, key) = ("id bigint NOT NULL PRIMARY KEY", "FOREIGN KEY (id)");
        database
            .execute(&format!(
                "CREATE SCHEMA {quoted}; CREATE TABLE a ({id}); CREATE TABLE {quoted}.b ({id}, CONSTRAINT f {key} \
                 REFERENCES {at_home}.a (id)); CREATE TABLE {quoted}.a ({id}, CONSTRAINT g {key} REFERENCES {quoted}.b (id))"
            ))
            .await;
        let found = with_introspector!(database, introspector => {
            introspector.in_schemas([home.clone(), other.clone()]).schema().await.expect("a schema").schema
        });
        let keys = found.tables().map(|table| {
            let to = table.foreign_keys.iter().map(|key| format!(" to {}", key.ref_table)).collect::<String>();
            format!("{}{to}", table.name)
        });
        let expected = ["a".to_owned(), format!("{other}.a to {other}.b"), format!("{other}.b to a")];
        assert_eq!(keys.collect::<Vec<_>>(), expected, "{dialect}");

        let name = covet_core::TableName { schema: Some(other.as_str().into()), name: "b".into() };
        let constraints = with_introspector!(database, introspector => introspector.get_constraints(&name).await);
        assert_eq!(constraints.expect("constraints").foreign_keys.len(), 1, "{dialect}");
        let cascade = if dialect == Dialect::Postgres { " CASCADE" } else { "" };
        database.execute(&format!("DROP SCHEMA {quoted}{cascade}")).await;
        database.close().await;
    }
}

#[tokio::test]
async fn the_session_is_left_as_it_was() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let mut connection = sqlx::PgConnection::connect(&database.url).await.expect("a connection");
    let mut connection = Connection::Postgres(&mut connection);
    let settings =
        "SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_settings WHERE name NOT LIKE 'txid%'";
    for begin in
        ["SELECT 1", "BEGIN; SET LOCAL TIME ZONE 'Asia/Tokyo'; SET LOCAL search_path = \"$user\", public, 'a,b'"]
    {
        connection.execute(begin).await.expect("begun");
        let before = connection.rows(settings).await.expect("settings");
        SchemaIntrospector::new(&mut connection).schema().await.expect("a schema");
        assert_eq!(connection.rows(settings).await.expect("settings"), before, "{begin}");
    }
    connection.execute("ROLLBACK").await.expect("rolled back");
    database.close().await;
}

#[tokio::test]
async fn many_tables_that_refer_to_each_other_come_back() {
    for database in Database::each().await {
        let schema = make(&database, |m| {
            for at in 0..100 {
                m.create_table(&format!("t{at}"), |t| {
                    t.id();
                    t.string("email", 255).unique();
                    t.boolean("active").default(true);
                    t.decimal("amount", 10, 2).default(0).check("amount >= 0 AND amount < 1000");
                    t.references("parent_id", &format!("t{}", at.max(1) - 1)).nullable().index();
                    t.text("body").nullable();
                    t.one_of("state", ["new", "done"]).default("new");
                    t.timestamps();
                });
            }
        })
        .await;
        assert_eq!(read(&database).await.differences(&schema), Vec::<String>::new());
        database.close().await;
    }
}

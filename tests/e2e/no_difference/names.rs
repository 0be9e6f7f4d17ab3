//! Names, and what is none of Covet's, on every database.

use covet_core::Dialect;

use super::{is_same, read};
use crate::support::Database;

/// A name of 63 bytes, which is the most that PostgreSQL has, and two that it would shorten to one.
const LONG: &str = "a_name_that_is_as_long_as_postgres_has_it_which_is_not_that_lon";

#[tokio::test]
async fn names_that_are_as_long_as_a_database_has_them_come_back() {
    for database in Database::each().await {
        let index = &LONG[..60];
        database.execute(&format!("CREATE TABLE {LONG} (a{} int, b int)", &LONG[..62])).await;
        database.execute(&format!("CREATE INDEX {index} ON {LONG} (b)")).await;
        let declared = super::declared(|m| {
            m.create_table(LONG, |t| {
                t.integer(&format!("a{}", &LONG[..62])).nullable();
                t.integer("b").nullable();
                t.index(["b"]).name(index);
            });
        });
        is_same(&database, &declared).await;
        database.close().await;
    }
}

#[tokio::test]
async fn derived_names_of_long_tables_and_columns_come_back() {
    for database in Database::each().await {
        let (table, column) = (&LONG[..40], &LONG[..45]);
        let declared = super::declared(|m| {
            m.create_table("o", |t| t.id());
            m.create_table(table, |t| {
                t.integer(column).nullable().index();
                t.integer("b").nullable();
                t.unique([column, "b"]);
                t.references("o_id", "o").nullable();
            });
        });
        super::make(&database, &declared).await;
        is_same(&database, &declared).await;
        database.close().await;
    }
}

/// Of indexes and constraints that have another name, the name is all that differs; where it was derived, not even that.
#[tokio::test]
async fn only_a_name_that_somebody_chose_is_a_difference() {
    for database in Database::each().await {
        let before = super::declared(|m| {
            m.create_table("t", |t| {
                t.integer("a").nullable().index_named("theirs");
                t.integer("b").nullable().index_named("also_theirs");
            });
        });
        database.execute("CREATE TABLE t (a int, b int)").await;
        database.execute("CREATE INDEX theirs ON t (a)").await;
        database.execute("CREATE INDEX also_theirs ON t (b)").await;
        let declared = super::declared(|m| {
            m.create_table("t", |t| {
                t.integer("a").nullable().index();
                t.integer("b").nullable().index_named("chosen");
            });
        });
        let found = super::planned_after(&before, &read(&database).await.schema, &declared, database.dialect);
        assert_eq!(found, ["rename index `also_theirs` of `t` to `chosen`"], "{}", database.dialect);
        database.close().await;
    }
}

#[tokio::test]
async fn what_is_none_of_ours_is_no_difference() {
    for database in Database::each().await {
        database.execute("CREATE TABLE t (a int)").await;
        for table in ["_sqlx_migrations", "covet_migrations", "covet_log", "of_somebody_else"] {
            database.execute(&format!("CREATE TABLE {table} (version bigint NOT NULL)")).await;
        }
        database.execute("CREATE VIEW theirs AS SELECT a FROM t").await;
        if database.dialect == Dialect::Postgres {
            // Tables, functions and operators of its own.
            database.execute("CREATE EXTENSION pg_stat_statements; CREATE EXTENSION citext").await;
        }
        let declared = super::declared(|m| {
            m.create_table("t", |t| t.integer("a").nullable());
        });
        let found = super::planned(&read(&database).await.schema, &declared, database.dialect);
        assert_eq!(found, [""; 0], "{}", database.dialect);
        database.close().await;
    }
}

/// A list that is empty is none: in a schema, and in what a database reads back.
#[tokio::test]
async fn an_empty_list_is_none() {
    for database in Database::each().await {
        database.execute("CREATE TABLE t (a int)").await;
        let declared = super::declared(|m| {
            m.create_table("t", |t| {
                t.integer("a").nullable().index();
            });
            m.drop_index("t", "ix_t_a");
        });
        is_same(&database, &declared).await;
        database.close().await;
    }
}

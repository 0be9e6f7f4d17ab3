//! What the safety rules say of servers, asked of the servers: the lock is read from `pg_locks`, the algorithm from the
//! server's refusal of a cheaper one.

use covet_core::dsl::{Migration, Rule};
use covet_core::lint::{Level, Lints, Moment, Server, Servers, Subject, Verdict};
use covet_core::operation::{Algorithm as Planned, Change, Operation};
use covet_core::plan::{Action, plan};
use covet_core::sql::may_lock;
use covet_core::{Dialect, Schema, replay};
use sqlx::{Connection as _, Executor as _, MySqlConnection, PgConnection, Row as _};

use crate::client::Client;
use crate::embed::{Source, embed, migration};
use crate::support::Database;

type Write = fn(&mut Migration);

/// What there is before: rows in both tables.
fn start(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("email", 60).unique();
        t.string("name", 60).nullable();
    });
    m.create_table("posts", |t| {
        t.big_integer("id");
        t.big_integer("user_id");
        t.string("title", 80).index();
        t.string("slug", 20).nullable();
        t.decimal("price", 8, 2).default("0.00");
        t.integer("views").default(0);
        t.one_of("state", ["open", "shut"]).default("open");
    });
    m.run_sql("INSERT INTO users (email, name) VALUES ('a', 'x')").reverse("");
    m.run_sql("INSERT INTO posts (id, user_id, title, slug) VALUES (1, 1, 'a', 'a'), (2, 1, 'b', 'b')").reverse("");
}

fn operations(write: Write) -> Vec<Operation> {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

fn replayed(write: Write) -> Schema {
    let mut schema = Schema::new();
    replay::apply(&operations(write), &mut schema).expect("operations that fit");
    schema
}

/// Whether a rule has something against a migration on what there is before, for one server.
fn fires(rule: Rule, server: Server, start: &Schema, write: Write) -> bool {
    let operations = operations(write);
    let mut schemas = vec![start.clone()];
    for operation in &operations {
        let mut next = schemas[schemas.len() - 1].clone();
        operation.apply(&mut next, &mut Default::default());
        schemas.push(next);
    }
    let end = &schemas[operations.len()];
    let subject = Subject { operations: &operations, start, end, later: None, transaction: true, derived_down: true };
    let moments = (operations.iter().enumerate()).map(|(at, operation)| Moment {
        at,
        operation,
        before: &schemas[at],
        after: &schemas[at + 1],
    });
    let mut servers = Servers::default();
    servers.insert(server, None);
    let levels = Rule::ALL.iter().map(|rule| (*rule, Level::Warn)).collect();
    let findings = Verdict::new(Lints { levels, servers }).findings(&subject, moments, &[]);
    findings.iter().any(|(_, finding)| finding.code == rule.code())
}

/// The statements of a migration on what there is before.
fn statements(write: Write, before: &Schema, dialect: Dialect) -> Vec<String> {
    let plan = plan(&operations(write), before, dialect).expect("a plan");
    let statements = plan.steps.into_iter().flat_map(|step| match step.action {
        Action::Ddl(statements) | Action::Dml(statements) => statements,
        other => panic!("{other:?}"),
    });
    statements.collect()
}

fn sql(text: &str) -> sqlx::RawSql {
    sqlx::raw_sql(sqlx::AssertSqlSafe(text.to_owned()))
}

/// What PostgreSQL does to `posts`.
#[derive(Debug, PartialEq)]
struct Done {
    /// The strongest lock.
    lock: String,
    /// All rows have been read.
    reads: bool,
    /// All rows have been written anew.
    writes: bool,
}

const LOCKS: [&str; 5] =
    ["ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"];

/// Rule, whether it fires, what is done, and what that takes in PostgreSQL: the lock, reading, writing anew.
const POSTGRES: &[(Rule, bool, Write, &str, bool, bool)] = &[
    (Rule::IndexBlocking, true, |m| drop(m.create_index("posts", ["views"])), "ShareLock", true, false),
    (
        Rule::DropIndexBlocking,
        true,
        |m| drop(m.drop_index("posts", "ix_posts_title")),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::FkValidating,
        true,
        |m| drop(m.add_foreign_key("posts", ["user_id"], "users", ["id"])),
        "ShareRowExclusiveLock",
        true,
        false,
    ),
    (
        Rule::FkValidating,
        false,
        |m| drop(m.add_foreign_key("posts", ["user_id"], "users", ["id"]).not_valid()),
        "ShareRowExclusiveLock",
        false,
        false,
    ),
    (
        Rule::FkValidating,
        false,
        |m| drop(m.add_column("posts", |t| t.references("by", "users").nullable())),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::CheckValidating,
        true,
        |m| drop(m.add_check("posts", "ck", "views >= 0")),
        "AccessExclusiveLock",
        true,
        false,
    ),
    (
        Rule::CheckValidating,
        false,
        |m| drop(m.add_check("posts", "ck", "views >= 0").not_valid()),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (Rule::UniqueConstraint, true, |m| drop(m.add_unique("posts", ["title"])), "AccessExclusiveLock", true, false),
    (Rule::PkBlocking, true, |m| drop(m.add_primary_key("posts", ["id"])), "AccessExclusiveLock", true, false),
    (
        Rule::SetNotNull,
        true,
        |m| drop(m.alter_column("posts", |t| t.string("slug", 20))),
        "AccessExclusiveLock",
        true,
        false,
    ),
    (
        Rule::TypeRewrite,
        true,
        |m| drop(m.alter_column("posts", |t| t.big_integer("views").default(0))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::TypeRewrite,
        true,
        |m| drop(m.alter_column("posts", |t| t.string("title", 40))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::TypeRewrite,
        true,
        |m| drop(m.alter_column("posts", |t| t.decimal("price", 9, 3).default("0.00"))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::TypeRewrite,
        false,
        |m| drop(m.alter_column("posts", |t| t.decimal("price", 9, 2).default("0.00"))),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::TypeRewrite,
        false,
        |m| drop(m.alter_column("posts", |t| t.string("title", 90))),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::TypeRewrite,
        false,
        |m| drop(m.alter_column("posts", |t| t.text("title"))),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::VolatileDefault,
        true,
        |m| drop(m.add_column("posts", |t| t.uuid("key").default_uuid())),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::VolatileDefault,
        true,
        |m| drop(m.add_column("posts", |t| t.double("luck").default_sql("random()"))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::VolatileDefault,
        true,
        |m| drop(m.add_column("posts", |t| t.custom("number", "bigserial"))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (
        Rule::VolatileDefault,
        false,
        |m| drop(m.add_column("posts", |t| t.timestamp_tz("at").default_now())),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::VolatileDefault,
        false,
        |m| drop(m.add_column("posts", |t| t.text("a").default_sql("upper('x')"))),
        "AccessExclusiveLock",
        false,
        false,
    ),
    (
        Rule::GeneratedStored,
        true,
        |m| drop(m.add_column("posts", |t| t.integer("twice").generated("views * 2"))),
        "AccessExclusiveLock",
        true,
        true,
    ),
    (Rule::BlockingSql, true, |m| drop(m.run_sql("REINDEX TABLE posts")), "ShareLock", true, false),
    (
        Rule::BlockingSql,
        true,
        |m| drop(m.run_sql("CLUSTER posts USING ix_posts_title")),
        "AccessExclusiveLock",
        true,
        true,
    ),
];

#[tokio::test]
async fn postgres_locks_reads_and_writes_what_the_rules_say() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    let before = replayed(start);
    database.execute(&statements(start, &Schema::new(), Dialect::Postgres).join(";\n")).await;
    let mut wrong = Vec::new();
    for (rule, expected, write, lock, reads, writes) in POSTGRES {
        let list = statements(*write, &before, Dialect::Postgres);
        let fires = fires(*rule, Server::Postgres, &before, *write);
        let done = done(&database, &list).await;
        if fires != *expected || done != (Done { lock: (*lock).to_owned(), reads: *reads, writes: *writes }) {
            wrong.push(format!("{rule}: {}: fires: {fires}, {done:?}", list.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    database.close().await;
}

/// Runs statements in a transaction that is given up, and looks at what it has taken.
async fn done(database: &Database, statements: &[String]) -> Done {
    const SEEN: &str = "SELECT relfilenode::bigint, \
         coalesce((SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relid = pg_class.oid), 0) \
         FROM pg_class WHERE oid = 'posts'::regclass";
    let mut connection = PgConnection::connect(&database.url).await.expect("connected");
    connection.execute("BEGIN").await.expect("begun");
    let before = connection.fetch_one(SEEN).await.expect("a row");
    for statement in statements {
        connection.execute(sql(statement)).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let after = connection.fetch_one(SEEN).await.expect("a row");
    let locks = "SELECT mode FROM pg_locks WHERE relation = 'posts'::regclass AND pid = pg_backend_pid()";
    let modes: Vec<String> = connection.fetch_all(locks).await.expect("rows").iter().map(|row| row.get(0)).collect();
    let strongest = LOCKS.iter().rev().find(|lock| modes.iter().any(|mode| mode == *lock));
    let number = |row: &sqlx::postgres::PgRow, at: usize| row.get::<i64, _>(at);
    Done {
        lock: strongest.copied().unwrap_or_default().to_owned(),
        reads: number(&after, 1) > number(&before, 1),
        writes: number(&after, 0) != number(&before, 0),
    }
}

/// A valid check spares SET NOT NULL from reading, and validating takes a weak lock unless it comes with adding.
#[tokio::test]
async fn postgres_takes_the_safe_way_as_the_rules_say() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    database.execute(&statements(start, &Schema::new(), Dialect::Postgres).join(";\n")).await;
    let add: Write = |m| drop(m.add_check("posts", "ck_slug", "slug IS NOT NULL").not_valid());
    let validate: Write = |m| drop(m.validate_constraint("posts", "ck_slug"));
    let not_null: Write = |m| drop(m.alter_column("posts", |t| t.string("slug", 20)));
    let mut schema = replayed(start);
    let mut taken = Vec::new();
    for write in [add, validate, not_null] {
        let list = statements(write, &schema, Dialect::Postgres);
        assert!(!fires(Rule::SetNotNull, Server::Postgres, &schema, write));
        let done = done(&database, &list).await;
        taken.push((done.lock, done.reads));
        database.execute(&list.join(";\n")).await;
        replay::apply(&operations(write), &mut schema).expect("operations that fit");
    }
    let expected = [("AccessExclusiveLock", false), ("ShareUpdateExclusiveLock", true), ("AccessExclusiveLock", false)];
    assert_eq!(taken, expected.map(|(lock, reads)| (lock.to_owned(), reads)));

    let both: Write = |m| {
        m.add_check("posts", "ck_both", "views >= 0").not_valid();
        m.validate_constraint("posts", "ck_both");
    };
    assert!(fires(Rule::ValidateSameTransaction, Server::Postgres, &schema, both));
    let done = done(&database, &statements(both, &schema, Dialect::Postgres)).await;
    assert_eq!((done.lock.as_str(), done.reads), ("AccessExclusiveLock", true));
    database.close().await;
}

#[tokio::test]
async fn postgres_refuses_what_the_build_says() {
    let Some(database) = Database::new(Dialect::Postgres).await else { return };
    database.execute(&statements(start, &Schema::new(), Dialect::Postgres).join(";\n")).await;
    let cases = [
        ("concurrently-in-transaction", "CREATE INDEX CONCURRENTLY ix ON posts (views)", "25001"),
        ("concurrently-in-transaction", "DROP INDEX CONCURRENTLY ix_posts_title", "25001"),
        ("concurrently-in-transaction", "REINDEX TABLE CONCURRENTLY posts", "25001"),
        ("concurrently-in-transaction", "VACUUM posts", "25001"),
        ("json-column", "ALTER TABLE posts ADD COLUMN meta json; SELECT DISTINCT * FROM posts", "42883"),
    ];
    for (code, statements, state) in cases {
        let mut connection = PgConnection::connect(&database.url).await.expect("connected");
        connection.execute("BEGIN").await.expect("begun");
        let mut error = None;
        for statement in statements.split("; ") {
            error = connection.execute(sql(statement)).await.err();
        }
        let found = error.and_then(|error| error.as_database_error().and_then(|error| error.code().map(String::from)));
        assert_eq!(found.as_deref(), Some(state), "{code}: {statements}");
    }
    database.close().await;
}

/// How a server carries out an ALTER TABLE.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Algorithm {
    Copied,
    Rebuilt,
    Cheaper,
}
use Algorithm::{Cheaper, Copied, Rebuilt};

const MARIADB: &[(Write, Algorithm)] = &[
    (|m| drop(m.alter_column("posts", |t| t.big_integer("views").default(0))), Copied),
    (|m| drop(m.alter_column("posts", |t| t.decimal("price", 10, 2).default("0.00"))), Copied),
    (|m| drop(m.alter_column("posts", |t| t.text("slug").nullable())), Copied),
    (|m| drop(m.alter_column("posts", |t| t.string("title", 40))), Copied),
    (|m| drop(m.alter_column("posts", |t| t.string("title", 90))), Cheaper),
    (|m| drop(m.alter_column("users", |t| t.string("name", 63).nullable())), Cheaper),
    (|m| drop(m.alter_column("users", |t| t.string("name", 64).nullable())), Copied),
    (|m| drop(m.alter_column("posts", |t| t.string("slug", 64).nullable())), Cheaper),
    (|m| drop(m.alter_column("posts", |t| t.integer("views").default(1))), Cheaper),
    (|m| drop(m.alter_column("posts", |t| t.integer("views").default(0).nullable())), Rebuilt),
    (|m| drop(m.alter_column("posts", |t| t.string("slug", 20))), Rebuilt),
    (|m| drop(m.alter_column("posts", |t| t.one_of("state", ["open", "shut", "lost"]).default("open"))), Cheaper),
    (|m| drop(m.alter_column("posts", |t| t.one_of("state", ["lost", "open", "shut"]).default("open"))), Copied),
    (|m| drop(m.alter_column("posts", |t| t.one_of("state", ["open"]).default("open"))), Copied),
    (|m| drop(m.add_foreign_key("posts", ["user_id"], "users", ["id"])), Copied),
    (|m| drop(m.add_column("posts", |t| t.references("by", "users").nullable())), Copied),
    (|m| drop(m.add_check("posts", "ck", "views >= 0")), Copied),
    (|m| drop(m.add_column("posts", |t| t.text("note").nullable())), Cheaper),
    (|m| drop(m.add_column("posts", |t| t.integer("note").default(3))), Cheaper),
    (|m| drop(m.add_column("posts", |t| t.uuid("key").default_uuid())), Copied),
    (|m| drop(m.add_column("posts", |t| t.timestamp_tz("at").default_now())), Copied),
    (|m| drop(m.add_column("posts", |t| t.integer("twice").generated("views * 2"))), Copied),
    (|m| drop(m.add_column("posts", |t| t.integer("twice").generated_virtual("views * 2"))), Cheaper),
    (|m| drop(m.drop_column("posts", "views")), Cheaper),
    (|m| drop(m.rename_column("posts", "views", "seen")), Cheaper),
    (|m| drop(m.create_index("posts", ["views"])), Cheaper),
    (|m| drop(m.add_unique("posts", ["slug"])), Cheaper),
    (|m| drop(m.drop_index("posts", "ix_posts_title")), Cheaper),
    (|m| drop(m.add_primary_key("posts", ["id"])), Rebuilt),
    (|m| drop(m.set_not_null_via_check("posts", "slug")), Rebuilt),
    (|m| drop(m.drop_unique("users", "uq_users_email")), Cheaper),
    (|m| drop(m.rename_index("posts", "ix_posts_title", "ix")), Cheaper),
    (|m| drop(m.rename_constraint("users", "uq_users_email", "uq")), Cheaper),
    (|m| drop(m.comment_table("posts", "what people write")), Cheaper),
    (|m| drop(m.add_column("posts", |t| t.text("note").default("none"))), Cheaper),
    (|m| drop(m.alter_column("posts", |t| t.string("slug", 30).nullable())), Cheaper),
    (|m| drop(m.alter_column("posts", |t| t.string("slug", 20).nullable().comment("in links"))), Cheaper),
];

#[tokio::test]
async fn mariadb_takes_the_algorithm_that_the_rules_say() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let mut connection = MySqlConnection::connect(&database.url).await.expect("connected");
    let version: String = connection.fetch_one("SELECT version()").await.expect("a row").get(0);
    // MySQL has no word for "without building the table anew".
    if !version.contains("MariaDB") {
        return database.close().await;
    }
    let before = replayed(start);
    let mut wrong = Vec::new();
    for (write, expected) in MARIADB {
        connection.execute("DROP TABLE IF EXISTS posts, users").await.expect("dropped");
        for statement in statements(start, &Schema::new(), Dialect::MySql) {
            connection.execute(sql(&statement)).await.expect("made");
        }
        let list = statements(*write, &before, Dialect::MySql);
        let [statement] = &list[..] else { panic!("{list:?}") };
        // Without the word by which the server is to refuse what is not planned.
        let statement = may_lock(statement);
        let found = algorithm(&mut connection, statement).await;
        let rules = [Rule::CopyAlter, Rule::RebuildAlter, Rule::GeneratedStored];
        let [copies, rebuilds, stores] = rules.map(|rule| fires(rule, Server::MariaDb, &before, *write));
        let operation = &operations(*write)[0];
        let cost = operation.cost(before.table(operation.table().expect("one")).expect("a table"), Server::MariaDb);
        let planned = match cost.expect("that is known").algorithm {
            Planned::Copy => Copied,
            Planned::Rebuild => Rebuilt,
            Planned::Instant | Planned::Metadata | Planned::Build => Cheaper,
        };
        if found != *expected
            || planned != *expected
            || (copies || stores, rebuilds) != (*expected == Copied, *expected == Rebuilt)
        {
            wrong.push(format!("{statement}: {found:?}, the rules: {copies} {rebuilds} {stores}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    connection.close().await.expect("closed");
    database.close().await;
}

/// The most expensive algorithm that the server refuses to do without.
async fn algorithm(connection: &mut MySqlConnection, statement: &str) -> Algorithm {
    for (name, algorithm) in [("NOCOPY", Cheaper), ("INPLACE", Rebuilt)] {
        match connection.execute(sql(&format!("{statement}, ALGORITHM={name}"))).await {
            Ok(_) => return algorithm,
            Err(error) => {
                let code = error.as_database_error().and_then(|error| error.code().map(String::from));
                // "ALGORITHM=.. is not supported"
                assert_eq!(code.as_deref(), Some("0A000"), "{statement}: {error}");
            }
        }
    }
    Copied
}

#[tokio::test]
async fn rows_that_are_there_need_a_value() {
    let before = replayed(start);
    let write: Write = |m| drop(m.add_column("posts", |t| t.integer("age")));
    for database in Database::each().await {
        let dialect = database.dialect;
        database.execute(&statements(start, &Schema::new(), dialect).join(";\n")).await;
        let list = statements(write, &before, dialect).join(";\n");
        let refused = match dialect {
            Dialect::Postgres => {
                let mut connection = PgConnection::connect(&database.url).await.expect("connected");
                connection.execute(sql(&list)).await.is_err()
            }
            Dialect::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&database.url).await.expect("connected");
                connection.execute(sql(&list)).await.is_err()
            }
            Dialect::MySql => {
                database.execute(&list).await;
                let rows = database.rows("SELECT CAST(age AS char) FROM posts").await;
                assert_eq!(rows[0][0].as_deref(), Some("0"), "filled in silence");
                false
            }
        };
        assert_eq!(refused, dialect != Dialect::MySql, "{dialect}");
        assert!(fires(Rule::RequiredColumn, Server::Sqlite, &before, write));
        database.close().await;
    }
}

const SQLITE: &[(Write, bool)] = &[
    (|m| drop(m.alter_column("posts", |t| t.text("title"))), true),
    (|m| drop(m.alter_column("posts", |t| t.integer("views").default(1))), true),
    (|m| drop(m.alter_column("posts", |t| t.integer("views").default(0).comment("seen"))), false),
    (|m| drop(m.add_column("posts", |t| t.text("note").nullable())), false),
    (|m| drop(m.add_column("posts", |t| t.timestamp_tz("at").default_now())), true),
    (|m| drop(m.add_column("posts", |t| t.references("by", "users").nullable())), false),
    (|m| drop(m.add_column("posts", |t| t.integer("twice").generated("views * 2"))), true),
    (|m| drop(m.add_column("posts", |t| t.integer("twice").generated_virtual("views * 2"))), false),
    (|m| drop(m.add_column("posts", |t| t.text("slag").nullable().unique())), true),
    (|m| drop(m.drop_column("posts", "views")), false),
    (|m| drop(m.rename_column("posts", "views", "seen")), false),
    (|m| drop(m.create_index("posts", ["views"])), false),
    (|m| drop(m.add_unique("posts", ["views"])), true),
    (|m| drop(m.add_check("posts", "ck", "views >= 0")), true),
    (|m| drop(m.add_foreign_key("posts", ["user_id"], "users", ["id"])), true),
    (|m| drop(m.add_primary_key("posts", ["id"])), true),
    (|m| drop(m.rename_constraint("users", "uq_users_email", "uq_mail")), true),
];

/// Plans are executed by the goldens; here it is that the rule knows when one makes a table anew.
#[test]
fn sqlite_makes_a_table_anew_when_the_rules_say() {
    let before = replayed(start);
    for (write, expected) in SQLITE {
        let operations = operations(*write);
        let plan = plan(&operations, &before, Dialect::Sqlite).expect("a plan");
        let rebuilds = plan.steps.iter().any(|step| matches!(step.action, Action::Rebuild(_)));
        assert_eq!(rebuilds, *expected, "{operations:?}");
        assert_eq!(fires(Rule::NeedsRebuild, Server::Sqlite, &before, *write), *expected, "{operations:?}");
    }
}

const TWO_MEANINGS: Source = migration("app", "0001_t", |m| {
    m.create_table("t", |t| {
        t.string("name", 9);
        t.check("ck_t", "name || 'b' = 'xb'");
    });
});

/// `portability`: what one expression is on each, and how many digits SQLite keeps.
#[tokio::test]
async fn an_expression_is_not_the_same_everywhere() {
    for database in Database::each().await {
        let one = |sql: &'static str| {
            let database = &database;
            async move { database.rows(sql).await.into_iter().flatten().flatten().next().unwrap_or_default() }
        };
        // In the session that a run sets up: a check is kept as it was understood there.
        let client = Client::new(&database);
        client.run(&embed(&[TWO_MEANINGS]).migrator()).await.unwrap();
        let is_mysql = database.dialect == Dialect::MySql;
        let joined = database.try_execute("INSERT INTO t (name) VALUES ('x')").await;
        assert_eq!(joined.is_err(), is_mysql, "{}: `||` is OR", database.dialect);
        database.execute("DROP TABLE t").await;
        database.execute("CREATE TABLE t (name varchar(9), price decimal(20, 2))").await;
        database.execute("INSERT INTO t VALUES ('x', 123456789012345678.91)").await;
        let quoted = one("SELECT CASE WHEN \"name\" = 'x' THEN 'a column' ELSE 'a text' END FROM t").await;
        assert_eq!(quoted, if is_mysql { "a text" } else { "a column" }, "{}", database.dialect);
        let kept = one("SELECT CASE WHEN CAST(price AS CHAR(30)) LIKE '123456789012345678.91%' THEN 'kept' ELSE 'rounded' END FROM t").await;
        let is_sqlite = database.dialect == Dialect::Sqlite;
        assert_eq!(kept, if is_sqlite { "rounded" } else { "kept" }, "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

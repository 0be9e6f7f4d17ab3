//! A process that is killed while it migrates, wherever it is then: running again gives what an uninterrupted run gives.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Result};
use covet_core::Dialect;

use crate::client::Client;
use crate::embed::{Source, embed_apart, migration};
use crate::golden::catalogue;
use crate::sample::{LENGTH, POSTS, ROLES, USERS};
use crate::support::Database;

/// Where the killed process finds its database; only the parent sets it.
const URL: &str = "COVET_KILL_URL";

/// How many databases of each kind are migrated by processes that are killed: enough to notice, or `COVET_TEST_KILLS`.
fn seeds() -> u64 {
    std::env::var("COVET_TEST_KILLS").map_or(3, |count| count.parse().expect("COVET_TEST_KILLS is a number"))
}

/// Every statement counts itself, so that one that ran twice is seen.
const COUNTED: Source = Source {
    app: "blog",
    name: "0002_counted",
    up: |m| {
        m.create_table("counter", |t| {
            t.integer("place");
            t.integer("n");
        });
        m.run_sql("INSERT INTO counter VALUES (1, 0); INSERT INTO counter VALUES (2, 0)").reverse("");
        m.run_sql("UPDATE counter SET n = n + 1 WHERE place = 1").reverse("");
        m.add_column("counter", |t| t.string("text", 20).default("x"));
        m.run_path("count");
        m.alter_column("counter", |t| t.big_integer("n"));
    },
    steps: &[RustStep { path: "count", code_hash: &[0; 32], function: count }],
};

const FILLED: Source = migration("auth", "0002_filled", |m| {
    m.run_sql(
        "INSERT INTO users (email, created_at, updated_at)
         WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 900)
         SELECT concat('user ', n), '2020-01-01 00:00:00', '2020-01-01 00:00:00' FROM counted",
    )
    .sqlite(
        "INSERT INTO users (email, created_at, updated_at)
         WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 20000)
         SELECT 'user ' || n, '2020-01-01 00:00:00', '2020-01-01 00:00:00' FROM counted",
    )
    .postgres(
        "INSERT INTO users (email, created_at, updated_at)
         SELECT 'user ' || n, '2020-01-01 00:00:00', '2020-01-01 00:00:00' FROM generate_series(1, 20000) n",
    )
    .reverse("");
});

fn count(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("UPDATE counter SET n = n + 1 WHERE place = 2").await?;
        db.execute("UPDATE counter SET text = 'counted'").await.map(drop)
    })
}

/// In no transaction: rows in batches, each of which counts itself, and indexes that PostgreSQL builds meanwhile.
const APART: Source = migration("blog", "0003_apart", |m| {
    m.add_column("users", |t| t.integer("n").default(0));
    m.backfill("users").set("n", "n + 1").batch(100);
    m.create_index("users", ["email", "n"]).unique().concurrently();
    m.run_sql("UPDATE counter SET n = n + 1 WHERE place = 1").reverse("");
    m.create_index("users", ["n"]).concurrently();
    m.backfill("users").set("n", "n + 1").filter("n > 0").batch(1000);
});

/// Two apps, rows, a table that SQLite makes anew, SQL and Rust that change rows, and a migration without a transaction.
const ALL: [Source; 7] = [
    USERS,
    FILLED,
    Source { name: "0003_roles", ..ROLES },
    Source { name: "0004_length", ..LENGTH },
    POSTS,
    COUNTED,
    APART,
];

/// The process that is killed; nothing without its parent.
#[tokio::test]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let dialect = match url.split(':').next() {
        Some("postgres") => Dialect::Postgres,
        Some("mysql") => Dialect::MySql,
        _ => Dialect::Sqlite,
    };
    Client::of(dialect, &url, 1).run(&embed_apart(&ALL).migrator()).await.unwrap();
}

fn start(database: &Database) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["kill::child", "--exact", "--test-threads=1"])
        .env(URL, &database.url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Everything that a run leaves: the schema, and every row.
async fn left(database: &Database) -> Vec<String> {
    let mut lines = catalogue::read(database).await;
    for query in [
        "SELECT app, name, order_index, checksum, chain, state, step FROM covet_migrations ORDER BY id",
        "SELECT id, email, is_active, n FROM users ORDER BY id",
        "SELECT id, name FROM roles ORDER BY id",
        "SELECT place, n, text FROM counter ORDER BY place",
        "SELECT count(*) FROM posts",
    ] {
        lines.extend(database.rows(query).await.iter().map(|row| format!("{row:?}")));
    }
    lines
}

/// A number that follows from the seed, and looks like none that does.
fn chance(seed: u64, below: u64) -> u64 {
    let hash = covet_core::Checksum::of(&seed.to_le_bytes()).0;
    u64::from_le_bytes(hash[..8].try_into().unwrap()) % below
}

async fn killed_runs_converge(dialect: Dialect) {
    let Some(whole) = Database::new(dialect).await else { return };
    // The first migration stands already: on an empty database there would be one transaction, and little to see.
    let prepare = async |database: &Database| {
        Client::new(database).run(&embed_apart(&ALL[..1]).migrator()).await.unwrap();
    };
    prepare(&whole).await;
    let begun = Instant::now();
    assert!(start(&whole).wait().unwrap().success());
    let longest = begun.elapsed().as_micros() as u64;
    let expected = left(&whole).await;
    whole.close().await;
    for seed in 0..seeds() {
        let database = Database::new(dialect).await.unwrap();
        prepare(&database).await;
        for kill in 0..3 {
            let mut child = start(&database);
            tokio::time::sleep(Duration::from_micros(chance(3 * seed + kill, longest))).await;
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let outcome = Client::new(&database).run(&embed_apart(&ALL).migrator()).await;
        outcome.unwrap_or_else(|error| panic!("seed {seed} on {dialect}: {error}"));
        assert_eq!(left(&database).await, expected, "seed {seed} on {dialect}");
        database.close().await;
    }
}

#[tokio::test]
async fn on_sqlite() {
    killed_runs_converge(Dialect::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    killed_runs_converge(Dialect::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    killed_runs_converge(Dialect::MySql).await;
}

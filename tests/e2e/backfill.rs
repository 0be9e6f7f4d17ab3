//! A backfill changes every row once, whatever the key is, and reads no more of the table than its batch.

use covet_core::dsl::{Migration, Table};
use covet_core::plan::{Action, Backfill, plan};
use covet_core::{Dialect, Schema, replay};

use crate::golden::in_batches;
use crate::support::Database;

/// A table by what its key is, and the values of the key for the row of number `n`, in SQL.
struct Keyed {
    declare: fn(&mut Table),
    values: fn(u32, Dialect) -> String,
}

/// What no two numbers have in common, in another order than they have.
fn scattered(n: u32) -> u32 {
    n.wrapping_mul(2_654_435_761)
}

/// A text that needs to be quoted, different for each number.
fn odd_text(n: u32) -> String {
    let odd = ["'", "\\", "\"", "%", " ", "é", "😀", ";--", "A", "b"][n as usize % 10];
    format!("{odd}{}{odd}x", scattered(n))
}

/// An expression that means this text whatever a backslash means.
fn text(text: &str, dialect: Dialect) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    match dialect {
        Dialect::Postgres => format!("convert_from('\\x{digits}', 'UTF8')"),
        Dialect::MySql => format!("_utf8mb4 X'{digits}'"),
        Dialect::Sqlite => format!("CAST(X'{digits}' AS TEXT)"),
    }
}

fn bytes(n: u32, dialect: Dialect) -> String {
    let digits = format!("{:08x}{:024x}", scattered(n), n);
    match dialect {
        Dialect::Postgres => format!("'\\x{digits}'"),
        _ => format!("X'{digits}'"),
    }
}

fn uuid(n: u32, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("'{:08x}{:024x}'", scattered(n), n),
        _ => bytes(n, dialect),
    }
}

const KEYED: [Keyed; 9] = [
    Keyed { declare: |t| drop(t.id()), values: |n, _| format!("{}", n + 1) },
    Keyed {
        declare: |t| drop(t.big_integer("id").primary_key()),
        values: |n, _| format!("{}", i64::from(n) * 7 - 30_000),
    },
    Keyed { declare: |t| drop(t.uuid_id()), values: uuid },
    Keyed { declare: |t| drop(t.string("id", 40).primary_key()), values: |n, dialect| text(&odd_text(n), dialect) },
    Keyed { declare: |t| drop(t.binary_n("id", 16).primary_key()), values: bytes },
    Keyed {
        declare: |t| drop(t.decimal("id", 20, 4).primary_key()),
        values: |n, _| format!("{}.{:04}", i64::from(n) - 5_000, n % 10_000),
    },
    Keyed {
        declare: |t| drop(t.double("id").primary_key()),
        values: |n, _| format!("{}e0 / 3e0", i64::from(n) - 5_000),
    },
    Keyed {
        declare: |t| drop(t.timestamp("id").primary_key()),
        values: |n, _| format!("'2024-{:02}-01 {:02}:{:02}:{:02}.{:06}'", n % 12 + 1, n % 24, n % 60, n % 59, n),
    },
    Keyed {
        declare: |t| {
            t.one_of("kind", ["zebra", "ant", "midge"]);
            t.integer("a");
            t.string("b", 40);
            t.primary_key(["kind", "a", "b"]);
        },
        values: |n, dialect| {
            let kind = ["zebra", "ant", "midge"][n as usize % 3];
            format!("'{kind}', {}, {}", i64::from(n / 100) - 50, text(&odd_text(n), dialect))
        },
    },
];

/// Columns that MySQL finds a range of in an index; not so of an enum, which compares by its number.
const COMPOSITE: Keyed = Keyed {
    declare: |t| {
        t.integer("a");
        t.string("b", 40);
        t.primary_key(["a", "b"]);
    },
    values: |n, dialect| format!("{}, {}", i64::from(n / 100) - 50, text(&odd_text(n), dialect)),
};

const ROWS: u32 = 10_000;
const BATCH: u32 = 700;

fn planned(keyed: &Keyed, dialect: Dialect) -> (String, Backfill) {
    let mut m = Migration::new();
    m.create_table("things", |t| {
        (keyed.declare)(t);
        t.integer("changes").default(0);
        t.boolean("skipped").default(false);
    });
    let create = m.finish().0.into_operations();
    let mut schema = Schema::new();
    replay::apply(&create, &mut schema).expect("a table");
    let table = plan(&create, &Schema::new(), dialect).expect("a table").steps[0].to_string();

    let mut m = Migration::new();
    m.backfill("things").set("changes", "changes + 1").filter("NOT skipped").batch(BATCH);
    let backfill = m.finish().0.into_operations();
    let step = plan(&backfill, &schema, dialect).expect("a backfill").steps.remove(0);
    match step.action {
        Action::Backfill(backfill) if step.alone => (table, *backfill),
        other => panic!("{other:?}"),
    }
}

async fn fill(database: &Database, keyed: &Keyed) {
    let rows: Vec<String> = (0..ROWS)
        .map(|n| {
            let skipped = n % 4 == 0;
            format!("({}, 0, {skipped})", (keyed.values)(n, database.dialect))
        })
        .collect();
    for chunk in rows.chunks(500) {
        database.execute(&format!("INSERT INTO things VALUES {}", chunk.join(", "))).await;
    }
}

/// Backfills the rows of one database, and looks at each.
async fn change_all(number: usize, database: Database) {
    let (table, backfill) = planned(&KEYED[number], database.dialect);
    database.execute(&table).await;
    fill(&database, &KEYED[number]).await;
    let batches = in_batches(&backfill, &database).await;
    let what = format!("key {number} on {}", database.dialect);
    assert_eq!(batches, (ROWS as usize).div_ceil(BATCH as usize), "{what}");
    let wrong = "SELECT count(*) FROM things WHERE changes <> CASE WHEN skipped THEN 0 ELSE 1 END";
    assert_eq!(database.rows(wrong).await[0][0].as_deref(), Some("0"), "{what}");
    database.close().await;
}

#[tokio::test]
async fn every_row_is_changed_once_whatever_the_key_is() {
    for number in 0..KEYED.len() {
        let databases = Database::each().await.into_iter().map(|database| tokio::spawn(change_all(number, database)));
        for database in databases.collect::<Vec<_>>() {
            database.await.expect("all rows changed once");
        }
    }
}

/// However far it has come, a batch of few rows reads few rows: the index on the key is searched, not read through.
#[tokio::test]
async fn a_batch_is_found_by_the_index_on_the_key() {
    for database in Database::each().await {
        let dialect = database.dialect;
        let key = |a: &str, b: &str| match dialect {
            Dialect::Sqlite => vec![a.to_owned(), format!("'{b}'")],
            _ => vec![a.to_owned(), b.to_owned()],
        };
        let (after, upto) = (key("-20", "x"), key("-13", "y"));
        let (table, backfill) = planned(&COMPOSITE, dialect);
        database.execute(&table).await;
        fill(&database, &COMPOSITE).await;
        let searched = match dialect {
            Dialect::Postgres => "Index Cond: ",
            Dialect::MySql => "range",
            Dialect::Sqlite => "SEARCH",
        };
        match dialect {
            Dialect::Postgres => database.execute("ANALYZE things").await,
            Dialect::MySql => database.execute("ANALYZE TABLE things").await,
            Dialect::Sqlite => {}
        }
        let explain = if dialect == Dialect::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        for sql in [backfill.next(dialect, Some(&after)), backfill.update(dialect, Some(&after), &upto)] {
            let plan = database.rows(&format!("{explain} {sql}")).await;
            let found = plan.iter().flatten().flatten().any(|text| text.contains(searched));
            assert!(found, "{dialect}: {sql}: {plan:#?}");
        }
        database.close().await;
    }
}

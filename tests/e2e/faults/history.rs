//! A history with a step of every kind, of which every change of rows leaves a line in a ledger: one that was made twice, or
//! not at all, is seen.

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Migrations, Migrator, Result};
use covet_core::dsl::{Cascade, Trigger, View};
use covet_core::{Schema, dsl, replay};

use crate::embed::{Source, embed_apart, migration};

/// All of it. The first one stays: it has the ledger.
pub const ALL: [Source; 8] = [LEDGER, FILLED, ROLES, REBUILT, OBJECTS, STEPS, APART, POSTS];

/// What is never rolled back.
pub const BASE: &str = "auth/0001_ledger";

const LEDGER: Source = migration("auth", "0001_ledger", |m| {
    m.create_table("ledger", |t| {
        t.id();
        t.string("entry", 40);
    });
    m.create_table("users", |t| {
        t.id();
        t.string("email", 120).unique();
        t.boolean("is_active").default(true);
        t.integer("n").default(0);
    });
});

/// Many rows at once, and the same back.
const FILLED: Source = migration("auth", "0002_filled", |m| {
    m.run_sql(
        "INSERT INTO users (email)
         WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 900)
         SELECT concat('user ', n) FROM counted",
    )
    .sqlite(
        "INSERT INTO users (email)
         WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 4000)
         SELECT 'user ' || n FROM counted",
    )
    .postgres("INSERT INTO users (email) SELECT 'user ' || n FROM generate_series(1, 4000) n")
    .reverse("DELETE FROM users");
    m.run_sql("INSERT INTO ledger (entry) VALUES ('filled')").reverse("INSERT INTO ledger (entry) VALUES ('emptied')");
});

/// Rows between two tables, and keys.
const ROLES: Source = migration("auth", "0003_roles", |m| {
    m.create_table("roles", |t| {
        t.id();
        t.string("name", 40).unique();
    });
    m.run_sql("INSERT INTO roles (name) VALUES ('admin'); INSERT INTO roles (name) VALUES ('a;b') -- two")
        .reverse("DELETE FROM roles WHERE name IN ('admin', 'a;b')");
    m.create_table("user_roles", |t| {
        t.references("user_id", "users").on_delete(Cascade);
        t.references("role_id", "roles").on_delete(Cascade).index();
        t.primary_key(["user_id", "role_id"]);
    });
});

/// SQLite makes the table anew for each of these, though others refer to it.
const REBUILT: Source = migration("auth", "0004_rebuilt", |m| {
    m.alter_column("users", |t| t.string("email", 200));
    m.add_check("users", "n_counts", "n >= 0");
    m.drop_column("users", "is_active").restore_with(true);
});

/// A view and a trigger, which stand in the way of what comes after them.
const OBJECTS: Source = migration("blog", "0001_objects", |m| {
    m.create_object(View, "emails").create("CREATE VIEW emails AS SELECT id, email FROM users").uses(["users"]);
    m.create_object(Trigger, "kept")
        .on("roles")
        .postgres(
            "CREATE TRIGGER kept BEFORE UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        )
        .mysql("CREATE TRIGGER kept BEFORE UPDATE ON roles FOR EACH ROW SET NEW.name = trim(NEW.name)")
        .sqlite("CREATE TRIGGER kept AFTER UPDATE ON roles BEGIN SELECT 1; END");
    m.alter_column("users", |t| t.string("email", 254));
});

/// SQL and Rust that change rows, with steps of DDL before, between and behind them.
const STEPS: Source = Source {
    app: "blog",
    name: "0002_steps",
    up: |m| {
        m.create_table("counter", |t| {
            t.integer("place");
            t.integer("n");
        });
        m.run_sql("INSERT INTO counter VALUES (1, 0); INSERT INTO counter VALUES (2, 0)").reverse("");
        m.run_sql("UPDATE counter SET n = n + 1 WHERE place = 1").reverse("UPDATE counter SET n = n - 1");
        m.add_column("counter", |t| t.string("text", 20).default("x"));
        m.run_path("count").reverse_path("discount");
        m.alter_column("counter", |t| t.big_integer("n"));
    },
    steps: &[
        RustStep { path: "count", code_hash: &[0; 32], function: count },
        RustStep { path: "discount", code_hash: &[0; 32], function: discount },
    ],
};

fn count(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        db.execute("UPDATE counter SET n = n + 1 WHERE place = 2").await?;
        db.execute("UPDATE counter SET text = 'counted'").await?;
        db.execute("INSERT INTO ledger (entry) VALUES ('counted')").await.map(drop)
    })
}

fn discount(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move { db.execute("INSERT INTO ledger (entry) VALUES ('discounted')").await.map(drop) })
}

/// In no transaction: rows in batches, each of which counts itself, and indexes that PostgreSQL builds meanwhile.
const APART: Source = migration("blog", "0003_apart", |m| {
    m.add_column("users", |t| t.integer("visits").default(0));
    m.backfill("users").set("n", "n + 1").set("visits", "visits + 1").batch(100);
    m.create_index("users", ["email", "n"]).unique().concurrently();
    m.run_sql("INSERT INTO ledger (entry) VALUES ('apart')").reverse("INSERT INTO ledger (entry) VALUES ('together')");
    m.create_index("users", ["visits"]).concurrently();
    m.backfill("users").set("visits", "visits + 1").filter("n > 0").batch(1000);
});

const POSTS: Source = migration("blog", "0004_posts", |m| {
    m.create_table("posts", |t| {
        t.id();
        t.references("author_id", "users").on_delete(Cascade).index();
        t.string("title", 200);
    });
    m.run_sql("INSERT INTO ledger (entry) VALUES ('posts')").reverse("INSERT INTO ledger (entry) VALUES ('no posts')");
});

/// What runs it.
pub fn migrator() -> Migrator {
    let mut all = embed_apart(&ALL).embedded().to_vec();
    for one in all.iter_mut().filter(|one| one.app == "blog") {
        one.depends_on = &["auth/0004_rebuilt"];
    }
    Migrations::new(all.leak()).migrator()
}

/// The schema that is left by the first `count` of them.
pub fn declared(count: usize) -> Schema {
    let mut schema = Schema::new();
    for source in &ALL[..count] {
        let mut m = dsl::Migration::new();
        (source.up)(&mut m);
        replay::apply(&m.finish().0.into_operations(), &mut schema).expect("operations that fit");
    }
    schema
}

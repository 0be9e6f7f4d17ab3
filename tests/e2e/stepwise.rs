//! Migrations that no one transaction covers: their steps commit one by one, and a run that was cut short is gone on with.

use std::sync::Mutex;

use covet::__private::RustStep;
use covet::{BoxFuture, Connection, Error, Reason, Result};
use covet_core::{Checksum, Dialect};

use crate::client::Client;
use crate::embed::{Source, embed, embed_apart, migration};
use crate::support::Database;

/// People of whom every one is counted.
const PEOPLE: Source = migration("app", "0001_people", |m| {
    m.create_table("people", |t| {
        t.id();
        t.string("name", 40);
        t.integer("n");
    });
});

const ROWS: &str = "INSERT INTO people (name, n) VALUES ('a', 0), ('b', 0), ('c', 0), ('d', 0), ('e', 0)";

async fn count(database: &Database, query: &str) -> String {
    database.rows(query).await[0][0].clone().unwrap_or_default()
}

/// A database with people in it.
async fn with_people(database: &Database) -> Client {
    let client = Client::of(database.dialect, &database.url, 2);
    client.run(&embed(&[PEOPLE]).migrator()).await.unwrap();
    database.execute(ROWS).await;
    client
}

/// Says that a migration which is applied is half done.
async fn half_done(database: &Database, name: &str, set: &str) {
    database.execute(&format!("UPDATE covet_migrations SET state = 'applying', {set} WHERE name = '{name}'")).await;
}

fn reason(error: &Error) -> &Reason {
    match error.cause() {
        Error::Interrupted(interrupted) => &interrupted.reason,
        other => panic!("{other}"),
    }
}

const STEPS: Source = Source {
    app: "app",
    name: "0002_steps_apart",
    up: |m| {
        m.add_column("people", |t| t.integer("age").nullable());
        m.run_sql("UPDATE people SET n = n + 1").reverse("");
        m.run_path("more");
        m.run_sql("INSERT INTO later VALUES (1)").reverse("");
        m.create_index("people", ["age"]);
    },
    steps: &[RustStep { path: "more", code_hash: &[0; 32], function: more }],
};

fn more(mut db: Connection<'_>) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move { db.execute("UPDATE people SET n = n + 10").await.map(drop) })
}

#[tokio::test]
async fn what_was_done_before_a_failure_stays_and_is_not_done_again() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        let migrator = embed_apart(&[PEOPLE, STEPS]).migrator();
        for _ in 0..2 {
            let error = client.run(&migrator).await.unwrap_err();
            assert!(matches!(&error, Error::Failed(failure) if failure.step == (4, 5)), "{error}");
            assert!(error.to_string().contains("done, and kept: step 1 (add column `age` to `people`)"), "{error}");
        }
        database.execute("CREATE TABLE later (n INT)").await;
        assert_eq!(client.run(&migrator).await.unwrap().migrations[0].steps, 5);
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "55", "{}", database.dialect);
        assert_eq!(count(&database, "SELECT count(*) FROM later").await, "1");
        client.verify(&migrator).await.unwrap();
        client.close().await;
        database.close().await;
    }
}

/// Rows that come in batches, with a key of two columns.
const VISITS: Source = migration("app", "0002_visits", |m| {
    m.create_table("visits", |t| {
        t.string("place", 20);
        t.integer("day");
        t.integer("n").default(0);
        t.primary_key(["place", "day"]);
    });
    m.run_sql("INSERT INTO visits (place, day) VALUES ('x', 2), ('x', 10), ('y', 1), ('it''s', 3), ('zé', 4), ('', 5)")
        .reverse("");
});

const FILL: Source = migration("app", "0003_fill_apart", |m| {
    m.backfill("people").set("n", "n + 1").batch(2);
    m.backfill("visits").set("n", "n + 1").filter("day <> 10").batch(1);
});

#[tokio::test]
async fn a_backfill_changes_every_row_once_wherever_it_goes_on() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        let migrator = embed_apart(&[PEOPLE, VISITS, FILL]).migrator();
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 2);
        let sums = async || {
            let people = count(&database, "SELECT sum(n) FROM people").await;
            (people, count(&database, "SELECT sum(n) FROM visits").await)
        };
        assert_eq!(sums().await, ("5".to_owned(), "5".to_owned()), "{}", database.dialect);
        // Cut short behind the second batch of the first, and of the second: what is left is changed, and nothing else.
        half_done(&database, "0003_fill_apart", "step = 0, step_cursor = '[\"4\"]'").await;
        client.run(&migrator).await.unwrap();
        assert_eq!(sums().await, ("6".to_owned(), "10".to_owned()), "{}", database.dialect);
        // A text is a literal in SQLite, which tells types apart by that.
        let x = if database.dialect == Dialect::Sqlite { "''x''" } else { "x" };
        half_done(&database, "0003_fill_apart", &format!("step = 1, step_cursor = '[\"{x}\",\"10\"]'")).await;
        client.run(&migrator).await.unwrap();
        let rest = count(&database, "SELECT count(*) FROM visits WHERE n = 3").await;
        assert_eq!((sums().await.0, rest.as_str()), ("6".to_owned(), "2"), "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

/// A row of the second batch is refused: the first stays, and the rest comes when the cause is mended.
#[tokio::test]
async fn a_batch_that_fails_leaves_those_before_it() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        database.execute("ALTER TABLE people ADD COLUMN wrong INT").await;
        database.execute("UPDATE people SET wrong = 1 WHERE name = 'd'").await;
        let refuse = match database.dialect {
            Dialect::Sqlite => {
                "CREATE TRIGGER refuse BEFORE UPDATE ON people WHEN new.wrong = 1 BEGIN SELECT RAISE(ABORT, 'no'); END"
            }
            _ => "ALTER TABLE people ADD CONSTRAINT refuse CHECK (wrong IS NULL OR n = 0)",
        };
        database.execute(refuse).await;
        let migrator = embed_apart(&[PEOPLE, FILL_PEOPLE]).migrator();
        let error = client.run(&migrator).await.unwrap_err();
        assert!(error.to_string().contains("of the failed step the batches before stay"), "{error}");
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "2", "{}", database.dialect);
        database
            .execute(match database.dialect {
                Dialect::Sqlite => "DROP TRIGGER refuse",
                _ => "ALTER TABLE people DROP CONSTRAINT refuse",
            })
            .await;
        client.run(&migrator).await.unwrap();
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "5", "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

const FILL_PEOPLE: Source =
    migration("app", "0002_fill_apart", |m| drop(m.backfill("people").set("n", "n + 1").batch(2)));

/// Only what ended its transaction, or never had one, can have begun and not be told: a person has to look.
#[tokio::test]
async fn what_may_have_been_done_in_part_is_for_a_person() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        database.execute("CREATE TABLE later (n INT)").await;
        let migrator = embed_apart(&[PEOPLE, STEPS]).migrator();
        client.run(&migrator).await.unwrap();
        half_done(&database, "0002_steps_apart", "step = 2, step_cursor = 'begun'").await;
        let error = client.run(&migrator).await.unwrap_err();
        assert_eq!(*reason(&error), Reason::Unrecorded, "{error}");
        assert!(error.to_string().contains("step 3 (run `more`): the Rust function `more`"), "{error}");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_half_done_migration_that_was_edited_shows_both_checksums() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        client.run(&embed_apart(&[PEOPLE, FILL_PEOPLE]).migrator()).await.unwrap();
        half_done(&database, "0002_fill_apart", "step = 0").await;
        let edited = Source { up: |m| drop(m.backfill("people").set("n", "n + 2").batch(2)), ..FILL_PEOPLE };
        let error = client.run(&embed_apart(&[PEOPLE, edited]).migrator()).await.unwrap_err();
        let Error::Interrupted(interrupted) = &error else { panic!("{error}") };
        let Reason::Edited { embedded } = &interrupted.reason else { panic!("{error}") };
        for checksum in [embedded, &interrupted.recorded] {
            assert!(error.to_string().contains(&checksum.short()), "{error}");
        }
        // Another version of Covet may count its steps differently.
        half_done(&database, "0002_fill_apart", &format!("plan = '{}'", Checksum([0; 32]))).await;
        let error = client.run(&embed_apart(&[PEOPLE, FILL_PEOPLE]).migrator()).await.unwrap_err();
        assert_eq!(*reason(&error), Reason::Replanned, "{error}");
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "5");
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn a_table_that_is_neither_as_before_nor_as_after_is_named() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let wide = migration("app", "0002_wide", |m| drop(m.alter_column("people", |t| t.string("name", 80))));
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, wide]).migrator();
    client.run(&migrator).await.unwrap();
    half_done(&database, "0002_wide", "step = 0").await;
    database.execute("ALTER TABLE people MODIFY name varchar(60) NOT NULL").await;
    let error = client.run(&migrator).await.unwrap_err();
    let Reason::Drifted { from_before, from_after } = reason(&error) else { panic!("{error}") };
    assert!(from_before[0].contains("string(60)") && from_before[0].contains("string(40)"), "{error}");
    assert!(from_after[0].contains("string(60)") && from_after[0].contains("string(80)"), "{error}");
    let name = database.url.rsplit_once('/').unwrap().1;
    let shown = error.to_string().replace(name, "shop");
    let (_, shown) = shown.split_once(" (").unwrap();
    let (_, shown) = shown.split_once(") ").unwrap();
    assert_eq!(shown, DRIFTED, "as README shows it");
    // Put back to either, it goes on.
    database.execute("ALTER TABLE people MODIFY name varchar(40) NOT NULL").await;
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

const DRIFTED: &str = "\
was being applied
  state: 0 steps of 1 done, and nothing more was run
  step 1 (alter column `name` of `people`): ALTER TABLE `people` MODIFY COLUMN `name` varchar(80) NOT NULL
  the database is not as it was before step 1: column `name` of `people` is string(60), not null, expected string(40), not null
  nor as it would be after it: column `name` of `people` is string(60), not null, expected string(80), not null
  next: put the database back to where it was before step 1 or would be after it, and run again; or do one of these and run again:
    either do by hand what is missing of the migration, and then
      UPDATE `shop`.`covet_migrations` SET state = 'applied' WHERE app = 'app' AND name = '0002_wide';
    or undo by hand what is there of it, and then
      DELETE FROM `shop`.`covet_migrations` WHERE app = 'app' AND name = '0002_wide';";

/// Somebody else made it: that is the migration's failure, and nothing is taken for its own.
#[tokio::test]
async fn what_was_there_before_a_step_is_not_taken_for_its_work() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    database.execute("ALTER TABLE people ADD COLUMN age int").await;
    let error = client.run(&embed(&[PEOPLE, AGE]).migrator()).await.unwrap_err();
    assert!(error.to_string().contains("nothing of `app/0002_age` was done"), "{error}");
    assert_eq!(count(&database, "SELECT count(*) FROM covet_migrations").await, "1");
    client.close().await;
    database.close().await;
}

const AGE: Source = migration("app", "0002_age", |m| drop(m.add_column("people", |t| t.integer("age").nullable())));

/// SQL that only the record tells of is asked of a person only when it had begun, and not when it is known to have failed.
#[tokio::test]
async fn sql_that_nothing_tells_of_runs_again_when_it_failed_whole() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let views = migration("app", "0002_views", |m| {
        m.run_sql("CREATE VIEW v AS SELECT * FROM people; CREATE VIEW w AS SELECT * FROM nowhere").reverse("");
    });
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, views]).migrator();
    for _ in 0..2 {
        let error = client.run(&migrator).await.unwrap_err();
        assert!(matches!(&error, Error::Failed(failure) if failure.step == (2, 2)), "{error}");
    }
    database.execute("CREATE TABLE nowhere (n INT)").await;
    client.run(&migrator).await.unwrap();
    half_done(&database, "0002_views", "step = 1, step_cursor = 'begun'").await;
    assert_eq!(*reason(&client.run(&migrator).await.unwrap_err()), Reason::Unrecorded);
    client.close().await;
    database.close().await;
}

/// What earlier steps have set for their session is set again for the one that goes on.
#[tokio::test]
async fn what_sql_sets_for_its_session_is_there_when_it_goes_on() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        let session = migration("app", "0002_session_apart", |m| {
            m.run_sql("SELECT 1; SELECT set_config('covet.x', '41', false)")
                .mysql("SET @x = 41; SELECT 1")
                .sqlite("PRAGMA recursive_triggers = 1")
                .reverse("");
            m.run_path("more");
            m.run_sql("UPDATE people SET n = current_setting('covet.x')::int")
                .mysql("UPDATE people SET n = @x")
                .sqlite("UPDATE people SET n = 40 + (SELECT recursive_triggers FROM pragma_recursive_triggers)")
                .reverse("");
        });
        let migrator = embed_apart(&[PEOPLE, Source { steps: STEPS.steps, ..session }]).migrator();
        client.run(&migrator).await.unwrap();
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "205", "{}", database.dialect);
        database.execute("UPDATE people SET n = 0").await;
        let steps: usize = count(&database, "SELECT step FROM covet_migrations WHERE id = 2").await.parse().unwrap();
        half_done(&database, "0002_session_apart", &format!("step = {}", steps - 1)).await;
        client.run(&migrator).await.unwrap();
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "205", "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

#[tokio::test]
async fn sql_that_says_when_it_is_done_is_asked() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let view = migration("app", "0002_view", |m| {
        m.run_sql("CREATE VIEW v AS SELECT * FROM people")
            .done_when(
                "SELECT count(*) FROM information_schema.views WHERE table_schema = DATABASE() AND table_name = 'v'",
            )
            .reverse("DROP VIEW v");
    });
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, view]).migrator();
    client.run(&migrator).await.unwrap();
    for sql in ["SELECT 1", "DROP VIEW v"] {
        half_done(&database, "0002_view", "step = 0").await;
        database.execute(sql).await;
        assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
        assert!(database.exists("v").await);
    }
    client.close().await;
    database.close().await;
}

/// What an earlier run began the other way is finished first.
#[tokio::test]
async fn a_run_finishes_a_roll_back_and_a_roll_back_a_run() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, AGE]).migrator();
    client.run(&migrator).await.unwrap();
    half_done(&database, "0002_age", "step = 0").await;
    database.execute("ALTER TABLE people DROP COLUMN age").await;
    assert_eq!(client.rollback(&migrator, 1).await.unwrap().migrations.len(), 1);
    assert_eq!(count(&database, "SELECT count(*) FROM covet_migrations").await, "1");
    client.verify(&migrator).await.unwrap();
    client.close().await;
    database.close().await;
}

/// One of many does each step, whoever it is: SQLite has no lock but its file, and there each step goes to whom it comes to.
#[tokio::test(flavor = "multi_thread")]
async fn many_start_at_once_and_every_step_is_done_once() {
    for database in Database::each().await {
        let client = with_people(&database).await;
        database.execute("CREATE TABLE later (n INT)").await;
        let starts = (0..8).map(|_| {
            let client = Client::of(database.dialect, &database.url, 2);
            tokio::spawn(async move {
                let outcome = client.run(&embed_apart(&[PEOPLE, STEPS, FILL_LATER]).migrator()).await;
                client.close().await;
                outcome.map(drop)
            })
        });
        for start in futures_util::future::join_all(starts).await {
            start.unwrap().unwrap_or_else(|error| panic!("{}: {error}", database.dialect));
        }
        let sums = (
            count(&database, "SELECT sum(n) FROM people").await,
            count(&database, "SELECT count(*) FROM later").await,
            count(&database, "SELECT count(*) FROM covet_migrations WHERE state = 'applied'").await,
        );
        assert_eq!(sums, ("60".to_owned(), "1".to_owned(), "3".to_owned()), "{}", database.dialect);
        client.close().await;
        database.close().await;
    }
}

const FILL_LATER: Source =
    migration("app", "0003_fill_apart", |m| drop(m.backfill("people").set("n", "n + 1").batch(1)));

/// What is changed in a table without transactions stays where the record of it does not.
#[tokio::test]
async fn rows_of_an_engine_without_transactions_are_not_changed_by_sql() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let update = migration("app", "0002_update", |m| drop(m.run_sql("UPDATE people SET n = n + 1").reverse("")));
    for (source, engine) in [(FILL_PEOPLE, "MyISAM"), (update, "Aria")] {
        database.execute(&format!("ALTER TABLE people ENGINE = {engine}")).await;
        let migrator = embed_apart(&[PEOPLE, source]).migrator();
        let error = client.run(&migrator).await.unwrap_err();
        assert!(matches!(error.cause(), Error::NoTransactions { .. }), "{error}");
        assert!(
            error.to_string().contains(engine) && error.to_string().contains("ALTER TABLE `people` ENGINE = InnoDB")
        );
        assert_eq!(count(&database, "SELECT count(*) FROM covet_migrations").await, "1", "nothing is run");
        database.execute("ALTER TABLE people ENGINE = InnoDB").await;
        client.run(&migrator).await.unwrap();
        // One that is half done is not gone on with either.
        database.execute(&format!("ALTER TABLE people ENGINE = {engine}")).await;
        half_done(&database, source.name, "step = 0, step_cursor = NULL").await;
        let error = client.run(&migrator).await.unwrap_err();
        assert!(matches!(error.cause(), Error::NoTransactions { .. }), "{error}");
        database.execute("ALTER TABLE people ENGINE = InnoDB").await;
        client.rollback(&migrator, 1).await.unwrap();
    }
    client.close().await;
    database.close().await;
}

/// A lock that is not to be had is waited for three times, and what was done before stays.
#[tokio::test]
async fn a_table_that_is_locked_on_mysql_is_tried_again_and_then_told() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let two = migration("app", "0002_two", |m| {
        m.create_table("fine", |t| t.id());
        m.add_column("people", |t| t.integer("age").nullable());
    });
    let mut holder = <sqlx::MySqlConnection as sqlx::Connection>::connect(&database.url).await.unwrap();
    sqlx::raw_sql("START TRANSACTION; SELECT * FROM people").execute(&mut holder).await.unwrap();
    let migrator = embed(&[PEOPLE, two]).migrator().lock_timeout(std::time::Duration::from_secs(1));
    let begun = std::time::Instant::now();
    let error = client.run(&migrator).await.unwrap_err();
    assert!(begun.elapsed().as_secs() >= 4, "once, and three times more");
    assert!(error.to_string().contains("another session holds a lock"), "{error}");
    assert!(error.to_string().contains("step 1 (create table `fine`); of the failed step nothing was done"), "{error}");
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

/// A first step that no transaction holds, and that is found to be done.
const BEHIND: Source = migration("app", "0002_behind_apart", |m| {
    m.run_sql("SELECT 1").sqlite("VACUUM").done_when("SELECT count(*) FROM people").reverse("");
    m.run_sql("UPDATE people SET n = n + 1").reverse("");
    m.run_sql("UPDATE people SET n = n + 10").reverse("");
    m.run_sql("INSERT INTO later VALUES (1)").reverse("");
    m.run_sql("UPDATE people SET n = n + 100").reverse("");
});

/// A database whose migration was killed between its first step and the record of that.
async fn killed_behind_a_step() -> (Database, Client) {
    let database = Database::new(Dialect::Sqlite).await.unwrap();
    let client = with_people(&database).await;
    database.execute("CREATE TABLE later (n INT)").await;
    client.run(&embed_apart(&[PEOPLE, BEHIND]).migrator()).await.unwrap();
    database.execute("UPDATE people SET n = 0").await;
    half_done(&database, "0002_behind_apart", "step = 0, step_cursor = NULL").await;
    (database, client)
}

/// What was found to be done is recorded by one of them; no other sets the record back.
#[tokio::test(flavor = "multi_thread")]
async fn many_go_on_at_once_behind_a_step_that_was_done() {
    for _ in 0..3 {
        let (database, client) = killed_behind_a_step().await;
        let starts = (0..8).map(|_| {
            let client = Client::of(database.dialect, &database.url, 1);
            tokio::spawn(async move {
                let outcome = client.run(&embed_apart(&[PEOPLE, BEHIND]).migrator()).await;
                client.close().await;
                outcome.map(drop)
            })
        });
        for start in futures_util::future::join_all(starts).await {
            start.unwrap().unwrap();
        }
        assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "555");
        client.close().await;
        database.close().await;
    }
}

/// One looks at a step and stops there, while another goes on from it and fails further on.
#[tokio::test]
async fn who_comes_late_does_not_set_the_record_back() {
    let (database, client) = killed_behind_a_step().await;
    database.execute("DROP TABLE later").await;
    let url = database.url.clone();
    let others_turn = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let other = Client::of(Dialect::Sqlite, &url, 1);
            let error = other.run(&embed_apart(&[PEOPLE, BEHIND]).migrator()).await.unwrap_err();
            assert!(matches!(&error, Error::Failed(failure) if failure.step == (4, 5)), "{error}");
            other.close().await;
        });
    };
    let between = Between { says: "a step of an earlier run was done", turn: Mutex::new(Some(Box::new(others_turn))) };
    let error = {
        let _listening = tracing::subscriber::set_default(between);
        client.run(&embed_apart(&[PEOPLE, BEHIND]).migrator()).await.unwrap_err()
    };
    assert!(matches!(&error, Error::Failed(failure) if failure.step == (4, 5)), "{error}");
    database.execute("CREATE TABLE later (n INT)").await;
    client.run(&embed_apart(&[PEOPLE, BEHIND]).migrator()).await.unwrap();
    assert_eq!(count(&database, "SELECT sum(n) FROM people").await, "555");
    client.close().await;
    database.close().await;
}

/// Listens to what a run says of itself, and gives somebody else a turn at one of its places.
struct Between {
    says: &'static str,
    turn: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl tracing::Subscriber for Between {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Found<'a>(&'a str, bool);
        impl tracing::field::Visit for Found<'_> {
            fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.1 |= format!("{value:?}").contains(self.0);
            }
        }
        let mut found = Found(self.says, false);
        event.record(&mut found);
        let turn = if found.1 { self.turn.lock().unwrap().take() } else { None };
        if let Some(turn) = turn {
            std::thread::spawn(turn).join().unwrap();
        }
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// A row, a change of the table, and what knows the row by what its session has kept.
const ROOT: Source = migration("app", "0002_root", |m| {
    m.run_sql("INSERT INTO people (name, n) VALUES ('root', 1); SELECT LAST_INSERT_ID() INTO @root").reverse("");
    m.add_column("people", |t| t.integer("age").nullable());
    m.run_sql("UPDATE people SET n = COALESCE(@root, -1) WHERE name = 'a'").reverse("");
});

/// The session dies within the ALTER, and nobody knows any more which row it was: nothing is made up.
#[tokio::test]
async fn what_no_new_session_can_be_given_is_for_a_person() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, ROOT]).migrator();
    let mut holder = <sqlx::MySqlConnection as sqlx::Connection>::connect(&database.url).await.unwrap();
    sqlx::raw_sql("START TRANSACTION; SELECT * FROM people").execute(&mut holder).await.unwrap();
    let (killed, theirs) = (client.clone(), migrator.clone());
    let running = tokio::spawn(async move { killed.run(&theirs).await });
    let waiting = "SELECT max(id) FROM information_schema.PROCESSLIST WHERE db = DATABASE() AND info LIKE 'ALTER%'";
    let session = loop {
        if let Some(session) = database.rows(waiting).await[0][0].clone() {
            break session;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    database.execute(&format!("KILL {session}")).await;
    running.await.unwrap().unwrap_err();
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    for _ in 0..2 {
        let error = client.run(&migrator).await.unwrap_err();
        assert_eq!(*reason(&error), Reason::SessionLost { what: "@root".into(), by: 1 }, "{error}");
        assert!(error.to_string().contains("step 1 left `@root` in its session, which is gone"), "{error}");
        assert!(error.to_string().contains("next: find out what `@root` was, then do one of these"), "{error}");
    }
    assert_eq!(count(&database, "SELECT n FROM people WHERE name = 'a'").await, "0");
    assert_eq!(count(&database, "SELECT count(*) FROM people WHERE name = 'root'").await, "1");
    client.close().await;
    database.close().await;
}

/// What is tried again in the session that began it has it still.
#[tokio::test]
async fn what_a_session_has_kept_is_there_when_it_tries_again() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let migrator = embed(&[PEOPLE, ROOT]).migrator().alter_timeout(std::time::Duration::from_secs(1));
    let migrator = migrator.lock_timeout(std::time::Duration::from_secs(1));
    let mut holder = <sqlx::MySqlConnection as sqlx::Connection>::connect(&database.url).await.unwrap();
    sqlx::raw_sql("START TRANSACTION; SELECT * FROM people").execute(&mut holder).await.unwrap();
    let (other, theirs) = (client.clone(), migrator.clone());
    let running = tokio::spawn(async move { other.run(&theirs).await });
    // It gives up once at least, and tries three times more.
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    assert_eq!(running.await.unwrap().unwrap().migrations.len(), 1);
    let root = count(&database, "SELECT id FROM people WHERE name = 'root'").await;
    assert_eq!(count(&database, "SELECT n FROM people WHERE name = 'a'").await, root);
    client.close().await;
    database.close().await;
}

/// What one step sets and reads itself is in nobody's way.
#[tokio::test]
async fn a_variable_of_one_step_alone_does_not_stop_a_run() {
    let Some(database) = Database::new(Dialect::MySql).await else { return };
    let client = with_people(&database).await;
    let own = migration("app", "0002_own", |m| {
        m.run_sql(
            "INSERT INTO people (name, n) VALUES ('root', 1); SELECT LAST_INSERT_ID() INTO @root; \
             UPDATE people SET n = @root WHERE name = 'a'",
        )
        .reverse("");
        m.add_column("people", |t| t.integer("age").nullable());
        m.run_sql("UPDATE people SET age = 1").reverse("");
    });
    let migrator = embed(&[PEOPLE, own]).migrator();
    client.run(&migrator).await.unwrap();
    half_done(&database, "0002_own", "step = 1").await;
    assert_eq!(client.run(&migrator).await.unwrap().migrations.len(), 1);
    client.close().await;
    database.close().await;
}

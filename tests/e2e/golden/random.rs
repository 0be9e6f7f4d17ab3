//! Random migrations: whatever was done in whatever order, a database is as if its tables had been made at once, and the
//! derived downs empty it.

use covet_core::dsl::{Column, Migration, Table, View};
use covet_core::operation::{AddForeignKey, Change, CreateObject, CreateTable, Operation};
use covet_core::plan::plan;
use covet_core::schema::Object;
use covet_core::{Dialect, Findings, Schema, schema};

use super::{catalogue, script, settings};
use crate::dice::{Dice, seeds};
use crate::support::Database;

/// How many operations are tried for one migration.
const TRIES: usize = 60;

/// A column with a random definition.
fn column(dice: &mut Dice, t: &mut Table, name: &str) {
    let sides = dice.roll(2);
    let refine = |column: Column| if sides == 0 { column.nullable() } else { column };
    let column = match dice.roll(10) {
        0 => t.string(name, 20).default("x"),
        1 => t.string(name, 30),
        2 => t.text(name).default("y"),
        3 => t.integer(name).default(1),
        4 => t.big_integer(name),
        5 => t.big_integer(name).default(2),
        6 => t.boolean(name).default(true),
        7 => t.decimal(name, 8, 2).default("1.50"),
        8 => t.timestamp(name).default_now(),
        _ => t.timestamp_tz(name).default("2020-01-31 12:00:00"),
    };
    refine(column);
}

/// One random operation, which need not fit.
fn write(dice: &mut Dice, schema: &Schema, m: &mut Migration) {
    let tables: Vec<&schema::Table> = schema.tables().collect();
    let name = format!("t{}", dice.roll(3));
    let Some(table) = dice.one(&tables).filter(|_| schema.table(&name.as_str().into()).is_some()) else {
        m.create_table(&name, |t| {
            t.id();
            for at in 0..dice.roll(4) {
                column(dice, t, &format!("c{at}"));
            }
            if let Some(other) = dice.one(&tables) {
                t.references("other", &other.name.name);
            }
        });
        return;
    };
    let on = table.name.to_string();
    let plain: Vec<String> = table.columns.iter().skip(1).map(|column| column.name.to_string()).collect();
    let some = dice.one(&plain).cloned().unwrap_or_else(|| "id".into());
    let several = if dice.roll(2) == 0 { vec![some.clone()] } else { vec![some.clone(), "id".to_owned()] };
    match dice.roll(15) {
        0 | 1 => drop(m.add_column(&on, |t| column(dice, t, &format!("c{}", dice_column(&plain))))),
        2 => drop(m.drop_column(&on, &some)),
        3 | 4 => drop(m.alter_column(&on, |t| column(dice, t, &some))),
        5 | 6 => drop(m.create_index(&on, &several)),
        7 => drop(m.add_unique(&on, &several)),
        8 => {
            let to = dice.one(&tables).map(|table| table.name.to_string()).unwrap_or_default();
            drop(m.add_foreign_key(&on, [&some], &to, ["id"]));
        }
        9 => match dice.one(&table.indexes) {
            Some(index) => drop(m.drop_index(&on, &index.name)),
            None => drop(m.add_column(&on, |t| t.references("parent", "t0").nullable())),
        },
        10 => match (dice.one(&table.foreign_keys), dice.one(&table.uniques)) {
            (Some(key), _) => drop(m.drop_foreign_key(&on, &key.name)),
            (None, Some(unique)) => drop(m.drop_unique(&on, &unique.name)),
            (None, None) => {}
        },
        11 => drop(m.drop_table(&on)),
        _ => view(dice, schema, m, &on, &some),
    }
}

/// Creates a view of a table or of another view, gives one another text, or drops one.
fn view(dice: &mut Dice, schema: &Schema, m: &mut Migration, table: &str, column: &str) {
    let name = format!("v{}", dice.roll(3));
    let views: Vec<&Object> = schema.objects().collect();
    let (text, used) = match dice.one(&views).filter(|view| view.name.to_string() != name) {
        Some(other) if dice.roll(2) == 0 => {
            (format!("CREATE VIEW {name} AS SELECT id FROM {}", other.name), other.name.to_string())
        }
        _ => (format!("CREATE VIEW {name} AS SELECT id, {column} AS x FROM {table}"), table.to_owned()),
    };
    let exists = views.iter().any(|view| view.name.to_string() == name);
    match (exists, dice.roll(3)) {
        (false, _) => drop(m.create_object(View, &name).create(&text).uses([used.as_str()])),
        (true, 0) => drop(m.drop_object(View, &name)),
        (true, _) => drop(m.replace_object(View, &name).create(&text).uses([used.as_str()])),
    }
}

/// The number of a column that is not there yet.
fn dice_column(plain: &[String]) -> usize {
    (0..).find(|at| !plain.contains(&format!("c{at}"))).unwrap_or_default()
}

/// Operations that fit and that every database can do and undo, and those that undo them.
fn migration(seed: u64) -> (Vec<Operation>, Vec<Operation>, Schema) {
    let mut dice = Dice::new(seed);
    let (mut up, mut down, mut schema) = (Vec::new(), Vec::new(), Schema::new());
    for _ in 0..TRIES {
        let mut m = Migration::new();
        write(&mut dice, &schema, &mut m);
        for operation in m.finish().0.into_operations() {
            let (mut after, mut findings) = (schema.clone(), Findings::new());
            operation.apply(&mut after, &mut findings);
            let (Ok(inverse), false) = (operation.inverse(&schema), findings.has_errors()) else { continue };
            let can = |dialect| {
                plan(std::slice::from_ref(&operation), &schema, dialect).is_ok()
                    && plan(&inverse.operations, &after, dialect).is_ok()
            };
            if Dialect::ALL.into_iter().all(can) {
                schema = after;
                up.push(operation);
                down.splice(0..0, inverse.operations);
            }
        }
    }
    (up, down, schema)
}

/// The operations that make a schema at once: its tables, then the keys between them, then the views.
fn at_once(schema: &Schema) -> Vec<Operation> {
    let bare = |table: &schema::Table| schema::Table { foreign_keys: Vec::new(), ..table.clone() };
    let tables = schema.tables().map(|table| CreateTable { table: bare(table) }.into());
    let keys = schema.tables().flat_map(|table| {
        table.foreign_keys.iter().map(|key| AddForeignKey { table: table.name.clone(), key: key.clone() }.into())
    });
    let views = schema.in_order(schema.objects().map(Object::id).collect(), |_, _| true);
    let views = views.into_iter().map(|object| CreateObject { object: object.clone() }.into());
    tables.chain(keys).chain(views).collect()
}

async fn run(seed: u64, dialect: Dialect) {
    let (up, down, schema) = migration(seed);
    assert!(up.len() > 10, "seed {seed} makes next to nothing");
    let (Some(database), Some(other)) = (Database::new(dialect).await, Database::new(dialect).await) else { return };
    let execute = async |database: &Database, operations: &[Operation], before: &Schema| {
        let plan = plan(operations, before, dialect).expect("what every database can do");
        database.execute(&script(&plan, dialect, settings(dialect, true))).await;
        [catalogue::read(database).await, catalogue::objects(database).await].concat()
    };
    let grown = execute(&database, &up, &Schema::new()).await;
    let made = execute(&other, &at_once(&schema), &Schema::new()).await;
    assert_eq!(made, grown, "seed {seed} on {dialect}: {up:#?}");
    crate::introspect::assert_is(&database, &schema, &format!("seed {seed}")).await;
    let empty = execute(&database, &down, &schema).await;
    assert_eq!(empty, [""; 0], "seed {seed} on {dialect}: {up:#?}");
    database.close().await;
    other.close().await;
}

#[tokio::test]
async fn databases_grow_into_what_their_schemas_say() {
    let runs = Dialect::ALL.map(|dialect| {
        tokio::spawn(async move {
            for seed in 1..=seeds(1) {
                run(seed, dialect).await;
            }
        })
    });
    for run in runs {
        run.await.expect("as said above");
    }
}

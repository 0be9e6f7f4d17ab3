//! Every step of a typed operation can be told from its conditions: on the pure schema what holds before it does not hold
//! after it, and the other way round. Recovery is built on that.

use super::super::{Action, Condition, plan};
use crate::dialect::Dialect;
use crate::dsl::{Cascade, Migration, View};
use crate::normal::normalise;
use crate::operation::Operation;
use crate::replay;
use crate::schema::Schema;

/// Operations that are each planned alone, against the schema that those before them have left.
fn history(m: &mut Migration, dialect: Dialect) {
    m.create_table("orgs", |t| {
        t.id();
        t.string("code", 20).unique();
        t.integer("size").unsigned().index();
    });
    m.create_table("users", |t| {
        t.uuid_id();
        t.string("name", 50);
        t.integer("age").nullable();
        t.one_of("kind", ["a", "b"]).default("a");
        t.timestamp_tz("seen_at").default_now();
        t.comment("people");
    });
    m.comment_table("users", "those who sign in");
    columns(m);
    keys_and_checks(m);
    indexes(m);
    if dialect == Dialect::Postgres {
        m.create_enum("mood", ["sad", "ok"]);
        m.add_enum_value("mood", "grim").before("sad");
        m.rename_enum_value("mood", "ok", "fine");
        m.add_column("users", |t| t.native_enum("mood", "mood").nullable());
        m.drop_column("users", "mood");
        m.drop_enum("mood");
    }
    m.create_object(View, "names").create("CREATE VIEW names AS SELECT id FROM users").uses(["users"]);
    m.drop_object(View, "names");
    m.rename_table("users", "people");
    m.drop_table("people");
    m.drop_table_if_exists("orgs");
}

fn columns(m: &mut Migration) {
    m.add_column("users", |t| t.text("note").nullable());
    m.add_column("users", |t| t.integer("points").default(1));
    m.add_column("users", |t| t.timestamp("at").default_now());
    m.add_column("users", |t| t.references("org_id", "orgs").on_delete(Cascade).nullable());
    m.alter_column("users", |t| t.string("name", 60));
    m.alter_column("users", |t| t.string("name", 60).nullable());
    m.alter_column("users", |t| t.string("name", 60).nullable().default("x"));
    m.alter_column("users", |t| t.string("name", 60).nullable().default("y"));
    m.alter_column("users", |t| t.string("name", 60).nullable());
    m.alter_column("users", |t| t.one_of("kind", ["a", "b", "c"]).default("b"));
    m.alter_column("users", |t| t.big_integer("points").default(1));
    m.rename_column("users", "name", "full_name");
    m.rename_column("users", "kind", "sort");
    m.add_check("users", "ck_age", "age > 0 AND points > 0");
    m.rename_column("users", "age", "years");
    m.drop_column("users", "note");
}

fn keys_and_checks(m: &mut Migration) {
    m.add_check("users", "ck_points", "points < 100").not_valid();
    m.rename_constraint("users", "ck_points", "ck_most");
    m.add_unique("users", ["full_name"]);
    m.rename_constraint("users", "uq_users_full_name", "uq_name");
    m.drop_unique("users", "uq_name");
    m.rename_constraint("users", "fk_users_org_id", "fk_org");
    m.drop_foreign_key("users", "fk_org");
    m.add_foreign_key("users", ["org_id"], "orgs", ["id"]).not_valid();
    m.drop_check("users", "ck_age");
    m.drop_primary_key("users");
    m.add_primary_key("users", ["id", "sort"]);
}

fn indexes(m: &mut Migration) {
    m.create_index("users", ["years", "points"]).desc("years");
    m.create_index("users", ["full_name"]).unique();
    m.rename_index("users", "ix_users_years_points", "ix_a");
    m.drop_index("users", "ix_a");
    m.add_unique("users", ["full_name"]).using_index("ix_users_full_name");
    m.drop_unique("users", "uq_users_full_name");
    m.create_index("users", ["full_name"]).unique().concurrently();
    m.drop_index("users", "ix_users_full_name").concurrently();
    m.drop_primary_key("users");
    m.create_index("users", ["id"]).unique().name("ix_key");
    m.add_primary_key("users", ["id"]).using_index("ix_key");
    m.set_not_null_via_check("users", "full_name");
}

/// What only one of the databases tells apart.
fn of_one(m: &mut Migration, dialect: Dialect) {
    m.create_table("t", |t| {
        t.id();
        t.integer("a").check("a > 1");
    });
    match dialect {
        Dialect::Postgres => {
            m.add_check("t", "ck", "a < 9").not_valid();
            m.validate_constraint("t", "ck");
            m.add_foreign_key("t", ["id"], "t", ["id"]).not_valid();
            m.validate_constraint("t", "fk_t_id");
            m.alter_column("t", |t| t.integer("a").comment("b"));
        }
        Dialect::MySql => {
            m.alter_column("t", |t| t.integer("a").comment("b"));
            m.alter_column("t", |t| t.integer("a").unsigned());
        }
        Dialect::Sqlite => {}
    }
}

fn operations(dialect: Dialect) -> Vec<Operation> {
    let mut m = Migration::new();
    history(&mut m, dialect);
    of_one(&mut m, dialect);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// What a database tells of a schema, and which of its objects are there.
fn told(schema: &Schema, dialect: Dialect) -> Schema {
    let mut told = normalise(schema, dialect);
    schema.objects().for_each(|object| told.insert_object(object.clone()));
    told
}

/// Plans one operation, and requires that its first step has not run before it and that its last one has after it.
fn decide(operation: &Operation, before: &Schema, after: &Schema, dialect: Dialect) {
    let plan = plan(std::slice::from_ref(operation), before, dialect).unwrap_or_else(|faults| panic!("{faults:?}"));
    let (Some(first), Some(last)) = (plan.steps.first(), plan.steps.last()) else { return };
    let (before, after) = (told(before, dialect), told(after, dialect));
    let says = |condition: &Condition, schema: &Schema| {
        condition
            .holds(schema)
            .unwrap_or_else(|| panic!("{operation} on {dialect}: a schema does not tell {condition:?}"))
    };
    assert!(says(&first.before, &before), "{operation} on {dialect}: {:?}", first.before);
    assert!(!says(&first.after, &before), "{operation} on {dialect}: {:?}", first.after);
    assert!(says(&last.after, &after), "{operation} on {dialect}: {:?}", last.after);
    assert!(!says(&last.before, &after), "{operation} on {dialect}: {:?}", last.before);
    assert!(plan.steps.iter().all(|step| step.before != step.after), "{operation} on {dialect}");
}

#[test]
fn every_step_is_decided_by_a_schema() {
    let mut seen: Vec<&str> = Vec::new();
    for dialect in Dialect::ALL {
        let mut schema = Schema::new();
        for operation in operations(dialect) {
            let before = schema.clone();
            replay::apply(std::slice::from_ref(&operation), &mut schema).unwrap_or_else(|fault| panic!("{fault}"));
            decide(&operation, &before, &schema, dialect);
            seen.push(operation.name());
        }
    }
    // A schema knows an object by its name alone, which another text does not change.
    let by_their_progress = ["RunSql", "RunRust", "Backfill", "ReplaceObject"];
    let unseen: Vec<_> =
        Operation::NAMES.iter().filter(|name| !seen.contains(name) && !by_their_progress.contains(name)).collect();
    assert_eq!(unseen, [&""; 0], "no step of these is looked at");
}

#[test]
fn a_table_made_by_hand_is_not_taken_for_ours() {
    let mut m = Migration::new();
    m.create_table("t", |t| t.integer("a"));
    let ours = m.finish().0.into_operations();
    let step = plan(&ours, &Schema::new(), Dialect::MySql).unwrap().steps.remove(0);
    let mut m = Migration::new();
    m.create_table("t", |t| t.big_integer("a"));
    let mut theirs = Schema::new();
    replay::apply(m.finish().0.operations(), &mut theirs).unwrap();
    assert_eq!((step.before.holds(&theirs), step.after.holds(&theirs)), (Some(false), Some(false)));
    assert!(matches!(step.action, Action::Ddl(_)));
}

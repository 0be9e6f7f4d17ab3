//! Folds migrations over a schema, and proves that every down restores what was there before its up.

use crate::diagnostic::{Diagnostic, Findings};
use crate::migration::{Migration, Script, WrittenDown};
use crate::operation::{Change, DownClass, Inverse, Irreversible, Operation};
use crate::schema::{Column, ColumnType, DefaultValue, Schema};

/// What undoes a migration.
///
/// ```
/// use covet_core::migration::{Attributes, Migration, MigrationId};
/// use covet_core::operation::DownClass;
/// use covet_core::replay::{self, Down};
/// use covet_core::{Findings, Mark, Schema, dsl};
///
/// let mut m = dsl::Migration::new();
/// m.create_table("tags", |t| t.id());
/// let id = MigrationId::new("shop", "0001_tags");
/// let migration = Migration { id, mark: Mark::NOWHERE, attributes: Attributes::default(), up: m.finish().0, down: None };
///
/// let (mut schema, mut findings) = (Schema::new(), Findings::new());
/// let Down::Operations(down) = replay::migration(&migration, &mut schema, &mut findings) else { panic!() };
/// assert_eq!(down.operations[0].to_string(), "drop table `tags`");
/// assert_eq!(down.class, DownClass::Exact);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Down {
    /// These operations, which restore that much.
    Operations(Inverse),
    /// Nothing, and why.
    Irreversible(String),
}

/// Applies operations that are known to be right, such as those of a migration that was embedded by a build.
///
/// # Errors
/// The first finding, where one of them is wrong after all: the schema is not the one that the build had.
pub fn apply(operations: &[Operation], schema: &mut Schema) -> Result<(), Diagnostic> {
    for operation in operations {
        let mut findings = Findings::new();
        operation.apply(schema, &mut findings);
        if let Some(finding) = findings.into_iter().find(|finding| finding.severity == crate::Severity::Error) {
            return Err(finding);
        }
    }
    Ok(())
}

/// A migration between the schemas that it makes; what plans it need not replay it again.
///
/// Where something was found, the schemas are those up to there.
#[derive(Clone, Debug)]
pub struct Proven {
    /// What undoes it.
    pub down: Down,
    /// The schema before its first operation, and after each.
    pub up: Vec<Schema>,
    /// The schema before the first operation of its down, and after each; none without a down.
    pub back: Vec<Schema>,
}

/// Applies a migration to `schema`, and proves its down: the derived one, or the one written by hand.
pub fn migration(migration: &Migration, schema: &mut Schema, findings: &mut Findings) -> Down {
    prove(migration, schema, findings).down
}

/// As [`migration`], with the schemas on the way.
pub fn prove(migration: &Migration, schema: &mut Schema, findings: &mut Findings) -> Proven {
    schema.forget_touched();
    let mut up = vec![schema.clone()];
    let errors_before = findings.len();
    let derived = forward(&migration.up, schema, &mut up, findings);
    let mut back = Vec::new();
    let down = if findings.len() > errors_before || schema.is_incomplete() {
        // Whatever could be said of the down would follow from what is known already.
        Down::Irreversible("the migration has errors".into())
    } else {
        back.push(schema.clone());
        down_of(migration, derived, &up[0], &mut back, findings)
    };
    Proven { down, up, back }
}

/// The down of a migration that fits; `back` holds the schema after it, and gets those on the way back.
fn down_of(
    migration: &Migration,
    derived: Result<Inverse, NoInverse>,
    before: &Schema,
    back: &mut Vec<Schema>,
    findings: &mut Findings,
) -> Down {
    if migration.attributes.transaction {
        check_added_values(migration, findings);
        let written_down = migration.down.as_ref().map(|down| &down.script);
        [&migration.up].into_iter().chain(written_down).for_each(|script| check_transaction(script, findings));
    }
    let declared = &migration.attributes.irreversible;
    match (&migration.down, declared, derived) {
        (Some(down), Some(_), _) => {
            let message = "`down` is written, and the migration says that it is irreversible";
            findings.push(Diagnostic::error("down-of-irreversible", down.mark, message).help("remove one of them"));
            Down::Irreversible(message.into())
        }
        (Some(down), None, derived) => {
            prove_written(down, before, back, findings);
            let class = derived.map_or(DownClass::Conditional, |inverse| inverse.class);
            Down::Operations(Inverse { operations: down.script.operations().to_vec(), class })
        }
        (None, Some(why), _) => Down::Irreversible(why.clone()),
        (None, None, Ok(inverse)) => {
            prove_derived(migration, &inverse, before, back, findings);
            Down::Operations(inverse)
        }
        (None, None, Err(NoInverse { at, operation, why })) => {
            let message = format!("nothing undoes {operation}: {why}");
            let help = "add `.reverse(..)` where the operation takes it, write `fn down`, \
                        or say `#[migration(irreversible = \"why\")]`";
            findings.push(Diagnostic::error("no-down", migration.up.mark(at), message).help(help));
            Down::Irreversible(why.to_string())
        }
    }
}

/// The first operation of a script that nothing undoes.
struct NoInverse {
    at: usize,
    operation: String,
    why: Irreversible,
}

/// Applies a script, and collects the inverse of the whole; `schemas` gets those after each operation.
fn forward(
    script: &Script,
    schema: &mut Schema,
    schemas: &mut Vec<Schema>,
    findings: &mut Findings,
) -> Result<Inverse, NoInverse> {
    let mut undone: Result<Vec<Inverse>, NoInverse> = Ok(Vec::new());
    for (at, operation) in script.operations().iter().enumerate() {
        let inverse = operation.inverse(schema);
        let mut found = Findings::new();
        operation.apply(schema, &mut found);
        script.report(at, found, findings);
        schemas.push(schema.clone());
        undone = undone.and_then(|mut list| match inverse {
            Ok(inverse) => {
                list.push(inverse);
                Ok(list)
            }
            Err(why) => Err(NoInverse { at, operation: operation.to_string(), why }),
        });
    }
    let undone = undone?;
    let class = undone.iter().map(|inverse| inverse.class).max().unwrap_or_default();
    let operations = undone.into_iter().rev().flat_map(|inverse| inverse.operations);
    Ok(Inverse { operations: without_detours(operations), class })
}

/// Operations without those that create an index and drop it at once: one that became a key, in the migration that made it.
fn without_detours(operations: impl Iterator<Item = Operation>) -> Vec<Operation> {
    let mut kept: Vec<Operation> = Vec::new();
    for operation in operations {
        match (kept.last(), &operation) {
            (Some(Operation::CreateIndex(create)), Operation::DropIndex(drop))
                if create.table == drop.table && create.index.name == drop.name =>
            {
                kept.pop();
            }
            _ => kept.push(operation),
        }
    }
    kept
}

/// A value that is added to an enum cannot be used in the transaction that adds it, not even if that has made the enum.
fn check_added_values(migration: &Migration, findings: &mut Findings) {
    let operations = migration.up.operations();
    for (at, operation) in operations.iter().enumerate() {
        let Operation::AddEnumValue(add) = operation else { continue };
        let value = DefaultValue::Text(add.value.clone());
        let uses = |column: &Column| {
            column.ty == ColumnType::Enum(add.name.clone()) && column.default.as_ref() == Some(&value)
        };
        let is_user = |operation: &Operation| match operation {
            Operation::CreateTable(create) => create.table.columns.iter().any(uses),
            Operation::AddColumn(add) => uses(&add.column),
            Operation::AlterColumn(alter) => uses(&alter.column),
            _ => false,
        };
        let user = operations.iter().skip(at).position(is_user);
        if let Some(user) = user {
            let message =
                format!("{:?} cannot be used in the transaction that adds it to enum `{}`", add.value, add.name);
            findings.push(
                Diagnostic::error("value-too-new", migration.up.mark(at + user), message)
                    .help("add it in a migration of its own before this one"),
            );
        }
    }
}

/// What is of no use in a transaction needs a migration without one.
fn check_transaction(script: &Script, findings: &mut Findings) {
    for (at, operation) in script.operations().iter().enumerate() {
        if let Some((code, why)) = operation.needs_no_transaction() {
            let message = format!("the migration cannot {operation} in its transaction: {why}");
            findings.push(
                Diagnostic::error(code, script.mark(at), message)
                    .help("write `#[migration(transaction = false)]`: its steps then commit one by one"),
            );
        }
    }
}

/// A derived down restores by construction; that it does is checked all the same.
fn prove_derived(
    migration: &Migration,
    inverse: &Inverse,
    before: &Schema,
    back: &mut Vec<Schema>,
    findings: &mut Findings,
) {
    let differences = match go_back(&inverse.operations, back) {
        Ok(restored) => before.differences(&restored),
        Err(finding) => vec![finding.message],
    };
    if !differences.is_empty() {
        let message = format!("the derived down does not restore the schema: {}", differences.join("; "));
        findings
            .push(Diagnostic::error("down-does-not-restore", migration.mark, message).help("write `fn down` by hand"));
    }
}

/// Applies the operations of a down to the last of `back`, which gets the schemas after each; gives the one at the end.
fn go_back(operations: &[Operation], back: &mut Vec<Schema>) -> Result<Schema, Diagnostic> {
    let mut restored = back.last().cloned().unwrap_or_default();
    for operation in operations {
        apply(std::slice::from_ref(operation), &mut restored)?;
        back.push(restored.clone());
    }
    Ok(restored)
}

/// Proves that a down written by hand restores the schema before its up.
fn prove_written(down: &WrittenDown, before: &Schema, back: &mut Vec<Schema>, findings: &mut Findings) {
    let mut restored = back.last().cloned().unwrap_or_default();
    let errors_before = findings.len();
    for (at, operation) in down.script.operations().iter().enumerate() {
        let mut found = Findings::new();
        operation.apply(&mut restored, &mut found);
        down.script.report(at, found, findings);
        back.push(restored.clone());
    }
    if findings.len() > errors_before {
        return;
    }
    let differences = before.differences(&restored);
    if !differences.is_empty() {
        let message = format!("`down` does not restore the schema before `up`: {}", differences.join("; "));
        findings.push(
            Diagnostic::error("down-does-not-restore", down.mark, message)
                .help("remove `down` to have it derived, or mend it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Mark;
    use crate::dsl::Migration as Builder;
    use crate::migration::{Attributes, MigrationId};

    fn script<R>(body: impl FnOnce(&mut Builder) -> R) -> Script {
        let mut m = Builder::new();
        body(&mut m);
        let (script, findings) = m.finish();
        assert!(findings.is_empty(), "{findings:?}");
        script
    }

    fn with_up<R>(body: impl FnOnce(&mut Builder) -> R) -> Migration {
        let id = MigrationId::new("app", "0001");
        Migration { id, mark: Mark::NOWHERE, attributes: Attributes::default(), up: script(body), down: None }
    }

    fn with_down<R, S>(up: impl FnOnce(&mut Builder) -> R, down: impl FnOnce(&mut Builder) -> S) -> Migration {
        Migration { down: Some(WrittenDown { script: script(down), mark: Mark::NOWHERE }), ..with_up(up) }
    }

    /// The schema that most tests start from.
    fn users() -> Schema {
        let mut schema = Schema::new();
        let up = with_up(|m| {
            m.create_table("users", |t| {
                t.id();
                t.string("email", 80).unique();
                t.string("name", 80).nullable();
            });
        });
        assert!(matches!(replay(&up, &mut schema), (Down::Operations(_), codes) if codes.is_empty()));
        schema
    }

    fn replay(up: &Migration, schema: &mut Schema) -> (Down, Vec<String>) {
        let mut findings = Findings::new();
        let down = migration(up, schema, &mut findings);
        (down, findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect())
    }

    #[test]
    fn a_down_is_derived_in_reverse_order() {
        let mut schema = users();
        let up = with_up(|m| {
            m.add_column("users", |t| t.references("boss_id", "users").nullable().index());
            m.drop_column("users", "name");
        });
        let (down, codes) = replay(&up, &mut schema);
        assert_eq!(codes, Vec::<String>::new());
        let Down::Operations(inverse) = down else { panic!("{down:?}") };
        let texts: Vec<String> = inverse.operations.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "add column `name` to `users`",
                "drop index `ix_users_boss_id` of `users`",
                "drop foreign key `fk_users_boss_id` of `users`",
                "drop column `boss_id` of `users`",
            ]
        );
        assert_eq!(inverse.class, DownClass::ShapeOnly);
    }

    #[test]
    fn an_index_that_became_a_key_is_not_made_again_to_be_dropped() {
        let up = with_up(|m| {
            m.create_index("users", ["name"]).unique();
            m.add_unique("users", ["name"]).using_index("ix_users_name");
        });
        let (down, codes) = replay(&up, &mut users());
        assert_eq!(codes, Vec::<String>::new());
        let Down::Operations(inverse) = down else { panic!("{down:?}") };
        let texts: Vec<String> = inverse.operations.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["drop unique constraint `uq_users_name` of `users`"]);
    }

    #[test]
    fn a_written_down_must_restore_what_was_there() {
        let up = |m: &mut Builder| m.drop_column("users", "name").restore_with("?");
        let good = with_down(|m| drop(up(m)), |m| m.add_column("users", |t| t.string("name", 80).nullable()));
        assert_eq!(replay(&good, &mut users()).1, Vec::<String>::new());

        let bad = with_down(|m| drop(up(m)), |m| m.add_column("users", |t| t.string("name", 79).nullable()));
        let expected = "down-does-not-restore: `down` does not restore the schema before `up`: column `name` of `users` \
                        is string(79), nullable, expected string(80), nullable";
        assert_eq!(replay(&bad, &mut users()).1, [expected]);

        let leftover = with_down(|m| m.create_table("extra", |t| t.id()), |_| ());
        assert!(replay(&leftover, &mut users()).1[0].ends_with("table `extra` is left over"));
    }

    #[test]
    fn what_nothing_undoes_must_say_so() {
        let up = with_up(|m| drop(m.run_sql("UPDATE users SET name = upper(name)")));
        assert_eq!(
            replay(&up, &mut users()).1,
            [
                "no-down: nothing undoes run SQL `UPDATE users SET name = upper(name)`: this SQL does not say how to undo it"
            ]
        );
        let mut declared = up.clone();
        declared.attributes.irreversible = Some("letters lose their case".into());
        let (down, codes) = replay(&declared, &mut users());
        assert_eq!((down, codes), (Down::Irreversible("letters lose their case".into()), vec![]));
        declared.down = Some(WrittenDown { script: Script::default(), mark: Mark::NOWHERE });
        assert!(replay(&declared, &mut users()).1[0].starts_with("down-of-irreversible"));
    }

    #[test]
    fn nothing_follows_from_a_migration_that_could_not_be_read() {
        let mut schema = users();
        schema.mark_incomplete();
        let up = with_up(|m| {
            m.add_column("unread", |t| t.integer("age").nullable());
            m.drop_column("users", "unread");
            m.run_sql("SELECT 1");
        });
        assert_eq!(replay(&up, &mut schema).1, Vec::<String>::new());
    }

    #[test]
    fn a_value_of_an_enum_is_used_after_the_transaction_that_adds_it() {
        let mut schema = users();
        replay(&with_up(|m| m.create_enum("mood", ["ok"])), &mut schema);
        let mut up = with_up(|m| {
            m.add_enum_value("mood", "sad");
            m.create_table("t", |t| t.native_enum("a", "mood").default("sad"));
        });
        up.attributes.irreversible = Some("enums keep their values".into());
        assert!(replay(&up, &mut schema.clone()).1[0].starts_with("value-too-new"));
        up.attributes.transaction = false;
        assert_eq!(replay(&up, &mut schema).1, Vec::<String>::new());
    }

    #[test]
    fn what_is_of_no_use_in_a_transaction_needs_a_migration_without_one() {
        let mut schema = users();
        let mut up = with_up(|m| {
            m.create_index("users", ["name"]).concurrently();
            m.backfill("users").set("name", "'x'").filter("name IS NULL");
            m.set_not_null_via_check("users", "name");
        });
        let codes: Vec<String> = replay(&up, &mut schema.clone()).1;
        let codes: Vec<&str> = codes.iter().filter_map(|text| text.split(':').next()).collect();
        assert_eq!(codes, ["concurrently-in-transaction", "backfill-in-transaction", "not-null-in-transaction"]);
        up.attributes.transaction = false;
        let (down, codes) = replay(&up, &mut schema);
        assert_eq!(codes, Vec::<String>::new());
        let Down::Operations(inverse) = down else { panic!("{down:?}") };
        let texts: Vec<String> = inverse.operations.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["alter column `name` of `users`", "drop index `ix_users_name` of `users` concurrently"]);
        assert_eq!(inverse.class, DownClass::ShapeOnly);
    }
}

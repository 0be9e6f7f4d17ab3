//! Operations that are one ALTER TABLE each, and how several in a row become one.
//!
//! A server that makes a table anew for each of them would do so once for all. Only what is carried out in the same way
//! goes together: one action that copies would have the others, which are done at once, wait for the copy.

use std::ops::Range;

use super::transition::Transition;
use super::{Action, Step, alter, difference};
use crate::diagnostic::Diagnostic;
use crate::ident::Ident;
use crate::operation::{AddUnique, Algorithm, Operation};
use crate::schema::{ForeignKey, Index, IndexKey, Table, expression};
use crate::sql::Writer;

/// The actions of the one ALTER TABLE that an operation is; nothing where it is something else.
pub(super) fn actions(t: &Transition<'_>) -> Result<Option<Vec<String>>, Diagnostic> {
    let (sql, can) = (t.sql(), t.capabilities());
    let action = match t.operation {
        Operation::DropColumn(drop) => format!("DROP COLUMN {}", sql.ident(&drop.column)),
        Operation::CreateIndex(create) if can.indexes_in_tables => alter::add_index(t, &create.index),
        Operation::DropIndex(drop) if can.indexes_in_tables => alter::drop_index(t, &drop.name),
        _ => {
            let Some(alter) = sql.alter() else { return Ok(None) };
            match t.operation {
                Operation::AddForeignKey(add) => {
                    let found = t.table_after(&add.table)?.foreign_keys.iter().find(|key| key.name == add.key.name);
                    let not_valid = if add.key.not_valid { alter.not_valid() } else { "" };
                    format!("ADD {}{not_valid}", sql.foreign_key(found.unwrap_or(&add.key)))
                }
                Operation::DropForeignKey(drop) => alter.drop_foreign_key(&drop.name),
                Operation::AddUnique(AddUnique { unique, using_index: Some(index), .. }) if can.keys_of_indexes => {
                    format!("ADD {}", sql.unique_using(unique, index))
                }
                Operation::AddUnique(AddUnique { unique, using_index: None, .. }) => {
                    format!("ADD {}", sql.unique(unique))
                }
                Operation::DropUnique(drop) => alter.drop_unique(&drop.name),
                Operation::AddCheck(add) => {
                    let not_valid = if add.check.not_valid { alter.not_valid() } else { "" };
                    format!("ADD {}{not_valid}", sql.check(&add.check))
                }
                Operation::DropCheck(drop) => alter.drop_check(&drop.name),
                Operation::AddPrimaryKey(add) => return Ok(Some(alter::added_primary_key(t, add))),
                Operation::DropPrimaryKey(drop) => alter.drop_primary_key(&alter::name_of_key(t, &drop.table)?),
                Operation::AddColumn(add) if !can.algorithms.is_empty() && add.fill.is_none() => {
                    return Ok(Some(alter::added_column(t, add).1));
                }
                Operation::AlterColumn(change) if !can.algorithms.is_empty() => {
                    let actions = alter::altered_column(t, change)?;
                    return Ok(Some(actions).filter(|actions| !actions.is_empty()));
                }
                _ => return Ok(None),
            }
        }
    };
    Ok(Some(vec![action]))
}

/// How the servers of a dialect carry out an operation: the worst of it, for a plan is for all of them.
pub(super) fn algorithm(t: &Transition<'_>) -> Option<Algorithm> {
    let table = t.before.table(t.table()?)?;
    let costs = t.capabilities().algorithms.iter().map(|server| t.operation.cost(table, *server));
    costs
        .map(|cost| cost.map(|cost| cost.algorithm))
        .max_by_key(|algorithm| algorithm.map_or(u8::MAX, |one| one as u8))?
}

/// How many of the operations, the first among them, are one ALTER TABLE together: consecutive ones on one table that are
/// carried out in the same way, of which none changes what another changes or uses.
pub(super) fn length(run: &[Transition<'_>]) -> Result<usize, Diagnostic> {
    let Some(first) = run.first().filter(|first| !first.capabilities().algorithms.is_empty()) else { return Ok(1) };
    let (Some(algorithm), true) = (self::algorithm(first), actions(first)?.is_some()) else { return Ok(1) };
    let mut parts = Parts::of(first)?;
    for (at, next) in run.iter().enumerate().skip(1) {
        let is_same = self::algorithm(next) == Some(algorithm) && mixes(first, next, algorithm);
        let replaces = run.get(at + 1).is_some_and(|later| alter::replaces_primary_key(next, later));
        let more = Parts::of(next)?;
        if !is_same || replaces || actions(next)?.is_none() || parts.meet(&more) {
            return Ok(at);
        }
        parts.add(more);
    }
    Ok(run.len())
}

/// Whether a server still does two operations in the way that it does each of them.
///
/// What is done by a word in the dictionary is a matter of the kind: MySQL adds columns in that way, and drops them, and
/// does not promise it of both at once, nor of a column that is computed beside one that is not.
fn mixes(first: &Transition<'_>, next: &Transition<'_>, algorithm: Algorithm) -> bool {
    let computes =
        |t: &Transition<'_>| matches!(t.operation, Operation::AddColumn(add) if add.column.generated.is_some());
    let same = std::mem::discriminant(first.operation) == std::mem::discriminant(next.operation);
    algorithm != Algorithm::Instant || (same && !computes(first) && !computes(next))
}

/// One step for operations that are one ALTER TABLE together.
pub(super) fn fused(run: &[Transition<'_>]) -> Result<Option<Vec<Step>>, Diagnostic> {
    let [first, .., last] = run else { return Ok(None) };
    let Some(name) = first.table() else { return Ok(None) };
    let mut all = Vec::new();
    for t in run {
        let own = actions(t)?.unwrap_or_default();
        all.extend(alter::with_key_indexes(t, t.table_before(name)?, t.table_after(name)?, own));
    }
    let (old, new) = (first.table_before(name)?, last.table_after(name)?);
    let (before, after) = difference::conditions(old, new, first.dialect);
    let step = first.step(Action::Ddl(vec![first.sql().alter_table(name, &all)]), before, after);
    let operations: Range<usize> = first.at..last.at + 1;
    Ok(Some(vec![Step { operations, algorithm: algorithm(first), ..step }]))
}

/// What of a table an operation touches.
struct Parts {
    /// The columns that it adds, drops or alters.
    changed: Vec<Ident>,
    /// The columns that it needs as they are.
    used: Vec<Ident>,
    /// The indexes and constraints that it makes or takes away.
    names: Vec<Ident>,
}

impl Parts {
    fn of(t: &Transition<'_>) -> Result<Parts, Diagnostic> {
        let mut parts = Parts { changed: Vec::new(), used: Vec::new(), names: Vec::new() };
        let Some(name) = t.table() else { return Ok(parts) };
        let (Some(old), Some(new)) = (t.before.table(name), t.after.table(name)) else { return Ok(parts) };
        for table in [old, new] {
            let other = if std::ptr::eq(table, old) { new } else { old };
            parts.differing(table, other);
        }
        let own = |table: &Table| super::key_index::own(table, t.capabilities());
        let (was, is) = (own(old), own(new));
        let moved =
            was.iter().filter(|index| !is.contains(index)).chain(is.iter().filter(|index| !was.contains(index)));
        moved.for_each(|index| parts.index(index));
        Ok(parts)
    }

    /// Adds what `table` has and `other` has not, or has otherwise.
    fn differing(&mut self, table: &Table, other: &Table) {
        let columns = table.columns.iter().filter(|column| other.column(&column.name) != Some(column));
        for column in columns {
            self.changed.push(column.name.clone());
            let sources = table.columns.iter().filter(|source| column.is_generated_from(&source.name));
            self.used.extend(sources.map(|source| source.name.clone()));
        }
        table.indexes.iter().filter(|one| !other.indexes.contains(one)).for_each(|index| self.index(index));
        for unique in table.uniques.iter().filter(|one| !other.uniques.contains(one)) {
            self.names.push(unique.name.clone());
            self.used.extend(unique.columns.iter().cloned());
        }
        table.foreign_keys.iter().filter(|one| !other.foreign_keys.contains(one)).for_each(|key| self.key(key));
        for check in table.checks.iter().filter(|one| !other.checks.contains(one)) {
            self.names.push(check.name.clone());
            let used = table.columns.iter().filter(|column| expression::uses(&check.expression, &column.name));
            self.used.extend(used.map(|column| column.name.clone()));
        }
        if table.primary_key != other.primary_key {
            let columns = table.primary_key.iter().flat_map(|key| &key.columns);
            self.used.extend(columns.cloned());
        }
    }

    fn index(&mut self, index: &Index) {
        self.names.push(index.name.clone());
        self.used.extend(index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        }));
    }

    fn key(&mut self, key: &ForeignKey) {
        self.names.push(key.name.clone());
        self.used.extend(key.columns.iter().chain(&key.ref_columns).cloned());
    }

    /// Whether the one changes what the other changes or uses, or both are about the same name.
    fn meet(&self, other: &Parts) -> bool {
        let share = |some: &[Ident], others: &[Ident]| some.iter().any(|one| others.contains(one));
        share(&self.changed, &other.changed)
            || share(&self.changed, &other.used)
            || share(&self.used, &other.changed)
            || share(&self.names, &other.names)
    }

    fn add(&mut self, more: Parts) {
        self.changed.extend(more.changed);
        self.used.extend(more.used);
        self.names.extend(more.names);
    }
}

/// Lets the server refuse a step, before it has done anything, for which it would keep others from writing, where it is
/// known to do without.
pub(super) fn online(sql: &dyn Writer, step: &mut Step) {
    let is_online = step.algorithm.is_some_and(Algorithm::is_online);
    if let (Action::Ddl(statements), Some(alter), true) = (&mut step.action, sql.alter(), is_online) {
        statements.iter_mut().for_each(|statement| alter.online(statement));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Condition, plan};
    use super::*;
    use crate::dialect::Dialect;
    use crate::dsl::Migration;
    use crate::normal::normalise;
    use crate::schema::Schema;

    fn before() -> Schema {
        let mut m = Migration::new();
        m.create_table("t", |t| {
            t.integer("a");
            t.integer("b").nullable();
            t.string("c", 20).index();
        });
        let mut schema = Schema::new();
        crate::replay::apply(m.finish().0.operations(), &mut schema).unwrap();
        schema
    }

    fn steps<R>(dialect: Dialect, write: impl FnOnce(&mut Migration) -> R) -> (Vec<Step>, Schema) {
        let mut m = Migration::new();
        write(&mut m);
        let operations = m.finish().0.into_operations();
        let mut after = before();
        crate::replay::apply(&operations, &mut after).unwrap();
        (plan(&operations, &before(), dialect).unwrap().steps, after)
    }

    fn sizes<R>(write: impl FnOnce(&mut Migration) -> R) -> Vec<usize> {
        steps(Dialect::MySql, write).0.iter().map(|step| step.operations.len()).collect()
    }

    #[test]
    fn what_is_done_alike_is_one_step_whose_conditions_tell_of_all_of_it() {
        let (steps, after) = steps(Dialect::MySql, |m| {
            m.add_column("t", |t| t.integer("d").nullable());
            m.add_column("t", |t| t.integer("e").default(1));
        });
        let [step] = &steps[..] else { panic!("{steps:?}") };
        assert_eq!((step.operations.clone(), step.algorithm), (0..2, Some(Algorithm::Instant)));
        let told = |schema: &Schema| normalise(schema, Dialect::MySql);
        let holds = |condition: &Condition, schema: &Schema| condition.holds(&told(schema)).unwrap();
        assert!(holds(&step.before, &before()) && !holds(&step.before, &after));
        assert!(holds(&step.after, &after) && !holds(&step.after, &before()));
        // One of the two is neither.
        let mut half = before();
        let mut m = Migration::new();
        m.add_column("t", |t| t.integer("d").nullable());
        crate::replay::apply(m.finish().0.operations(), &mut half).unwrap();
        assert!(!holds(&step.before, &half) && !holds(&step.after, &half));
    }

    #[test]
    fn another_way_or_another_table_is_another_step() {
        // At once, and by building an index.
        let two = sizes(|m| {
            m.add_column("t", |t| t.integer("d").nullable());
            m.create_index("t", ["a"]);
        });
        assert_eq!(two, [1, 1]);
        // Both at once, but columns that come and columns that go.
        let kinds = sizes(|m| {
            m.add_column("t", |t| t.integer("d").nullable());
            m.drop_column("t", "b");
        });
        assert_eq!(kinds, [1, 1]);
        let tables = sizes(|m| {
            m.create_table("u", |t| t.integer("a"));
            m.create_index("t", ["a"]);
            m.create_index("u", ["a"]);
        });
        assert_eq!(tables, [1, 1, 1]);
    }

    #[test]
    fn what_touches_what_another_changes_waits_for_it() {
        let check = sizes(|m| {
            m.alter_column("t", |t| t.big_integer("a"));
            m.add_check("t", "ck", "a > 0");
            m.add_check("t", "ck_b", "b > 0");
        });
        assert_eq!(check, [1, 2]);
        let twice = sizes(|m| {
            m.alter_column("t", |t| t.big_integer("a"));
            m.alter_column("t", |t| t.text("a"));
        });
        assert_eq!(twice, [1, 1]);
        let again = sizes(|m| {
            m.rename_index("t", "ix_t_c", "ix");
            m.drop_index("t", "ix");
        });
        assert_eq!(again, [1, 1]);
    }

    #[test]
    fn others_do_each_operation_by_itself() {
        let write = |m: &mut Migration| {
            m.drop_column("t", "b");
            m.drop_column("t", "a");
        };
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let (steps, _) = steps(dialect, write);
            assert_eq!(steps.len(), 2, "{dialect}");
            assert!(steps.iter().all(|step| step.algorithm.is_none()));
        }
    }

    #[test]
    fn what_copies_anyway_is_not_asked_to_do_without_a_lock() {
        let (steps, _) = steps(Dialect::MySql, |m| {
            m.alter_column("t", |t| t.big_integer("a"));
            m.drop_column("t", "b");
        });
        assert!(!steps[0].to_string().contains("LOCK") && steps[1].to_string().ends_with(", LOCK=NONE;"), "{steps:?}");
    }
}

//! The conditions that tell a table before a step from the table after it.
//!
//! They follow from the two tables, not from the operation, so that no operation says twice what it does: whatever differs
//! in what the database can tell is asked for, as it was in the one condition and as it is then in the other. Both hold
//! full definitions, so that a table which is neither is found out.

#[cfg(test)]
mod tests;

use super::Condition;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::normal::{self, NormalIndex};
use crate::schema::{Check, Table};

/// What holds before and after a step that makes the table `new` of the table `old`.
///
/// Only what was declared differently is brought into the form that the database tells: that is most of the work.
pub(super) fn conditions(old: &Table, new: &Table, dialect: Dialect) -> (Condition, Condition) {
    let mut found = Difference { dialect, old, new, before: Vec::new(), after: Vec::new() };
    if old.name != new.name {
        found.before.extend([Condition::Table(old.name.clone()), Condition::NoTable(new.name.clone())]);
        found.after.extend([Condition::Table(new.name.clone()), Condition::NoTable(old.name.clone())]);
    } else {
        found.comment();
        found.columns();
        found.primary_key();
        found.constraints();
        found.indexes();
    }
    (Condition::all(found.before), Condition::all(found.after))
}

struct Difference<'a> {
    dialect: Dialect,
    old: &'a Table,
    new: &'a Table,
    before: Vec<Condition>,
    after: Vec<Condition>,
}

impl Difference<'_> {
    /// Adds what holds of one part of the table before and after, where that differs.
    fn add(&mut self, before: Condition, after: Condition) {
        if before != after {
            self.before.push(before);
            self.after.push(after);
        }
    }

    fn comment(&mut self) {
        if self.dialect != Dialect::Sqlite {
            let of = |table: &Table| Condition::Comment(table.name.clone(), table.comment.clone());
            self.add(of(self.old), of(self.new));
        }
    }

    fn columns(&mut self) {
        let (old, new, dialect) = (self.old, self.new, self.dialect);
        for name in names(&old.columns, &new.columns, |column| &column.name) {
            if old.column(&name) == new.column(&name) {
                continue;
            }
            let of = |table: &Table| match table.column(&name) {
                Some(column) => {
                    let column = normal::normal_column(column, table, dialect);
                    Condition::Column(table.name.clone(), Box::new(column))
                }
                None => Condition::NoColumn(table.name.clone(), name.clone()),
            };
            self.add(of(old), of(new));
            let type_check =
                |table: &Table| table.column(&name).and_then(|column| normal::type_check(column, table, dialect));
            self.check(type_check(old), type_check(new));
        }
    }

    fn check(&mut self, old: Option<Check>, new: Option<Check>) {
        let Some(name) = old.as_ref().or(new.as_ref()).map(|check| check.name.clone()) else { return };
        let of = |check: Option<Check>, table: &TableName| match check {
            Some(check) => Condition::Check(table.clone(), Box::new(check)),
            None => Condition::NoConstraint(table.clone(), name.clone()),
        };
        self.add(of(old, &self.old.name), of(new, &self.new.name));
    }

    fn primary_key(&mut self) {
        let of = |table: &Table| {
            let key = normal::normal_primary_key(table, self.dialect);
            Condition::PrimaryKey(table.name.clone(), key)
        };
        self.add(of(self.old), of(self.new));
    }

    fn constraints(&mut self) {
        let (old, new, dialect) = (self.old, self.new, self.dialect);
        let absent = |table: &Table, name: &Ident| Condition::NoConstraint(table.name.clone(), name.clone());
        for name in names(&old.uniques, &new.uniques, |unique| &unique.name) {
            let of = |table: &Table| match table.uniques.iter().find(|unique| unique.name == name) {
                Some(unique) => Condition::Unique(table.name.clone(), Box::new(unique.clone())),
                None => absent(table, &name),
            };
            self.add(of(old), of(new));
        }
        for name in names(&old.foreign_keys, &new.foreign_keys, |key| &key.name) {
            let of = |table: &Table| match table.foreign_keys.iter().find(|key| key.name == name) {
                Some(key) => {
                    let key = normal::normal_foreign_key(key, dialect);
                    Condition::ForeignKey(table.name.clone(), Box::new(key))
                }
                None => absent(table, &name),
            };
            self.add(of(old), of(new));
        }
        for name in names(&old.checks, &new.checks, |check| &check.name) {
            let [was, is] = [old, new].map(|table| table.checks.iter().find(|check| check.name == name));
            if was != is {
                let told =
                    |check: Option<&Check>, table| check.map(|check| normal::normal_check(check, table, dialect));
                self.check(told(was, old), told(is, new));
            }
        }
    }

    fn indexes(&mut self) {
        let (old, new, dialect) = (self.old, self.new, self.dialect);
        for name in names(&old.indexes, &new.indexes, |index| &index.name) {
            let found = |table: &Table| table.indexes.iter().find(|index| index.name == name).cloned();
            let [was, is] = [found(old), found(new)];
            if was == is {
                continue;
            }
            let told = |index: Option<_>, table| index.map(|index| normal::normal_index(&index, table, dialect));
            let (was, is) = (told(was, old), told(is, new));
            let is_unique = [&was, &is].iter().any(|index| matches!(index, Some(NormalIndex::Unique(_))));
            let of = |index: Option<NormalIndex>, table: &TableName| match index {
                Some(NormalIndex::Index(index)) => Condition::Index(table.clone(), Box::new(index)),
                Some(NormalIndex::Unique(unique)) => Condition::Unique(table.clone(), Box::new(unique)),
                None if is_unique => Condition::NoConstraint(table.clone(), name.clone()),
                None => Condition::NoIndex(table.clone(), name.clone()),
            };
            self.add(of(was, &old.name), of(is, &new.name));
        }
    }
}

/// The names in the one list or the other, each once, in their order.
fn names<T>(old: &[T], new: &[T], name: impl Fn(&T) -> &Ident) -> Vec<Ident> {
    let mut names: Vec<Ident> = old.iter().map(&name).cloned().collect();
    for added in new.iter().map(&name) {
        if !old.iter().any(|one| name(one) == added) {
            names.push(added.clone());
        }
    }
    names
}

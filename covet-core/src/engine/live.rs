//! A live schema as it would be had it been declared like what is wanted, wherever a database cannot tell the two apart.

use super::Wanted;
use crate::dialect::Dialect;
use crate::diff::Answers;
use crate::ident::TableName;
use crate::normal::{self, NormalIndex};
use crate::schema::{Column, Schema, Table};

/// What was read from a database, with the parts of what is wanted in the place of those that are the same to it.
///
/// A column that a database reads back as `tinyint(1)` is the boolean that it was declared as; so a diff finds no change
/// where there is none, and the operations that it finds are in the words of the models. Tables that are neither wanted nor
/// `known` are left out, and those that no model describes are taken for what they are to be.
pub(super) fn as_wanted(
    live: &Schema,
    wanted: &Wanted,
    known: impl Fn(&TableName) -> bool,
    dialect: Dialect,
    answers: &Answers,
) -> Schema {
    let (mut declared, after) = (Schema::new(), &wanted.schema);
    for table in after.tables().filter(|table| !wanted.owners.contains_key(&table.name)) {
        declared.insert(table.clone());
    }
    for table in live.tables() {
        let becomes = answers.tables.get(&table.name).and_then(Option::as_ref);
        match after.table(becomes.unwrap_or(&table.name)) {
            Some(target) if !wanted.owners.contains_key(&target.name) => {}
            Some(target) => declared.insert(Aligning { live: table, target, dialect, answers }.table()),
            None if known(&table.name) => declared.insert(table.clone()),
            None => {}
        }
    }
    for name in after.enums().filter(|name| live.enum_values(name).is_some()) {
        declared.insert_enum(name.clone(), live.enum_values(name).unwrap_or_default().to_vec());
    }
    for object in after.objects() {
        declared.insert_object(object.clone());
    }
    declared
}

/// A table of the database beside the one that it is to be.
struct Aligning<'a> {
    live: &'a Table,
    target: &'a Table,
    dialect: Dialect,
    answers: &'a Answers,
}

impl Aligning<'_> {
    fn table(&self) -> Table {
        let Aligning { live, target, dialect, .. } = *self;
        let mut table = live.clone();
        if dialect == Dialect::Sqlite {
            table.comment.clone_from(&target.comment);
        }
        table.columns = live.columns.iter().map(|column| self.column(column)).collect();
        // The check that makes a type of one of several texts is part of that type.
        let type_checks = target.columns.iter().filter_map(|column| normal::type_check(column, target, dialect));
        let type_checks: Vec<_> = type_checks.collect();
        table.checks.retain(|check| {
            let check = normal::normal_check(check, live, dialect);
            !type_checks.iter().any(|own| own.expression == check.expression)
        });
        let check = |check: &_, table: &Table| normal::normal_check(check, table, dialect);
        table.checks = self.aligned(&table.checks, &target.checks, check);
        let key = |key: &_, _: &Table| normal::normal_foreign_key(key, dialect);
        table.foreign_keys = self.aligned(&live.foreign_keys, &target.foreign_keys, key);
        self.indexes(&mut table);
        table
    }

    fn column(&self, column: &Column) -> Column {
        let Aligning { live, target, dialect, answers } = *self;
        let renamed = answers.columns.get(&(target.name.clone(), column.name.clone())).and_then(Option::as_ref);
        let Some(wanted) = target.column(renamed.unwrap_or(&column.name)) else { return column.clone() };
        let as_wanted = Column { name: column.name.clone(), ..wanted.clone() };
        let is_same =
            normal::normal_column(column, live, dialect) == normal::normal_column(&as_wanted, target, dialect);
        if is_same { as_wanted } else { column.clone() }
    }

    /// Indexes and unique constraints, which are one in MySQL.
    fn indexes(&self, table: &mut Table) {
        let Aligning { live, target, dialect, .. } = *self;
        let index = |index: &_, table: &Table| match normal::normal_index(index, table, dialect) {
            NormalIndex::Index(index) => index,
            NormalIndex::Unique(unique) => {
                crate::schema::Index { unique: true, ..crate::schema::Index::on(unique.name, unique.columns) }
            }
        };
        table.indexes = self.aligned(&live.indexes, &target.indexes, index);
        let as_unique = |wanted: &crate::schema::Index| match normal::normal_index(wanted, target, dialect) {
            NormalIndex::Unique(unique) => Some(unique),
            NormalIndex::Index(_) => None,
        };
        let (mut uniques, mut indexes) = (Vec::new(), Vec::new());
        for unique in &live.uniques {
            match target.indexes.iter().find(|index| as_unique(index).as_ref() == Some(unique)) {
                Some(index) => indexes.push(index.clone()),
                None => uniques.push(unique.clone()),
            }
        }
        table.uniques = uniques;
        table.indexes.extend(indexes);
    }

    /// Parts of one kind, with those that are wanted in the place of the ones that are the same in their normal form.
    fn aligned<T: Clone, N: PartialEq>(&self, live: &[T], wanted: &[T], normal: impl Fn(&T, &Table) -> N) -> Vec<T> {
        let wanted: Vec<(N, &T)> = wanted.iter().map(|one| (normal(one, self.target), one)).collect();
        let same = |one: &T| {
            let own = normal(one, self.live);
            wanted.iter().find(|(other, _)| *other == own).map(|(_, other)| (*other).clone())
        };
        live.iter().map(|one| same(one).unwrap_or_else(|| one.clone())).collect()
    }
}

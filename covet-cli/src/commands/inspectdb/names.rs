//! Names of constraints and indexes that a schema has once, and some databases in every table.

use std::collections::BTreeSet;

use covet_core::operation::{Operation, RenameConstraint, RenameIndex};
use covet_core::plan::plan;
use covet_core::schema::Table;
use covet_core::{Dialect, Ident, Schema, TableName};

/// The table with names that no other has; and the SQL that gives the live one these names.
pub(super) fn made_unique(mut table: Table, taken: &mut BTreeSet<String>, dialect: Dialect) -> (Table, Vec<String>) {
    let before = table.clone();
    let mut renames: Vec<Operation> = Vec::new();
    let name = table.name.clone();
    let mut free = |prefix: &str, columns: &[Ident], was: &mut Ident| -> Option<Ident> {
        if taken.insert(was.to_lowercase()) {
            return None;
        }
        let derived = Ident::derived(prefix, &name, columns);
        let numbered = |number: usize| if number == 1 { derived.to_string() } else { format!("{derived}_{number}") };
        let new = (1..).map(numbered).find(|name| taken.insert(name.to_lowercase()))?;
        Some(std::mem::replace(was, Ident::from(new.as_str())))
    };
    let constraint = |from: Ident, to: &Ident, table: &TableName| {
        Operation::from(RenameConstraint { table: table.clone(), from, to: to.clone() })
    };
    for index in &mut table.indexes {
        let columns: Vec<Ident> = index.columns().cloned().collect();
        let was = free("ix", &columns, &mut index.name);
        renames.extend(was.map(|from| RenameIndex { table: before.name.clone(), from, to: index.name.clone() }.into()));
    }
    for unique in &mut table.uniques {
        let was = free("uq", &unique.columns.clone(), &mut unique.name);
        renames.extend(was.map(|from| constraint(from, &unique.name, &before.name)));
    }
    for key in &mut table.foreign_keys {
        let was = free("fk", &key.columns.clone(), &mut key.name);
        renames.extend(was.map(|from| constraint(from, &key.name, &before.name)));
    }
    for check in &mut table.checks {
        let was = free("ck", &[], &mut check.name);
        renames.extend(was.map(|from| constraint(from, &check.name, &before.name)));
    }
    let sql = statements(&renames, before, dialect);
    (table, sql)
}

/// The SQL of renames, or what they are where it cannot be planned.
fn statements(renames: &[Operation], before: Table, dialect: Dialect) -> Vec<String> {
    let mut schema = Schema::new();
    schema.insert(before);
    let one = |rename: &Operation| match plan(std::slice::from_ref(rename), &schema, dialect) {
        Ok(plan) => plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Err(_) => rename.to_string(),
    };
    renames.iter().map(one).collect()
}

//! The operations of all apps divided into migrations: as few as can be put into an order.

use std::collections::{BTreeMap, BTreeSet};

use super::things::{Step, Thing};
use crate::operation::Operation;
use crate::schema::{ColumnType, DefaultValue};

/// The operations of one migration.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) app: String,
    /// Its operations, by their places, in order.
    pub(super) steps: Vec<usize>,
    /// The groups of other apps that it needs, by their places.
    pub(super) needs: BTreeSet<usize>,
}

/// What must be done before a step, by place.
#[derive(Clone, Debug, Default)]
struct Needs {
    before: BTreeSet<usize>,
    /// Those of them that must have been committed.
    committed: BTreeSet<usize>,
}

/// Divides steps into migrations of one app each, in an order in which they run.
///
/// An app whose steps can all be taken goes on; where none is, the first that can take any step takes all that it can, and
/// goes on with the rest in another migration when what that needs is there.
pub(super) fn into_migrations(steps: &[Step]) -> Vec<Group> {
    let needs = needs(steps);
    let mut left: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        left.entry(&step.app).or_default().push(at);
    }
    let mut group_of: Vec<Option<usize>> = vec![None; steps.len()];
    let mut groups: Vec<Group> = Vec::new();
    while !left.is_empty() {
        let possible = left.iter().map(|(app, open)| (*app, takeable(open, &needs, &group_of), open.len()));
        let possible: Vec<_> = possible.filter(|(_, taken, _)| !taken.is_empty()).collect();
        let whole = possible.iter().find(|(_, taken, all)| taken.len() == *all);
        // What the first step that is left needs comes before it in the list, and has been taken.
        let Some((app, taken, _)) = whole.or(possible.first()) else { break };
        let mut group = Group { app: (*app).to_owned(), steps: taken.clone(), needs: BTreeSet::new() };
        let needed = taken.iter().flat_map(|&at| &needs[at].before).filter_map(|&other| group_of[other]);
        group.needs.extend(needed.filter(|&other| groups[other].app != *app));
        for &at in taken {
            group_of[at] = Some(groups.len());
        }
        let app = group.app.clone();
        groups.push(group);
        if let Some(open) = left.get_mut(app.as_str()) {
            open.retain(|&at| group_of[at].is_none());
        }
        left.retain(|_, open| !open.is_empty());
    }
    groups
}

/// The steps of an app that can be taken into one migration now.
fn takeable(open: &[usize], needs: &[Needs], group_of: &[Option<usize>]) -> Vec<usize> {
    let mut taken = Vec::new();
    let mut is_taken = BTreeSet::new();
    for &at in open {
        let is_done = |other: &usize| group_of[*other].is_some();
        let can = needs[at].before.iter().all(|other| is_done(other) || is_taken.contains(other));
        if can && needs[at].committed.iter().all(is_done) {
            taken.push(at);
            is_taken.insert(at);
        }
    }
    taken
}

/// For each step those before it that it cannot be exchanged with.
fn needs(steps: &[Step]) -> Vec<Needs> {
    #[derive(Default)]
    struct Seen {
        changed: Option<usize>,
        used: Vec<usize>,
    }
    let is_value = |step: &Step| matches!(step.operation, Operation::AddEnumValue(_));
    let values: Vec<usize> = (0..steps.len()).filter(|&at| is_value(&steps[at])).collect();
    let added_values = |at: usize| values.iter().copied().take_while(move |&value| value < at);
    let mut seen: BTreeMap<&Thing, Seen> = BTreeMap::new();
    let mut all: Vec<Needs> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let mut needs = Needs::default();
        for thing in &step.uses {
            let seen = seen.entry(thing).or_default();
            needs.before.extend(seen.changed);
            seen.used.push(at);
        }
        for thing in &step.changes {
            let seen = seen.entry(thing).or_default();
            needs.before.extend(seen.changed);
            needs.before.extend(seen.used.drain(..));
            seen.changed = Some(at);
        }
        needs.before.remove(&at);
        needs.committed = added_values(at).filter(|&other| is_used(&steps[other], step)).collect();
        needs.before.extend(&needs.committed);
        all.push(needs);
    }
    all
}

/// A value that is added to an enum cannot be used in the transaction that adds it.
fn is_used(earlier: &Step, later: &Step) -> bool {
    let Operation::AddEnumValue(add) = &earlier.operation else { return false };
    let columns = match &later.operation {
        Operation::CreateTable(create) => &create.table.columns[..],
        Operation::AddColumn(add) => std::slice::from_ref(&add.column),
        Operation::AlterColumn(alter) => std::slice::from_ref(&alter.column),
        _ => &[],
    };
    let value = DefaultValue::Text(add.value.clone());
    columns
        .iter()
        .any(|column| column.ty == ColumnType::Enum(add.name.clone()) && column.default.as_ref() == Some(&value))
}

//! The migrations of a set, once they are needed: a build [packs](covet_core::packing) them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::combine::Combined;
use crate::embedded::{Embedded, Packed};

/// What has been unpacked, each set by its address. Sets are statics: there are as many as there are calls of macros.
static UNPACKED: Mutex<BTreeMap<usize, &'static [Embedded]>> = Mutex::new(BTreeMap::new());

/// The rows of a packed set.
pub(crate) fn of(packed: &'static Packed) -> &'static [Embedded] {
    once(packed, || packed.rows().collect())
}

/// The rows of a combined set.
pub(crate) fn of_all(combined: &'static Combined) -> &'static [Embedded] {
    once(combined, || merged(combined))
}

/// Unpacks what has not been unpacked before in this process, and keeps it for as long.
fn once<T>(set: &'static T, unpack: impl FnOnce() -> Vec<Embedded>) -> &'static [Embedded] {
    let address = std::ptr::from_ref(set).addr();
    let find = || UNPACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rows) = find().get(&address) {
        return rows;
    }
    // Not while the lock is held: the sets of a combined one ask for it too.
    let rows = unpack();
    find().entry(address).or_insert_with(|| rows.leak())
}

/// Each app's migrations in their order, in turns.
fn merged(combined: &Combined) -> Vec<Embedded> {
    let mut waiting: BTreeMap<&str, VecDeque<Embedded>> = BTreeMap::new();
    for one in combined.sets.iter().flat_map(|set| set.embedded()) {
        waiting.entry(one.app).or_default().push_back(*one);
    }
    let next = |app: &usize| waiting.get_mut(combined.apps[*app].name)?.pop_front();
    combined.turns.iter().filter_map(next).collect()
}

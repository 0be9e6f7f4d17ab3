//! When two things with names count as the same in spite of them.
//!
//! Indexes and constraints that nobody named are named after their table and columns at the time. A later rename leaves
//! the old name in the database, and the name that the models derive is the new one: that is no difference.

use crate::ident::{Ident, TableName};
use crate::schema::{Check, ForeignKey, Index, Table, Unique};

/// A part of a table that has a name of its own.
pub(super) trait Named: Clone + PartialEq {
    fn name(&self) -> &Ident;

    /// The same with another name.
    fn under(&self, name: Ident) -> Self;

    /// The name that it gets where nobody gives it one; nothing where it is always given.
    fn derived(&self, table: &TableName) -> Option<Ident>;

    /// All of this kind that a table has.
    fn of(table: &Table) -> &[Self];
}

macro_rules! named {
    ($($type:ident, $list:ident, |$this:ident, $table:ident| $derived:expr;)*) => {
        $(impl Named for $type {
            fn name(&self) -> &Ident {
                &self.name
            }

            fn under(&self, name: Ident) -> Self {
                Self { name, ..self.clone() }
            }

            fn derived(&self, $table: &TableName) -> Option<Ident> {
                let $this = self;
                $derived
            }

            fn of(table: &Table) -> &[Self] {
                &table.$list
            }
        })*
    };
}

named! {
    Unique, uniques, |this, table| Some(Ident::derived("uq", table, &this.columns));
    ForeignKey, foreign_keys, |this, table| Some(Ident::derived("fk", table, &this.columns));
    Check, checks, |this, table| { let _ = (this, table); None };
    Index, indexes, |this, table| {
        let columns: Vec<Ident> = this.parts.iter().filter_map(|part| part.as_column().cloned()).collect();
        (!columns.is_empty()).then(|| Ident::derived("ix", table, &columns))
    };
}

/// How the things of one kind on a table are to change.
pub(super) struct Changes<T> {
    /// Those that go.
    pub dropped: Vec<T>,
    /// Those that come.
    pub added: Vec<T>,
    /// Those that only get another name, with the name that they have.
    pub renamed: Vec<(Ident, T)>,
    /// Those that keep the name that was derived for them once, though it would be another now.
    pub kept: Vec<(Ident, T)>,
}

/// Compares the things of one kind: first by name, then those that are left by what they are.
pub(super) fn changes<T: Named>(now: &Table, after: &Table) -> Changes<T> {
    let (mut left, mut wanted) = (T::of(now).to_vec(), T::of(after).to_vec());
    wanted.retain(|wanted| match left.iter().position(|there| there == wanted) {
        Some(at) => {
            left.remove(at);
            false
        }
        None => true,
    });
    let mut changes = Changes { dropped: Vec::new(), added: Vec::new(), renamed: Vec::new(), kept: Vec::new() };
    for wanted in wanted {
        let same = left.iter().position(|there| there.under(wanted.name().clone()) == wanted);
        match same.map(|at| left.remove(at)) {
            Some(there) if wanted.derived(&after.name).as_ref() == Some(wanted.name()) => {
                changes.kept.push((there.name().clone(), wanted));
            }
            Some(there) => changes.renamed.push((there.name().clone(), wanted)),
            None => changes.added.push(wanted),
        }
    }
    changes.dropped = left;
    changes
}

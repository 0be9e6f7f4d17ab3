//! A unique constraint of a table that is being declared.

use std::cell::RefCell;
use std::rc::Rc;

use super::Table;
use super::place::{Place, Places};
use crate::lint::{Allow, Rule};
use crate::schema::{self, Deferrable, Unique};

/// A unique constraint of a table that is being declared: what can be said of it is what can be said of
/// [`add_unique`](super::Migration::add_unique).
///
/// ```
/// # use covet_core::dsl::*; fn f(t: &mut Table) {
/// t.integer("floor");
/// t.integer("room");
/// t.unique(["floor", "room"]).name("uq_rooms_place");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TableUnique {
    draft: Rc<RefCell<schema::Table>>,
    allows: Rc<RefCell<Vec<Allow>>>,
    at: usize,
    places: Places,
}

impl TableUnique {
    /// The constraint that was declared last.
    pub(super) fn last(table: &Table) -> Self {
        let at = table.draft.borrow().uniques.len().saturating_sub(1);
        TableUnique { draft: table.draft.clone(), allows: table.allows.clone(), at, places: table.places.clone() }
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Names the constraint.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.unique(["floor", "room"]).name("uq_rooms_place");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        let name = self.places.ident(0, name);
        self.edit(|unique| unique.name = name)
    }

    /// NULL counts as equal to NULL, in PostgreSQL 15 and later.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.unique(["org_id", "email"]).nulls_not_distinct();
    /// # }
    /// ```
    pub fn nulls_not_distinct(self) -> Self {
        self.edit(|unique| unique.nulls_not_distinct = true)
    }

    /// Can wait for the end of the transaction, in PostgreSQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.unique(["list_id", "position"]).deferrable(InitiallyDeferred);
    /// # }
    /// ```
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|unique| unique.deferrable = Some(when))
    }

    /// Acknowledges what a [safety rule](super::Rule) finds in this constraint.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.unique(["org_id", "email"]).allow(Rule::NullableUnique, "guests have no address");
    /// # }
    /// ```
    pub fn allow(self, rule: Rule, reason: &str) -> Self {
        let columns = self.draft.borrow().uniques[self.at].columns.clone();
        self.allows.borrow_mut().push(Allow { columns, ..self.places.allow(rule, reason) });
        self
    }

    fn edit(self, change: impl FnOnce(&mut Unique)) -> Self {
        change(&mut self.draft.borrow_mut().uniques[self.at]);
        self
    }
}

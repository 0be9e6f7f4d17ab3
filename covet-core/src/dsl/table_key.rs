//! A foreign key over several columns of a table that is being declared.

use std::cell::RefCell;
use std::rc::Rc;

use super::Table;
use super::place::{Place, Places};
use crate::lint::{Allow, Rule};
use crate::schema::{self, Action, Deferrable, ForeignKey};

/// A foreign key over several columns of a table that is being declared.
#[derive(Clone, Debug)]
pub struct TableKey {
    draft: Rc<RefCell<schema::Table>>,
    allows: Rc<RefCell<Vec<Allow>>>,
    at: usize,
    places: Places,
}

impl TableKey {
    /// The key that was declared last.
    pub(super) fn last(table: &Table) -> Self {
        let at = table.draft.borrow().foreign_keys.len().saturating_sub(1);
        TableKey { draft: table.draft.clone(), allows: table.allows.clone(), at, places: table.places.clone() }
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Names the key.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.foreign_key(["a", "b"], "others", ["a", "b"]).name("fk_pair");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        let name = self.places.ident(0, name);
        self.edit(|key| key.name = name)
    }

    /// What happens to a row when the row that it refers to is deleted.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.foreign_key(["a", "b"], "others", ["a", "b"]).on_delete(Cascade);
    /// # }
    /// ```
    pub fn on_delete(self, action: Action) -> Self {
        self.edit(|key| key.on_delete = action)
    }

    /// What happens to a row when the key that it refers to changes.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.foreign_key(["a", "b"], "others", ["a", "b"]).on_update(Restrict);
    /// # }
    /// ```
    pub fn on_update(self, action: Action) -> Self {
        self.edit(|key| key.on_update = action)
    }

    /// Can wait for the end of the transaction; MySQL has no such keys.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.foreign_key(["a", "b"], "others", ["a", "b"]).deferrable(InitiallyDeferred);
    /// # }
    /// ```
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|key| key.deferrable = Some(when))
    }

    /// Acknowledges what a [safety rule](super::Rule) finds in this key.
    pub fn allow(self, rule: Rule, reason: &str) -> Self {
        let columns = self.draft.borrow().foreign_keys[self.at].columns.clone();
        self.allows.borrow_mut().push(Allow { columns, ..self.places.allow(rule, reason) });
        self
    }

    /// Says that the table referred to is of another crate, whose migrations are not known here: nothing of it is checked.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// # m.create_table("posts", |t| {
    /// t.big_integer("author_id");
    /// t.foreign_key(["author_id"], "users", ["id"]).external();
    /// # });
    /// ```
    pub fn external(self) -> Self {
        self.edit(|key| key.external = true)
    }

    fn edit(self, change: impl FnOnce(&mut ForeignKey)) -> Self {
        change(&mut self.draft.borrow_mut().foreign_keys[self.at]);
        self
    }
}

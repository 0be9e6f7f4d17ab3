//! The primary key of a table that is being declared.

use std::cell::RefCell;
use std::rc::Rc;

use super::Table;
use super::place::{Place, Places};
use crate::schema;

/// The primary key of a table that is being declared: what can be said of it is what can be said of
/// [`add_primary_key`](super::Migration::add_primary_key).
///
/// ```
/// # use covet_core::dsl::*; fn f(t: &mut Table) {
/// t.big_integer("user_id");
/// t.big_integer("role_id");
/// t.primary_key(["user_id", "role_id"]).name("user_roles_pkey");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TablePrimaryKey {
    draft: Rc<RefCell<schema::Table>>,
    places: Places,
}

impl TablePrimaryKey {
    /// The key that was declared last.
    pub(super) fn of(table: &Table) -> Self {
        TablePrimaryKey { draft: table.draft.clone(), places: table.places.clone() }
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Names the key, in PostgreSQL; the others give primary keys no names.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.primary_key(["user_id", "role_id"]).name("user_roles_pkey");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        let name = self.places.ident(0, name);
        if let Some(key) = &mut self.draft.borrow_mut().primary_key {
            key.name = Some(name);
        }
        self
    }
}

//! What can be said of new keys and constraints.

use super::Pending;
use crate::dsl::Action;
use crate::operation::{AddCheck, AddForeignKey, AddPrimaryKey, AddUnique};
use crate::schema::Deferrable;

impl Pending<AddPrimaryKey> {
    /// Names the key, in PostgreSQL; the others give primary keys no names. It is `pk_<table>` otherwise.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_primary_key("user_roles", ["user_id", "role_id"]).name("user_roles_pkey");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        self.edit(|add, places| add.key.name = Some(places.ident(0, name)))
    }

    /// The unique index that becomes the key, so that nobody waits while one is built: see
    /// [the same of a unique constraint](Pending::using_index).
    pub fn using_index(self, index: &str) -> Self {
        self.edit(|add, places| add.using_index = Some(places.ident(0, index)))
    }
}

impl Pending<AddCheck> {
    /// Holds for new rows only, until [`validate_constraint`](crate::dsl::Migration::validate_constraint).
    ///
    /// In PostgreSQL, which then need not read the rows that are there; the others look at all of them at once.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_check("orders", "ck_orders_quantity", "quantity > 0").not_valid();
    /// # }
    /// ```
    pub fn not_valid(self) -> Self {
        self.edit(|add, _| add.check.not_valid = true)
    }
}

impl Pending<AddUnique> {
    /// Names the constraint.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_unique("rooms", ["floor", "number"]).name("uq_rooms_place");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        self.edit(|add, places| add.unique.name = places.ident(0, name))
    }

    /// The unique index that becomes the constraint, under its name, so that nobody waits while one is built.
    ///
    /// In MySQL, where a unique index is such a constraint, it is given the name; SQLite makes the table anew.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_index("users", ["email"]).unique().concurrently();
    /// m.add_unique("users", ["email"]).using_index("ix_users_email");
    /// ```
    pub fn using_index(self, index: &str) -> Self {
        self.edit(|add, places| add.using_index = Some(places.ident(0, index)))
    }

    /// NULL counts as equal to NULL, in PostgreSQL 15 and later.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_unique("users", ["email"]).nulls_not_distinct();
    /// # }
    /// ```
    pub fn nulls_not_distinct(self) -> Self {
        self.edit(|add, _| add.unique.nulls_not_distinct = true)
    }

    /// Can wait for the end of the transaction, in PostgreSQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_unique("steps", ["position"]).deferrable(InitiallyDeferred);
    /// # }
    /// ```
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|add, _| add.unique.deferrable = Some(when))
    }
}

impl Pending<AddForeignKey> {
    /// Names the key.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).name("fk_posts_editor");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        self.edit(|add, places| add.key.name = places.ident(0, name))
    }

    /// What happens to a row when the row that it refers to is deleted.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).on_delete(SetNull);
    /// # }
    /// ```
    pub fn on_delete(self, action: Action) -> Self {
        self.edit(|add, _| add.key.on_delete = action)
    }

    /// What happens to a row when the key that it refers to changes.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).on_update(Cascade);
    /// # }
    /// ```
    pub fn on_update(self, action: Action) -> Self {
        self.edit(|add, _| add.key.on_update = action)
    }

    /// Can wait for the end of the transaction: `.deferrable(InitiallyDeferred)`; MySQL has no such keys.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).deferrable(InitiallyDeferred);
    /// # }
    /// ```
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|add, _| add.key.deferrable = Some(when))
    }

    /// Holds for new rows only, until [`validate_constraint`](crate::dsl::Migration::validate_constraint).
    ///
    /// In PostgreSQL, which then need not read the rows that are there; the others look at all of them at once.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).not_valid();
    /// # }
    /// ```
    pub fn not_valid(self) -> Self {
        self.edit(|add, _| add.key.not_valid = true)
    }

    /// Says that the table referred to is of another crate, whose migrations are not known here: nothing of it is checked.
    pub fn external(self) -> Self {
        self.edit(|add, _| add.key.external = true)
    }
}

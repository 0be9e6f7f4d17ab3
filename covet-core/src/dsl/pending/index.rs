//! What can be said of a new index, and of one that is dropped.

use super::Pending;
use crate::operation::{CreateIndex, DropIndex};
use crate::schema::{IndexPart, Nulls};

impl Pending<CreateIndex> {
    /// Names the index.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["last_name", "first_name"]).name("ix_users_name");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        self.edit(|create, places| create.index.name = places.ident(0, name))
    }

    /// No two rows may agree in the columns.
    ///
    /// [`add_unique`](crate::dsl::Migration::add_unique) makes the same a constraint, to which foreign keys can refer on every database.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["email"]).unique();
    /// # }
    /// ```
    pub fn unique(self) -> Self {
        self.edit(|create, _| create.index.unique = true)
    }

    /// The greatest value of `column` comes first; of an expression, where that is what the index has.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["author_id", "published_at"]).desc("published_at");
    /// # }
    /// ```
    pub fn desc(self, column: &str) -> Self {
        self.edit_part(column, |part| part.desc = true)
    }

    /// NULL comes before all values of `column`.
    ///
    /// In MySQL and SQLite NULL is the least value: only where that is the same.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["published_at"]).desc("published_at").nulls_first("published_at");
    /// # }
    /// ```
    pub fn nulls_first(self, column: &str) -> Self {
        self.edit_part(column, |part| part.nulls = Some(Nulls::First))
    }

    /// NULL comes after all values of `column`.
    ///
    /// In MySQL and SQLite NULL is the least value: only where that is the same.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["published_at"]).desc("published_at").nulls_last("published_at");
    /// # }
    /// ```
    pub fn nulls_last(self, column: &str) -> Self {
        self.edit_part(column, |part| part.nulls = Some(Nulls::Last))
    }

    /// The operator class of `column`, or of an expression, in PostgreSQL: `.opclass("title", "gin_trgm_ops")`.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["title"]).using("gin").opclass("title", "gin_trgm_ops");
    /// # }
    /// ```
    pub fn opclass(self, column: &str, opclass: &str) -> Self {
        self.edit_part(column, |part| part.opclass = Some(opclass.to_owned()))
    }

    /// How many characters of `column` count, in MySQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["body"]).prefix("body", 100);
    /// # }
    /// ```
    pub fn prefix(self, column: &str, characters: u32) -> Self {
        self.edit_part(column, |part| part.prefix = Some(characters))
    }

    /// Sorts by an expression as well, after what there is: `.expression("lower(email)")`.
    ///
    /// In PostgreSQL, SQLite and from MySQL 8.0.13 on. In MariaDB index a generated column.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["last_name"]).expression("lower(email)").name("ix_users_lower");
    /// # }
    /// ```
    pub fn expression(self, sql: &str) -> Self {
        self.edit(|create, _| create.index.parts.push(IndexPart::expression(sql)))
    }

    /// Sorts by a column as well, after what there is: behind an expression.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index_on("users", "lower(email)").column("org_id").name("ix_users_lower");
    /// # }
    /// ```
    pub fn column(self, column: &str) -> Self {
        self.edit(|create, places| create.index.parts.push(IndexPart::column(places.ident(0, column))))
    }

    /// The condition that rows meet to be in the index: `.filter("deleted_at IS NULL")`.
    ///
    /// In PostgreSQL and SQLite.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["email"]).filter("deleted_at IS NULL").unique();
    /// # }
    /// ```
    pub fn filter(self, condition: &str) -> Self {
        self.edit(|create, _| create.index.filter = Some(condition.to_owned()))
    }

    /// Columns that the index holds without being sorted by them, in PostgreSQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["author_id"]).include(["title"]);
    /// # }
    /// ```
    pub fn include(self, columns: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.edit(|create, places| create.index.include = places.idents(0, columns))
    }

    /// The method of the index, such as `gin`, `gist`, `brin` or `hash`.
    ///
    /// In PostgreSQL; `btree` is what all have. In MySQL `fulltext` and `spatial` are kinds of indexes.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("posts", ["tags"]).using("gin");
    /// # }
    /// ```
    pub fn using(self, method: &str) -> Self {
        self.edit(|create, _| create.index.using = Some(method.to_owned()))
    }

    /// NULL counts as equal to NULL in a unique index, in PostgreSQL 15 and later.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["email"]).unique().nulls_not_distinct();
    /// # }
    /// ```
    pub fn nulls_not_distinct(self) -> Self {
        self.edit(|create, _| create.index.nulls_not_distinct = true)
    }

    /// While others write to the table, in PostgreSQL, in a migration that says `transaction = false`.
    ///
    /// MySQL builds an index so anyway, and SQLite has one writer at a time: there it is created as usual.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_index("posts", ["author_id"]).concurrently();
    /// ```
    pub fn concurrently(self) -> Self {
        self.edit(|create, _| create.concurrently = true)
    }

    fn edit_part(self, part: &str, change: impl FnOnce(&mut IndexPart)) -> Self {
        let name = self.migration.places.ident(0, part);
        let mut fault = None;
        let this = self.edit(|create, _| fault = create.index.change_part(&name, change).err());
        if let Some(fault) = fault {
            this.migration.find(*fault);
        }
        this
    }
}

impl Pending<DropIndex> {
    /// While others use the table, in PostgreSQL, in a migration that says `transaction = false`.
    ///
    /// The others drop an index in a moment: there it is dropped as usual.
    pub fn concurrently(self) -> Self {
        self.edit(|drop, _| drop.concurrently = true)
    }
}

//! An index of a table that is being declared.

use std::cell::RefCell;
use std::rc::Rc;

use super::Table;
use super::place::{Place, Places};
use crate::diagnostic::Findings;
use crate::lint::{Allow, Rule};
use crate::schema::{self, Index, IndexPart, Nulls};

/// An index of a table that is being declared: what can be said of it is what can be said of
/// [`create_index`](super::Migration::create_index).
///
/// ```
/// # use covet_core::dsl::*; fn f(t: &mut Table) {
/// t.string("email", 255);
/// t.timestamp_tz("deleted_at").nullable();
/// t.index(["email"]).unique().filter("deleted_at IS NULL").name("ix_users_present");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TableIndex {
    draft: Rc<RefCell<schema::Table>>,
    allows: Rc<RefCell<Vec<Allow>>>,
    findings: Rc<RefCell<Findings>>,
    at: usize,
    places: Places,
}

impl TableIndex {
    /// The index that was declared last.
    pub(super) fn last(table: &Table) -> Self {
        TableIndex {
            draft: table.draft.clone(),
            allows: table.allows.clone(),
            findings: table.findings.clone(),
            at: table.draft.borrow().indexes.len().saturating_sub(1),
            places: table.places.clone(),
        }
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Names the index.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["last_name", "first_name"]).name("ix_users_name");
    /// # }
    /// ```
    pub fn name(self, name: &str) -> Self {
        let name = self.places.ident(0, name);
        self.edit(|index| index.name = name)
    }

    /// No two rows may agree in the columns; [`Table::unique`] makes the same a constraint.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["email"]).unique();
    /// # }
    /// ```
    pub fn unique(self) -> Self {
        self.edit(|index| index.unique = true)
    }

    /// The greatest value of `column` comes first; of an expression, where that is what the index has.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["author_id", "published_at"]).desc("published_at");
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
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["published_at"]).nulls_first("published_at");
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
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["published_at"]).desc("published_at").nulls_last("published_at");
    /// # }
    /// ```
    pub fn nulls_last(self, column: &str) -> Self {
        self.edit_part(column, |part| part.nulls = Some(Nulls::Last))
    }

    /// The operator class of `column`, or of an expression, in PostgreSQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index_on("lower(title)").using("gin").opclass("lower(title)", "gin_trgm_ops");
    /// # }
    /// ```
    pub fn opclass(self, column: &str, opclass: &str) -> Self {
        self.edit_part(column, |part| part.opclass = Some(opclass.to_owned()))
    }

    /// How many characters of `column` count, in MySQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["body"]).prefix("body", 100);
    /// # }
    /// ```
    pub fn prefix(self, column: &str, characters: u32) -> Self {
        self.edit_part(column, |part| part.prefix = Some(characters))
    }

    /// Sorts by an expression as well, after what there is.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["org_id"]).expression("lower(email)").name("ix_users_org_lower");
    /// # }
    /// ```
    pub fn expression(self, sql: &str) -> Self {
        self.edit(|index| index.parts.push(IndexPart::expression(sql)))
    }

    /// Sorts by a column as well, after what there is: behind an expression.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index_on("lower(email)").column("org_id").name("ix_users_lower");
    /// # }
    /// ```
    pub fn column(self, column: &str) -> Self {
        let column = self.places.ident(0, column);
        self.edit(|index| index.parts.push(IndexPart::column(column)))
    }

    /// The condition that rows meet to be in the index, in PostgreSQL and SQLite.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["email"]).filter("deleted_at IS NULL").unique();
    /// # }
    /// ```
    pub fn filter(self, condition: &str) -> Self {
        self.edit(|index| index.filter = Some(condition.to_owned()))
    }

    /// Columns that the index holds without being sorted by them, in PostgreSQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["author_id"]).include(["title"]);
    /// # }
    /// ```
    pub fn include(self, columns: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let columns = self.places.idents(0, columns);
        self.edit(|index| index.include = columns)
    }

    /// The method of the index, such as `gin`, `gist`, `brin` or `hash`, in PostgreSQL; `btree` is what all have.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["tags"]).using("gin");
    /// # }
    /// ```
    pub fn using(self, method: &str) -> Self {
        self.edit(|index| index.using = Some(method.to_owned()))
    }

    /// NULL counts as equal to NULL in a unique index, in PostgreSQL 15 and later.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["email"]).unique().nulls_not_distinct();
    /// # }
    /// ```
    pub fn nulls_not_distinct(self) -> Self {
        self.edit(|index| index.nulls_not_distinct = true)
    }

    /// Acknowledges what a [safety rule](super::Rule) finds in this index.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.index(["a"]).allow(Rule::DuplicateIndex, "it is small, and read all day");
    /// # }
    /// ```
    pub fn allow(self, rule: Rule, reason: &str) -> Self {
        let columns = self.draft.borrow().indexes[self.at].columns().cloned().collect();
        self.allows.borrow_mut().push(Allow { columns, ..self.places.allow(rule, reason) });
        self
    }

    fn edit_part(self, part: &str, change: impl FnOnce(&mut IndexPart)) -> Self {
        let name = self.places.ident(0, part);
        let changed = self.draft.borrow_mut().indexes[self.at].change_part(&name, change);
        if let Err(fault) = changed {
            self.findings.borrow_mut().push(*fault);
        }
        self
    }

    fn edit(self, change: impl FnOnce(&mut Index)) -> Self {
        change(&mut self.draft.borrow_mut().indexes[self.at]);
        self
    }
}

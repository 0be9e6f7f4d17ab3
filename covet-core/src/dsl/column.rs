//! A column that is being declared, and its modifiers.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use super::Table;
use super::place::{Place, Places};
use crate::ident::Ident;
use crate::lint::{Allow, Rule};
use crate::schema::{
    self, Action, Check, ColumnType, DefaultValue, Deferrable, ForeignKey, Generated, Index, PrimaryKey, SqlText,
    Unique,
};

/// Marks a column that refers to nothing.
///
/// ```
/// use covet_core::dsl::{Column, Plain, Table};
/// fn declared(t: &mut Table) -> Column<Plain> {
///     t.string("name", 80)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plain;

/// Marks a column that refers to the key of another table.
///
/// ```
/// use covet_core::dsl::{Cascade, Column, Reference, Table};
/// fn declared(t: &mut Table) -> Column<Reference> {
///     t.references("user_id", "users").on_delete(Cascade)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reference;

/// A column that is being declared. It is NOT NULL unless [`nullable`](Column::nullable).
///
/// Owned, without a lifetime, so that it can be the value of a closure: `|t| t.string("nickname", 80).nullable()`.
#[derive(Clone, Debug)]
pub struct Column<K = Plain> {
    draft: Rc<RefCell<schema::Table>>,
    allows: Rc<RefCell<Vec<Allow>>>,
    at: usize,
    places: Places,
    kind: PhantomData<K>,
}

/// Marks a column of a type as the databases write it.
///
/// ```
/// use covet_core::dsl::{Column, Custom, Table};
/// fn declared(t: &mut Table) -> Column<Custom> {
///     t.custom("at", "point").sqlite("TEXT")
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Custom;

impl<K> Column<K> {
    pub(super) fn new(table: &Table, at: usize) -> Self {
        let (draft, allows) = (table.draft.clone(), table.allows.clone());
        Column { draft, allows, at, places: table.places.clone(), kind: PhantomData }
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Takes NULL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.string("nickname", 80).nullable();
    /// # }
    /// ```
    pub fn nullable(self) -> Self {
        self.edit(|column| column.nullable = true)
    }

    /// What the column holds when a row is written without it: `true`, `0`, `-1.5` or `"text"`.
    ///
    /// That the column can hold it is checked. A decimal may be a text, moments and dates are.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.boolean("is_active").default(true);
    /// t.integer("balance").default(-1);
    /// t.decimal("price", 10, 2).default("0.00");
    /// t.string("state", 10).default("open");
    /// # }
    /// ```
    pub fn default(self, value: impl Into<DefaultValue>) -> Self {
        let (value, mark) = (value.into(), self.places.argument(0));
        self.edit(|column| {
            column.default = Some(value);
            column.default_mark = mark;
        })
    }

    /// An expression of the database that gives what the column holds when a row is written without it.
    ///
    /// It is passed on as it is written; it must mean the same on every database that the project targets.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.integer("month").default_sql("(1 + 1)");
    /// # }
    /// ```
    pub fn default_sql(self, expression: &str) -> Self {
        self.default(DefaultValue::Sql(expression.to_owned()))
    }

    /// The moment at which a row is written, for timestamps.
    ///
    /// In UTC; of dates, times and timestamps.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.timestamp_tz("seen_at").default_now();
    /// # }
    /// ```
    pub fn default_now(self) -> Self {
        self.default(DefaultValue::Now)
    }

    /// A random UUID, made by the database when a row is written without one.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.uuid_id().default_uuid();
    /// # }
    /// ```
    pub fn default_uuid(self) -> Self {
        self.default(DefaultValue::Uuid)
    }

    /// A condition, in SQL, that every row meets: a check constraint named `ck_<table>_<column>`.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// # m.create_table("orders", |t| {
    /// t.integer("quantity").check("quantity > 0");
    /// # });
    /// ```
    pub fn check(self, expression: &str) -> Self {
        let (name, _) = self.derived("ck");
        self.draft.borrow_mut().checks.push(Check::on(name, expression));
        self
    }

    /// As [`check`](Column::check), under another name.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// # m.create_table("orders", |t| {
    /// t.integer("quantity").check_named("orders_quantity_check", "quantity > 0");
    /// # });
    /// ```
    pub fn check_named(self, name: &str, expression: &str) -> Self {
        let name = self.places.ident(0, name);
        self.draft.borrow_mut().checks.push(Check::on(name, expression));
        self
    }

    /// How its texts compare and sort, as the database names it.
    ///
    /// A collation is known to one database alone, as a rule: set the targets accordingly.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.string("code", 20).collate("C");
    /// # }
    /// ```
    pub fn collate(self, collation: &str) -> Self {
        self.edit(|column| column.collation = Some(collation.to_owned()))
    }

    /// What it means, for people; kept by PostgreSQL and MySQL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.integer("stock").comment("pieces, in all warehouses");
    /// # }
    /// ```
    pub fn comment(self, text: &str) -> Self {
        self.edit(|column| column.comment = Some(text.to_owned()))
    }

    /// Its value follows from the others of the row, and is stored with it: `.generated("price * quantity")`.
    ///
    /// SQLite adds such a column to a table that exists by making the table anew. MySQL and MariaDB are not told that it is NOT
    /// NULL.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.integer("price");
    /// t.integer("quantity");
    /// t.integer("total").generated("price * quantity").nullable();
    /// # }
    /// ```
    pub fn generated(self, expression: &str) -> Self {
        let expression = expression.to_owned();
        self.edit(|column| column.generated = Some(Generated { expression, stored: true }))
    }

    /// Its value follows from the others of the row, and is computed whenever it is read.
    ///
    /// On MySQL and SQLite, and from PostgreSQL 18 on: a run refuses an earlier one before it does anything.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.string("name", 80);
    /// t.string("sorted_by", 80).generated_virtual("lower(name)").nullable();
    /// # }
    /// ```
    pub fn generated_virtual(self, expression: &str) -> Self {
        let expression = expression.to_owned();
        self.edit(|column| column.generated = Some(Generated { expression, stored: false }))
    }

    /// No two rows hold the same value: a unique constraint named `uq_<table>_<column>`.
    ///
    /// Over several columns, and with more to say of it: [`Table::unique`].
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.string("email", 255).unique();
    /// # }
    /// ```
    pub fn unique(self) -> Self {
        let (name, columns) = self.derived("uq");
        self.draft.borrow_mut().uniques.push(Unique::on(name, columns));
        self
    }

    /// As [`unique`](Column::unique), under another name.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.string("email", 255).unique_named("users_email_key");
    /// # }
    /// ```
    pub fn unique_named(self, name: &str) -> Self {
        let unique = Unique::on(self.places.ident(0, name), vec![self.name()]);
        self.draft.borrow_mut().uniques.push(unique);
        self
    }

    /// An index on the column, named `ix_<table>_<column>`.
    ///
    /// Over several columns, and with more to say of it: [`Table::index`].
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.timestamp_tz("published_at").nullable().index();
    /// # }
    /// ```
    pub fn index(self) -> Self {
        let (name, columns) = self.derived("ix");
        self.draft.borrow_mut().indexes.push(Index::on(name, columns));
        self
    }

    /// As [`index`](Column::index), under another name.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.timestamp_tz("published_at").nullable().index_named("posts_published");
    /// # }
    /// ```
    pub fn index_named(self, name: &str) -> Self {
        let index = Index::on(self.places.ident(0, name), [self.name()]);
        self.draft.borrow_mut().indexes.push(index);
        self
    }

    /// The primary key, or the next column of it.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.big_integer("user_id").primary_key();
    /// t.big_integer("role_id").primary_key();
    /// # }
    /// ```
    pub fn primary_key(self) -> Self {
        let name = self.name();
        let mut draft = self.draft.borrow_mut();
        draft.primary_key.get_or_insert(PrimaryKey::on(Vec::new())).columns.push(name);
        drop(draft);
        self
    }

    /// The primary key under a name of its own: the one that it has in a database that was there before, such as `users_pkey`.
    ///
    /// Said of an id, or of a column of the key, it only names the key. PostgreSQL alone gives primary keys names; without one
    /// it is `pk_<table>`.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.id().primary_key_named("users_pkey");
    /// # }
    /// ```
    pub fn primary_key_named(self, name: &str) -> Self {
        let (own, column) = (self.places.ident(0, name), self.name());
        let mut draft = self.draft.borrow_mut();
        let key = draft.primary_key.get_or_insert(PrimaryKey::on(Vec::new()));
        key.name = Some(own);
        if !key.columns.contains(&column) {
            key.columns.push(column);
        }
        drop(draft);
        self
    }

    /// Acknowledges what a [safety rule](super::Rule) finds in this column, as
    /// [`Pending::allow`](super::Pending::allow) does for a whole operation.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// # m.create_table("events", |t| {
    /// t.references("country_id", "countries").allow(Rule::FkWithoutIndex, "countries are never deleted");
    /// # });
    /// ```
    pub fn allow(self, rule: Rule, reason: &str) -> Self {
        let columns = vec![self.name()];
        self.allows.borrow_mut().push(Allow { columns, ..self.places.allow(rule, reason) });
        self
    }

    fn name(&self) -> Ident {
        self.draft.borrow().columns[self.at].name.clone()
    }

    /// The name of an index or constraint on this column, and its column.
    fn derived(&self, prefix: &str) -> (Ident, Vec<Ident>) {
        let columns = vec![self.name()];
        let name = Ident::derived(prefix, &self.draft.borrow().name, &columns);
        (Ident::new(name.as_str(), self.places.call()), columns)
    }

    fn edit(self, change: impl FnOnce(&mut schema::Column)) -> Self {
        change(&mut self.draft.borrow_mut().columns[self.at]);
        self
    }
}

impl Column<Plain> {
    /// Its numbers begin at 0, in MySQL; the others have no such numbers.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.integer("views").unsigned();
    /// # }
    /// ```
    pub fn unsigned(self) -> Self {
        self.edit(|column| column.unsigned = true)
    }

    /// Holds a list of values of the type, in PostgreSQL: `t.text("tags").array()`.
    ///
    /// Rust: `Vec<_>`. For other databases it is a build error.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.text("labels").array().nullable();
    /// # }
    /// ```
    pub fn array(self) -> Self {
        self.edit(|column| column.ty = ColumnType::Array(Box::new(column.ty.clone())))
    }
}

impl Column<Custom> {
    /// What PostgreSQL calls the type.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.custom("area", "text").postgres("polygon");
    /// # }
    /// ```
    pub fn postgres(self, ty: &str) -> Self {
        self.own(|custom| custom.postgres = Some(ty.to_owned()))
    }

    /// What MySQL and MariaDB call the type.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.custom("area", "text").mysql("polygon");
    /// # }
    /// ```
    pub fn mysql(self, ty: &str) -> Self {
        self.own(|custom| custom.mysql = Some(ty.to_owned()))
    }

    /// What SQLite calls the type.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.custom("area", "polygon").sqlite("TEXT");
    /// # }
    /// ```
    pub fn sqlite(self, ty: &str) -> Self {
        self.own(|custom| custom.sqlite = Some(ty.to_owned()))
    }

    fn own(self, change: impl FnOnce(&mut SqlText)) -> Self {
        self.edit(|column| {
            if let ColumnType::Custom(custom) = &mut column.ty {
                change(custom);
            }
        })
    }
}

impl Column<Reference> {
    /// Names the foreign key, which is `fk_<table>_<column>` otherwise.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.references("author_id", "users").key_named("posts_author_id_fkey");
    /// # }
    /// ```
    pub fn key_named(self, name: &str) -> Self {
        let name = self.places.ident(0, name);
        self.edit_key(|key| key.name = name)
    }

    /// What happens to a row when the row that it refers to is deleted.
    ///
    /// [`NoAction`](Action::NoAction) unless it is said.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.references("author_id", "users").on_delete(Cascade);
    /// t.references("editor_id", "users").nullable().on_delete(SetNull);
    /// # }
    /// ```
    pub fn on_delete(self, action: Action) -> Self {
        self.edit_key(|key| key.on_delete = action)
    }

    /// What happens to a row when the key that it refers to changes.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.references("country", "countries").on_update(Cascade);
    /// # }
    /// ```
    pub fn on_update(self, action: Action) -> Self {
        self.edit_key(|key| key.on_update = action)
    }

    /// Can wait for the end of the transaction: `.deferrable(InitiallyDeferred)`; MySQL has no such keys.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(t: &mut Table) {
    /// t.references("parent_id", "parts").deferrable(InitiallyDeferred);
    /// # }
    /// ```
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit_key(|key| key.deferrable = Some(when))
    }

    fn edit_key(self, change: impl FnOnce(&mut ForeignKey)) -> Self {
        let name = self.name();
        let mut draft = self.draft.borrow_mut();
        if let Some(key) = draft.foreign_keys.iter_mut().rev().find(|key| key.columns == [name.clone()]) {
            change(key);
        }
        drop(draft);
        self
    }
}

impl From<bool> for DefaultValue {
    fn from(value: bool) -> Self {
        DefaultValue::Bool(value)
    }
}
impl From<i32> for DefaultValue {
    fn from(value: i32) -> Self {
        DefaultValue::Int(value.into())
    }
}
impl From<u32> for DefaultValue {
    fn from(value: u32) -> Self {
        DefaultValue::Int(value.into())
    }
}
impl From<i64> for DefaultValue {
    fn from(value: i64) -> Self {
        DefaultValue::Int(value)
    }
}
impl From<f64> for DefaultValue {
    fn from(value: f64) -> Self {
        DefaultValue::Number(value.to_string())
    }
}
impl From<&str> for DefaultValue {
    fn from(value: &str) -> Self {
        DefaultValue::Text(value.to_owned())
    }
}

//! How a person writes a migration: `m.create_table("users", |t| { t.id(); .. })`.
//!
//! An ordinary builder, documented and completed like any other API. A build does not execute it, though: the
//! interpreter reads a migration file and calls this same builder, so that what a call means stands in one place.
//!
//! ```
//! use covet_core::dsl::*;
//!
//! fn up(m: &mut Migration) {
//!     m.create_table("users", |t| {
//!         t.id();
//!         t.string("email", 255).unique();
//!         t.boolean("is_active").default(true);
//!         t.timestamps();
//!     });
//! }
//!
//! let mut m = Migration::new();
//! up(&mut m);
//! let (script, findings) = m.finish();
//! assert!(findings.is_empty());
//! assert_eq!(script.operations()[0].to_string(), "create table `users`");
//! ```

mod column;
mod object;
mod pending;
mod place;
mod table;
mod table_index;
mod table_key;
mod table_primary_key;
mod table_unique;

use std::cell::RefCell;
use std::rc::Rc;

pub use column::{Column, Custom, Plain, Reference};
pub use pending::Pending;
pub use place::Place;
pub use table::Table;
pub use table_index::TableIndex;
pub use table_key::TableKey;
pub use table_primary_key::TablePrimaryKey;
pub use table_unique::TableUnique;

pub use crate::lint::Rule;
pub use crate::schema::Action::{self, *};
pub use crate::schema::DefaultValue;
pub use crate::schema::Deferrable::{self, *};
pub use crate::schema::ObjectKind::{self, *};

use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::Ident;
use crate::migration::Script;
use crate::operation::{
    AddCheck, AddColumn, AddEnumValue, AddForeignKey, AddPrimaryKey, AddUnique, AlterColumn, Backfill, CommentTable,
    CreateEnum, CreateIndex, CreateTable, DropCheck, DropColumn, DropEnum, DropForeignKey, DropIndex, DropPrimaryKey,
    DropTable, DropUnique, Operation, RenameColumn, RenameConstraint, RenameEnumValue, RenameIndex, RenameTable,
    RunRust, RunSql, SetNotNull, ValidateConstraint,
};
use crate::schema::{self, Check, ForeignKey, Index, PrimaryKey, SqlText, Unique};
use place::Places;

/// The migration that is being written: the `m` of `fn up(m: &mut Migration)`.
#[derive(Clone, Debug, Default)]
pub struct Migration {
    script: Rc<RefCell<Script>>,
    findings: Rc<RefCell<Findings>>,
    places: Places,
}

impl Migration {
    /// A migration without operations.
    pub fn new() -> Self {
        Migration::default()
    }

    /// The operations, and what is wrong with how they were called.
    pub fn finish(self) -> (Script, Findings) {
        (self.script.take(), self.findings.take())
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.places.set(place);
    }

    /// Creates a table, with the columns, keys and indexes that `body` declares.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_table("posts", |t| {
    ///     t.id();
    ///     t.references("author_id", "users").on_delete(Cascade).index();
    ///     t.string("title", 200);
    /// });
    /// ```
    pub fn create_table<R>(&mut self, name: &str, body: impl FnOnce(&mut Table) -> R) -> Pending<CreateTable> {
        let call = self.places.call();
        let table = Table::new(self.places.table(0, name), &self.places, &self.findings);
        let (table, allows) = table.filled(body);
        let at = self.push(CreateTable { table }, call);
        Pending::of(self, at..at + 1).with(allows)
    }

    /// Drops a table with its rows. Rolling back makes it again, empty.
    ///
    /// No foreign key of another table may refer to it any more.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_table("drafts");
    /// # }
    /// ```
    pub fn drop_table(&mut self, name: &str) -> Pending<DropTable> {
        let table = self.places.table(0, name);
        self.pending(DropTable::of(table))
    }

    /// Drops a table with its rows, or does nothing where there is none of that name.
    ///
    /// For tables that no migration made. Where none says what they are, nothing undoes it.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_table_if_exists("old_sessions");
    /// # }
    /// ```
    pub fn drop_table_if_exists(&mut self, name: &str) -> Pending<DropTable> {
        let table = self.places.table(0, name);
        self.pending(DropTable { table, if_exists: true })
    }

    /// Gives a table another name. Its indexes and constraints keep theirs; foreign keys to it follow.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.rename_table("people", "users");
    /// # }
    /// ```
    pub fn rename_table(&mut self, from: &str, to: &str) -> Pending<RenameTable> {
        let (from, to) = (self.places.table(0, from), self.places.table(1, to));
        self.pending(RenameTable { from, to })
    }

    /// Gives a column another name. Whatever uses it follows, and keeps its own name.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.rename_column("users", "name", "full_name");
    /// ```
    pub fn rename_column(&mut self, table: &str, from: &str, to: &str) -> Pending<RenameColumn> {
        let (table, from, to) = (self.places.table(0, table), self.places.ident(1, from), self.places.ident(2, to));
        self.pending(RenameColumn { table, from, to })
    }

    /// Adds the one column that `body` declares, with its index, unique constraint or foreign key.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_column("users", |t| t.string("nickname", 80).nullable());
    /// ```
    pub fn add_column<R>(&mut self, table: &str, body: impl FnOnce(&mut Table) -> R) -> Pending<AddColumn> {
        let (call, name) = (self.places.call(), self.places.table(0, table));
        let (draft, allows) = Table::new(name.clone(), &self.places, &self.findings).filled(body);
        let Some(column) = self.single_column("add_column", &draft, call) else { return Pending::nothing(self) };
        if draft.primary_key.is_some() {
            let message = format!("column `{}` cannot join the primary key of a table that exists", column.name);
            self.find(Diagnostic::error("primary-key-of-existing-table", column.mark, message));
        }
        let foreign_key = draft.foreign_keys.into_iter().next();
        let first = self.push(AddColumn { table: name.clone(), column, foreign_key, fill: None }, call);
        let mut last = first;
        for check in draft.checks {
            last = self.push(AddCheck { table: name.clone(), check }, call);
        }
        for unique in draft.uniques {
            last = self.push(AddUnique { table: name.clone(), unique, using_index: None }, call);
        }
        for index in draft.indexes {
            last = self.push(CreateIndex { table: name.clone(), index, concurrently: false }, call);
        }
        Pending::of(self, first..last + 1).with_column(allows)
    }

    /// Drops a column with its values; nothing may use it any more.
    ///
    /// Rolling back adds it again; with [`restore_with`](Pending::restore_with) every row then gets that value.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_column("users", "nickname").restore_with("");
    /// # }
    /// ```
    pub fn drop_column(&mut self, table: &str, column: &str) -> Pending<DropColumn> {
        let (table, column) = (self.places.table(0, table), self.places.ident(1, column));
        self.pending(DropColumn { table, column, restore_with: None })
    }

    /// Gives a column the new definition that `body` declares, whole: type, nullability and default.
    ///
    /// Its keys and indexes stay as they are.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.alter_column("posts", |t| t.text("title"));
    /// ```
    pub fn alter_column<R>(&mut self, table: &str, body: impl FnOnce(&mut Table) -> R) -> Pending<AlterColumn> {
        let (call, name) = (self.places.call(), self.places.table(0, table));
        let (draft, allows) = Table::new(name.clone(), &self.places, &self.findings).filled(body);
        let Some(column) = self.single_column("alter_column", &draft, call) else { return Pending::nothing(self) };
        let named = schema::Table { columns: Vec::new(), primary_key: None, ..draft.clone() };
        // An id brings the primary key that its table has.
        let brings_key = draft.primary_key.is_some_and(|key| !column.ty.is_id() || key.name.is_some());
        if brings_key || named.constraint_names().next().is_some() {
            let message = format!("a new definition of column `{}` cannot bring a key or an index", column.name);
            self.find(
                Diagnostic::error("constraint-in-alter", column.mark, message)
                    .help("use `add_unique`, `create_index` or `add_foreign_key` beside it"),
            );
        }
        let at = self.push(AlterColumn { table: name, column, using: None, cast: false }, call);
        Pending::of(self, at..at + 1).with_column(allows)
    }

    /// Creates an index on columns of a table, named `ix_<table>_<columns>` unless [named](Pending::name).
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_index("users", ["last_name", "first_name"]).name("ix_users_name");
    /// ```
    pub fn create_index(
        &mut self,
        table: &str,
        columns: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Pending<CreateIndex> {
        let (table, columns) = (self.places.table(0, table), self.places.idents(1, columns));
        let name = Ident::derived("ix", &table, &columns);
        self.pending(CreateIndex { table, index: Index::on(name, columns), concurrently: false })
    }

    /// Creates an index on an expression, named after the table and the words of the expression:
    /// `ix_users_lower_email`.
    ///
    /// MariaDB has no such indexes: give it a generated column, and index that.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_index_on("users", "lower(email)").unique();
    /// ```
    pub fn create_index_on(&mut self, table: &str, expression: &str) -> Pending<CreateIndex> {
        let table = self.places.table(0, table);
        let index = Index::on_expression(&table, expression);
        self.pending(CreateIndex { table, index, concurrently: false })
    }

    /// Drops an index.
    ///
    /// That of a constraint goes with the constraint: [`drop_unique`](Migration::drop_unique).
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_index("users", "ix_users_name");
    /// # }
    /// ```
    pub fn drop_index(&mut self, table: &str, name: &str) -> Pending<DropIndex> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(DropIndex { table, name, concurrently: false })
    }

    /// Says what a table means; `""` takes away what is said. SQLite keeps no comments.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.comment_table("users", "everybody who ever signed in");
    /// ```
    pub fn comment_table(&mut self, table: &str, comment: &str) -> Pending<CommentTable> {
        let table = self.places.table(0, table);
        let comment = Some(comment.to_owned()).filter(|text| !text.is_empty());
        self.pending(CommentTable { table, comment })
    }

    /// Gives an index another name.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.rename_index("users", "ix_users_name", "ix_users_by_name");
    /// # }
    /// ```
    pub fn rename_index(&mut self, table: &str, from: &str, to: &str) -> Pending<RenameIndex> {
        let (table, from, to) = (self.places.table(0, table), self.places.ident(1, from), self.places.ident(2, to));
        self.pending(RenameIndex { table, from, to })
    }

    /// Adds a check constraint: a condition, in SQL, that every row meets.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_check("orders", "ck_orders_quantity", "quantity > 0");
    /// ```
    pub fn add_check(&mut self, table: &str, name: &str, expression: &str) -> Pending<AddCheck> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(AddCheck { table, check: Check::on(name, expression) })
    }

    /// Drops a check constraint.
    ///
    /// Rolling back adds it again, which fails where rows that were written since do not meet it.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_check("orders", "ck_orders_quantity");
    /// # }
    /// ```
    pub fn drop_check(&mut self, table: &str, name: &str) -> Pending<DropCheck> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(DropCheck { table, name })
    }

    /// Adds a primary key to a table that has none.
    ///
    /// Its columns cannot be nullable.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_primary_key("user_roles", ["user_id", "role_id"]);
    /// # }
    /// ```
    pub fn add_primary_key(
        &mut self,
        table: &str,
        columns: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Pending<AddPrimaryKey> {
        let (table, columns) = (self.places.table(0, table), self.places.idents(1, columns));
        self.pending(AddPrimaryKey { table, key: PrimaryKey::on(columns), using_index: None })
    }

    /// Drops the primary key of a table; its columns stay.
    ///
    /// No foreign key may need it.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_primary_key("user_roles");
    /// # }
    /// ```
    pub fn drop_primary_key(&mut self, table: &str) -> Pending<DropPrimaryKey> {
        let table = self.places.table(0, table);
        self.pending(DropPrimaryKey { table })
    }

    /// Adds a foreign key from columns of a table to a key of another, named `fk_<table>_<columns>` unless
    /// [named](Pending::name).
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_foreign_key("posts", ["editor_id"], "users", ["id"]).on_delete(SetNull);
    /// ```
    pub fn add_foreign_key(
        &mut self,
        table: &str,
        columns: impl IntoIterator<Item = impl AsRef<str>>,
        ref_table: &str,
        ref_columns: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Pending<AddForeignKey> {
        let (table, columns) = (self.places.table(0, table), self.places.idents(1, columns));
        let (ref_table, ref_columns) = (self.places.table(2, ref_table), self.places.idents(3, ref_columns));
        let name = Ident::derived("fk", &table, &columns);
        self.pending(AddForeignKey { table, key: ForeignKey::on(name, columns, ref_table, ref_columns) })
    }

    /// Drops a foreign key; the columns stay.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_foreign_key("posts", "fk_posts_author_id");
    /// # }
    /// ```
    pub fn drop_foreign_key(&mut self, table: &str, name: &str) -> Pending<DropForeignKey> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(DropForeignKey { table, name })
    }

    /// Adds a unique constraint, named `uq_<table>_<columns>` unless [named](Pending::name).
    ///
    /// Fails where rows agree in the columns already.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_unique("rooms", ["floor", "number"]).name("uq_rooms_place");
    /// # }
    /// ```
    pub fn add_unique(
        &mut self,
        table: &str,
        columns: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Pending<AddUnique> {
        let (table, columns) = (self.places.table(0, table), self.places.idents(1, columns));
        let name = Ident::derived("uq", &table, &columns);
        self.pending(AddUnique { table, unique: Unique::on(name, columns), using_index: None })
    }

    /// Drops a unique constraint.
    ///
    /// No foreign key may need it.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_unique("users", "uq_users_email");
    /// # }
    /// ```
    pub fn drop_unique(&mut self, table: &str, name: &str) -> Pending<DropUnique> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(DropUnique { table, name })
    }

    /// Gives a unique constraint, a foreign key or a check another name.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.rename_constraint("posts", "fk_posts_author_id", "fk_posts_writer");
    /// # }
    /// ```
    pub fn rename_constraint(&mut self, table: &str, from: &str, to: &str) -> Pending<RenameConstraint> {
        let (table, from, to) = (self.places.table(0, table), self.places.ident(1, from), self.places.ident(2, to));
        self.pending(RenameConstraint { table, from, to })
    }

    /// Makes a check or a foreign key hold for all rows that was added [not valid](Pending::not_valid).
    ///
    /// In a later migration than the one that adds it, so that nobody waits while the rows are read.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_check("orders", "ck_orders_quantity", "quantity > 0").not_valid();
    /// m.validate_constraint("orders", "ck_orders_quantity");
    /// ```
    pub fn validate_constraint(&mut self, table: &str, name: &str) -> Pending<ValidateConstraint> {
        let (table, name) = (self.places.table(0, table), self.places.ident(1, name));
        self.pending(ValidateConstraint { table, name })
    }

    /// Makes a column NOT NULL of which no row holds NULL, without keeping anybody from its table for long.
    ///
    /// PostgreSQL locks a table while it looks for NULLs in it; this adds a check, validates it while others read and
    /// write, has the column take its word, and drops it. In a migration that says `transaction = false`, for the lock of
    /// the first step would last until the end of the last. MySQL and SQLite do it as
    /// [`alter_column`](Migration::alter_column) would.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.backfill("users").set("nick", "lower(name)").filter("nick IS NULL");
    /// m.set_not_null_via_check("users", "nick");
    /// ```
    pub fn set_not_null_via_check(&mut self, table: &str, column: &str) -> Pending<SetNotNull> {
        let (table, column) = (self.places.table(0, table), self.places.ident(1, column));
        self.pending(SetNotNull { table, column })
    }

    /// Gives columns new values in all rows of a table, in batches along its primary key.
    ///
    /// Each batch has a transaction of its own, in which its progress is recorded as well: no row is locked for long, and a
    /// run that was cut short goes on where it was, with every row changed once. In a migration that says
    /// `transaction = false`. Undoing it does nothing: what was there before is gone.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.backfill("posts")
    ///     .set("slug", "'post-' || id")
    ///     .mysql("concat('post-', id)")
    ///     .filter("slug IS NULL")
    ///     .batch(5000);
    /// ```
    pub fn backfill(&mut self, table: &str) -> Pending<Backfill> {
        let table = self.places.table(0, table);
        self.pending(Backfill::of(table))
    }

    /// Creates an enum that is a type of its own, in PostgreSQL; [`one_of`](Table::one_of) does without, on all.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_enum("mood", ["sad", "ok", "happy"]);
    /// m.add_column("users", |t| t.native_enum("mood", "mood").nullable());
    /// ```
    pub fn create_enum(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Pending<CreateEnum> {
        let name = self.places.ident(0, name);
        let values = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
        self.pending(CreateEnum { name, values })
    }

    /// Drops an enum; no column may be of it any more.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_enum("mood");
    /// # }
    /// ```
    pub fn drop_enum(&mut self, name: &str) -> Pending<DropEnum> {
        let name = self.places.ident(0, name);
        self.pending(DropEnum { name })
    }

    /// Adds a value to an enum, behind the others unless [another place](Pending::before) is named.
    ///
    /// PostgreSQL never takes it away again, and lets nobody use it in the transaction that adds it.
    ///
    /// So the migration is irreversible, and says so: `#[migration(irreversible = "..")]`.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_enum_value("mood", "grim").before("sad");
    /// # }
    /// ```
    pub fn add_enum_value(&mut self, name: &str, value: &str) -> Pending<AddEnumValue> {
        let name = self.places.ident(0, name);
        self.pending(AddEnumValue { name, value: value.to_owned(), place: None })
    }

    /// Gives a value of an enum another name; rows and defaults that have it follow.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.rename_enum_value("mood", "ok", "fine");
    /// # }
    /// ```
    pub fn rename_enum_value(&mut self, name: &str, from: &str, to: &str) -> Pending<RenameEnumValue> {
        let name = self.places.ident(0, name);
        self.pending(RenameEnumValue { name, from: from.to_owned(), to: to.to_owned() })
    }

    /// Runs SQL as it is written, on every database that is not given [its own](Pending::postgres).
    ///
    /// Say how to undo it with [`reverse`](Pending::reverse). A text for one database stands behind the text that it takes
    /// the place of.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.run_sql("UPDATE users SET email = lower(email)").reverse("");
    /// m.run_sql("CREATE VIEW adults AS SELECT * FROM users WHERE age >= 18")
    ///     .sqlite("CREATE VIEW adults AS SELECT * FROM users WHERE age > 17")
    ///     .reverse("DROP VIEW adults")
    ///     .postgres("DROP VIEW adults CASCADE");
    /// ```
    pub fn run_sql(&mut self, sql: &str) -> Pending<RunSql> {
        let sql = SqlText { mark: self.places.argument(0), ..SqlText::any(sql) };
        self.pending(RunSql::of(sql))
    }

    /// Runs an `async fn` of the same file, with a connection, in a transaction where the database has them.
    ///
    /// The function takes `&mut sqlx::PgConnection`, `&mut sqlx::MySqlConnection`, `&mut sqlx::SqliteConnection` or
    /// `&mut covet::Connection<'_>` and gives `covet::Result<()>`, or `sqlx::Result<()>`.
    ///
    ///
    /// It may stand elsewhere, `m.run(crate::steps::fill)`; what is recorded is its name alone, so that it can be moved.
    /// ```
    /// # use covet_core::dsl::*;
    /// # mod covet { pub struct Connection<'a>(&'a ()); pub type Result<T> = std::result::Result<T, ()>; }
    /// fn up(m: &mut Migration) {
    ///     m.run(fill_slugs).reverse(forget_slugs);
    /// }
    ///
    /// async fn fill_slugs(db: &mut covet::Connection<'_>) -> covet::Result<()> {
    ///     // ..
    ///     Ok(())
    /// }
    ///
    /// async fn forget_slugs(db: &mut covet::Connection<'_>) -> covet::Result<()> {
    ///     // ..
    ///     Ok(())
    /// }
    /// ```
    pub fn run<F>(&mut self, function: F) -> Pending<RunRust> {
        let _ = function;
        self.run_path(&pending::function_name::<F>())
    }

    /// As [`run`](Migration::run), with the name of the function as text; what the interpreter calls.
    #[doc(hidden)]
    pub fn run_path(&mut self, path: &str) -> Pending<RunRust> {
        let mark = self.places.argument(0);
        self.pending(RunRust { path: path.to_owned(), version: 0, reverse: None, mark })
    }

    /// Records an operation; gives its place.
    fn push(&mut self, operation: impl Into<Operation>, call: crate::Mark) -> usize {
        self.script.borrow_mut().push(operation, call)
    }

    /// Records an operation that the calls after it may still change.
    fn pending<T: Into<Operation>>(&mut self, operation: T) -> Pending<T> {
        let at = self.push(operation, self.places.call());
        Pending::of(self, at..at + 1)
    }

    fn find(&self, finding: Diagnostic) {
        self.findings.borrow_mut().push(finding);
    }

    /// The one column that a body declared; a finding where it declared none or several.
    fn single_column(&self, method: &str, draft: &schema::Table, call: crate::Mark) -> Option<schema::Column> {
        let [column] = &draft.columns[..] else {
            let count = draft.columns.len();
            let message = match count {
                0 => format!("`{method}` takes one column; none is declared here"),
                _ => format!("`{method}` takes one column; {count} are declared here"),
            };
            let mark = draft.columns.get(1).map_or(call, |column| column.mark);
            let help =
                if count == 0 { "declare it, such as `t.text(\"name\")`" } else { "call it once for each column" };
            self.find(Diagnostic::error("one-column", mark, message).help(help));
            return draft.columns.first().cloned();
        };
        Some(column.clone())
    }
}

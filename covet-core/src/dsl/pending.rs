//! An operation that has been recorded and can still be refined by the calls after it.

use std::any::type_name;
use std::marker::PhantomData;
use std::ops::Range;
use std::rc::Rc;

use super::place::{Place, Places};
use super::{Action, DefaultValue, Migration, Rule};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::lint::Allow;
use crate::operation::{
    AddCheck, AddColumn, AddEnumValue, AddForeignKey, AddUnique, AlterColumn, CreateIndex, CreateObject, DropColumn,
    DropObject, EnumPlace, Operation, ReplaceObject, RunRust, RunSql,
};
use crate::schema::{Deferrable, IndexPart, Nulls, SqlText};

/// An operation that has been recorded and can still be refined: `m.create_index(..).unique()`.
///
/// What can be said of it depends on the operation:
///
/// | after | |
/// |---|---|
/// | [`create_index`](Migration::create_index) | `name`, `unique`, `desc`, `nulls_first`, `nulls_last`, `opclass`, `prefix`, `expression`, `filter`, `include`, `using`, `nulls_not_distinct` |
/// | [`add_unique`](Migration::add_unique) | `name`, `nulls_not_distinct`, `deferrable` |
/// | [`add_foreign_key`](Migration::add_foreign_key) | `name`, `on_delete`, `on_update`, `deferrable`, `not_valid` |
/// | [`add_check`](Migration::add_check) | `not_valid` |
/// | [`drop_column`](Migration::drop_column) | `restore_with` |
/// | [`alter_column`](Migration::alter_column) | `using` |
/// | [`add_enum_value`](Migration::add_enum_value) | `before`, `after` |
/// | [`run_sql`](Migration::run_sql) | `reverse`, `postgres`, `mysql`, `sqlite`, `state`, `done_when` |
/// | [`run`](Migration::run) | `reverse`, `version` |
#[derive(Clone, Debug)]
pub struct Pending<T> {
    migration: Migration,
    /// Its place, and those of the operations that the same call has made.
    places: Range<usize>,
    operation: PhantomData<T>,
}

/// An operation that can be found in the enum of all.
pub(super) trait Variant: Sized {
    fn of(operation: &mut Operation) -> Option<&mut Self>;
}

macro_rules! variants {
    ($($name:ident),*) => {
        $(impl Variant for $name {
            fn of(operation: &mut Operation) -> Option<&mut Self> {
                match operation {
                    Operation::$name(operation) => Some(operation),
                    _ => None,
                }
            }
        })*
    };
}
variants!(
    AddCheck,
    AddColumn,
    AddEnumValue,
    AddForeignKey,
    AddUnique,
    AlterColumn,
    CreateIndex,
    CreateObject,
    DropColumn,
    DropObject,
    ReplaceObject,
    RunRust,
    RunSql
);

impl<T> Pending<T> {
    /// The operation at the first of these places, with those behind it that belong to it.
    pub(super) fn of(migration: &Migration, places: Range<usize>) -> Self {
        Pending { migration: migration.clone(), places, operation: PhantomData }
    }

    /// No operation, because the call was wrong: what the calls after it refine is none.
    pub(super) fn nothing(migration: &Migration) -> Self {
        Pending::of(migration, usize::MAX..usize::MAX)
    }

    /// Takes over what was acknowledged within the body of the call, which declares one column.
    pub(super) fn with_column(self, allows: Vec<Allow>) -> Self {
        self.with(allows.into_iter().map(|allow| Allow { column: None, ..allow }).collect())
    }

    /// Takes over what was acknowledged.
    pub(super) fn with(self, allows: Vec<Allow>) -> Self {
        for allow in allows {
            self.migration.script.borrow_mut().allow(Allow { operations: self.places.clone(), ..allow });
        }
        self
    }

    /// Says where the next call was written; the interpreter says it before each.
    #[doc(hidden)]
    pub fn at(&mut self, place: Place) {
        self.migration.at(place);
    }

    /// The same operation, where it does not matter which it is.
    pub fn any(self) -> Pending<Operation> {
        Pending::of(&self.migration, self.places)
    }

    /// Acknowledges what a [safety rule](Rule) finds in this operation, and says why it is right.
    ///
    /// The reason is for whoever reads it next, and cannot be empty. Where the rule finds nothing here, the build says
    /// so: what is acknowledged is what there is.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.drop_column("users", "nickname")
    ///     .restore_with("")
    ///     .allow(Rule::DropColumn, "no reader since v1.2");
    /// ```
    pub fn allow(self, rule: Rule, reason: &str) -> Self {
        let allow = self.migration.places.allow(rule, reason);
        self.with(vec![allow])
    }
}

#[expect(private_bounds, reason = "which operations there are is no business of callers")]
impl<T: Variant> Pending<T> {
    pub(super) fn edit(self, change: impl FnOnce(&mut T, &Places)) -> Self {
        let places = self.migration.places.clone();
        if let Some(operation) = self.migration.script.borrow_mut().operation_mut(self.places.start).and_then(T::of) {
            change(operation, &places);
        }
        self
    }
}

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
    /// [`add_unique`](Migration::add_unique) makes the same a constraint, to which foreign keys can refer on every database.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["email"]).unique();
    /// # }
    /// ```
    pub fn unique(self) -> Self {
        self.edit(|create, _| create.index.unique = true)
    }

    /// The greatest value of `column` comes first.
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

    /// The operator class of `column`, in PostgreSQL: `.opclass("title", "gin_trgm_ops")`.
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
    /// In PostgreSQL and SQLite. In MySQL index a generated column.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.create_index("users", ["last_name"]).expression("lower(email)").name("ix_users_lower");
    /// # }
    /// ```
    pub fn expression(self, sql: &str) -> Self {
        self.edit(|create, _| create.index.parts.push(IndexPart::expression(sql)))
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
    /// In PostgreSQL; `btree` is what all have.
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

    fn edit_part(self, column: &str, change: impl FnOnce(&mut IndexPart)) -> Self {
        let name = self.migration.places.ident(0, column);
        let mut known = Vec::new();
        let mut change = Some(change);
        let this = self.edit(|create, _| {
            for part in &mut create.index.parts {
                match part.as_column() {
                    Some(column) if *column == name => {
                        if let Some(change) = change.take() {
                            change(part);
                        }
                    }
                    other => known.extend(other.map(ToString::to_string)),
                }
            }
        });
        if change.is_some() {
            let message = format!("the index is not on a column `{name}`");
            let finding = Diagnostic::error("unknown-column", name.mark(), message);
            this.migration.find(finding.suggest(&name, known.iter().map(String::as_str)));
        }
        this
    }
}

impl Pending<AddColumn> {
    /// What the rows that are there already get, where later ones get the default, or have to say it themselves.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.add_column("users", |t| t.string("country", 2)).fill("??");
    /// ```
    pub fn fill(self, value: impl Into<DefaultValue>) -> Self {
        let value = value.into();
        self.edit(|add, _| add.fill = Some(value))
    }
}

impl Pending<AddEnumValue> {
    /// The value comes before that one.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_enum_value("mood", "grim").before("sad");
    /// # }
    /// ```
    pub fn before(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::Before(value.to_owned())))
    }

    /// The value comes after that one.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.add_enum_value("mood", "glad").after("ok");
    /// # }
    /// ```
    pub fn after(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::After(value.to_owned())))
    }
}

impl Pending<AddCheck> {
    /// Holds for new rows only, until [`validate_constraint`](Migration::validate_constraint).
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

    /// Holds for new rows only, until [`validate_constraint`](Migration::validate_constraint).
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
}

impl Pending<DropColumn> {
    /// What every row gets when the column comes back by a roll-back.
    ///
    /// Where it is NOT NULL without a default, rolling back fails on a table with rows unless this is said; the build warns.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.drop_column("users", "nickname").restore_with("");
    /// # }
    /// ```
    pub fn restore_with(self, value: impl Into<DefaultValue>) -> Self {
        let value = value.into();
        self.edit(|drop, _| drop.restore_with = Some(value))
    }
}

impl Pending<AlterColumn> {
    /// The expression that gives the new value from the old row, where no conversion of the database does.
    ///
    /// In PostgreSQL and SQLite.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.alter_column("orders", |t| t.integer("quantity")).using("length(quantity)");
    /// # }
    /// ```
    pub fn using(self, expression: &str) -> Self {
        self.edit(|alter, _| alter.using = Some(expression.to_owned()))
    }
}

impl Pending<RunSql> {
    /// The SQL that undoes it; `""` where nothing has to be undone.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("INSERT INTO roles (name) VALUES ('guest')").reverse("DELETE FROM roles WHERE name = 'guest'");
    /// # }
    /// ```
    pub fn reverse(self, sql: &str) -> Self {
        self.edit(|run, places| run.reverse = Some(SqlText { mark: places.argument(0), ..SqlText::any(sql) }))
    }

    /// What PostgreSQL runs instead.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("").postgres("ANALYZE users").reverse("");
    /// # }
    /// ```
    pub fn postgres(self, sql: &str) -> Self {
        self.own(Dialect::Postgres, sql)
    }

    /// What MySQL and MariaDB run instead.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("").mysql("ANALYZE TABLE users").reverse("");
    /// # }
    /// ```
    pub fn mysql(self, sql: &str) -> Self {
        self.own(Dialect::MySql, sql)
    }

    /// What SQLite runs instead.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("").sqlite("ANALYZE users").reverse("");
    /// # }
    /// ```
    pub fn sqlite(self, sql: &str) -> Self {
        self.own(Dialect::Sqlite, sql)
    }

    /// A query whose first value is true once the SQL has run; recovery asks it where no transaction answers.
    ///
    /// For SQL of one statement beside those that change rows.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("CREATE VIEW newest AS SELECT max(id) FROM posts")
    ///     .reverse("DROP VIEW newest")
    ///     .done_when("SELECT count(*) FROM information_schema.views WHERE table_name = 'newest'");
    /// # }
    /// ```
    pub fn done_when(self, query: &str) -> Self {
        self.edit(|run, places| run.done_when = Some(SqlText { mark: places.argument(0), ..SqlText::any(query) }))
    }

    /// The change of the schema that the SQL makes, in operations that are replayed and never run.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.run_sql("CREATE TABLE raw (id bigint PRIMARY KEY)")
    ///     .reverse("DROP TABLE raw")
    ///     .state(|m| {
    ///         m.create_table("raw", |t| t.big_integer("id").primary_key());
    ///     });
    /// ```
    pub fn state<R>(self, body: impl FnOnce(&mut Migration) -> R) -> Self {
        let mut inner = Migration { script: Rc::default(), ..self.migration.clone() };
        body(&mut inner);
        let script = inner.script.take();
        // No rule looks at what is never run: what is acknowledged there is of no use, and is told.
        for allow in script.allows() {
            self.migration.script.borrow_mut().allow(Allow { operations: 0..0, ..allow.clone() });
        }
        self.edit(|run, _| run.state = script.into_operations())
    }

    fn own(self, dialect: Dialect, sql: &str) -> Self {
        self.edit(|run, _| *run.sql.own_mut(dialect) = Some(sql.to_owned()))
    }
}

impl Pending<RunRust> {
    /// The `async fn` that undoes it.
    ///
    /// ```
    /// # use covet_core::dsl::*; async fn fill() {} async fn empty() {} fn f(m: &mut Migration) {
    /// m.run(fill).reverse(empty);
    /// # }
    /// ```
    pub fn reverse<F>(self, function: F) -> Self {
        let _ = function;
        self.reverse_path(&function_name::<F>())
    }

    /// As [`reverse`](Pending::reverse), with the path of the function as text; what the interpreter calls.
    #[doc(hidden)]
    pub fn reverse_path(self, path: &str) -> Self {
        self.edit(|run, _| run.reverse = Some(path.to_owned()))
    }

    /// Raise it when the function comes to mean something else: it is part of the checksum, the function's text is not.
    ///
    /// ```
    /// # use covet_core::dsl::*; async fn fill() {} async fn empty() {} fn f(m: &mut Migration) {
    /// m.run(fill).version(2).reverse(empty);
    /// # }
    /// ```
    pub fn version(self, version: u32) -> Self {
        self.edit(|run, _| run.version = version)
    }
}

/// The name of a function, without the path to it.
pub(super) fn function_name<F>() -> String {
    let path = type_name::<F>();
    let end = path.find('<').unwrap_or(path.len());
    path[..end].rsplit("::").next().unwrap_or(path).to_owned()
}

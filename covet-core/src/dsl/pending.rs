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
    AddCheck, AddColumn, AddEnumValue, AddForeignKey, AddPrimaryKey, AddUnique, AlterColumn, Assignment, Backfill,
    CreateIndex, CreateObject, DropColumn, DropIndex, DropObject, EnumPlace, Operation, ReplaceObject, RunRust, RunSql,
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
    /// The text that was given last, to which a text for one database belongs.
    last: Last,
    operation: PhantomData<T>,
}

/// A text of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Last {
    /// The first that it has.
    Own,
    /// What undoes it.
    Reverse,
    /// What tells that it is done.
    DoneWhen,
    /// Which rows it is about.
    Filter,
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
    AddPrimaryKey,
    AddUnique,
    AlterColumn,
    Backfill,
    CreateIndex,
    CreateObject,
    DropColumn,
    DropIndex,
    DropObject,
    ReplaceObject,
    RunRust,
    RunSql
);

impl<T> Pending<T> {
    /// The operation at the first of these places, with those behind it that belong to it.
    pub(super) fn of(migration: &Migration, places: Range<usize>) -> Self {
        Pending { migration: migration.clone(), places, last: Last::Own, operation: PhantomData }
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

impl Pending<DropIndex> {
    /// While others use the table, in PostgreSQL, in a migration that says `transaction = false`.
    ///
    /// The others drop an index in a moment: there it is dropped as usual.
    pub fn concurrently(self) -> Self {
        self.edit(|drop, _| drop.concurrently = true)
    }
}

impl Pending<AddPrimaryKey> {
    /// The unique index that becomes the key, so that nobody waits while one is built: see
    /// [the same of a unique constraint](Pending::using_index).
    pub fn using_index(self, index: &str) -> Self {
        self.edit(|add, places| add.using_index = Some(places.ident(0, index)))
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

    /// Says that the table referred to is of another crate, whose migrations are not known here: nothing of it is checked.
    pub fn external(self) -> Self {
        self.edit(|add, _| add.key.external = true)
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
        let this = self.edit(|run, places| run.reverse = Some(text(places, sql)));
        Pending { last: Last::Reverse, ..this }
    }

    /// What PostgreSQL runs instead of the text before it: the SQL, what [undoes](Pending::reverse) it, or the query
    /// that says [when it is done](Pending::done_when).
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.run_sql("UPDATE a SET b = b || '!'")
    ///     .mysql("UPDATE a SET b = concat(b, '!')")
    ///     .reverse("UPDATE a SET b = rtrim(b, '!')")
    ///     .mysql("UPDATE a SET b = trim(TRAILING '!' FROM b)");
    /// ```
    pub fn postgres(self, sql: &str) -> Self {
        self.own(Dialect::Postgres, sql)
    }

    /// What MySQL and MariaDB run instead of the text before it.
    pub fn mysql(self, sql: &str) -> Self {
        self.own(Dialect::MySql, sql)
    }

    /// What SQLite runs instead of the text before it.
    pub fn sqlite(self, sql: &str) -> Self {
        self.own(Dialect::Sqlite, sql)
    }

    /// A query whose first value is true once the SQL has run; recovery asks it where no transaction answers.
    ///
    /// For SQL of one statement beside those that change rows.
    ///
    /// What [undoes](Pending::reverse) the SQL is done when it is true no more.
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("CREATE VIEW newest AS SELECT max(id) FROM posts")
    ///     .reverse("DROP VIEW newest")
    ///     .done_when("SELECT count(*) FROM information_schema.views WHERE table_name = 'newest'");
    /// # }
    /// ```
    pub fn done_when(self, query: &str) -> Self {
        let this = self.edit(|run, places| run.done_when = Some(text(places, query)));
        Pending { last: Last::DoneWhen, ..this }
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
        let last = self.last;
        self.edit(|run, _| {
            let text = match last {
                Last::Reverse => run.reverse.as_mut(),
                Last::DoneWhen => run.done_when.as_mut(),
                Last::Own | Last::Filter => Some(&mut run.sql),
            };
            text.into_iter().for_each(|text| *text.own_mut(dialect) = Some(sql.to_owned()));
        })
    }
}

impl Pending<Backfill> {
    /// Sets a column to what an expression gives for the row as it was.
    pub fn set(self, column: &str, expression: &str) -> Self {
        let this = self.edit(|backfill, places| {
            let value = SqlText { mark: places.argument(1), ..SqlText::any(expression) };
            backfill.set.push(Assignment { column: places.ident(0, column), value });
        });
        Pending { last: Last::Own, ..this }
    }

    /// The condition that rows meet to be changed: `.filter("slug IS NULL")`.
    pub fn filter(self, condition: &str) -> Self {
        let this = self.edit(|backfill, places| backfill.filter = Some(text(places, condition)));
        Pending { last: Last::Filter, ..this }
    }

    /// How many rows a batch has at most; 1000 unless another number is given.
    pub fn batch(self, rows: u32) -> Self {
        self.edit(|backfill, _| backfill.batch = rows)
    }

    /// The expression for PostgreSQL, instead of the one before it: of [`set`](Pending::set) or
    /// [`filter`](Pending::filter).
    pub fn postgres(self, expression: &str) -> Self {
        self.own(Dialect::Postgres, expression)
    }

    /// The expression for MySQL and MariaDB, instead of the one before it.
    pub fn mysql(self, expression: &str) -> Self {
        self.own(Dialect::MySql, expression)
    }

    /// The expression for SQLite, instead of the one before it.
    pub fn sqlite(self, expression: &str) -> Self {
        self.own(Dialect::Sqlite, expression)
    }

    fn own(self, dialect: Dialect, expression: &str) -> Self {
        let last = self.last;
        let mut missed = false;
        let this = self.edit(|backfill, _| {
            let text = match last {
                Last::Filter => backfill.filter.as_mut(),
                _ => backfill.set.last_mut().map(|set| &mut set.value),
            };
            match text {
                Some(text) => *text.own_mut(dialect) = Some(expression.to_owned()),
                None => missed = true,
            }
        });
        if missed {
            let message = format!("`.{dialect}(..)` stands behind no expression that it could take the place of");
            let finding = Diagnostic::error("no-text", this.migration.places.call(), message);
            this.migration.find(finding.help("write it behind `.set(..)` or `.filter(..)`"));
        }
        this
    }
}

/// The text that is the first argument of the call.
fn text(places: &Places, sql: &str) -> SqlText {
    SqlText { mark: places.argument(0), ..SqlText::any(sql) }
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

    /// As [`reverse`](Pending::reverse), with the name of the function as text; what the interpreter calls.
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

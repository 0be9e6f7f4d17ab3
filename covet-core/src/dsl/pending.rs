//! An operation that has been recorded and can still be refined by the calls after it.

use std::any::type_name;
use std::marker::PhantomData;
use std::rc::Rc;

use super::place::{Place, Places};
use super::{Action, DefaultValue, Migration};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::operation::{
    AddCheck, AddEnumValue, AddForeignKey, AddPrimaryKey, AddUnique, AlterColumn, Assignment, Backfill, CreateIndex,
    DropColumn, DropIndex, EnumPlace, Operation, RunRust, RunSql, SqlText,
};
use crate::schema::{Deferrable, IndexPart, Nulls};

/// An operation that has been recorded and can still be refined: `m.create_index(..).unique()`.
#[derive(Clone, Debug)]
pub struct Pending<T> {
    migration: Migration,
    at: usize,
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
trait Variant: Sized {
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
    AddEnumValue,
    AddForeignKey,
    AddPrimaryKey,
    AddUnique,
    AlterColumn,
    Backfill,
    CreateIndex,
    DropColumn,
    DropIndex,
    RunRust,
    RunSql
);

impl<T> Pending<T> {
    pub(super) fn new(migration: &Migration, at: usize) -> Self {
        Pending { migration: migration.clone(), at, last: Last::Own, operation: PhantomData }
    }

    /// Says where the next call was written; the interpreter says it before each.
    pub fn at(&mut self, place: Place) {
        self.migration.at(place);
    }
}

#[expect(private_bounds, reason = "which operations there are is no business of callers")]
impl<T: Variant> Pending<T> {
    fn edit(self, change: impl FnOnce(&mut T, &Places)) -> Self {
        let places = self.migration.places.clone();
        if let Some(operation) = self.migration.script.borrow_mut().operation_mut(self.at).and_then(T::of) {
            change(operation, &places);
        }
        self
    }
}

impl Pending<CreateIndex> {
    /// Names the index.
    pub fn name(self, name: &str) -> Self {
        self.edit(|create, places| create.index.name = places.ident(0, name))
    }

    /// No two rows may agree in the columns.
    pub fn unique(self) -> Self {
        self.edit(|create, _| create.index.unique = true)
    }

    /// The greatest value of `column` comes first.
    pub fn desc(self, column: &str) -> Self {
        self.edit_part(column, |part| part.desc = true)
    }

    /// NULL comes before all values of `column`.
    pub fn nulls_first(self, column: &str) -> Self {
        self.edit_part(column, |part| part.nulls = Some(Nulls::First))
    }

    /// NULL comes after all values of `column`.
    pub fn nulls_last(self, column: &str) -> Self {
        self.edit_part(column, |part| part.nulls = Some(Nulls::Last))
    }

    /// The operator class of `column`, in PostgreSQL: `.opclass("title", "gin_trgm_ops")`.
    pub fn opclass(self, column: &str, opclass: &str) -> Self {
        self.edit_part(column, |part| part.opclass = Some(opclass.to_owned()))
    }

    /// How many characters of `column` count, in MySQL.
    pub fn prefix(self, column: &str, characters: u32) -> Self {
        self.edit_part(column, |part| part.prefix = Some(characters))
    }

    /// Sorts by an expression as well, after what there is: `.expression("lower(email)")`.
    pub fn expression(self, sql: &str) -> Self {
        self.edit(|create, _| create.index.parts.push(IndexPart::expression(sql)))
    }

    /// The condition that rows meet to be in the index: `.filter("deleted_at IS NULL")`.
    pub fn filter(self, condition: &str) -> Self {
        self.edit(|create, _| create.index.filter = Some(condition.to_owned()))
    }

    /// Columns that the index holds without being sorted by them, in PostgreSQL.
    pub fn include(self, columns: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.edit(|create, places| create.index.include = places.idents(0, columns))
    }

    /// The method of the index, such as `gin`, `gist`, `brin` or `hash`.
    pub fn using(self, method: &str) -> Self {
        self.edit(|create, _| create.index.using = Some(method.to_owned()))
    }

    /// NULL counts as equal to NULL in a unique index, in PostgreSQL 15 and later.
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
    pub fn before(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::Before(value.to_owned())))
    }

    /// The value comes after that one.
    pub fn after(self, value: &str) -> Self {
        self.edit(|add, _| add.place = Some(EnumPlace::After(value.to_owned())))
    }
}

impl Pending<AddCheck> {
    /// Holds for new rows only, until [`validate_constraint`](Migration::validate_constraint).
    ///
    /// In PostgreSQL, which then need not read the rows that are there; the others look at all of them at once.
    pub fn not_valid(self) -> Self {
        self.edit(|add, _| add.check.not_valid = true)
    }
}

impl Pending<AddUnique> {
    /// Names the constraint.
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
    pub fn nulls_not_distinct(self) -> Self {
        self.edit(|add, _| add.unique.nulls_not_distinct = true)
    }

    /// Can wait for the end of the transaction, in PostgreSQL.
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|add, _| add.unique.deferrable = Some(when))
    }
}

impl Pending<AddForeignKey> {
    /// Names the key.
    pub fn name(self, name: &str) -> Self {
        self.edit(|add, places| add.key.name = places.ident(0, name))
    }

    /// What happens to a row when the row that it refers to is deleted.
    pub fn on_delete(self, action: Action) -> Self {
        self.edit(|add, _| add.key.on_delete = action)
    }

    /// What happens to a row when the key that it refers to changes.
    pub fn on_update(self, action: Action) -> Self {
        self.edit(|add, _| add.key.on_update = action)
    }

    /// Can wait for the end of the transaction: `.deferrable(InitiallyDeferred)`; MySQL has no such keys.
    pub fn deferrable(self, when: Deferrable) -> Self {
        self.edit(|add, _| add.key.deferrable = Some(when))
    }

    /// Holds for new rows only, until [`validate_constraint`](Migration::validate_constraint).
    ///
    /// In PostgreSQL, which then need not read the rows that are there; the others look at all of them at once.
    pub fn not_valid(self) -> Self {
        self.edit(|add, _| add.key.not_valid = true)
    }
}

impl Pending<DropColumn> {
    /// What every row gets when the column comes back by a roll-back.
    pub fn restore_with(self, value: impl Into<DefaultValue>) -> Self {
        let value = value.into();
        self.edit(|drop, _| drop.restore_with = Some(value))
    }
}

impl Pending<AlterColumn> {
    /// The expression that gives the new value from the old row, where no conversion of the database does.
    pub fn using(self, expression: &str) -> Self {
        self.edit(|alter, _| alter.using = Some(expression.to_owned()))
    }
}

impl Pending<RunSql> {
    /// The SQL that undoes it; `""` where nothing has to be undone.
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
    /// What [undoes](Pending::reverse) the SQL is done when it is true no more.
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
        let state = inner.script.take().into_operations();
        self.edit(|run, _| run.state = state)
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
    pub fn reverse<F>(self, function: F) -> Self {
        let _ = function;
        self.reverse_path(&function_name::<F>())
    }

    /// As [`reverse`](Pending::reverse), with the path of the function as text; what the interpreter calls.
    pub fn reverse_path(self, path: &str) -> Self {
        self.edit(|run, _| run.reverse = Some(path.to_owned()))
    }

    /// Raise it when the function comes to mean something else: it is part of the checksum, the function's text is not.
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

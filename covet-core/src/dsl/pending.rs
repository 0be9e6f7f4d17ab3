//! An operation that has been recorded and can still be refined by the calls after it.

use std::any::type_name;
use std::marker::PhantomData;
use std::rc::Rc;

use super::place::{Place, Places};
use super::{Action, DefaultValue, Migration};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::operation::{
    AddCheck, AddEnumValue, AddForeignKey, AddUnique, AlterColumn, CreateIndex, DropColumn, EnumPlace, Operation,
    RunRust, RunSql, SqlText,
};
use crate::schema::{Deferrable, IndexPart, Nulls};

/// An operation that has been recorded and can still be refined: `m.create_index(..).unique()`.
#[derive(Clone, Debug)]
pub struct Pending<T> {
    migration: Migration,
    at: usize,
    operation: PhantomData<T>,
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
variants!(AddCheck, AddEnumValue, AddForeignKey, AddUnique, AlterColumn, CreateIndex, DropColumn, RunRust, RunSql);

impl<T> Pending<T> {
    pub(super) fn new(migration: &Migration, at: usize) -> Self {
        Pending { migration: migration.clone(), at, operation: PhantomData }
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

    /// Says that the table referred to is of another crate, whose migrations are not known here: nothing of it is checked.
    pub fn external(self) -> Self {
        self.edit(|add, _| add.key.external = true)
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
        self.edit(|run, places| run.reverse = Some(SqlText { mark: places.argument(0), ..SqlText::any(sql) }))
    }

    /// What PostgreSQL runs instead.
    pub fn postgres(self, sql: &str) -> Self {
        self.own(Dialect::Postgres, sql)
    }

    /// What MySQL and MariaDB run instead.
    pub fn mysql(self, sql: &str) -> Self {
        self.own(Dialect::MySql, sql)
    }

    /// What SQLite runs instead.
    pub fn sqlite(self, sql: &str) -> Self {
        self.own(Dialect::Sqlite, sql)
    }

    /// A query whose first value is true once the SQL has run; recovery asks it where no transaction answers.
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
        let state = inner.script.take().into_operations();
        self.edit(|run, _| run.state = state)
    }

    fn own(self, dialect: Dialect, sql: &str) -> Self {
        self.edit(|run, _| *run.sql.own_mut(dialect) = Some(sql.to_owned()))
    }
}

impl Pending<RunRust> {
    /// The `async fn` that undoes it.
    pub fn reverse<F>(self, function: F) -> Self {
        let _ = function;
        self.reverse_path(&function_name::<F>())
    }

    /// As [`reverse`](Pending::reverse), with the name of the function as text; what the interpreter calls.
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

//! An operation that has been recorded and can still be refined by the calls after it.

mod backfill;
mod column;
mod constraint;
mod index;
mod sql;

use std::marker::PhantomData;
use std::ops::Range;

use super::place::{Place, Places};
use super::{Migration, Rule};
pub(super) use sql::function_name;

use crate::lint::Allow;
use crate::operation::{
    AddCheck, AddColumn, AddEnumValue, AddForeignKey, AddPrimaryKey, AddUnique, AlterColumn, Backfill, CreateIndex,
    CreateObject, DropColumn, DropIndex, DropObject, Operation, ReplaceObject, RunRust, RunSql,
};
use crate::schema::SqlText;

/// An operation that has been recorded and can still be refined: `m.create_index(..).unique()`.
///
/// What can be said of it depends on the operation:
///
/// | after | |
/// |---|---|
/// | [`create_index`](Migration::create_index) | `name`, `unique`, `desc`, `nulls_first`, `nulls_last`, `opclass`, `prefix`, `expression`, `filter`, `include`, `using`, `nulls_not_distinct`, `concurrently` |
/// | [`drop_index`](Migration::drop_index) | `concurrently` |
/// | [`add_primary_key`](Migration::add_primary_key) | `name`, `using_index` |
/// | [`add_unique`](Migration::add_unique) | `name`, `nulls_not_distinct`, `deferrable`, `using_index` |
/// | [`add_foreign_key`](Migration::add_foreign_key) | `name`, `on_delete`, `on_update`, `deferrable`, `not_valid`, `external` |
/// | [`add_check`](Migration::add_check) | `not_valid` |
/// | [`add_column`](Migration::add_column) | `fill` |
/// | [`drop_column`](Migration::drop_column) | `restore_with` |
/// | [`alter_column`](Migration::alter_column) | `using` |
/// | [`add_enum_value`](Migration::add_enum_value) | `before`, `after` |
/// | [`run_sql`](Migration::run_sql) | `reverse`, `postgres`, `mysql`, `sqlite`, `state`, `done_when` |
/// | [`backfill`](Migration::backfill) | `set`, `filter`, `batch`, `postgres`, `mysql`, `sqlite` |
/// | [`create_object`](Migration::create_object) | `on`, `create`, `postgres`, `mysql`, `sqlite`, `drop`, `uses` |
/// | everything | [`allow`](Pending::allow) |
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
        self.with(allows.into_iter().map(|allow| Allow { columns: Vec::new(), ..allow }).collect())
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

/// The text that is the first argument of the call.
fn text(places: &Places, sql: &str) -> SqlText {
    SqlText { mark: places.argument(0), ..SqlText::any(sql) }
}

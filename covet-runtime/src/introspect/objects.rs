//! Declared objects among what was read.
//!
//! A database has more views and triggers than the migrations made, which is nobody's fault: what was read stays
//! [`Unmodelled`], and is compared with what is declared by kind and name. SQLite alone keeps texts as they were written,
//! so only there are these compared as well.

use covet_core::normal::is_made_by;
use covet_core::schema::{Object, ObjectKind};
use covet_core::{Dialect, Schema};

use super::{Introspected, Unmodelled, What};

impl Introspected {
    /// What has no place in a schema and is nothing that `expected` declares: none of its objects, and no options of a table
    /// that has some.
    ///
    /// ```
    /// # use covet_runtime::Introspected;
    /// fn strangers(found: &Introspected, expected: &covet_core::Schema) -> Vec<String> {
    ///     found.undeclared(expected).map(ToString::to_string).collect()
    /// }
    /// ```
    pub fn undeclared<'a>(&'a self, expected: &'a Schema) -> impl Iterator<Item = &'a Unmodelled> {
        self.unmodelled
            .iter()
            .filter(|found| !expected.objects().any(|object| self.is(object, found)) && !self.is_said(expected, found))
    }

    /// Whether these are options of a table that says which it has.
    fn is_said(&self, expected: &Schema, found: &Unmodelled) -> bool {
        let table = found.table.as_ref().filter(|_| found.what == What::TableOption);
        table.and_then(|name| expected.table(name)).is_some_and(|table| table.options.of(self.dialect).is_some())
    }

    /// The objects that `expected` declares and that are there, by kind and name.
    ///
    /// ```
    /// # use covet_runtime::Introspected;
    /// fn views(found: &Introspected, expected: &covet_core::Schema) -> Vec<String> {
    ///     found.declared(expected).map(|object| object.id().to_string()).collect()
    /// }
    /// ```
    pub fn declared<'a>(&'a self, expected: &'a Schema) -> impl Iterator<Item = &'a Object> {
        expected.objects().filter(|object| self.unmodelled.iter().any(|found| self.is(object, found)))
    }

    /// A line for each declared object that is not there, or in SQLite not as its text says.
    ///
    /// [`differences`](Introspected::differences) has them among its own.
    ///
    /// ```
    /// # use covet_runtime::Introspected;
    /// fn are_there(found: &Introspected, expected: &covet_core::Schema) -> bool {
    ///     found.object_differences(expected).is_empty()
    /// }
    /// ```
    pub fn object_differences(&self, expected: &Schema) -> Vec<String> {
        let mut lines = Vec::new();
        let declared = expected.objects().filter(|object| object.kind != ObjectKind::Other);
        for (object, text) in declared.filter_map(|object| Some((object, object.created_by(self.dialect)?))) {
            match self.unmodelled.iter().find(|found| self.is(object, found)) {
                None => lines.push(format!("{} is missing", object.id())),
                Some(found) if self.dialect == Dialect::Sqlite && !is_made_by(&found.text, text) => {
                    lines.push(format!("{} is `{}`, expected `{text}`", object.id(), found.text));
                }
                Some(_) => {}
            }
        }
        lines
    }

    /// Whether what was found is that object.
    fn is(&self, object: &Object, found: &Unmodelled) -> bool {
        let same = |found: &str, declared: &str| match self.dialect {
            Dialect::Sqlite => found.eq_ignore_ascii_case(declared),
            _ => found == declared,
        };
        let on = |found: &Unmodelled| match (&object.on, &found.table) {
            (Some(declared), Some(found)) => same(&found.to_string(), &declared.to_string()),
            (Some(_), None) => false,
            // A sequence may belong to a column.
            (None, _) => true,
        };
        // MySQL says which of the two a routine is.
        let is_other_routine = found.what == What::Routine
            && self.dialect == Dialect::MySql
            && !found.text.eq_ignore_ascii_case(object.kind.as_str());
        what(object.kind) == Some(found.what)
            && same(&found.name, &object.name.to_string())
            && on(found)
            && !is_other_routine
    }
}

/// As what an object is read; nothing where it cannot be told.
fn what(kind: ObjectKind) -> Option<What> {
    Some(match kind {
        ObjectKind::View => What::View,
        ObjectKind::MaterializedView => What::MaterializedView,
        ObjectKind::Trigger => What::Trigger,
        ObjectKind::Function | ObjectKind::Procedure => What::Routine,
        ObjectKind::Extension => What::Extension,
        ObjectKind::Sequence => What::Sequence,
        ObjectKind::Policy => What::Policy,
        ObjectKind::Exclusion => What::Constraint,
        ObjectKind::Type | ObjectKind::Domain => What::Type,
        ObjectKind::Other => return None,
    })
}

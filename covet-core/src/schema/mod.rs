//! What a database looks like: tables, columns, keys, indexes and objects, as the replay knows them.
//!
//! A [`Schema`] is cheap to clone (its tables are shared), so that whoever needs the state before a change keeps a
//! clone of it.

mod check;
mod column;
mod default;
pub mod expression;
mod foreign_key;
mod index;
mod key;
mod key_type;
mod object;
mod objects;
mod order;
mod shared;
mod sql_text;
mod table;
mod types;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use check::Check;
pub use column::{Column, Generated};
pub use default::DefaultValue;
pub use foreign_key::{Action, Deferrable, ForeignKey};
pub use index::{Index, IndexKey, IndexPart, Nulls};
pub use key::{PrimaryKey, Unique};
pub use object::{Object, ObjectId, ObjectKind};
pub use order::behind_what_they_need;
pub use sql_text::SqlText;
pub use table::Table;
pub use types::ColumnType;

use crate::diagnostic::Diagnostic;
use crate::ident::{Ident, TableName};

use shared::{Each, Map, Set};

/// The tables of a database at one point of its history.
///
/// Everything in it is resolved: a column that was written as a reference has the type of the key it refers to.
///
/// ```
/// use covet_core::{Schema, dsl::Migration, replay};
///
/// let mut m = Migration::new();
/// m.create_table("users", |t| {
///     t.id();
///     t.string("email", 255).unique();
/// });
/// let (script, _) = m.finish();
/// let mut schema = Schema::new();
/// replay::apply(script.operations(), &mut schema).unwrap();
///
/// let users = schema.table(&"users".into()).unwrap();
/// assert_eq!(users.columns.len(), 2);
/// assert_eq!(schema.owner(&"uq_users_email".into()), Some(&users.name));
/// assert_eq!(schema.differences(&Schema::new()), ["table `users` is missing"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schema {
    tables: Map<TableName, Arc<Table>>,
    /// Which table is meant by a name of any case.
    folded: Map<TableName, TableName>,
    /// Indexes and constraints of a schema share one namespace in which case says nothing, the strictest rule of the
    /// three databases.
    names: Map<TableName, TableName>,
    /// Which table is referred to by which, so that dropping one does not read them all.
    references: Map<(TableName, TableName), ()>,
    /// The native enums, each with its values in order.
    enums: Map<Ident, Vec<String>>,
    objects: Map<ObjectId, Arc<Object>>,
    /// The objects that are named as tables are, by names of any case.
    folded_objects: Map<TableName, ObjectId>,
    /// Which table or object is used by which object.
    uses: Map<(TableName, ObjectId), ()>,
    touched: Set<TableName>,
    touched_objects: Set<ObjectId>,
    incomplete: bool,
}

impl Schema {
    /// A database without tables.
    pub fn new() -> Self {
        Schema::default()
    }

    /// The table of that name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(name).map(Arc::as_ref)
    }

    /// The table of that name, or of one that differs by case alone: some databases take them for one.
    pub fn table_of_any_case(&self, name: &TableName) -> Option<&Table> {
        self.table(name).or_else(|| self.table(self.folded.get(&name.folded())?))
    }

    /// All tables by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        Each::new(self.tables.iter().map(|(_, table)| table.as_ref()))
    }

    /// Adds a table, or puts it in the place of the one of that name.
    pub fn insert(&mut self, table: Table) {
        self.remove(&table.name);
        self.touched.insert(table.name.clone());
        self.folded.insert(table.name.folded(), table.name.clone());
        for name in table.constraint_names() {
            self.names.insert(table.name.beside(&name).folded(), table.name.clone());
        }
        for key in &table.foreign_keys {
            self.references.insert((key.ref_table.clone(), table.name.clone()), ());
        }
        self.tables.insert(table.name.clone(), Arc::new(table));
    }

    /// Takes a table away.
    pub fn remove(&mut self, name: &TableName) -> Option<Arc<Table>> {
        let table = self.tables.get(name).cloned()?;
        self.touched.insert(name.clone());
        self.tables.remove(name);
        self.folded.remove(&name.folded());
        for constraint in table.constraint_names() {
            self.names.remove(&name.beside(&constraint).folded());
        }
        for key in &table.foreign_keys {
            self.references.remove(&(key.ref_table.clone(), name.clone()));
        }
        Some(table)
    }

    /// Changes a table in place; does nothing when there is none of that name.
    pub fn update(&mut self, name: &TableName, change: impl FnOnce(&mut Table)) {
        if let Some(mut table) = self.remove(name).map(Arc::unwrap_or_clone) {
            change(&mut table);
            self.insert(table);
        }
    }

    /// The values of the native enum of that name, in order.
    pub fn enum_values(&self, name: &Ident) -> Option<&[String]> {
        self.enums.get(name).map(Vec::as_slice)
    }

    /// The names of the native enums.
    pub fn enums(&self) -> impl Iterator<Item = &Ident> {
        Each::new(self.enums.iter().map(|(name, _)| name))
    }

    /// Adds a native enum, or gives the one of that name other values.
    pub fn insert_enum(&mut self, name: Ident, values: Vec<String>) {
        self.enums.insert(name, values);
    }

    /// Takes a native enum away.
    pub fn remove_enum(&mut self, name: &Ident) {
        self.enums.remove(name);
    }

    /// The table on which an index or constraint of that name stands, in the schema that the name says and in whatever
    /// case.
    pub fn owner(&self, constraint: &TableName) -> Option<&TableName> {
        self.names.get(&constraint.folded())
    }

    /// The foreign keys of *other* tables that refer to `table`, with the tables that they stand on.
    pub fn referrers<'a>(&'a self, table: &'a TableName) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
        // No name comes before the empty one.
        let references =
            self.references.starting_at((table.clone(), TableName::default())).map(|(reference, ())| reference);
        let keys = references
            .take_while(move |(referred, _)| referred == table)
            .filter(move |(_, other)| other != table)
            .filter_map(|(_, other)| self.table(other))
            .flat_map(|other| other.foreign_keys.iter().map(move |key| (other, key)))
            .filter(move |(_, key)| key.ref_table == *table);
        Each::new(keys)
    }

    /// Whether a migration before this point could not be read, so that the schema lacks what it would have made.
    ///
    /// "Does not exist" proves nothing then, and is not reported: one fault must not cause another.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// Says that a migration at this point could not be read.
    pub fn mark_incomplete(&mut self) {
        self.incomplete = true;
    }

    /// The tables that were added, changed or removed since [`Schema::forget_touched`].
    pub fn touched(&self) -> impl Iterator<Item = &TableName> {
        self.touched.iter()
    }

    /// The objects that were added, changed or removed since [`Schema::forget_touched`].
    pub fn touched_objects(&self) -> impl Iterator<Item = &ObjectId> {
        self.touched_objects.iter()
    }

    /// Starts a new account of the tables and objects that are touched.
    pub fn forget_touched(&mut self) {
        self.touched = Set::default();
        self.touched_objects = Set::default();
    }

    /// What differs between this schema, which was expected, and `found`, one line for each difference.
    ///
    /// Looks only at tables and objects that either of them touched, and compares columns by name, not by place.
    pub fn differences(&self, found: &Schema) -> Vec<String> {
        self.differences_of(self.touched.union(&found.touched), found)
    }

    /// The same, of all tables.
    pub fn differences_anywhere(&self, found: &Schema) -> Vec<String> {
        let names: BTreeSet<&TableName> = self.tables().chain(found.tables()).map(|table| &table.name).collect();
        self.differences_of(names, found)
    }

    fn differences_of<'a>(&self, tables: impl IntoIterator<Item = &'a TableName>, found: &Schema) -> Vec<String> {
        let mut lines = Vec::new();
        for name in tables {
            match (self.table(name), found.table(name)) {
                (Some(expected), Some(found)) => expected.differences(found, &mut lines),
                (Some(_), None) => lines.push(format!("table `{name}` is missing")),
                (None, Some(_)) => lines.push(format!("table `{name}` is left over")),
                (None, None) => {}
            }
        }
        for (name, values) in self.enums.iter() {
            match found.enum_values(name) {
                None => lines.push(format!("enum `{name}` is missing")),
                Some(found) if found != values => {
                    lines.push(format!("enum `{name}` is {found:?}, expected {values:?}"))
                }
                Some(_) => {}
            }
        }
        let left_over = found.enums().filter(|name| self.enum_values(name).is_none());
        lines.extend(left_over.map(|name| format!("enum `{name}` is left over")));
        self.object_differences(found, &mut lines);
        lines
    }

    /// The finding that there is no table of that name, with the nearest one there is.
    pub fn unknown_table(&self, name: &TableName) -> Diagnostic {
        let known: Vec<String> = self.tables().map(|table| table.name.to_string()).collect();
        Diagnostic::error("unknown-table", name.mark(), format!("table `{name}` does not exist here"))
            .suggest(&name.to_string(), known.iter().map(String::as_str))
    }
}

/// Two schemas are equal when they hold equal tables, enums and objects; what was touched on the way is no part of it.
impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables && self.enums == other.enums && self.objects == other.objects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn referring(name: &str, to: &[&str]) -> Table {
        let key = |to: &&str| {
            let name = format!("fk_{name}_{to}");
            ForeignKey::on(name.as_str().into(), vec![(*to).into()], (*to).into(), vec!["id".into()])
        };
        Table { foreign_keys: to.iter().map(key).collect(), ..Table::new(name) }
    }

    #[test]
    fn referrers_follow_every_change_of_a_table() {
        let mut schema = Schema::new();
        for table in
            [referring("a", &["a", "b"]), referring("b", &[]), referring("c", &["b", "b"]), referring("bb", &["c"])]
        {
            schema.insert(table);
        }
        let names = |schema: &Schema, table: &str| {
            let names = schema.referrers(&table.into()).map(|(table, _)| table.name.to_string()).collect::<Vec<_>>();
            names.join(" ")
        };
        assert_eq!([names(&schema, "a"), names(&schema, "b"), names(&schema, "c")], ["", "a c c", "bb"]);
        schema.update(&"c".into(), |table| drop(table.foreign_keys.pop()));
        assert_eq!(names(&schema, "b"), "a c");
        schema.remove(&"c".into());
        assert_eq!([names(&schema, "b"), names(&schema, "c")], ["a", "bb"], "what refers to nothing still does");
    }
}

//! What the migrations of a project make, and which of them made what.

use std::collections::{BTreeMap, BTreeSet};

use crate::ident::{Ident, TableName};
use crate::migration::MigrationId;
use crate::schema::{Column, ObjectId, Schema, Table};

/// What the migrations of a project make, followed migration by migration.
///
/// ```
/// use covet_core::engine::History;
/// use covet_core::{MigrationId, dsl, replay, schema::Schema};
///
/// let mut m = dsl::Migration::new();
/// m.create_table("users", |t| t.id());
/// let mut schema = Schema::new();
/// replay::apply(m.finish().0.operations(), &mut schema).unwrap();
///
/// let mut history = History::default();
/// history.follow(&MigrationId::new("auth", "0001_users"), &[], &schema);
/// assert_eq!(history.owner(&"users".into()), Some("auth"));
/// assert_eq!(history.names("auth"), ["0001_users"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct History {
    schema: Schema,
    /// The app whose migration made a table, or gave it its name.
    owners: BTreeMap<TableName, String>,
    enum_owners: BTreeMap<Ident, String>,
    object_owners: BTreeMap<ObjectId, String>,
    /// The last migration that changed what a reference to a table needs of it: its name and its keys.
    makers: BTreeMap<TableName, MigrationId>,
    /// The names of each app's migrations, in order.
    apps: BTreeMap<String, Vec<String>>,
    needs: BTreeMap<MigrationId, Vec<MigrationId>>,
}

impl History {
    /// Adds the next migration: what it depends on, and the schema after it.
    pub fn follow(&mut self, id: &MigrationId, needs: &[MigrationId], after: &Schema) {
        for name in after.touched() {
            let (old, new) = (self.schema.table(name), after.table(name));
            if old.is_none() && new.is_some() {
                self.owners.insert(name.clone(), id.app.clone());
            }
            if old.map(reference_shape) != new.map(reference_shape) {
                self.makers.insert(name.clone(), id.clone());
            }
        }
        for name in after.enums().filter(|name| self.schema.enum_values(name).is_none()) {
            self.enum_owners.insert(name.clone(), id.app.clone());
        }
        for object in after.touched_objects().filter(|object| self.schema.object(object).is_none()) {
            self.object_owners.insert(object.clone(), id.app.clone());
        }
        self.apps.entry(id.app.clone()).or_default().push(id.name.clone());
        self.needs.insert(id.clone(), needs.to_vec());
        self.schema = after.clone();
    }

    /// What the migrations make of an empty database.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The app that a table belongs to: the one whose migration made it, or gave it its name.
    pub fn owner(&self, table: &TableName) -> Option<&str> {
        self.owners.get(table).map(String::as_str)
    }

    /// The app whose migration made an enum.
    pub(super) fn owner_of_enum(&self, name: &Ident) -> Option<&str> {
        self.enum_owners.get(name).map(String::as_str)
    }

    /// The app whose migration made an object.
    pub(super) fn owner_of_object(&self, id: &ObjectId) -> Option<&str> {
        self.object_owners.get(id).map(String::as_str)
    }

    /// The names of an app's migrations, in order.
    pub fn names(&self, app: &str) -> &[String] {
        self.apps.get(app).map_or(&[], Vec::as_slice)
    }

    /// The last migration that a reference to a table depends on.
    pub(super) fn maker(&self, table: &TableName) -> Option<&MigrationId> {
        self.makers.get(table)
    }

    /// Everything that has run when a migration has, itself among it.
    pub(super) fn known_by(&self, id: &MigrationId) -> BTreeSet<MigrationId> {
        let (mut open, mut known) = (vec![id.clone()], BTreeSet::new());
        while let Some(id) = open.pop() {
            if known.contains(&id) {
                continue;
            }
            let names = self.names(&id.app);
            let at = names.iter().position(|name| *name == id.name).unwrap_or_default();
            open.extend(at.checked_sub(1).map(|before| MigrationId::new(&*id.app, &*names[before])));
            open.extend(self.needs.get(&id).into_iter().flatten().cloned());
            known.insert(id);
        }
        known
    }
}

/// What a foreign key needs of the table that it refers to: the keys, with their columns as they are.
fn reference_shape(table: &Table) -> Vec<Vec<Column>> {
    let primary = table.primary_key.iter().map(|key| key.columns.clone());
    let uniques = table.uniques.iter().map(|unique| unique.columns.clone());
    let indexes = table.indexes.iter().filter(|index| index.unique).map(|index| index.columns().cloned().collect());
    let column = |name: &Ident| {
        let column = table.column(name);
        column.map(|column| Column { default: None, comment: None, nullable: false, ..column.clone() })
    };
    let keys = primary.chain(uniques).chain(indexes);
    keys.map(|columns: Vec<Ident>| columns.iter().filter_map(column).collect()).collect()
}

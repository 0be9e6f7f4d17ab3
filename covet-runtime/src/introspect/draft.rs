//! A schema while it is being read.

use std::collections::BTreeMap;

use covet_core::schema::{Action, ColumnType, SqlText, Table};
use covet_core::{Dialect, Ident, Schema, TableName, normal};

use super::{Introspected, Unmodelled, What};

/// A row of a catalogue.
pub(super) struct Row(pub(super) Vec<Option<String>>);

impl Row {
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at).and_then(Option::as_deref)
    }

    /// The value there, empty for NULL.
    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).unwrap_or_default()
    }

    pub(super) fn is(&self, at: usize) -> bool {
        matches!(self.text(at), "t" | "1" | "YES" | "true")
    }

    pub(super) fn number<N: std::str::FromStr>(&self, at: usize) -> Option<N> {
        self.get(at)?.parse().ok()
    }
}

/// Consecutive rows that agree in the columns `by`: those of one key, one index.
pub(super) fn groups<'a>(rows: &'a [Row], by: &'a [usize]) -> impl Iterator<Item = &'a [Row]> {
    rows.chunk_by(|one, other| by.iter().all(|&at| one.get(at) == other.get(at)))
}

/// A schema while it is being read.
pub(super) struct Draft {
    dialect: Dialect,
    /// The schema whose tables need no qualified name.
    home: String,
    tables: BTreeMap<TableName, Table>,
    enums: Vec<(Ident, Vec<String>)>,
    unmodelled: Vec<Unmodelled>,
}

impl Draft {
    pub(super) fn new(dialect: Dialect, home: &str) -> Self {
        Draft { dialect, home: home.to_owned(), tables: BTreeMap::new(), enums: Vec::new(), unmodelled: Vec::new() }
    }

    /// The name of a table in a schema.
    pub(super) fn name(&self, schema: &str, table: &str) -> TableName {
        TableName { schema: (schema != self.home).then(|| Ident::from(schema)), name: Ident::from(table) }
    }

    /// The table of that name, which is in the schema from now on.
    pub(super) fn add(&mut self, name: TableName) -> &mut Table {
        self.tables.entry(name).or_insert_with_key(|name| Table::new(name.clone()))
    }

    pub(super) fn get(&mut self, name: &TableName) -> Option<&mut Table> {
        self.tables.get_mut(name)
    }

    #[cfg(feature = "sqlite")]
    pub(super) fn tables(&mut self) -> impl Iterator<Item = &mut Table> {
        self.tables.values_mut()
    }

    /// Adds a native enum.
    #[cfg(feature = "postgres")]
    pub(super) fn add_enum(&mut self, name: Ident, values: Vec<String>) {
        self.enums.push((name, values));
    }

    /// Says what has no place in the schema.
    pub(super) fn note(&mut self, table: Option<&TableName>, what: What, name: &str, text: impl Into<String>) {
        self.unmodelled.push(Unmodelled { table: table.cloned(), what, name: name.to_owned(), text: text.into() });
    }

    /// The type that the database calls `text`; one of its own where Covet has none.
    pub(super) fn ty(&self, text: &str) -> ColumnType {
        normal::read_type(text, self.dialect).unwrap_or_else(|| ColumnType::Custom(SqlText::only(text, self.dialect)))
    }

    pub(super) fn finish(mut self, is_ignored: impl Fn(&str) -> bool) -> Introspected {
        let mut schema = Schema::new();
        for (name, values) in std::mem::take(&mut self.enums) {
            schema.insert_enum(name, values);
        }
        for table in std::mem::take(&mut self.tables).into_values().filter(|table| !is_ignored(&table.name.name)) {
            schema.insert(sorted(table));
        }
        let is_ignored = |table: &TableName| is_ignored(&table.name);
        self.unmodelled.retain(|found| !found.table.as_ref().is_some_and(is_ignored));
        self.unmodelled.sort_by(|a, b| (&a.table, a.what, &a.name).cmp(&(&b.table, b.what, &b.name)));
        Introspected { dialect: self.dialect, schema, unmodelled: self.unmodelled }
    }
}

/// What happens to the rows of a foreign key, as SQL says it.
pub(super) fn action(text: &str) -> Action {
    match text.to_ascii_uppercase().as_str() {
        "RESTRICT" => Action::Restrict,
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

/// In an order that does not depend on when what was made.
fn sorted(mut table: Table) -> Table {
    table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.checks.sort_by(|a, b| a.name.cmp(&b.name));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    table
}

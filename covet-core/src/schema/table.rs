//! A table.

use serde::{Deserialize, Serialize};

use super::{Check, Column, ColumnType, ForeignKey, Index, PrimaryKey, SqlText, Unique, expression};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};

/// A table with everything that stands on it.
///
/// ```
/// use covet_core::schema::{Column, ColumnType, Table, Unique};
///
/// let mut users = Table::new("users");
/// users.columns.push(Column::new("email", ColumnType::String(255)));
/// assert!(!users.is_key(&["email".into()]));
/// users.uniques.push(Unique::on("uq_users_email".into(), vec!["email".into()]));
/// assert!(users.is_key(&["email".into()]));
/// assert_eq!(users.users_of(&"email".into()), ["the unique constraint `uq_users_email`"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// What it means, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What is said behind its columns and keys when it is made, on each database in its own words; empty where a database has
    /// nothing of the kind.
    ///
    /// Other databases than SQLite do not tell it in the words in which it was said: there it is not compared.
    #[serde(default, skip_serializing_if = "SqlText::is_unset")]
    pub options: SqlText,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    /// Its foreign keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Its check constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Its indexes, without those that keys and constraints make for themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: impl Into<TableName>) -> Self {
        Table {
            name: name.into(),
            comment: None,
            options: SqlText::default(),
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
        }
    }

    /// Whether its options say all of these words, in this order: `STRICT`, `WITHOUT ROWID`.
    ///
    /// ```
    /// use covet_core::schema::{SqlText, Table};
    /// use covet_core::Dialect;
    ///
    /// let options = SqlText::only("strict, without rowid", Dialect::Sqlite);
    /// let table = Table { options, ..Table::new("prices") };
    /// assert!(table.says(Dialect::Sqlite, "WITHOUT ROWID") && !table.says(Dialect::MySql, "ENGINE"));
    /// ```
    pub fn says(&self, dialect: Dialect, words: &str) -> bool {
        let Some(options) = self.options.of(dialect) else { return false };
        let is_part = |char: char| char.is_alphanumeric() || char == '_';
        let said: Vec<&str> = options.split(|char| !is_part(char)).filter(|word| !word.is_empty()).collect();
        let words: Vec<&str> = words.split(' ').collect();
        said.windows(words.len()).any(|window| window.iter().zip(&words).all(|(a, b)| a.eq_ignore_ascii_case(b)))
    }

    /// The column of that name.
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The column of that name, to be changed.
    pub fn column_mut(&mut self, name: &Ident) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == *name)
    }

    /// The names of all that share the namespace of indexes and constraints, on whichever database they have one.
    pub fn constraint_names(&self) -> impl Iterator<Item = Ident> {
        let primary = self.primary_key.iter().map(|key| key.name_on(&self.name));
        let types = self.columns.iter().filter(|column| matches!(column.ty, ColumnType::OneOf(_)));
        let uniques = self.uniques.iter().map(|unique| &unique.name);
        let keys = self.foreign_keys.iter().map(|key| &key.name);
        let checks = self.checks.iter().map(|check| &check.name);
        let indexes = self.indexes.iter().map(|index| &index.name);
        let named = uniques.chain(keys).chain(checks).chain(indexes).cloned();
        primary.chain(types.map(|column| column.check_name(&self.name))).chain(named)
    }

    /// Whether at most one row can hold given values in these columns, in this order: what a foreign key needs of them.
    pub fn is_key(&self, columns: &[Ident]) -> bool {
        self.primary_key.as_ref().is_some_and(|key| key.columns == columns)
            || self.uniques.iter().any(|unique| unique.columns == columns)
            || self.indexes.iter().any(|index| index.is_key_of(columns))
    }

    /// What uses a column, each as messages name it: "the index `ix_users_email`".
    pub fn users_of(&self, column: &Ident) -> Vec<String> {
        let mut users = Vec::new();
        if self.primary_key.as_ref().is_some_and(|key| key.columns.contains(column)) {
            users.push("the primary key".to_owned());
        }
        let uniques = self.uniques.iter().map(|unique| ("unique constraint", &unique.name, &unique.columns));
        let keys = self.foreign_keys.iter().map(|key| ("foreign key", &key.name, &key.columns));
        for (kind, name, columns) in uniques.chain(keys) {
            if columns.contains(column) {
                users.push(format!("the {kind} `{name}`"));
            }
        }
        users.extend(
            (self.indexes.iter().filter(|index| index.uses(column))).map(|index| format!("the index `{}`", index.name)),
        );
        users.extend(
            (self.checks.iter().filter(|check| expression::uses(&check.expression, column)))
                .map(|check| format!("the check `{}`", check.name)),
        );
        users.extend(
            (self.columns.iter().filter(|other| other.name != *column && other.is_generated_from(column)))
                .map(|other| format!("the generated column `{}`", other.name)),
        );
        users
    }

    /// The finding that the table has no such column, with the nearest one that it has.
    pub fn unknown_column(&self, column: &Ident) -> Diagnostic {
        let message = format!("table `{}` has no column `{column}`", self.name);
        Diagnostic::error("unknown-column", column.mark(), message)
            .suggest(column, self.columns.iter().map(|column| column.name.as_str()))
    }

    /// Adds a line for each difference between this table, which was expected, and `found`.
    pub(super) fn differences(&self, found: &Table, lines: &mut Vec<String>) {
        let table = &self.name;
        let columns = (&self.columns[..], &found.columns[..]);
        compare(table, "column", columns, |column| &column.name, lines);
        if self.comment != found.comment {
            lines.push(format!("comment of `{table}` is {:?}, expected {:?}", found.comment, self.comment));
        }
        if self.options != found.options {
            let text = |table: &Table| table.options.of(Dialect::Sqlite).unwrap_or("none").to_owned();
            lines.push(format!("options of `{table}` are {}, expected {}", text(found), text(self)));
        }
        let key_text = |table: &Table| match &table.primary_key {
            Some(key) => key.to_string(),
            None => "none".to_owned(),
        };
        if self.primary_key != found.primary_key {
            lines.push(format!("primary key of `{table}` is {}, expected {}", key_text(found), key_text(self)));
        }
        let uniques = (&self.uniques[..], &found.uniques[..]);
        compare(table, "unique constraint", uniques, |unique| &unique.name, lines);
        let keys = (&self.foreign_keys[..], &found.foreign_keys[..]);
        compare(table, "foreign key", keys, |key| &key.name, lines);
        let checks = (&self.checks[..], &found.checks[..]);
        compare(table, "check", checks, |check| &check.name, lines);
        let indexes = (&self.indexes[..], &found.indexes[..]);
        compare(table, "index", indexes, |index| &index.name, lines);
    }
}

/// Compares two lists of named things, expected and found, by name.
fn compare<T: PartialEq + ToString>(
    table: &TableName,
    kind: &str,
    (expected, found): (&[T], &[T]),
    name: impl Fn(&T) -> &Ident,
    lines: &mut Vec<String>,
) {
    let find = |list: &[T], wanted: &T| list.iter().position(|item| name(item) == name(wanted));
    for item in expected {
        match find(found, item).map(|at| &found[at]) {
            None => lines.push(format!("{kind} `{}` of `{table}` is missing", name(item))),
            Some(other) if other != item => {
                lines.push(format!(
                    "{kind} `{}` of `{table}` is {}, expected {}",
                    name(item),
                    other.to_string(),
                    item.to_string()
                ));
            }
            Some(_) => {}
        }
    }
    for item in found.iter().filter(|item| find(expected, item).is_none()) {
        lines.push(format!("{kind} `{}` of `{table}` is left over", name(item)));
    }
}

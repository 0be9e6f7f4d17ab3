//! What can be asked of a live database before and after a step.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, TableName};
use crate::schema::{Check, Column, ForeignKey, Index, ObjectId, PrimaryKey, Schema, Table, Unique};

/// A statement about a live database, typed, so that introspection can answer it.
///
/// Definitions are [as the database tells them](crate::normal::normalise), and so is the schema that they are compared
/// with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The table exists.
    Table(TableName),
    /// The table exists with that definition, whole.
    TableIs(Box<Table>),
    /// No table of that name exists.
    NoTable(TableName),
    /// The table has that comment, or none.
    Comment(TableName, Option<String>),
    /// The table has a column with that definition.
    Column(TableName, Box<Column>),
    /// The table has no column of that name.
    NoColumn(TableName, Ident),
    /// The table has an index with that definition, and its build was finished.
    Index(TableName, Box<Index>),
    /// The table has no index of that name; one that was left unfinished is none, and in the way of another.
    NoIndex(TableName, Ident),
    /// The table has that primary key, or none.
    PrimaryKey(TableName, Option<PrimaryKey>),
    /// The table has a unique constraint with that definition.
    Unique(TableName, Box<Unique>),
    /// The table has a foreign key with that definition; whether all rows were looked at is part of it.
    ForeignKey(TableName, Box<ForeignKey>),
    /// The table has a check with that definition; whether all rows were looked at is part of it.
    Check(TableName, Box<Check>),
    /// The table has no unique constraint, foreign key or check of that name.
    NoConstraint(TableName, Ident),
    /// There is an object of that kind and name.
    Object(ObjectId),
    /// There is no object of that kind and name.
    NoObject(ObjectId),
    /// The enum exists, with these values in this order.
    Enum(Ident, Vec<String>),
    /// No enum of that name exists.
    NoEnum(Ident),
    /// The first value of the query is true.
    Query(String),
    /// The first value of the query is not true.
    NotYet(String),
    /// All of them hold.
    All(Vec<Condition>),
    /// Only the progress recorded in the tracking table tells.
    Recorded,
}

impl Condition {
    /// All of them; the condition itself where it is one, and [`Recorded`](Condition::Recorded) where there is none.
    pub fn all(mut conditions: Vec<Condition>) -> Self {
        match conditions.len() {
            0 => Condition::Recorded,
            1 => conditions.remove(0),
            _ => Condition::All(conditions),
        }
    }

    /// Whether it holds in `schema`, which is [normal](crate::normal::normalise) for the database that was planned for;
    /// nothing where a schema does not tell.
    ///
    /// What is asked of a table does not hold where that table is missing, also not that it lacks something.
    ///
    /// ```
    /// use covet_core::{Schema, plan::Condition, schema::Table};
    /// let mut schema = Schema::new();
    /// schema.insert(Table::new("users"));
    /// assert_eq!(Condition::Table("users".into()).holds(&schema), Some(true));
    /// assert_eq!(Condition::NoColumn("users".into(), "age".into()).holds(&schema), Some(true));
    /// assert_eq!(Condition::Recorded.holds(&schema), None);
    /// ```
    pub fn holds(&self, schema: &Schema) -> Option<bool> {
        let on = |name: &TableName, is_so: &dyn Fn(&Table) -> bool| Some(schema.table(name).is_some_and(is_so));
        match self {
            Condition::Table(name) => Some(schema.table(name).is_some()),
            Condition::TableIs(table) => Some(schema.table(&table.name) == Some(table)),
            Condition::NoTable(name) => Some(schema.table(name).is_none()),
            Condition::Comment(name, comment) => on(name, &|table| table.comment == *comment),
            Condition::Column(name, column) => on(name, &|table| table.column(&column.name) == Some(column)),
            Condition::NoColumn(name, column) => on(name, &|table| table.column(column).is_none()),
            Condition::Index(name, index) => on(name, &|table| table.indexes.contains(index)),
            Condition::NoIndex(name, index) => on(name, &|table| !table.indexes.iter().any(|one| one.name == *index)),
            Condition::PrimaryKey(name, key) => on(name, &|table| table.primary_key == *key),
            Condition::Unique(name, unique) => on(name, &|table| table.uniques.contains(unique)),
            Condition::ForeignKey(name, key) => on(name, &|table| table.foreign_keys.contains(key)),
            Condition::Check(name, check) => on(name, &|table| table.checks.contains(check)),
            Condition::NoConstraint(name, gone) => on(name, &|table| !has_constraint(table, gone)),
            Condition::Object(id) => Some(schema.object(id).is_some()),
            Condition::NoObject(id) => Some(schema.object(id).is_none()),
            Condition::Enum(name, values) => Some(schema.enum_values(name) == Some(values)),
            Condition::NoEnum(name) => Some(schema.enum_values(name).is_none()),
            Condition::All(conditions) => {
                let answers: Vec<_> = conditions.iter().map(|condition| condition.holds(schema)).collect();
                if answers.contains(&Some(false)) {
                    Some(false)
                } else {
                    answers.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
                }
            }
            Condition::Query(_) | Condition::NotYet(_) | Condition::Recorded => None,
        }
    }
}

fn has_constraint(table: &Table, name: &Ident) -> bool {
    let uniques = table.uniques.iter().map(|unique| &unique.name);
    let keys = table.foreign_keys.iter().map(|key| &key.name);
    uniques.chain(keys).chain(table.checks.iter().map(|check| &check.name)).any(|known| known == name)
}

//! What can be asked of a live database before and after a step.

use serde::{Deserialize, Serialize};

use crate::ident::{Ident, TableName};
use crate::schema::{Column, ObjectId, PrimaryKey};

/// A statement about a live database, typed, so that introspection can answer it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The table exists.
    Table(TableName),
    /// No table of that name exists.
    NoTable(TableName),
    /// The table has a column with that definition.
    Column(TableName, Box<Column>),
    /// The table has no column of that name.
    NoColumn(TableName, Ident),
    /// The table has an index of that name.
    Index(TableName, Ident),
    /// The table has no index of that name.
    NoIndex(TableName, Ident),
    /// The table has that primary key, or none.
    PrimaryKey(TableName, Option<PrimaryKey>),
    /// The table has a unique, foreign key or check constraint of that name.
    Constraint(TableName, Ident),
    /// The table has no constraint of that name.
    NoConstraint(TableName, Ident),
    /// There is an object of that kind and name.
    Object(ObjectId),
    /// There is no object of that kind and name.
    NoObject(ObjectId),
    /// The first value of the query is true.
    Query(String),
    /// The first value of the query is not true.
    NotYet(String),
    /// All of them hold.
    All(Vec<Condition>),
    /// Only the progress recorded in the tracking table tells.
    Recorded,
}

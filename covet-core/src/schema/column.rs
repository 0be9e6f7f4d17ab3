//! A column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ColumnType, DefaultValue, expression};
use crate::diagnostic::Mark;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};

/// A column of a table. It is NOT NULL unless [`nullable`](Column::nullable).
///
/// ```
/// use covet_core::schema::{Column, ColumnType, DefaultValue};
///
/// let column = Column { default: Some(DefaultValue::Int(0)), ..Column::new("stock", ColumnType::Integer) };
/// assert_eq!(column.to_string(), "integer, not null, default 0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// Whether it takes NULL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// What it holds when a row is written without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// Whether its numbers begin at 0, in MySQL.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsigned: bool,
    /// How its texts compare and sort, as the database names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// How its value follows from the others of the row, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// What it means, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Where its default was written.
    #[serde(skip)]
    pub default_mark: Mark,
    /// Where the call that declares it was written.
    #[serde(skip)]
    pub mark: Mark,
}

/// How the value of a column follows from the others of its row.
///
/// ```
/// use covet_core::schema::{Column, ColumnType, Generated};
/// let mut total = Column::new("total", ColumnType::Integer);
/// total.generated = Some(Generated { expression: "price * amount".into(), stored: true });
/// assert!(total.is_generated_from(&"price".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// The expression, in SQL.
    pub expression: String,
    /// Whether the value is stored with the row, or computed whenever it is read.
    pub stored: bool,
}

impl Column {
    /// A NOT NULL column without a default.
    pub fn new(name: impl Into<Ident>, ty: ColumnType) -> Self {
        Column {
            name: name.into(),
            ty,
            nullable: false,
            default: None,
            unsigned: false,
            collation: None,
            generated: None,
            comment: None,
            default_mark: Mark::NOWHERE,
            mark: Mark::NOWHERE,
        }
    }

    /// The column as one dialect sees it, or nothing where that is what is written.
    pub fn project(&self, dialect: Dialect) -> Option<Column> {
        self.ty.project(dialect).map(|ty| Column { ty, ..self.clone() })
    }

    /// Whether its value follows from `column`.
    pub fn is_generated_from(&self, column: &Ident) -> bool {
        self.generated.as_ref().is_some_and(|generated| expression::uses(&generated.expression, column))
    }

    /// The name of the check that makes its type of it, where a database needs one; it follows the column's.
    pub fn check_name(&self, table: &TableName) -> Ident {
        Ident::derived("ck", table, std::slice::from_ref(&self.name))
    }
}

/// As messages show it: `string(255), nullable, default "x"`.
impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.ty, if self.nullable { "nullable" } else { "not null" })?;
        if self.unsigned {
            f.write_str(", unsigned")?;
        }
        if let Some(default) = &self.default {
            write!(f, ", default {default}")?;
        }
        if let Some(collation) = &self.collation {
            write!(f, ", collation `{collation}`")?;
        }
        if let Some(generated) = &self.generated {
            let how = if generated.stored { "stored" } else { "virtual" };
            write!(f, ", generated as `{}` {how}", generated.expression)?;
        }
        match &self.comment {
            Some(comment) => write!(f, ", comment {comment:?}"),
            None => Ok(()),
        }
    }
}

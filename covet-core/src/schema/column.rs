//! A column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ColumnType, DefaultValue};
use crate::diagnostic::Mark;
use crate::ident::Ident;

/// A column of a table. It is NOT NULL unless [`nullable`](Column::nullable).
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
    /// Where its default was written.
    #[serde(skip)]
    pub default_mark: Mark,
    /// Where the call that declares it was written.
    #[serde(skip)]
    pub mark: Mark,
}

impl Column {
    /// A NOT NULL column without a default.
    pub fn new(name: impl Into<Ident>, ty: ColumnType) -> Self {
        Column {
            name: name.into(),
            ty,
            nullable: false,
            default: None,
            default_mark: Mark::NOWHERE,
            mark: Mark::NOWHERE,
        }
    }
}

/// As messages show it: `string(255), nullable, default "x"`.
impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.ty, if self.nullable { "nullable" } else { "not null" })?;
        match &self.default {
            Some(default) => write!(f, ", default {default}"),
            None => Ok(()),
        }
    }
}

//! Models: structs that derive `covet::Model`, and what they say of tables.
//!
//! One description with two uses. The macro reads the struct that it stands on ([`read`]) and compares it with what the
//! migrations make ([`differences`]); the command finds all models of a project in its sources ([`discover`]), without
//! compiling anything, and asks for the schema that they want ([`Discovered::wanted`]).
//!
//! `attribute` turns the tokens of an attribute into items, `field` and `container` know which items there are, `types` has the
//! types of Rust and those of columns side by side, `typed` says which a field has, `read` puts a [`Model`] together, `derives` tells which structs are models,
//! `sources` finds the files of a crate, and `wanted` makes a schema of models.

mod attribute;
mod container;
mod derives;
mod difference;
mod discover;
mod field;
mod index;
mod manifest;
mod name;
mod owners;
mod read;
mod reword;
mod sources;
mod typed;
mod types;
mod unable;
mod wanted;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proc_macro2::Span;

pub use difference::differences;
pub use discover::{Discovered, discover};
pub use name::{plural, snake_case};
pub use owners::{Owner, Owners};
pub use read::read;
pub(super) use types::named_type;
pub use types::rust_type;
pub use unable::unable;
pub use wanted::{Wanted, wanted};

use crate::diagnostic::Mark;
use crate::ident::{Ident, TableName};
use crate::schema::{ColumnType, Table};

/// Gives marks to places in the source of a model, by which findings point at them.
pub trait Places {
    /// The mark of everything from the token at `start` up to the one at `end`.
    fn mark(&mut self, start: Span, end: Span) -> Mark;
}

/// A struct that derives `covet::Model`, as it was read.
#[derive(Clone, Debug)]
pub struct Model {
    /// The app that its table belongs to, where the attribute says so.
    pub app: Option<Ident>,
    /// The name of the struct.
    pub name: Ident,
    /// The table as the struct declares it: references are not resolved, and have no columns unless these are written.
    pub table: Table,
    /// Whether migrations make its table.
    pub managed: bool,
    /// The name that its table had before.
    pub was: Option<TableName>,
    /// The names that columns had before, by the name that they have.
    pub columns_was: BTreeMap<Ident, Ident>,
    /// The fields that are columns, in the order of the columns of the table.
    pub fields: Vec<Field>,
    /// The directory of its migrations, where the attribute names one, as it is written.
    pub migrations: Option<Ident>,
    /// The documentation of the struct.
    pub docs: String,
    /// Columns whose fields are there under other features than these; only a compiler leaves any out.
    pub left_out: BTreeSet<Ident>,
    /// The crate and the modules that it stands in, outermost first; nothing where it was not found by [`discover`].
    pub module: Vec<String>,
    /// The directory of its crate; nothing where it was not found by [`discover`].
    pub crate_directory: PathBuf,
    /// Names that nobody wrote, but for which those were derived that Covet derives.
    derived_names: BTreeSet<Ident>,
}

impl Model {
    /// Where the name of the struct stands.
    pub fn mark(&self) -> Mark {
        self.name.mark()
    }

    /// The field that is this column.
    pub fn field(&self, column: &Ident) -> Option<&Field> {
        self.fields.iter().find(|field| field.column == *column)
    }

    /// Whether nobody chose this name of an index or constraint.
    pub fn derives(&self, name: &Ident) -> bool {
        self.derived_names.contains(name)
    }
}

/// A field of a [`Model`] that is a column.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in Rust.
    pub name: Ident,
    /// The column.
    pub column: Ident,
    /// Its type in Rust, as it is written.
    pub rust: String,
    /// Where its type stands.
    pub type_mark: Mark,
    /// What a column of its type in Rust is, where that is known; of a reference, whose type is that of the key it refers to,
    /// all that is said of the type.
    pub ty: Option<ColumnType>,
    /// Whether it is there under some features only.
    pub conditional: bool,
}

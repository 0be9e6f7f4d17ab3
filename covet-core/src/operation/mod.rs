//! The operations: everything that a migration can do to a database.
//!
//! One file each, with the struct, what it does to a [`Schema`], its inverse against the schema before it, and its
//! tests. Adding one is a file here, a line in `operations!` below, a method of the [`dsl`](crate::dsl) and its line
//! in the interpreter's table, and an arm in the planner.
//!
//! There is one vocabulary of change: what users write, what the replay folds, what the planner turns into SQL, what an
//! inverse consists of and what a diff yields are all these values.

mod add_check;
mod add_column;
mod add_enum_value;
mod add_foreign_key;
mod add_primary_key;
mod add_unique;
mod algorithm;
mod alter_column;
mod backfill;
mod comment_table;
mod create_enum;
mod create_index;
mod create_object;
mod create_table;
mod drop_check;
mod drop_column;
mod drop_enum;
mod drop_foreign_key;
mod drop_index;
mod drop_object;
mod drop_primary_key;
mod drop_table;
mod drop_unique;
mod index_of_key;
mod objects;
#[cfg(test)]
mod probe;
mod rename_column;
mod rename_constraint;
mod rename_enum_value;
mod rename_index;
mod rename_table;
mod replace_object;
mod resolve;
mod run_rust;
mod run_sql;
mod set_not_null;
mod validate_constraint;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use add_check::AddCheck;
pub use add_column::AddColumn;
pub use add_enum_value::{AddEnumValue, EnumPlace};
pub use add_foreign_key::AddForeignKey;
pub use add_primary_key::AddPrimaryKey;
pub use add_unique::AddUnique;
pub use algorithm::{Algorithm, Cost};
pub use alter_column::AlterColumn;
pub use backfill::{Assignment, Backfill};
pub use comment_table::CommentTable;
pub use create_enum::CreateEnum;
pub use create_index::CreateIndex;
pub use create_object::CreateObject;
pub use create_table::CreateTable;
pub use drop_check::DropCheck;
pub use drop_column::DropColumn;
pub use drop_enum::DropEnum;
pub use drop_foreign_key::DropForeignKey;
pub use drop_index::DropIndex;
pub use drop_object::DropObject;
pub use drop_primary_key::DropPrimaryKey;
pub use drop_table::DropTable;
pub use drop_unique::DropUnique;
pub use rename_column::RenameColumn;
pub use rename_constraint::RenameConstraint;
pub use rename_enum_value::RenameEnumValue;
pub use rename_index::RenameIndex;
pub use rename_table::RenameTable;
pub use replace_object::ReplaceObject;
pub use run_rust::RunRust;
pub use run_sql::RunSql;
pub use set_not_null::SetNotNull;
pub use validate_constraint::ValidateConstraint;

use crate::diagnostic::Findings;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::Schema;

/// What every operation can do.
pub trait Change: fmt::Display {
    /// Changes `schema` as the operation changes a database, and says what is wrong with it there.
    ///
    /// Goes as far as it can in spite of findings, so that a later operation does not fail because of this one.
    fn apply(&self, schema: &mut Schema, findings: &mut Findings);

    /// The operations that undo this one, in the order in which they run, given the schema *before* it.
    ///
    /// # Errors
    /// Where nothing can undo it, why.
    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible>;
}

/// What undoes an operation, and how well.
#[derive(Clone, Debug, PartialEq)]
pub struct Inverse {
    /// The operations, in the order in which they run.
    pub operations: Vec<Operation>,
    /// What they restore.
    pub class: DownClass,
}

impl Inverse {
    /// One operation that restores everything.
    fn exact(operation: impl Into<Operation>) -> Result<Self, Irreversible> {
        Ok(Inverse { operations: vec![operation.into()], class: DownClass::Exact })
    }

    /// One operation of a lesser class.
    fn classed(operation: impl Into<Operation>, class: DownClass) -> Result<Self, Irreversible> {
        Ok(Inverse { operations: vec![operation.into()], class })
    }
}

/// How much a down restores, from best to worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DownClass {
    /// Schema and rows are as before.
    #[default]
    Exact,
    /// It may fail on rows that were written since.
    Conditional,
    /// The schema is as before; rows or values are gone.
    ShapeOnly,
}

impl fmt::Display for DownClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DownClass::Exact => "exact",
            DownClass::Conditional => "conditional: may fail on rows written since",
            DownClass::ShapeOnly => "shape only: rows or values are gone",
        })
    }
}

/// Nothing undoes the operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Irreversible(
    /// Why, as the end of a sentence: "this SQL says nothing of how to undo it".
    pub String,
);

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// A change of a database.
        ///
        /// ```
        /// use covet_core::operation::{DropTable, Operation};
        /// let operation = Operation::from(DropTable::of("users"));
        /// assert_eq!(operation.to_string(), "drop table `users`");
        /// ```
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Operation {
            $($(#[$doc])* $name($name),)*
        }

        impl Operation {
            /// The names of all.
            #[cfg(test)]
            pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// The name of this one.
            #[cfg(test)]
            pub(crate) fn name(&self) -> &'static str {
                match self {
                    $(Operation::$name(_) => stringify!($name),)*
                }
            }

            fn change(&self) -> &dyn Change {
                match self {
                    $(Operation::$name(operation) => operation,)*
                }
            }
        }

        $(impl From<$name> for Operation {
            fn from(operation: $name) -> Self {
                Operation::$name(operation)
            }
        })*
    };
}

operations! {
    /// Creates a table with its keys, constraints and indexes.
    CreateTable,
    /// Drops a table.
    DropTable,
    /// Gives a table another name.
    RenameTable,
    /// Says what a table means.
    CommentTable,
    /// Adds a column to a table.
    AddColumn,
    /// Drops a column of a table.
    DropColumn,
    /// Gives a column another name.
    RenameColumn,
    /// Gives a column a new definition.
    AlterColumn,
    /// Creates an index.
    CreateIndex,
    /// Drops an index.
    DropIndex,
    /// Gives an index another name.
    RenameIndex,
    /// Adds a foreign key to a table.
    AddForeignKey,
    /// Drops a foreign key.
    DropForeignKey,
    /// Adds a unique constraint to a table.
    AddUnique,
    /// Drops a unique constraint.
    DropUnique,
    /// Adds a check constraint to a table.
    AddCheck,
    /// Drops a check constraint.
    DropCheck,
    /// Adds a primary key to a table.
    AddPrimaryKey,
    /// Drops the primary key of a table.
    DropPrimaryKey,
    /// Gives a constraint another name.
    RenameConstraint,
    /// Makes a constraint hold for all rows.
    ValidateConstraint,
    /// Creates a native enum.
    CreateEnum,
    /// Drops a native enum.
    DropEnum,
    /// Adds a value to a native enum.
    AddEnumValue,
    /// Gives a value of a native enum another name.
    RenameEnumValue,
    /// Makes a column NOT NULL, proven by a check.
    SetNotNull,
    /// Changes the rows of a table in batches.
    Backfill,
    /// Creates an object that Covet knows by its SQL alone.
    CreateObject,
    /// Gives an object another text.
    ReplaceObject,
    /// Drops an object.
    DropObject,
    /// Runs SQL as it is written.
    RunSql,
    /// Runs a Rust function of the migration's file.
    RunRust,
}

impl Change for Operation {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        self.change().apply(schema, findings);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        self.change().inverse(before)
    }
}

impl Operation {
    /// Why it is of no use in the transaction of a migration, where it is not: which then has to say
    /// `transaction = false`.
    ///
    /// The code of the finding that it does not, and the reason.
    pub fn needs_no_transaction(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Operation::CreateIndex(CreateIndex { concurrently: true, .. })
            | Operation::DropIndex(DropIndex { concurrently: true, .. }) => {
                Some(("concurrently-in-transaction", "it cannot be done concurrently in a transaction"))
            }
            Operation::Backfill(_) => {
                Some(("backfill-in-transaction", "each of its batches has a transaction of its own"))
            }
            Operation::SetNotNull(_) => {
                let why = "in one transaction the table would be locked while all rows are looked at, after all";
                Some(("not-null-in-transaction", why))
            }
            _ => None,
        }
    }

    /// The table that it changes, where it is one that changes a table; of a rename, by the old name.
    pub fn table(&self) -> Option<&TableName> {
        match self {
            Operation::CreateTable(create) => Some(&create.table.name),
            Operation::DropTable(drop) => Some(&drop.table),
            Operation::RenameTable(rename) => Some(&rename.from),
            Operation::CommentTable(comment) => Some(&comment.table),
            Operation::AddColumn(add) => Some(&add.table),
            Operation::DropColumn(drop) => Some(&drop.table),
            Operation::RenameColumn(rename) => Some(&rename.table),
            Operation::AlterColumn(alter) => Some(&alter.table),
            Operation::CreateIndex(create) => Some(&create.table),
            Operation::DropIndex(drop) => Some(&drop.table),
            Operation::RenameIndex(rename) => Some(&rename.table),
            Operation::AddForeignKey(add) => Some(&add.table),
            Operation::DropForeignKey(drop) => Some(&drop.table),
            Operation::AddUnique(add) => Some(&add.table),
            Operation::DropUnique(drop) => Some(&drop.table),
            Operation::AddCheck(add) => Some(&add.table),
            Operation::DropCheck(drop) => Some(&drop.table),
            Operation::AddPrimaryKey(add) => Some(&add.table),
            Operation::DropPrimaryKey(drop) => Some(&drop.table),
            Operation::RenameConstraint(rename) => Some(&rename.table),
            Operation::ValidateConstraint(validate) => Some(&validate.table),
            Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::AddEnumValue(_)
            | Operation::RenameEnumValue(_) => None,
            Operation::CreateObject(_) | Operation::ReplaceObject(_) | Operation::DropObject(_) => None,
            Operation::SetNotNull(set) => Some(&set.table),
            Operation::Backfill(_) | Operation::RunSql(_) | Operation::RunRust(_) => None,
        }
    }

    /// The native enum that it changes, where it is one that changes an enum.
    pub fn enumeration(&self) -> Option<&Ident> {
        match self {
            Operation::CreateEnum(create) => Some(&create.name),
            Operation::DropEnum(drop) => Some(&drop.name),
            Operation::AddEnumValue(add) => Some(&add.name),
            Operation::RenameEnumValue(rename) => Some(&rename.name),
            _ => None,
        }
    }

    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub fn project(&self, dialect: Dialect) -> Option<Operation> {
        match self {
            Operation::RunSql(run) => run.project(dialect).map(Operation::RunSql),
            Operation::Backfill(backfill) => backfill.project(dialect).map(Operation::Backfill),
            Operation::CreateTable(create) => create.project(dialect).map(Operation::CreateTable),
            Operation::AddColumn(add) => {
                add.column.project(dialect).map(|column| AddColumn { column, ..add.clone() }.into())
            }
            Operation::AlterColumn(alter) => {
                alter.column.project(dialect).map(|column| AlterColumn { column, ..alter.clone() }.into())
            }
            Operation::CreateObject(create) => create.project(dialect).map(Operation::CreateObject),
            Operation::ReplaceObject(replace) => replace.project(dialect).map(Operation::ReplaceObject),
            _ => None,
        }
    }
}

/// What it does, in lower case with names in backquotes: "create table `users`".
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.change().fmt(f)
    }
}

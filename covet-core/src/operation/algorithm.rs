//! How MySQL and MariaDB carry out a change of a table that has rows.
//!
//! The facts are those of the manuals ("Online DDL Operations", "InnoDB Online DDL Operations with ..."), for the versions
//! of today; `tests/e2e/lint.rs` asks a server for each of them.

use serde::{Deserialize, Serialize};

use super::{AlterColumn, Operation};
use crate::dialect::Server;
use crate::schema::{Column, ColumnType, DefaultValue, IndexKey, Table};

/// How a server carries out an ALTER TABLE, from the cheapest to the most expensive. The servers mix no two of them: all
/// that one statement asks for is done in the way that its most expensive action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// By a word in the dictionary: `INSTANT`.
    Instant,
    /// In place, without reading a row: an index that goes, or gets another name.
    Metadata,
    /// In place, reading all rows and writing none of them anew: an index.
    Build,
    /// In place, writing all rows anew while others read and write.
    Rebuild,
    /// By a copy of the table, while others only read.
    Copy,
}

impl Algorithm {
    /// Whether others can write to the table from beginning to end, but for two moments.
    pub fn is_online(self) -> bool {
        self != Algorithm::Copy
    }

    /// Whether it takes as long as there are rows, and locks the table for a moment when that is done.
    pub fn is_long(self) -> bool {
        self >= Algorithm::Build
    }
}

/// What an operation costs, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// How it is carried out.
    pub algorithm: Algorithm,
    /// Why it is not at once, as the end of a sentence; nothing where it is.
    pub why: &'static str,
}

const INSTANT: Option<Cost> = Some(Cost { algorithm: Algorithm::Instant, why: "" });
const METADATA: Option<Cost> = Some(Cost { algorithm: Algorithm::Metadata, why: "" });

fn cost(algorithm: Algorithm, why: &'static str) -> Option<Cost> {
    Some(Cost { algorithm, why })
}

fn copy(why: &'static str) -> Option<Cost> {
    cost(Algorithm::Copy, why)
}

/// Characters of a string whose length is one byte: 255 bytes, four a character.
const SHORT: u32 = 63;

/// Characters of a string that MariaDB makes longer than that at once, for its rows keep the length of at most 127 bytes
/// as they keep a longer one.
const SHORT_IN_ROW: u32 = 31;

/// Values of an enum whose numbers are one byte.
const SMALL_ENUM: usize = 255;

impl Operation {
    /// What it costs on MySQL or MariaDB, where it is one ALTER TABLE on a table that is, before it, `table`; nothing
    /// where that is not known.
    pub fn cost(&self, table: &Table, server: Server) -> Option<Cost> {
        // Full-text and spatial indexes take from the servers most of what they could do online, and not the same from each.
        let is_theirs = |method: &String| ["fulltext", "spatial"].iter().any(|kind| method.eq_ignore_ascii_case(kind));
        if table.indexes.iter().any(|index| index.using.as_ref().is_some_and(is_theirs)) {
            return None;
        }
        let is_expression = |name: &str| {
            let index = table.indexes.iter().find(|index| *index.name == *name);
            index.is_none_or(|index| index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_))))
        };
        match self {
            Operation::AddColumn(add) if add.foreign_key.is_some() => {
                copy("every row is looked up for the foreign key")
            }
            Operation::AddColumn(add) => added(&add.column, server),
            Operation::DropColumn(_) | Operation::RenameColumn(_) | Operation::CommentTable(_) => INSTANT,
            Operation::AlterColumn(AlterColumn { column, .. }) => altered(table.column(&column.name)?, column, server),
            Operation::SetNotNull(_) => rebuilt_for_null(),
            // An expression is a hidden column, which comes or goes with the index.
            Operation::CreateIndex(create) => {
                let is_plain = create.index.parts.iter().all(|part| matches!(part.key, IndexKey::Column(_)));
                let is_usual = create.index.using.is_none();
                (is_plain && is_usual).then_some(Cost { algorithm: Algorithm::Build, why: "all rows are read" })
            }
            Operation::DropIndex(drop) if !is_expression(&drop.name) => METADATA,
            Operation::RenameIndex(_) | Operation::DropUnique(_) | Operation::DropForeignKey(_) => METADATA,
            Operation::AddUnique(add) if add.using_index.is_some() => METADATA,
            Operation::AddUnique(_) => cost(Algorithm::Build, "all rows are read"),
            Operation::RenameConstraint(rename) if table.uniques.iter().any(|unique| unique.name == rename.from) => {
                METADATA
            }
            Operation::AddForeignKey(_) => copy("every row is looked up for the foreign key"),
            Operation::AddCheck(_) => copy("every row is checked"),
            Operation::RenameConstraint(_) => copy("every row is checked again"),
            Operation::DropCheck(_) => INSTANT,
            Operation::DropPrimaryKey(_) => {
                copy("rows are kept in the order of the primary key, and there is none then")
            }
            Operation::AddPrimaryKey(_) => cost(Algorithm::Rebuild, "rows are kept in the order of the primary key"),
            _ => None,
        }
    }
}

fn rebuilt_for_null() -> Option<Cost> {
    cost(Algorithm::Rebuild, "whether it takes NULL is part of each row")
}

fn added(column: &Column, server: Server) -> Option<Cost> {
    match &column.generated {
        Some(generated) if generated.stored => copy("its value is computed for every row"),
        _ if computes(column) && server == Server::MariaDb => copy("its default is computed for every row"),
        _ => INSTANT,
    }
}

fn altered(old: &Column, new: &Column, server: Server) -> Option<Cost> {
    use ColumnType as T;
    if old.generated != new.generated {
        return None;
    }
    let longer = "more than 63 characters need another byte for the length";
    let retyped = match (&old.ty, &new.ty) {
        (T::String(from), T::String(to)) if to < from => copy("it becomes shorter"),
        (T::String(from), T::String(to)) if *from <= SHORT && *to > SHORT => match server {
            Server::MariaDb if *from <= SHORT_IN_ROW => METADATA,
            _ => copy(longer),
        },
        (T::String(from), T::String(to)) if from != to => METADATA,
        // Timestamps with and without a zone are one type there.
        (T::Timestamp, T::TimestampTz) | (T::TimestampTz, T::Timestamp) | (T::Json, T::JsonText) => None,
        (T::JsonText, T::Json) => None,
        (T::OneOf(from), T::OneOf(to)) if to.len() > SMALL_ENUM && from.len() <= SMALL_ENUM => {
            copy("more than 255 values need another byte for their numbers")
        }
        (T::OneOf(from), T::OneOf(to)) if to.starts_with(from) => None,
        (T::OneOf(_), T::OneOf(_)) => copy("the values of the enum are numbered otherwise"),
        (from, to) if from != to => copy("its type changes"),
        _ => None,
    };
    let is_copied = retyped.is_some_and(|cost| cost.algorithm == Algorithm::Copy);
    if is_copied {
        retyped
    } else if old.unsigned != new.unsigned {
        copy("its type changes")
    } else if old.collation != new.collation && server == Server::MySql {
        copy("its collation changes")
    } else if old.nullable != new.nullable {
        rebuilt_for_null()
    } else {
        retyped.or(INSTANT)
    }
}

/// Whether the value of a new column is computed for each row.
fn computes(column: &Column) -> bool {
    matches!(column.default, Some(DefaultValue::Uuid | DefaultValue::Now | DefaultValue::Sql(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsl::Migration;

    fn algorithm<R>(server: Server, write: impl FnOnce(&mut Migration) -> R) -> Option<Algorithm> {
        let mut m = Migration::new();
        m.create_table("t", |t| {
            t.string("code", 20).index();
            t.one_of("kind", ["a", "b"]).default("a");
        });
        let mut schema = crate::schema::Schema::new();
        crate::replay::apply(m.finish().0.operations(), &mut schema).unwrap();
        let mut m = Migration::new();
        write(&mut m);
        let operation = m.finish().0.into_operations().remove(0);
        operation.cost(schema.table(&"t".into()).unwrap(), server).map(|cost| cost.algorithm)
    }

    #[test]
    fn a_longer_string_costs_what_its_length_is_kept_in() {
        let to = |server, length| algorithm(server, |m| m.alter_column("t", |t| t.string("code", length)));
        assert_eq!(to(Server::MySql, 63), Some(Algorithm::Metadata));
        assert_eq!(to(Server::MySql, 64), Some(Algorithm::Copy));
        assert_eq!(to(Server::MariaDb, 64), Some(Algorithm::Metadata));
        assert_eq!(to(Server::MariaDb, 10), Some(Algorithm::Copy));
    }

    #[test]
    fn an_enum_is_copied_when_its_numbers_grow() {
        let values = |count: usize| {
            let more = (2..count).map(|number| format!("v{number}"));
            ["a".to_owned(), "b".to_owned()].into_iter().chain(more).collect::<Vec<_>>()
        };
        let to =
            |count| algorithm(Server::MySql, |m| m.alter_column("t", |t| t.one_of("kind", values(count)).default("a")));
        assert_eq!(to(255), Some(Algorithm::Instant));
        assert_eq!(to(256), Some(Algorithm::Copy));
    }

    #[test]
    fn what_nobody_has_measured_is_not_known() {
        let both = |write: fn(&mut Migration)| Server::ALL.map(|server| algorithm(server, write));
        assert!(both(|m| drop(m.create_index("t", ["code"]).expression("upper(code)"))).iter().all(Option::is_none));
        assert!(both(|m| drop(m.drop_index("t", "ix_t_code"))).iter().all(|found| *found == Some(Algorithm::Metadata)));
    }
}

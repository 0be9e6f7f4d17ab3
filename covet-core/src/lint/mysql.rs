//! How MySQL and MariaDB carry out an ALTER TABLE, where it is not at once.

use super::{Case, Server};
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, DefaultValue};

/// What an operation costs, beyond an entry in the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// The table is built anew in place, while others read and write.
    Rebuild,
    /// The table is copied, while others only read.
    Copy,
}

/// Who carries out an operation so, and why.
pub(super) struct Cost {
    pub algorithm: Algorithm,
    pub servers: &'static [Server],
    pub why: &'static str,
}

const BOTH: &[Server] = &[Server::MySql, Server::MariaDb];
const MYSQL: &[Server] = &[Server::MySql];
const MARIADB: &[Server] = &[Server::MariaDb];

/// Characters of a string whose length is one byte: 255 bytes, four a character.
const SHORT: u32 = 63;

/// Characters of a string that MariaDB makes longer than that at once, for its rows keep the length of at most 127 bytes
/// as they keep a longer one.
const SHORT_IN_ROW: u32 = 31;

fn copy(servers: &'static [Server], why: &'static str) -> Option<Cost> {
    Some(Cost { algorithm: Algorithm::Copy, servers, why })
}

fn rebuild(servers: &'static [Server], why: &'static str) -> Option<Cost> {
    Some(Cost { algorithm: Algorithm::Rebuild, servers, why })
}

/// What the operation costs on the servers that the project targets.
pub(super) fn cost(case: &Case<'_>) -> Option<Cost> {
    let cost = match case.operation {
        Operation::AddColumn(add) => {
            case.existing(&add.table)?;
            if add.foreign_key.is_some() {
                copy(BOTH, "every row is looked up for the foreign key")
            } else if computes(&add.column) {
                copy(MARIADB, "its default is computed for every row")
            } else {
                None
            }
        }
        Operation::DropColumn(drop) => {
            case.existing(&drop.table)?;
            let is_old = case.servers.before(Server::MySql, [8, 0, 29]);
            if is_old { rebuild(MYSQL, "it is instant from MySQL 8.0.29 on") } else { None }
        }
        Operation::AlterColumn(alter) => {
            let (_, _, old) = case.altered()?;
            altered(old, &alter.column)
        }
        Operation::AddForeignKey(add) => {
            case.existing(&add.table)?;
            copy(BOTH, "every row is looked up for the foreign key")
        }
        Operation::AddCheck(add) => {
            case.existing(&add.table)?;
            copy(BOTH, "every row is checked")
        }
        Operation::DropPrimaryKey(drop) => {
            case.existing(&drop.table)?;
            let next = case.later().next();
            match matches!(next, Some(Operation::AddPrimaryKey(add)) if add.table == drop.table) {
                true => rebuild(BOTH, "rows are kept in the order of the primary key"),
                false => copy(BOTH, "rows are kept in the order of the primary key, and there is none then"),
            }
        }
        Operation::AddPrimaryKey(add) => {
            case.existing(&add.table)?;
            rebuild(BOTH, "rows are kept in the order of the primary key")
        }
        _ => None,
    };
    cost.filter(|cost| cost.servers.iter().any(|server| case.servers.has(*server)))
}

fn altered(old: &Column, new: &Column) -> Option<Cost> {
    use ColumnType as T;
    let retyped = match (&old.ty, &new.ty) {
        (T::String(from), T::String(to)) if to < from => copy(BOTH, "it becomes shorter"),
        (T::String(from), T::String(to)) if *from <= SHORT && *to > SHORT => {
            let servers = if *from > SHORT_IN_ROW { BOTH } else { MYSQL };
            copy(servers, "more than 63 characters need another byte for the length")
        }
        (T::String(_), T::String(_)) => None,
        // Timestamps with and without a zone are one type there.
        (T::Timestamp, T::TimestampTz) | (T::TimestampTz, T::Timestamp) | (T::Json, T::JsonText) => None,
        (T::JsonText, T::Json) => None,
        (T::OneOf(from), T::OneOf(to)) if to.starts_with(from) => None,
        (T::OneOf(_), T::OneOf(_)) => copy(BOTH, "the values of the enum are numbered otherwise"),
        (from, to) if from != to => copy(BOTH, "its type changes"),
        _ => None,
    };
    if retyped.is_some() {
        retyped
    } else if old.unsigned != new.unsigned {
        copy(BOTH, "its type changes")
    } else if old.collation != new.collation {
        copy(MYSQL, "its collation changes")
    } else if old.nullable != new.nullable {
        rebuild(BOTH, "whether it takes NULL is part of each row")
    } else {
        None
    }
}

/// Whether the value of a new column is computed for each row.
fn computes(column: &Column) -> bool {
    matches!(column.default, Some(DefaultValue::Uuid | DefaultValue::Now | DefaultValue::Sql(_)))
}

/// The servers as messages name them, of those that the project targets.
pub(super) fn named(cost: &Cost, case: &Case<'_>) -> (String, bool) {
    let names: Vec<&str> =
        cost.servers.iter().filter(|server| case.servers.has(**server)).map(|server| server.name()).collect();
    (names.join(" and "), names.len() > 1)
}

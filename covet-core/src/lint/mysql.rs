//! How MySQL and MariaDB carry out an ALTER TABLE, where it is not at once.

use super::{Case, Server};
use crate::operation::{Algorithm, Operation};

/// Who carries out an operation so, and why.
pub(super) struct Cost {
    pub algorithm: Algorithm,
    pub servers: Vec<Server>,
    pub why: &'static str,
}

/// What the operation costs on the servers that the project targets, where that is more than an entry in the dictionary:
/// the worst of it.
pub(super) fn cost(case: &Case<'_>) -> Option<Cost> {
    let table = case.existing(case.operation.table()?)?;
    let servers = || [Server::MySql, Server::MariaDb].into_iter().filter(|server| case.servers.has(*server));
    match case.operation {
        // A rule of its own has something against these.
        Operation::AddColumn(add) if add.column.generated.is_some() => return None,
        Operation::DropColumn(_) if case.servers.before(Server::MySql, [8, 0, 29]) => {
            let why = "it is instant from MySQL 8.0.29 on";
            return Some(Cost { algorithm: Algorithm::Rebuild, servers: vec![Server::MySql], why });
        }
        Operation::DropPrimaryKey(_) => {
            let next = case.later().next();
            if matches!(next, Some(Operation::AddPrimaryKey(add)) if add.table == table.name) {
                let why = "rows are kept in the order of the primary key";
                return Some(Cost { algorithm: Algorithm::Rebuild, servers: servers().collect(), why });
            }
        }
        _ => {}
    }
    let costs: Vec<_> = servers()
        .filter_map(|server| Some((server, case.operation.cost(table, server)?)))
        .filter(|(_, cost)| cost.algorithm >= Algorithm::Rebuild)
        .collect();
    let worst = costs.iter().map(|(_, cost)| *cost).max_by_key(|cost| cost.algorithm)?;
    let servers = costs.iter().filter(|(_, cost)| cost.algorithm == worst.algorithm).map(|(server, _)| *server);
    Some(Cost { algorithm: worst.algorithm, servers: servers.collect(), why: worst.why })
}

/// The servers as messages name them, and whether they are several.
pub(super) fn named(cost: &Cost) -> (String, bool) {
    let names: Vec<&str> = cost.servers.iter().map(|server| server.name()).collect();
    (names.join(" and "), names.len() > 1)
}

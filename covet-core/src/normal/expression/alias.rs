//! Functions that have several names, and words that are calls of them.

use super::node::Node;
use crate::dialect::Dialect;

/// The names of one function.
const POSTGRES: [(&str, &str); 2] = [("transaction_timestamp", "now"), ("current_timestamp", "now")];

const MYSQL: [(&str, &str); 12] = [
    ("lcase", "lower"),
    ("ucase", "upper"),
    ("octet_length", "length"),
    ("substring", "substr"),
    ("character_length", "char_length"),
    ("current_timestamp", "now"),
    ("localtime", "now"),
    ("localtimestamp", "now"),
    ("current_date", "curdate"),
    ("current_time", "curtime"),
    ("current_user", "user"),
    ("power", "pow"),
];

/// Functions that may stand without parentheses.
const BARE: [&str; 10] = [
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "utc_timestamp",
    "utc_date",
    "utc_time",
    "current_user",
    "session_user",
];

/// Schemas that a name without one is looked for in: a database leaves them out of what it shows, and people write them.
const SCHEMAS: [&str; 2] = ["public.", "pg_catalog."];

/// The call of a function.
pub(super) fn call(name: String, arguments: Vec<Node>, dialect: Dialect) -> Node {
    let name = known(name, dialect);
    match (<[Node; 2]>::try_from(arguments), dialect) {
        (Ok([left, right]), _) if name == "mod" => Node::binary("%", left, right),
        (Ok([zone, moment]), Dialect::Postgres) if name == "timezone" => Node::binary("at time zone", moment, zone),
        (Ok(pair), _) => Node::Call(name, pair.into()),
        // No digits of a second are what there is when nothing is said.
        (Err(arguments), Dialect::MySql) if arguments == [Node::Atom("0".into())] && is_moment(&name) => {
            Node::Call(name, Vec::new())
        }
        (Err(arguments), _) => Node::Call(name, arguments),
    }
}

/// A word that stands alone: a column, a constant, or a function without parentheses.
pub(super) fn word(name: String, dialect: Dialect) -> Node {
    match (dialect, name.as_str()) {
        (Dialect::MySql, "true") => Node::Atom("1".into()),
        (Dialect::MySql, "false") => Node::Atom("0".into()),
        (Dialect::Postgres, "current_timestamp") => Node::Call(known(name, dialect), Vec::new()),
        (Dialect::MySql, bare) if BARE.contains(&bare) => Node::Call(known(name, dialect), Vec::new()),
        _ => Node::Atom(name),
    }
}

fn known(name: String, dialect: Dialect) -> String {
    let aliases: &[(&str, &str)] = match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql => &MYSQL,
        Dialect::Sqlite => &[],
    };
    let schema = SCHEMAS.into_iter().filter(|_| dialect == Dialect::Postgres).find(|schema| name.starts_with(schema));
    let bare = schema.map_or(name.as_str(), |schema| &name[schema.len()..]);
    match aliases.iter().find(|(alias, _)| *alias == bare) {
        Some((_, known)) => (*known).to_owned(),
        None => bare.to_owned(),
    }
}

fn is_moment(name: &str) -> bool {
    matches!(name, "now" | "curtime" | "utc_timestamp" | "utc_time")
}

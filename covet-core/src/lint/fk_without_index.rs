//! `fk-without-index`: a foreign key has no index on its columns.
//!
//! **Why.** When a row is deleted that others may refer to, PostgreSQL and SQLite look for those others; without an index
//! they read the whole table for each, and PostgreSQL keeps locks meanwhile. Joins read it whole as well. MySQL and
//! MariaDB make an index by themselves.
//!
//! **Safe way.** `.index()` behind the column, or an index that begins with it. Where rows of the other table are never
//! deleted and nobody joins, acknowledge it.
//!
//! **Elsewhere.** nobody else replays.

use super::shape::{has_index_on, made_keys};
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::ident::listed;

pub(super) const RULE: Definition =
    Definition { code: "fk-without-index", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(name), keys) = made_keys(case.operation) else { return };
    let servers = match (case.on(Dialect::Postgres), case.on(Dialect::Sqlite)) {
        (true, true) => "PostgreSQL and SQLite read",
        (true, false) => "PostgreSQL reads",
        (false, true) => "SQLite reads",
        (false, false) => return,
    };
    // What is not there at the end of the migration has gone or goes by another name.
    let Some(table) = case.subject.end.table(name) else { return };
    for key in keys {
        let is_there = table.foreign_keys.iter().any(|there| there.name == key.name);
        if !is_there || has_index_on(table, &key.columns) {
            continue;
        }
        let columns: Vec<String> = key.columns.iter().map(|column| format!("\"{column}\"")).collect();
        let message = format!(
            "no index begins with {}: {servers} all of `{name}` whenever a row of `{}` is deleted",
            listed(&key.columns),
            key.ref_table
        );
        let help = match key.columns.len() {
            1 => format!("write `.index()` behind it, or `m.create_index(\"{name}\", [{}])`", columns.join(", ")),
            _ => format!("write `m.create_index(\"{name}\", [{}])`", columns.join(", ")),
        };
        found.push(Finding::of(message, help).about(key.columns.first()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on, only};
    use super::super::{Rule, Server};
    use crate::dsl::Migration;

    #[test]
    fn it_fires() {
        let bare = |m: &mut Migration| m.create_table("likes", |t| t.references("post_id", "posts"));
        let said = found(Rule::FkWithoutIndex, bare);
        assert!(said[0].starts_with("no index begins with `post_id`: PostgreSQL and SQLite read all of `likes`"));
        assert!(on(Rule::FkWithoutIndex, &only(Server::Sqlite), bare)[0].contains("SQLite reads all of"));
        assert!(fires(Rule::FkWithoutIndex, |m| m.add_column("posts", |t| t.references("a", "users").nullable())));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::FkWithoutIndex;
        let bare = |m: &mut Migration| m.create_table("likes", |t| t.references("post_id", "posts"));
        assert!(on(rule, &only(Server::MySql), bare).is_empty());
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.references("a", "users").nullable().index())));
        assert!(!fires(rule, |m| {
            m.create_table("likes", |t| {
                t.references("post_id", "posts");
                t.references("user_id", "users").unique();
                t.primary_key(["post_id", "user_id"]);
            })
        }));
    }
}

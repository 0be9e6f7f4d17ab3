//! `session-state`: SQL changes the session that later migrations run in.
//!
//! **Why.** All migrations of a run share a connection. What `SET`, `RESET` or `LISTEN` leave behind holds for those
//! that follow in the same run, and not for a database that gets them one by one: the same migrations then do different
//! things on different databases.
//!
//! **Safe way.** `SET LOCAL` in PostgreSQL, which ends with the transaction. In MySQL set the variable back in the same
//! `run_sql`, which is no finding of `covet` alone: acknowledge it.
//!
//! **Elsewhere.** nobody has it.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition =
    Definition { code: "session-state", topic: Topic::Loss, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(said) = case.said().iter().find(|said| leaves_something(said)) else { return };
    let message = format!("`{}` holds for whatever runs on this connection afterwards", said.excerpt());
    let help = match said.is_for(Dialect::Postgres) {
        true => "write `SET LOCAL`, which ends with the transaction of this migration",
        false => "set it back in the same SQL, and say so",
    };
    found.push(Finding::of(message, help).at(case.sql_mark()));
}

fn leaves_something(said: &super::Said<'_>) -> bool {
    let on_server = said.is_for(Dialect::Postgres) || said.is_for(Dialect::MySql);
    let ends_with_transaction = said.begins(&["SET", "LOCAL"]) || said.begins(&["SET", "CONSTRAINTS"]);
    on_server
        && ((said.begins(&["SET"]) && !ends_with_transaction) || said.begins(&["RESET"]) || said.begins(&["LISTEN"]))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::SessionState, |m| m.run_sql("SET ROLE admin"));
        assert!(said[0].ends_with("write `SET LOCAL`, which ends with the transaction of this migration"), "{said:?}");
        assert!(fires(Rule::SessionState, |m| m.run_sql("").mysql("SET SESSION sort_buffer_size = 1")));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::SessionState, |m| m.run_sql("SET LOCAL lock_timeout = '1s'")));
        assert!(!fires(Rule::SessionState, |m| m.run_sql("UPDATE users SET name = 'SET' WHERE id = 1")));
    }
}

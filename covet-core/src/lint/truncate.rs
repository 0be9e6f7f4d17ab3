//! `truncate`: SQL removes all rows of a table.
//!
//! **Why.** The rows are gone for good. PostgreSQL locks a table that is truncated against reading, and with CASCADE it
//! empties the tables that refer to it as well; MySQL commits whatever went before.
//!
//! **Safe way.** Say which rows: `DELETE FROM t WHERE ..`. Where all of them must go, acknowledge it.
//!
//! **Elsewhere.** squawk `ban-truncate-cascade`.

use super::{Case, Definition, Finding, Level, Topic};

pub(super) const RULE: Definition = Definition {
    code: "truncate",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `ban-truncate-cascade`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let removes_all = |said: &&super::Said<'_>| {
        said.begins(&["TRUNCATE"]) || (said.begins(&["DELETE"]) && !said.has("WHERE") && !said.has("USING"))
    };
    let Some(said) = case.said().iter().find(removes_all) else { return };
    let message = format!("`{}` removes every row, for good", said.excerpt());
    found.push(Finding::of(message, "say which rows with WHERE, or say why all may go").at(case.sql_mark()));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::Truncate, |m| m.run_sql("SELECT 1; truncate table posts cascade"));
        assert!(said[0].starts_with("`truncate table posts cascade` removes every row"), "{said:?}");
        assert!(fires(Rule::Truncate, |m| m.run_sql("DELETE FROM posts")));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::Truncate, |m| m.run_sql("DELETE FROM posts WHERE title = ''")));
        assert!(!fires(Rule::Truncate, |m| m.run_sql("INSERT INTO teams (name) VALUES ('truncate; DELETE FROM t')")));
    }
}

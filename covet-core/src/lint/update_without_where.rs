//! `update-without-where`: SQL changes all rows of a table in one statement.
//!
//! **Why.** Every row is locked until the migration commits: whoever writes one of them waits as long. PostgreSQL keeps
//! the old version of each, so that the table takes twice the space; MySQL keeps an undo log of the whole.
//!
//! **Safe way.** Fill rows in batches that commit, in a migration of its own: `backfill` where there is one for it, or a
//! Rust step. On a small table acknowledge it.
//!
//! **Elsewhere.** strong_migrations "backfilling data".

use super::{Case, Definition, Finding, Level, Topic};

pub(super) const RULE: Definition = Definition {
    code: "update-without-where",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "strong_migrations, in its guide: backfilling",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let changes_all = |said: &&super::Said<'_>| said.begins(&["UPDATE"]) && !said.has("WHERE");
    let Some(said) = case.said().iter().find(changes_all) else { return };
    let message = format!("`{}` changes every row, and keeps each locked until the migration commits", said.excerpt());
    let help = "say which rows with WHERE and change them in batches that commit, from a Rust step";
    found.push(Finding::of(message, help).at(case.sql_mark()));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::UpdateWithoutWhere, |m| m.run_sql("UPDATE posts SET views = (SELECT 1 WHERE true)"));
        assert!(said[0].contains("changes every row"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::UpdateWithoutWhere, |m| m.run_sql("UPDATE posts SET views = 0 WHERE views IS NULL")));
        assert!(!fires(Rule::UpdateWithoutWhere, |m| {
            m.run_sql("INSERT INTO teams (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'a'")
        }));
    }
}

//! `rebuild-with-delete`: rows are deleted while SQLite's cascades are off.
//!
//! **Why.** A table can be made anew only with `PRAGMA foreign_keys = OFF`, which cannot change within a transaction: it
//! holds for the whole migration. A DELETE in it leaves the rows behind that refer to what is deleted, whatever the key
//! says of ON DELETE; the check at the end of the migration then refuses it, or, where the rows refer to a table that
//! was not made anew, nobody notices.
//!
//! **Safe way.** Delete rows in a migration of its own.
//!
//! **Elsewhere.** nobody else rebuilds.

use super::sqlite::rebuilt;
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "rebuild-with-delete", topic: Topic::Sqlite, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !matches!(case.operation, Operation::RunSql(_)) || !case.on(Dialect::Sqlite) {
        return;
    }
    let deletes = |said: &&super::Said<'_>| {
        let begins = said.begins(&["DELETE"]) || (said.begins(&["WITH"]) && said.has("DELETE"));
        said.is_for(Dialect::Sqlite) && begins
    };
    let Some(said) = case.said().iter().find(deletes) else { return };
    let operations = case.subject.operations.iter().enumerate();
    // What an operation finds is judged against the schema before the migration, which is near enough.
    let mut cases = operations.map(|(at, operation)| Case { at, operation, before: case.subject.start, ..*case });
    let Some(table) = cases.find_map(|other| rebuilt(&other)) else { return };
    let message =
        format!("SQLite has no cascades during `{}`, for this migration makes `{table}` anew", said.excerpt());
    found.push(Finding::of(message, "delete the rows in a migration of its own").at(case.sql_mark()));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::RebuildWithDelete, |m| {
            m.run_sql("DELETE FROM users WHERE name = ''");
            m.alter_column("posts", |t| t.text("title"));
        });
        assert!(said[0].ends_with("for this migration makes `posts` anew; delete the rows in a migration of its own"));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RebuildWithDelete, |m| {
            m.run_sql("DELETE FROM users WHERE name = ''");
            m.add_column("posts", |t| t.text("slug").nullable());
        }));
        assert!(!fires(Rule::RebuildWithDelete, |m| m.alter_column("posts", |t| t.text("title"))));
    }
}

//! `index-blocking`: an index is built while nobody can write.
//!
//! **Why.** CREATE INDEX holds a SHARE lock on the table until its transaction commits: every INSERT, UPDATE and DELETE
//! waits, for as long as it takes to read and sort all rows.
//!
//! **Safe way.** `.concurrently()` in a migration of its own with `transaction = false`: it takes SHARE UPDATE EXCLUSIVE,
//! which lets others write, reads the table twice, and leaves an invalid index behind when it fails.
//!
//! MySQL, MariaDB and SQLite are no concern of it: the first two build an index online, the third has one writer.
//!
//! **Elsewhere.** squawk `require-concurrent-index-creation`, strong_migrations `add_index`, Atlas `PG101`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "index-blocking",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `require-concurrent-index-creation`, strong_migrations `add_index`, Atlas `PG101`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::CreateIndex(create) = case.operation else { return };
    if create.concurrently || !case.on(Dialect::Postgres) || case.existing(&create.table).is_none() {
        return;
    }
    let (table, index) = (&create.table, &create.index.name);
    let message = format!("PostgreSQL lets nobody write to `{table}` while it builds `{index}`, which reads all rows");
    let help = format!(
        "create `{index}` with `.concurrently()` in a migration of its own with `transaction = false`, \
         or say that `{table}` is small"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on, only};
    use super::super::{Rule, Server};

    #[test]
    fn it_fires() {
        let said = found(Rule::IndexBlocking, |m| m.create_index("posts", ["views"]));
        assert!(said[0].starts_with("PostgreSQL lets nobody write to `posts` while it builds `ix_posts_views`"));
        assert!(fires(Rule::IndexBlocking, |m| m.add_column("posts", |t| t.text("slug").nullable().index())));
    }

    #[test]
    fn it_is_silent() {
        let index = |m: &mut crate::dsl::Migration| m.create_index("posts", ["views"]);
        assert!(!fires(Rule::IndexBlocking, |m| m.create_index("posts", ["views"]).concurrently()));
        assert!(on(Rule::IndexBlocking, &only(Server::MariaDb), index).is_empty());
        assert!(!fires(Rule::IndexBlocking, |m| {
            m.create_table("tags", |t| t.string("name", 40));
            m.create_index("tags", ["name"]);
        }));
    }
}

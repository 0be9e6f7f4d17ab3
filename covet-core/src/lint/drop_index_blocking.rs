//! `drop-index-blocking`: an index is dropped while nobody can read or write.
//!
//! **Why.** DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It is quick once it has it, and waits for every
//! query that is under way; whoever comes later waits behind it.
//!
//! **Safe way.** `.concurrently()` in a migration of its own with `transaction = false`; or let the runtime's lock
//! timeout give up and try again.
//!
//! **Elsewhere.** squawk `require-concurrent-index-deletion`, strong_migrations `remove_index`, Atlas `PG102`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "drop-index-blocking",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `require-concurrent-index-deletion`, strong_migrations `remove_index`, Atlas `PG102`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::DropIndex(drop) = case.operation else { return };
    let concerns = case.on(Dialect::Postgres) && !drop.concurrently;
    let Some(table) = case.existing(&drop.table).filter(|_| concerns) else { return };
    // The column takes it along, under the same lock.
    let goes_with_more = case.later().any(|operation| match operation {
        Operation::DropColumn(column) => {
            let index = table.indexes.iter().find(|index| index.name == drop.name);
            column.table == drop.table && index.is_some_and(|index| index.uses(&column.column))
        }
        Operation::DropTable(other) => other.table == drop.table,
        _ => false,
    });
    if goes_with_more {
        return;
    }
    let (table, index) = (&drop.table, &drop.name);
    let message = format!("PostgreSQL lets nobody read or write `{table}` from the moment it waits to drop `{index}`");
    let help = format!("drop `{index}` with `.concurrently()` in a migration of its own with `transaction = false`");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on, only};
    use super::super::{Rule, Server};

    #[test]
    fn it_fires() {
        let said = found(Rule::DropIndexBlocking, |m| m.drop_index("posts", "ix_posts_title"));
        assert!(said[0].contains("from the moment it waits to drop `ix_posts_title`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        let drop = |m: &mut crate::dsl::Migration| m.drop_index("posts", "ix_posts_title");
        assert!(!fires(Rule::DropIndexBlocking, |m| m.drop_index("posts", "ix_posts_title").concurrently()));
        assert!(on(Rule::DropIndexBlocking, &only(Server::Sqlite), drop).is_empty());
        assert!(!fires(Rule::DropIndexBlocking, |m| {
            m.drop_index("posts", "ix_posts_title");
            m.drop_column("posts", "title").restore_with("");
        }));
    }
}

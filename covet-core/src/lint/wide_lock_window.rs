//! `wide-lock-window`: long work follows in the transaction that has locked a table.
//!
//! **Why.** PostgreSQL keeps every lock until the transaction commits. A change of one table that takes an instant keeps
//! it shut for as long as the rows of another are read behind it; and two migrations, or a migration and a program, that
//! lock two tables in different orders deadlock.
//!
//! **Safe way.** A migration for each table, the one that takes long on its own.
//!
//! **Elsewhere.** squawk `transaction-nesting` and `ban-...-in-transaction` are near; strong_migrations, in its guide.

use super::postgres::{locked, read};
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition = Definition {
    code: "wide-lock-window",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "strong_migrations, in its guide: adding a foreign key",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(table) = read(case.operation) else { return };
    if !case.subject.transaction || !case.on(Dialect::Postgres) || case.existing(table).is_none() {
        return;
    }
    let is_other = |name: &&crate::TableName| *name != table && case.subject.start.table(name).is_some();
    let Some(shut) = case.earlier().filter_map(locked).find(is_other) else { return };
    let message = format!(
        "PostgreSQL keeps `{shut}` shut, which this migration has changed, while all rows of `{table}` are read"
    );
    let help = format!("change `{table}` in a migration of its own");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::WideLockWindow, |m| {
            m.add_column("users", |t| t.text("bio").nullable());
            m.create_index("posts", ["views"]);
        });
        assert!(
            said[0].starts_with(
                "PostgreSQL keeps `users` shut, which this migration has changed, while all rows of `posts`"
            )
        );
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::WideLockWindow, |m| {
            m.create_index("posts", ["views"]);
            m.add_column("users", |t| t.text("bio").nullable());
        }));
        assert!(!fires(Rule::WideLockWindow, |m| {
            m.add_column("users", |t| t.text("bio").nullable());
            m.create_table("tags", |t| t.string("name", 40));
            m.create_index("tags", ["name"]);
        }));
    }
}

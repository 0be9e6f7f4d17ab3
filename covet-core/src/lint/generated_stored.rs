//! `generated-stored`: a stored generated column makes the database write the table anew.
//!
//! **Why.** Its value is computed for every row: PostgreSQL does so under ACCESS EXCLUSIVE, MySQL and MariaDB copy the
//! table and let nobody write meanwhile.
//!
//! **Safe way.** `generated_virtual` stores nothing, where the database has it. Or add an ordinary column, fill it in
//! batches, and keep it by the program or a trigger.
//!
//! **Elsewhere.** squawk `adding-field-with-default`, strong_migrations `add_column_generated_stored`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "generated-stored",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `adding-field-with-default`, strong_migrations `add_column_generated_stored`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddColumn(add) = case.operation else { return };
    let is_stored = add.column.generated.as_ref().is_some_and(|generated| generated.stored);
    let on = |dialect| case.on(dialect);
    if !is_stored || !(on(Dialect::Postgres) || on(Dialect::MySql)) || case.existing(&add.table).is_none() {
        return;
    }
    let (table, column) = (&add.table, &add.column.name);
    let (who, what) = match (on(Dialect::Postgres), on(Dialect::MySql)) {
        (true, true) => ("PostgreSQL, MySQL and MariaDB write", "write"),
        (true, false) => ("PostgreSQL writes", "read or write"),
        _ => ("MySQL and MariaDB write", "write"),
    };
    let message = format!("{who} every row of `{table}` anew to store `{column}`, while nobody can {what}");
    let help = format!(
        "make `{column}` an ordinary column, and fill it in batches; or `generated_virtual` where there is one"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on, only};
    use super::super::{Rule, Server};

    #[test]
    fn it_fires() {
        let said =
            found(Rule::GeneratedStored, |m| m.add_column("posts", |t| t.integer("twice").generated("views * 2")));
        assert!(said[0].contains("every row of `posts` anew to store `twice`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::GeneratedStored;
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.integer("twice").generated_virtual("views * 2"))));
        let stored = |m: &mut crate::dsl::Migration| m.add_column("posts", |t| t.integer("a").generated("views * 2"));
        assert!(on(rule, &only(Server::Sqlite), stored).is_empty());
    }
}

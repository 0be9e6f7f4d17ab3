//! `volatile-default`: a default with a value for each row makes PostgreSQL write the table anew.
//!
//! **Why.** A constant default, or one like `now()` that is the same for the whole statement, is kept once in the
//! catalogue. A random UUID, `random()`, `clock_timestamp()` or the next number of a sequence has to be made for every
//! row, under ACCESS EXCLUSIVE.
//!
//! **Safe way.** Add the column `.nullable()` without a default, alter it to have the default, which then holds for new
//! rows, and fill the rows that are there in batches.
//!
//! **Elsewhere.** squawk `adding-field-with-default`, strong_migrations `add_column_default`, `add_column_auto_increment`, Atlas `PG302`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, DefaultValue};
use crate::sql::lexer::{Kind, tokens};

pub(super) const RULE: Definition = Definition {
    code: "volatile-default",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `adding-field-with-default`, strong_migrations `add_column_default`, `add_column_auto_increment`, Atlas `PG302`",
    check,
};

/// Functions of PostgreSQL that give the same for a whole statement, or for the same arguments.
const STEADY: [&str; 14] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "lower",
    "upper",
    "coalesce",
    "concat",
    "length",
    "trim",
    "abs",
    "round",
    "date_trunc",
    "timezone",
    "current_setting",
];

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddColumn(add) = case.operation else { return };
    if !case.on(Dialect::Postgres) || !is_volatile(&add.column) || case.existing(&add.table).is_none() {
        return;
    }
    let (table, column) = (&add.table, &add.column.name);
    let message = format!(
        "PostgreSQL writes every row of `{table}` anew, each with a `{column}` of its own, and lets nobody read or write"
    );
    let help = format!(
        "add `{column}` as `.nullable()` without a default, alter it to have the default, and fill the rows in batches"
    );
    found.push(Finding::of(message, help).at(add.column.default_mark));
}

/// Whether PostgreSQL makes a value for each row.
fn is_volatile(column: &Column) -> bool {
    let is_serial = match &column.ty {
        ColumnType::Custom(custom) => {
            custom.of(Dialect::Postgres).is_some_and(|ty| ty.to_lowercase().contains("serial"))
        }
        _ => false,
    };
    is_serial
        || match &column.default {
            Some(DefaultValue::Uuid) => true,
            Some(DefaultValue::Sql(expression)) => calls_unsteady(expression),
            _ => false,
        }
}

/// Whether an expression calls a function that is not known to be steady.
fn calls_unsteady(expression: &str) -> bool {
    let tokens: Vec<_> = tokens(expression, Dialect::Postgres).collect();
    tokens.windows(2).any(|pair| {
        let is_call = pair[0].kind == Kind::Word && pair[1].is_mark("(");
        is_call && !STEADY.iter().any(|name| pair[0].is_word(name))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let rule = Rule::VolatileDefault;
        let said = found(rule, |m| m.add_column("posts", |t| t.uuid("key").default_uuid()));
        assert!(said[0].starts_with("PostgreSQL writes every row of `posts` anew, each with a `key` of its own"));
        assert!(fires(rule, |m| m.add_column("posts", |t| t.double("luck").default_sql("random()"))));
        assert!(fires(rule, |m| m.add_column("posts", |t| t.custom("number", "bigserial"))));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::VolatileDefault;
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.timestamp_tz("at").default_now())));
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.text("a").default_sql("upper('x')"))));
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.integer("a").default(3))));
    }
}

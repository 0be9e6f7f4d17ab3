//! `json-column`: a column of PostgreSQL's `json` breaks SELECT DISTINCT, for nothing compares such values.
//!
//! **Why.** `json` has no equality: `SELECT DISTINCT *`, `UNION` and `GROUP BY` over the table, which worked before, fail
//! with error 42883 once it has such a column.
//!
//! **Safe way.** `json`, which is `jsonb` in PostgreSQL.
//!
//! **Elsewhere.** strong_migrations `add_column_json`, squawk `prefer-jsonb` of old.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::ColumnType;

pub(super) const RULE: Definition = Definition {
    code: "json-column",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "strong_migrations `add_column_json`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::AddColumn(add) = case.operation else { return };
    let is_json = add.column.ty == ColumnType::JsonText;
    if !is_json || !case.on(Dialect::Postgres) || case.existing(&add.table).is_none() {
        return;
    }
    let (table, column) = (&add.table, &add.column.name);
    let message =
        format!("`SELECT DISTINCT *` from `{table}` fails in PostgreSQL once it has `{column}`, which is `json`");
    let help = format!("write `t.json(\"{column}\")`, which is `jsonb` there");
    found.push(Finding::of(message, help).at(add.column.mark));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::JsonColumn, |m| m.add_column("posts", |t| t.json_text("meta").nullable()));
        assert!(said[0].ends_with("write `t.json(\"meta\")`, which is `jsonb` there"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::JsonColumn, |m| m.add_column("posts", |t| t.json("meta").nullable())));
        assert!(!fires(Rule::JsonColumn, |m| m.create_table("events", |t| t.json_text("body"))));
    }
}

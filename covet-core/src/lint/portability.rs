//! `portability`: one text or type means different things on two of the targets.
//!
//! **Why.** An expression is written once and given to every database. In MySQL and MariaDB `||` is OR, and what stands in double quotes is a
//! text: a check with either holds for other rows there, without an error. SQLite keeps the digits of a decimal as a
//! floating-point number: 15 of them are right.
//!
//! **Safe way.** `concat(a, b)`, names without quotes; a decimal of at most 15 digits, or a number of hundredths in a `big_integer`. Where
//! one database alone is meant, name it in the `targets` of `covet.toml`.
//!
//! **Elsewhere.** nobody else writes for three.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, DefaultValue};
use crate::sql::lexer::{Kind, tokens};

pub(super) const RULE: Definition =
    Definition { code: "portability", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

/// Digits that a floating-point number keeps of any decimal.
const SAFE_DIGITS: u16 = 15;

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let others = [Dialect::Postgres, Dialect::Sqlite].into_iter().any(|dialect| case.on(dialect));
    let (on_mysql, on_sqlite) = (case.on(Dialect::MySql), case.on(Dialect::Sqlite));
    for column in columns(case.operation) {
        if on_sqlite && (on_mysql || case.on(Dialect::Postgres)) {
            found.extend(digits(column));
        }
        if let Some(text) = texts_of(column).into_iter().find_map(|text| (on_mysql && others).then(|| odd(text))?) {
            found.push(said(&format!("`{}`", column.name), text).about(Some(&column.name)).at(column.mark));
        }
    }
    if on_mysql && others {
        for (name, text) in expressions(case.operation) {
            found.extend(odd(text).map(|what| said(&format!("`{name}`"), what)));
        }
    }
}

/// The columns that an operation declares.
fn columns(operation: &Operation) -> &[Column] {
    match operation {
        Operation::CreateTable(create) => &create.table.columns,
        Operation::AddColumn(add) => std::slice::from_ref(&add.column),
        Operation::AlterColumn(alter) => std::slice::from_ref(&alter.column),
        _ => &[],
    }
}

fn texts_of(column: &Column) -> Vec<&str> {
    let generated = column.generated.as_ref().map(|generated| generated.expression.as_str());
    let default = match &column.default {
        Some(DefaultValue::Sql(text)) => Some(text.as_str()),
        _ => None,
    };
    generated.into_iter().chain(default).collect()
}

/// The conditions that an operation declares, each with the name of its check.
fn expressions(operation: &Operation) -> Vec<(&str, &str)> {
    let checks = match operation {
        Operation::CreateTable(create) => &create.table.checks[..],
        Operation::AddCheck(add) => std::slice::from_ref(&add.check),
        _ => &[],
    };
    checks.iter().map(|check| (check.name.as_str(), check.expression.as_str())).collect()
}

/// What MySQL reads otherwise in an expression.
fn odd(text: &str) -> Option<&'static str> {
    // As the standard has it, which PostgreSQL and SQLite follow.
    let mut all = tokens(text, Dialect::Postgres).filter(|token| token.kind != Kind::Comment);
    let (mut bar, mut found) = (false, None);
    for token in &mut all {
        let is_bar = token.kind == Kind::Mark && token.text.starts_with('|');
        if (is_bar && bar) || token.text == "||" {
            found = Some("`||` is OR there; write `concat(..)`");
        } else if token.text.starts_with('"') {
            found = Some("what stands in double quotes is a text there; leave them out");
        }
        bar = is_bar;
        if found.is_some() {
            break;
        }
    }
    found
}

fn said(what: &str, odd: &str) -> Finding {
    let (why, remedy) = odd.split_once("; ").unwrap_or((odd, "write it otherwise"));
    Finding::of(format!("{what} means something else in MySQL and MariaDB: {why}"), remedy)
}

fn digits(column: &Column) -> Option<Finding> {
    let &ColumnType::Decimal(precision, _) = &column.ty else { return None };
    let message = format!(
        "SQLite keeps {SAFE_DIGITS} digits of `{}`, which is declared with {precision}, and rounds the rest",
        column.name
    );
    let help = format!(
        "declare it with {SAFE_DIGITS} at most, or keep a whole number of its smallest unit in a `big_integer`"
    );
    (precision > SAFE_DIGITS).then(|| Finding::of(message, help).about(Some(&column.name)).at(column.mark))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, on, only};
    use super::super::{Rule, Server};

    #[test]
    fn it_fires() {
        let rule = Rule::Portability;
        let said = found(rule, |m| m.add_check("users", "ck_names", "name || email <> ''"));
        assert_eq!(
            said,
            ["`ck_names` means something else in MySQL and MariaDB: `||` is OR there; write `concat(..)`"]
        );
        let said = found(rule, |m| m.add_check("users", "ck_names", "\"name\" <> 'x'"));
        assert!(said[0].contains("double quotes is a text there; leave them out"), "{said:?}");
        let said = found(rule, |m| m.add_column("users", |t| t.string("full", 99).generated("name || '!'")));
        assert!(said[0].starts_with("`full` means something else"), "{said:?}");
        let said = found(rule, |m| m.create_table("t", |t| t.decimal("price", 20, 2)));
        assert!(said[0].starts_with("SQLite keeps 15 digits of `price`, which is declared with 20"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::Portability;
        let silent = |said: Vec<String>| assert_eq!(said, [""; 0]);
        silent(found(rule, |m| m.add_check("users", "ck_names", "concat(name, '||\"') <> email")));
        silent(found(rule, |m| m.create_table("t", |t| t.decimal("price", 15, 2))));
        let postgres = only(Server::Postgres);
        silent(on(rule, &postgres, |m| m.add_check("users", "ck_names", "name || email <> ''")));
        silent(on(rule, &postgres, |m| m.create_table("t", |t| t.decimal("price", 20, 2))));
    }
}

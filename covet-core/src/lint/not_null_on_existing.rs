//! `not-null-on-existing`: a column becomes NOT NULL, and rows may hold NULL.
//!
//! **Why.** The migration fails at the first row that holds NULL. An empty test database shows none.
//!
//! **Safe way.** Fill the column in a migration before, and keep new NULLs away meanwhile: a default, or a check.
//! Where a valid check says that the column is not NULL, there is no finding; nor where the same migration has filled it:
//! `UPDATE t SET c = .. WHERE c IS NULL`.
//!
//! **Elsewhere.** Atlas `MF104`, `LT101`.

use super::shape::{is_checked_not_null, is_filled};
use super::{Case, Definition, Finding, Level, Topic};

pub(super) const RULE: Definition = Definition {
    code: "not-null-on-existing",
    topic: Topic::Rows,
    level: Level::Warn,
    elsewhere: "Atlas `MF104`, `LT101`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some((alter, table, old)) = case.altered() else { return };
    let was_added = |name| case.subject.start.table(&table.name).is_some_and(|table| table.column(name).is_none());
    // A new definition that converts by an expression says what becomes of NULL.
    if !old.nullable || alter.column.nullable || alter.using.is_some() || is_checked_not_null(table, &old.name) {
        return;
    }
    if is_filled(case, &alter.table, &old.name) {
        return;
    }
    let (table, column) = (&alter.table, &old.name);
    let message = format!("this fails where `{table}` has a row without `{column}`");
    let help = match was_added(column) {
        true => format!("say that the rows have been given a `{column}` further up"),
        false => format!(
            "fill it in a migration before: `UPDATE {table} SET {column} = .. WHERE {column} IS NULL`, and say so"
        ),
    };
    found.push(Finding::of(message, help).at(alter.column.mark));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::NotNullOnExisting, |m| m.alter_column("users", |t| t.string("name", 60)));
        assert!(said[0].contains("`UPDATE users SET name = .. WHERE name IS NULL`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::NotNullOnExisting, |m| m.alter_column("users", |t| t.string("name", 80).nullable())));
        assert!(!fires(Rule::NotNullOnExisting, |m| {
            m.run_sql("UPDATE users SET name = '' WHERE name IS NULL")
                .mysql("UPDATE `users` SET `name` = '' WHERE `name` IS NULL");
            m.alter_column("users", |t| t.string("name", 60));
        }));
        assert!(!fires(Rule::NotNullOnExisting, |m| {
            m.add_check("users", "ck_named", "name IS NOT NULL");
            m.alter_column("users", |t| t.string("name", 60));
        }));
    }
}

//! `type-rewrite`: a new type makes PostgreSQL write the table anew while nobody can read or write.
//!
//! **Why.** ALTER COLUMN .. TYPE takes ACCESS EXCLUSIVE and keeps it while it writes every row and every index again. It
//! writes nothing where the new type takes every value as it is stored: a longer or unlimited text, a decimal with more
//! digits before the point.
//!
//! **Safe way.** Add a column of the new type, write to both, fill it in batches, read from it, drop the old one.
//!
//! **Elsewhere.** squawk `changing-column-type`, strong_migrations `change_column`, Atlas `PG301`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::schema::ColumnType;

pub(super) const RULE: Definition = Definition {
    code: "type-rewrite",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "squawk `changing-column-type`, strong_migrations `change_column`, Atlas `PG301`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some((alter, _, old)) = case.altered() else { return };
    let is_same = old.ty == alter.column.ty && alter.using.is_none();
    if is_same || !case.on(Dialect::Postgres) || (alter.using.is_none() && is_kept(&old.ty, &alter.column.ty)) {
        return;
    }
    let (table, column) = (&alter.table, &old.name);
    let message = format!(
        "PostgreSQL writes every row of `{table}` anew for {} in `{column}`, and lets nobody read or write meanwhile",
        alter.column.ty
    );
    let help = format!("add a column beside `{column}`, write to both, fill it in batches, and drop `{column}` later");
    found.push(Finding::of(message, help).at(alter.column.mark));
}

/// Whether PostgreSQL keeps the rows as they are when a column of the one type becomes one of the other.
fn is_kept(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType as T;
    match (from, to) {
        (T::String(from), T::String(to)) => to >= from,
        (T::Decimal(from, from_scale), T::Decimal(to, to_scale)) => to >= from && to_scale == from_scale,
        // Both are text in PostgreSQL; a check says which.
        (T::String(_) | T::Text | T::OneOf(_), T::Text | T::OneOf(_)) => true,
        (T::Binary | T::BinaryN(_), T::Binary | T::BinaryN(_)) => true,
        (from, to) => from == to,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let rule = Rule::TypeRewrite;
        let said = found(rule, |m| m.alter_column("posts", |t| t.big_integer("views").default(0)));
        assert!(said[0].starts_with("PostgreSQL writes every row of `posts` anew for big_integer in `views`"));
        assert!(fires(rule, |m| m.alter_column("posts", |t| t.string("title", 40))));
        assert!(fires(rule, |m| m.alter_column("users", |t| t.decimal("credit", 9, 3))));
        assert!(fires(rule, |m| m.alter_column("posts", |t| t.text("title")).using("upper(title)")));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::TypeRewrite;
        assert!(!fires(rule, |m| m.alter_column("posts", |t| t.string("title", 200))));
        assert!(!fires(rule, |m| m.alter_column("posts", |t| t.text("title"))));
        assert!(!fires(rule, |m| m.alter_column("users", |t| t.decimal("credit", 10, 2))));
        assert!(!fires(rule, |m| m.alter_column("posts", |t| t.integer("views").default(1))));
    }
}

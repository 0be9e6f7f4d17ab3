//! `narrowing-type`: a type becomes narrower than values that may be there.
//!
//! **Why.** Values that do not fit make the migration fail where the database is strict; elsewhere they are rounded, as
//! decimals are on every database. A test database without rows shows neither.
//!
//! **Safe way.** Look at the longest and the greatest value first. Where some do not fit, mend the rows in a migration
//! before this one, and keep new ones away with a check.
//!
//! **Elsewhere.** strong_migrations `change_column`, squawk `changing-column-type`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::schema::ColumnType;

pub(super) const RULE: Definition = Definition {
    code: "narrowing-type",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `changing-column-type`, strong_migrations `change_column`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some((alter, _, old)) = case.altered() else { return };
    // An expression says what becomes of the values.
    if alter.using.is_some() || !narrows(&old.ty, &alter.column.ty) {
        return;
    }
    let (table, column) = (&alter.table, &old.name);
    let message =
        format!("values of `{column}` in `{table}` may not fit {}, which is narrower than {}", alter.column.ty, old.ty);
    let help = "mend the rows that do not fit in a migration before this one, and say so".to_owned();
    found.push(Finding::of(message, help).at(alter.column.mark));
}

/// Whether some value of one type is none of the other, of the same kind: a longer text, a greater number.
pub fn narrows(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType as T;
    // A key counts as the number that it is.
    match (&from.key_type(), &to.key_type()) {
        (T::String(from), T::String(to)) | (T::BinaryN(from), T::BinaryN(to)) => to < from,
        (T::OneOf(from), T::OneOf(to)) => !from.iter().all(|value| to.contains(value)),
        (T::Text, T::String(_)) | (T::Text | T::String(_), T::OneOf(_)) | (T::Binary, T::BinaryN(_)) => true,
        (T::BigInteger, T::Integer | T::SmallInteger) | (T::Integer, T::SmallInteger) | (T::Double, T::Float) => true,
        (T::Decimal(from, from_scale), T::Decimal(to, to_scale)) => {
            to_scale < from_scale || to - to_scale < from - from_scale
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::NarrowingType, |m| m.alter_column("users", |t| t.decimal("credit", 8, 1)));
        assert!(said[0].contains("may not fit decimal(8, 1), which is narrower than decimal(8, 2)"), "{said:?}");
        assert!(fires(Rule::NarrowingType, |m| m.alter_column("posts", |t| t.string("title", 40))));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::NarrowingType, |m| m.alter_column("users", |t| t.decimal("credit", 10, 3))));
        let using = |m: &mut crate::dsl::Migration| {
            m.alter_column("posts", |t| t.string("title", 40)).using("substr(title, 1, 40)");
        };
        assert!(!fires(Rule::NarrowingType, using));
    }
}

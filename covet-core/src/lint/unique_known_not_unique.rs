//! `unique-known-not-unique`: a column becomes unique that holds one value in all rows.
//!
//! **Why.** The same migration adds the column with a constant default, so that every row that is there gets the same
//! value: it fails as soon as the table has two rows, and passes on an empty test database.
//!
//! **Safe way.** Add it `.nullable()`, give each row its value in a later migration, then make it unique.
//!
//! **Elsewhere.** nobody else replays.

use super::shape::made_unique;
use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;
use crate::schema::DefaultValue;

pub(super) const RULE: Definition =
    Definition { code: "unique-known-not-unique", topic: Topic::Rows, level: Level::Deny, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(unique) = made_unique(case.operation) else { return };
    let [column] = &unique.columns[..] else { return };
    if case.existing(unique.table).is_none() {
        return;
    }
    let mut since = case.earlier().take_while(|operation| {
        // What such an operation does to the rows is its own affair.
        !matches!(operation, Operation::RunSql(_) | Operation::RunRust(_))
    });
    let is_constant = |value: &DefaultValue| !matches!(value, DefaultValue::Uuid | DefaultValue::Sql(_));
    let added = since.any(|operation| match operation {
        Operation::AddColumn(add) => {
            let value = add.fill.as_ref().or(add.column.default.as_ref());
            add.table == *unique.table && add.column.name == *column && value.is_some_and(is_constant)
        }
        _ => false,
    });
    if !added {
        return;
    }
    let message = format!("all rows of `{}` get the same `{column}`, which cannot be unique then", unique.table);
    let help =
        format!("add `{column}` as `.nullable()`, give each row its own, and make it unique in a later migration");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said =
            found(Rule::UniqueKnownNotUnique, |m| m.add_column("posts", |t| t.string("slug", 80).default("").unique()));
        assert!(said[0].starts_with("all rows of `posts` get the same `slug`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::UniqueKnownNotUnique;
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.string("slug", 80).nullable().unique())));
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.uuid("key").default_uuid().unique())));
        assert!(!fires(rule, |m| {
            m.add_column("posts", |t| t.integer("place").default(0));
            m.run_sql("UPDATE posts SET place = id WHERE id > 0");
            m.add_unique("posts", ["place"]);
        }));
    }
}

//! `duplicate-index`: an index has the columns that another begins with.
//!
//! **Why.** The longer one finds rows by its first columns just as well. The other takes space, and every INSERT and
//! UPDATE writes it.
//!
//! **Safe way.** Keep the longer one. A unique index, one with a condition, and one in another order is no duplicate.
//!
//! **Elsewhere.** nobody else replays.

use super::shape::{plain_columns, sorted_by};
use super::{Case, Definition, Finding, Level, Topic};
use crate::ident::{Ident, listed};
use crate::operation::Operation;
use crate::schema::{Index, Table};

pub(super) const RULE: Definition =
    Definition { code: "duplicate-index", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (name, indexes) = match case.operation {
        Operation::CreateTable(create) => (&create.table.name, &create.table.indexes[..]),
        Operation::CreateIndex(create) => (&create.table, std::slice::from_ref(&create.index)),
        _ => return,
    };
    let Some(table) = case.subject.end.table(name).filter(|_| !indexes.is_empty()) else { return };
    for index in indexes.iter().filter(|index| table.indexes.contains(index)) {
        let Some(columns) = plain_columns(index) else { continue };
        if let Some(longer) = covering(table, index, &columns) {
            let message = format!("`{}` is of no use: {longer} begins with {}", index.name, listed(&columns));
            found.push(Finding::of(message, "remove it").about(columns.first()).at(index.name.mark()));
        } else if let Some(shorter) = covered(table, index, &columns, case) {
            let message = format!("`{shorter}` is of no use any more: `{}` begins with its columns", index.name);
            let help = format!("write `m.drop_index(\"{name}\", \"{shorter}\")`");
            found.push(Finding::of(message, help).about(columns.first()).at(index.name.mark()));
        }
    }
}

/// What finds rows by these columns as well, and is not this index.
fn covering(table: &Table, index: &Index, columns: &[Ident]) -> Option<String> {
    let key = sorted_by(table).find(|(_, sorted)| sorted.starts_with(columns)).map(|(name, _)| name);
    let place = |index: &Index| table.indexes.iter().position(|other| other.name == index.name);
    let other = table.indexes.iter().find(|other| {
        // Of two that are the same the later is the duplicate.
        let is_same = plain_columns(other).as_deref() == Some(columns);
        other.name != index.name && other.begins_with(columns) && (!is_same || place(other) < place(index))
    });
    key.or_else(|| other.map(|other| format!("`{}`", other.name)))
}

/// An index from before this operation whose columns are the first of these.
fn covered<'a>(table: &'a Table, index: &Index, columns: &[Ident], case: &Case<'_>) -> Option<&'a Ident> {
    let before = case.before.table(&table.name)?;
    let is_shorter = |other: &&Index| {
        let shorter =
            plain_columns(other).is_some_and(|other| other.len() < columns.len() && columns.starts_with(&other));
        other.name != index.name && shorter && before.indexes.contains(other)
    };
    table.indexes.iter().find(is_shorter).map(|other| &other.name)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let rule = Rule::DuplicateIndex;
        let said = found(rule, |m| m.create_index("users", ["email"]));
        assert_eq!(said, ["`ix_users_email` is of no use: `uq_users_email` begins with `email`; remove it"]);
        let said = found(rule, |m| m.create_index("posts", ["title", "views"]));
        assert_eq!(
            said,
            ["`ix_posts_title` is of no use any more: `ix_posts_title_views` begins with its columns; \
              write `m.drop_index(\"posts\", \"ix_posts_title\")`"]
        );
        assert!(fires(rule, |m| m.create_index("posts", ["title"]).name("ix_again")));
        assert!(fires(rule, |m| m.create_table("t", |t| t.integer("a").primary_key().index())));
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::DuplicateIndex;
        assert!(!fires(rule, |m| m.create_index("posts", ["views", "title"])));
        assert!(!fires(rule, |m| m.create_index("posts", ["title"]).name("ix_some").filter("views > 0")));
        assert!(!fires(rule, |m| {
            m.drop_index("posts", "ix_posts_title");
            m.create_index("posts", ["title", "views"]);
        }));
    }
}

//! `drop-column`: a column goes, with its values.
//!
//! **Why.** The values are gone for good: rolling back adds the column without them. A server of the release before
//! fails from that moment on, in every INSERT that names the column and every row that it reads whole; and an ORM that
//! caches the columns of a table names them all.
//!
//! **Safe way.** Release code that does not name the column first; drop it in a later migration, tagged `contract` where
//! you deploy with `before_tag`.
//!
//! **Elsewhere.** squawk `ban-drop-column`, strong_migrations `remove_column`, Atlas `DS103`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "drop-column",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `ban-drop-column`, strong_migrations `remove_column`, Atlas `DS103`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::DropColumn(drop) = case.operation else { return };
    let Some(table) = case.existing(&drop.table) else { return };
    let added = case.earlier().any(|operation| {
        matches!(operation, Operation::AddColumn(add) if add.table == drop.table && add.column.name == drop.column)
    });
    // What follows from the rest of the row can be had again.
    let is_generated = table.column(&drop.column).is_some_and(|column| column.generated.is_some());
    if added || is_generated {
        return;
    }
    let (table, column) = (&drop.table, &drop.column);
    let message =
        format!("dropping `{column}` of `{table}` loses its values for good, and breaks programs that use it");
    let help = format!(
        "release code that does not name `{column}` first, drop it in a later migration, \
         and say so: `.allow(Rule::DropColumn, \"..\")`"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::DropColumn, |m| m.drop_column("posts", "views"));
        assert!(said[0].starts_with("dropping `views` of `posts` loses its values for good"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::DropColumn, |m| {
            m.add_column("posts", |t| t.text("draft").nullable());
            m.drop_column("posts", "draft");
        }));
        assert!(!fires(Rule::DropColumn, |m| m.drop_table("posts")));
    }
}

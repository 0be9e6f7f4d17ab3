//! `lossy-down`: rolling back fails where there are rows.
//!
//! **Why.** The derived down adds a column again that was NOT NULL and had no default: there is no value for the rows
//! that the table has by then, so the way back is closed when it is needed.
//!
//! **Safe way.** `.restore_with(value)` gives every row that value; or write `fn down` by hand.
//!
//! **Elsewhere.** nobody derives a down.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "lossy-down", topic: Topic::Loss, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::DropColumn(drop) = case.operation else { return };
    let column = case.before.table(&drop.table).and_then(|table| table.column(&drop.column));
    let is_bare =
        column.is_some_and(|column| !column.nullable && column.default.is_none() && column.generated.is_none());
    if !case.subject.derived_down || !is_bare || drop.restore_with.is_some() {
        return;
    }
    let message = format!(
        "rolling this back fails where there are rows: `{}` is NOT NULL and has no value for them",
        drop.column
    );
    found.push(Finding::of(message, "add `.restore_with(value)`"));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::LossyDown, |m| {
            m.drop_index("posts", "ix_posts_title");
            m.drop_column("posts", "title");
        });
        assert!(said[0].ends_with("`title` is NOT NULL and has no value for them; add `.restore_with(value)`"));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::LossyDown, |m| m.drop_column("posts", "views")));
        assert!(!fires(Rule::LossyDown, |m| {
            m.drop_index("posts", "ix_posts_title");
            m.drop_column("posts", "title").restore_with("untitled");
        }));
    }
}

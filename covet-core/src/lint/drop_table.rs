//! `drop-table`: a table goes, with its rows.
//!
//! **Why.** The rows are gone for good: rolling back makes an empty table. A server of the release before that still
//! reads the table fails from that moment on.
//!
//! **Safe way.** Release the code that does without the table first. Drop it in a later migration, tagged `contract`
//! where you deploy with `before_tag`, and say in the acknowledgement where the rows are kept.
//!
//! A table that the same migration has made is no finding; one that it makes again is a finding of `recreate-table`.
//!
//! **Elsewhere.** squawk `ban-drop-table`, Atlas `DS102`, strong_migrations `create_table` with `force`.

use super::recreate_table::comes_again;
use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "drop-table",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `ban-drop-table`, Atlas `DS102`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::DropTable(drop) = case.operation else { return };
    if case.is_new(&drop.table) || comes_again(case, &drop.table) {
        return;
    }
    let message = format!("dropping `{}` loses its rows for good, and breaks programs that still use it", drop.table);
    let help = format!(
        "release code without `{}` first, keep a copy of what is needed, \
         and say so: `.allow(Rule::DropTable, \"..\")`",
        drop.table
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::DropTable, |m| m.drop_table("posts"));
        assert!(said[0].starts_with("dropping `posts` loses its rows for good"), "{said:?}");
        assert!(fires(Rule::DropTable, |m| m.drop_table_if_exists("nobody_knows")));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::DropTable, |m| {
            m.create_table("scratch", |t| t.id());
            m.rename_table("scratch", "paper");
            m.drop_table("paper");
        }));
    }
}

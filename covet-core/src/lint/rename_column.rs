//! `rename-column`: a column has another name, which programs that run already do not know.
//!
//! **Why.** A server of the release before names the old column and fails from that moment on.
//!
//! **Safe way.** Keep the name in the database and change it in the code: `#[sqlx(rename = "..")]`. Or add the new
//! column, write to both, copy the values, read from the new one, and drop the old one two releases later.
//!
//! **Elsewhere.** squawk `renaming-column`, strong_migrations `rename_column`, Atlas `BC102`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "rename-column",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `renaming-column`, strong_migrations `rename_column`, Atlas `BC102`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::RenameColumn(rename) = case.operation else { return };
    if case.existing(&rename.table).is_none() {
        return;
    }
    let (table, from, to) = (&rename.table, &rename.from, &rename.to);
    let message = format!("programs that run already name `{from}` of `{table}` and fail once it is `{to}`");
    let help = format!(
        "call it `{to}` in the code only, with `#[sqlx(rename = \"{from}\")]`, \
         or add `{to}`, write to both, and drop `{from}` later"
    );
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::RenameColumn, |m| m.rename_column("posts", "title", "headline"));
        assert!(said[0].contains("`#[sqlx(rename = \"title\")]`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RenameColumn, |m| {
            m.create_table("notes", |t| t.text("a"));
            m.rename_column("notes", "a", "b");
        }));
    }
}

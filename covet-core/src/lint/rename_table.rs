//! `rename-table`: a table has another name, which programs that run already do not know.
//!
//! **Why.** A server of the release before names the old table and fails from that moment on. There is no order of
//! deploying in which both names work.
//!
//! **Safe way.** Keep the name and change it in the code only. Or make the new table beside the old one, write to both,
//! copy the rows, read from the new one, and drop the old one two releases later. Where servers are stopped for the
//! deploy, acknowledge it.
//!
//! **Elsewhere.** squawk `renaming-table`, strong_migrations `rename_table`, Atlas `BC101`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "rename-table",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `renaming-table`, strong_migrations `rename_table`, Atlas `BC101`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Operation::RenameTable(rename) = case.operation else { return };
    if case.existing(&rename.from).is_none() {
        return;
    }
    let (from, to) = (&rename.from, &rename.to);
    let message = format!("programs that run already look for `{from}` and fail once it is `{to}`");
    let help =
        format!("call it `{to}` in the code only, or create `{to}` beside it, write to both, and drop `{from}` later");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::RenameTable, |m| m.rename_table("posts", "articles"));
        assert!(said[0].contains("look for `posts` and fail once it is `articles`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RenameTable, |m| {
            m.create_table("new_posts", |t| t.id());
            m.rename_table("new_posts", "articles");
        }));
    }
}

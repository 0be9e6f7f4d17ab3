//! `drop-not-null`: a column may hold NULL, which programs that run already do not expect.
//!
//! **Why.** A server of the release before reads the column into a type that has no NULL, and fails at the first row
//! that a newer one writes without a value.
//!
//! **Safe way.** Release code that reads an `Option` first, and then this migration.
//!
//! **Elsewhere.** squawk `ban-drop-not-null`.

use super::{Case, Definition, Finding, Level, Topic};

pub(super) const RULE: Definition = Definition {
    code: "drop-not-null",
    topic: Topic::Loss,
    level: Level::Warn,
    elsewhere: "squawk `ban-drop-not-null`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some((alter, _, old)) = case.altered() else { return };
    if old.nullable || !alter.column.nullable {
        return;
    }
    let (table, column) = (&alter.table, &old.name);
    let message = format!("programs that run already expect a value in `{column}` of `{table}` and fail at a NULL");
    let help = format!("release code that reads `{column}` as an `Option` first");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::DropNotNull, |m| m.alter_column("posts", |t| t.string("title", 80).nullable()));
        assert!(said[0].contains("reads `title` as an `Option`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::DropNotNull, |m| m.alter_column("users", |t| t.text("name").nullable())));
        assert!(!fires(Rule::DropNotNull, |m| {
            m.create_table("notes", |t| t.text("a"));
            m.alter_column("notes", |t| t.text("a").nullable());
        }));
    }
}

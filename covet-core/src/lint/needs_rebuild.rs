//! `needs-rebuild`: SQLite copies the table.
//!
//! **Why.** SQLite's ALTER TABLE renames, adds and drops columns. For everything else the table is made anew: its rows
//! are copied, and nobody else writes to the database meanwhile. Operations that follow each other on one table are one
//! copy. Off unless `covet.toml` asks for it, for a small table is copied in no time.
//!
//! **Safe way.** Say all changes of a table in one migration, one after the other.
//!
//! **Elsewhere.** nobody has it.

use super::sqlite::rebuilt;
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;

pub(super) const RULE: Definition =
    Definition { code: "needs-rebuild", topic: Topic::Sqlite, level: Level::Off, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.on(Dialect::Sqlite) {
        return;
    }
    let Some(table) = rebuilt(case) else { return };
    let message = format!("SQLite copies all rows of `{table}` for this, and nobody else can write meanwhile");
    found.push(Finding::of(message, format!("say all changes of `{table}` one after the other, which is one copy")));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::NeedsRebuild, |m| m.alter_column("posts", |t| t.text("title")));
        assert!(said[0].starts_with("SQLite copies all rows of `posts`"), "{said:?}");
        assert!(fires(Rule::NeedsRebuild, |m| m.add_column("posts", |t| t.timestamp_tz("at").default_now())));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::NeedsRebuild, |m| m.add_column("posts", |t| t.text("slug").nullable())));
        assert!(!fires(Rule::NeedsRebuild, |m| m.drop_column("posts", "views")));
    }
}

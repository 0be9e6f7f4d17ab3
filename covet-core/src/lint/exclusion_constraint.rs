//! `exclusion-constraint`: an exclusion constraint builds its index while nobody can read or write.
//!
//! **Why.** ADD CONSTRAINT .. EXCLUDE takes ACCESS EXCLUSIVE and keeps it while it builds an index and compares all rows
//! by it. PostgreSQL has no NOT VALID for it, and cannot make one of an index that is there.
//!
//! **Safe way.** Declare it in the migration that creates the table. On a table with rows, add it while the table is
//! small or nobody needs it; on a large one, copy the rows into a new table that has it.
//!
//! **Elsewhere.** strong_migrations `add_exclusion_constraint`.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::ObjectKind;

pub(super) const RULE: Definition = Definition {
    code: "exclusion-constraint",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "strong_migrations `add_exclusion_constraint`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let id = match case.operation {
        Operation::CreateObject(create) => create.object.id(),
        Operation::ReplaceObject(replace) => replace.id(),
        _ => return,
    };
    let object = case.after.object(&id).filter(|object| object.kind == ObjectKind::Exclusion);
    let Some(object) = object.filter(|object| object.created_by(Dialect::Postgres).is_some()) else { return };
    let Some(table) = object.on.as_ref().filter(|_| case.on(Dialect::Postgres)) else { return };
    if case.existing(table).is_none() {
        return;
    }
    let name = &object.name;
    let message = format!(
        "PostgreSQL lets nobody read or write `{table}` while it builds the index of `{name}` and reads all rows"
    );
    let help = "do so while the table is small, or copy its rows into a new table that has the constraint; \
                no form of it waits less";
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on, only};
    use super::super::{Rule, Server};
    use crate::dsl::{Exclusion, Migration};

    const TEXT: &str = "ALTER TABLE posts ADD CONSTRAINT once EXCLUDE (title WITH =)";

    fn excluded(m: &mut Migration) {
        m.create_object(Exclusion, "once").on("posts").postgres(TEXT).mysql("").sqlite("");
    }

    #[test]
    fn it_fires() {
        let said = found(Rule::ExclusionConstraint, excluded);
        assert!(said[0].contains("nobody read or write `posts` while it builds the index of `once`"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert_eq!(on(Rule::ExclusionConstraint, &only(Server::Sqlite), excluded), [""; 0]);
        assert!(!fires(Rule::ExclusionConstraint, |m| {
            m.create_table("rooms", |t| t.id());
            m.create_object(Exclusion, "once").on("rooms").postgres(TEXT).mysql("").sqlite("");
        }));
        assert!(!fires(Rule::ExclusionConstraint, |m| {
            m.create_object(Exclusion, "once").on("posts").create("").sqlite(TEXT);
        }));
    }
}

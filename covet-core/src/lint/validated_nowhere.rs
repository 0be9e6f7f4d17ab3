//! `validated-nowhere`: a constraint was added without looking at the rows, and no migration since has looked.
//!
//! **Why.** It holds for what is written since, and rows from before may break it for ever. PostgreSQL plans no query by it, and a key that
//! is not valid proves nothing of the other table.
//!
//! **Safe way.** `validate_constraint` in a later migration. There is no finding while this one is the last of its app: the next can do it.
//!
//! **Elsewhere.** nobody else replays.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "validated-nowhere", topic: Topic::Postgres, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (table, name) = match case.operation {
        Operation::AddCheck(add) if add.check.not_valid => (&add.table, &add.check.name),
        Operation::AddForeignKey(add) if add.key.not_valid => (&add.table, &add.key.name),
        _ => return,
    };
    let Some(now) = case.subject.later.and_then(|later| later.table(table)) else { return };
    let is_left = now.checks.iter().any(|check| check.not_valid && check.name == *name)
        || now.foreign_keys.iter().any(|key| key.not_valid && key.name == *name);
    if !is_left || !case.on(Dialect::Postgres) {
        return;
    }
    let message = format!("no migration since validates `{name}`: rows of `{table}` from before may break it");
    found.push(Finding::of(
        message,
        format!("write `m.validate_constraint(\"{table}\", \"{name}\")` in the next migration"),
    ));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{blog, later, then};
    use crate::dsl::Migration;

    fn add(m: &mut Migration) {
        m.add_check("posts", "ck_views", "views >= 0").not_valid();
    }

    #[test]
    fn it_fires() {
        let last = then(then(blog(), add), |m| m.rename_column("posts", "title", "heading"));
        let said = later(Rule::ValidatedNowhere, Some(&last), add);
        assert!(said[0].contains("`m.validate_constraint(\"posts\", \"ck_views\")` in the next migration"), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(later(Rule::ValidatedNowhere, None, add).is_empty(), "the next can do it");
        let last = then(then(blog(), add), |m| m.validate_constraint("posts", "ck_views"));
        assert!(later(Rule::ValidatedNowhere, Some(&last), add).is_empty());
    }
}

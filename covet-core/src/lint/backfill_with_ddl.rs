//! `backfill-with-ddl`: rows are changed in the transaction that has locked their table.
//!
//! **Why.** A change of a table takes ACCESS EXCLUSIVE in PostgreSQL, and keeps it until the migration commits: nobody
//! reads or writes the table while an UPDATE behind it goes through the rows.
//!
//! **Safe way.** Two migrations: the one that adds the column, and the one that fills it.
//!
//! **Elsewhere.** strong_migrations "backfilling data".

use super::postgres::locked;
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition = Definition {
    code: "backfill-with-ddl",
    topic: Topic::Postgres,
    level: Level::Warn,
    elsewhere: "strong_migrations, in its guide: backfilling",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.subject.transaction || !case.on(Dialect::Postgres) {
        return;
    }
    let changes_rows = match case.operation {
        Operation::RunRust(_) => true,
        Operation::RunSql(_) => case.said().iter().any(|said| {
            let begins = said.begins(&["UPDATE"]) || said.begins(&["DELETE"]) || said.begins(&["WITH"]);
            said.is_for(Dialect::Postgres) && begins
        }),
        _ => false,
    };
    let was_there = |name: &&crate::TableName| case.subject.start.table(name).is_some();
    let Some(shut) = case.earlier().filter_map(locked).find(was_there).filter(|_| changes_rows) else { return };
    let message =
        format!("PostgreSQL keeps `{shut}` shut, which this migration has changed, while rows are changed here");
    found.push(Finding::of(message, "change the rows in a migration of its own, after this one").at(case.sql_mark()));
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::BackfillWithDdl, |m| {
            m.add_column("users", |t| t.text("bio").nullable());
            m.run_sql("UPDATE users SET bio = name WHERE id > 0");
        });
        assert!(said[0].starts_with("PostgreSQL keeps `users` shut"), "{said:?}");
        assert!(fires(Rule::BackfillWithDdl, |m| {
            m.add_column("users", |t| t.text("bio").nullable());
            m.run_path("fill");
        }));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::BackfillWithDdl, |m| m.run_sql("UPDATE users SET name = '' WHERE id > 0")));
        assert!(!fires(Rule::BackfillWithDdl, |m| {
            m.create_table("tags", |t| t.string("name", 40));
            m.run_sql("INSERT INTO tags VALUES ('a')");
        }));
    }
}

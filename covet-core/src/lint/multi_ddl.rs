//! `multi-ddl`: MySQL and MariaDB cannot take back several changes of the schema together.
//!
//! **Why.** Each change of the schema commits what went before. When the second fails, the first has happened: the
//! migration is neither done nor undone. Covet knows by its steps how far it came, and goes on from there; a person who
//! repairs by hand has less to look at where a migration is one change. Off unless `covet.toml` asks for it.
//!
//! **Safe way.** A migration for each change.
//!
//! **Elsewhere.** Atlas, per-file transactions on MySQL.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;

pub(super) const RULE: Definition =
    Definition { code: "multi-ddl", topic: Topic::MySql, level: Level::Off, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.on(Dialect::MySql) || !is_ddl(case.operation) {
        return;
    }
    // Said once, of the second.
    let mut before = case.earlier().filter(|operation| is_ddl(operation));
    let (Some(first), None) = (before.next(), before.next()) else { return };
    let message = format!("MySQL and MariaDB cannot take back \"{first}\" when this fails");
    found.push(Finding::of(message, "make it a migration of its own"));
}

fn is_ddl(operation: &Operation) -> bool {
    !matches!(operation, Operation::RunSql(_) | Operation::RunRust(_) | Operation::ValidateConstraint(_))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::MultiDdl, |m| {
            m.drop_column("posts", "views");
            m.drop_index("posts", "ix_posts_title");
            m.drop_column("users", "name");
        });
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("cannot take back \"drop column `views` of `posts`\""), "{said:?}");
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::MultiDdl, |m| {
            m.add_column("posts", |t| t.text("slug").nullable());
            m.run_sql("UPDATE posts SET slug = '' WHERE id = 1");
        }));
    }
}

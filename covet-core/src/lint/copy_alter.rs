//! `copy-alter`: MySQL or MariaDB copies the table while nobody can write.
//!
//! **Why.** Some changes have no other algorithm than COPY: a new type, a shorter string, an enum whose values are
//! removed or inserted, a foreign key, a check, a primary key that goes without another in its place; a string that grows
//! beyond 255 bytes (63 characters), in MariaDB only from 128 on; in MariaDB a new column whose default is
//! computed. INSERT, UPDATE and
//! DELETE wait until the copy is done, and the disk holds the table twice.
//!
//! **Safe way.** `gh-ost` or `pt-online-schema-change` beside Covet; or a new column or table that is filled in batches.
//! On a small table acknowledge it.
//!
//! **Elsewhere.** strong_migrations `change_column`, `add_foreign_key` and `add_check_constraint` for MySQL, Atlas
//! `MY110` to `MY113` for enums.

use super::mysql::{cost, named};
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Algorithm;

pub(super) const RULE: Definition = Definition {
    code: "copy-alter",
    topic: Topic::MySql,
    level: Level::Warn,
    elsewhere: "strong_migrations `change_column`, `add_foreign_key`, `add_check_constraint`, Atlas `MY110` to `MY113`",
    check,
};

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.on(Dialect::MySql) {
        return;
    }
    let Some(cost) = cost(case).filter(|cost| cost.algorithm == Algorithm::Copy) else { return };
    let Some(table) = case.operation.table() else { return };
    let (servers, are) = named(&cost);
    let verb = if are { "copy" } else { "copies" };
    let message = format!("{servers} {verb} `{table}` for this, and nobody can write meanwhile: {}", cost.why);
    let help = format!("use gh-ost or pt-online-schema-change where `{table}` is large, or say that it is small");
    found.push(Finding::of(message, help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{after, blog, fires, found, on, only, then};
    use super::super::{Rule, Server};
    use crate::dsl::Migration;

    #[test]
    fn it_fires() {
        let rule = Rule::CopyAlter;
        let said = found(rule, |m| m.alter_column("posts", |t| t.big_integer("views").default(0)));
        assert!(said[0].starts_with("MySQL and MariaDB copy `posts` for this, and nobody can write"), "{said:?}");
        assert!(fires(rule, |m| m.add_check("posts", "ck", "views > 0")));
        assert!(fires(rule, |m| m.add_column("posts", |t| t.references("editor_id", "users").nullable())));
        assert!(fires(rule, |m| m.alter_column("posts", |t| t.string("title", 60))));
    }

    #[test]
    fn it_fires_on_one_of_the_two() {
        let before = then(blog(), |m| m.add_column("users", |t| t.string("code", 31).nullable()));
        let widens = |server| {
            let widens = |m: &mut Migration| m.alter_column("users", |t| t.string("code", 64).nullable());
            after(&before, Rule::CopyAlter, &only(server), true, widens)
        };
        assert!(widens(Server::MySql)[0].starts_with("MySQL copies `users`"));
        assert!(widens(Server::MariaDb).is_empty());
        let now = |m: &mut Migration| m.add_column("users", |t| t.timestamp_tz("seen").default_now());
        assert!(on(Rule::CopyAlter, &only(Server::MariaDb), now)[0].starts_with("MariaDB copies `users`"));
        assert!(on(Rule::CopyAlter, &only(Server::MySql), now).is_empty());
    }

    #[test]
    fn it_is_silent() {
        let rule = Rule::CopyAlter;
        assert!(!fires(rule, |m| m.alter_column("posts", |t| t.string("title", 200))));
        assert!(!fires(rule, |m| m.alter_column("posts", |t| t.integer("views").default(1))));
        assert!(!fires(rule, |m| m.add_column("posts", |t| t.text("slug").nullable())));
        let retypes = |m: &mut Migration| m.alter_column("posts", |t| t.big_integer("views").default(0));
        assert!(on(rule, &only(Server::Postgres), retypes).is_empty());
    }
}

//! `rebuild-alter`: MySQL or MariaDB builds the table anew, while others read and write.
//!
//! **Why.** It takes as long as copying does, needs the space of a second table, and a replica applies it only when the
//! server has finished: it falls behind by as much. Off unless `covet.toml` asks for it, for nobody is locked out.
//!
//! **Safe way.** At a quiet hour; or `gh-ost`, which replicas follow as it goes.
//!
//! **Elsewhere.** nobody has it open.

use super::mysql::{cost, named};
use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Algorithm;

pub(super) const RULE: Definition =
    Definition { code: "rebuild-alter", topic: Topic::MySql, level: Level::Off, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.on(Dialect::MySql) {
        return;
    }
    let Some(cost) = cost(case).filter(|cost| cost.algorithm == Algorithm::Rebuild) else { return };
    let Some(table) = case.operation.table() else { return };
    let (servers, are) = named(&cost);
    let verb = if are { "build" } else { "builds" };
    let message = format!("{servers} {verb} `{table}` anew for this, and replicas fall behind: {}", cost.why);
    found.push(Finding::of(message, "run it at a quiet hour, or say that the table is small"));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fires, found, on};
    use super::super::{Rule, Server, Servers};

    #[test]
    fn it_fires() {
        let said = found(Rule::RebuildAlter, |m| m.alter_column("posts", |t| t.string("title", 80).nullable()));
        assert!(said[0].starts_with("MySQL and MariaDB build `posts` anew"), "{said:?}");
    }

    #[test]
    fn it_fires_on_versions_that_do_not_know_better() {
        let drop = |m: &mut crate::dsl::Migration| m.drop_column("posts", "views");
        let mut servers = Servers::default();
        servers.insert(Server::MySql, Some(&[8, 0, 28]));
        assert_eq!(on(Rule::RebuildAlter, &servers, drop).len(), 1);
        servers.insert(Server::MySql, Some(&[8, 0, 29]));
        assert!(on(Rule::RebuildAlter, &servers, drop).is_empty());
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::RebuildAlter, |m| m.alter_column("posts", |t| t.string("title", 200))));
        assert!(!fires(Rule::RebuildAlter, |m| m.alter_column("posts", |t| t.big_integer("views").default(0))));
    }
}

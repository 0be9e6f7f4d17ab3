//! Judging a migration: every rule on every operation, and what its author acknowledges.

use std::cell::OnceCell;

use super::{Allow, Case, Finding, Level, Lints, Rule, Servers, Subject};
use crate::diagnostic::{Diagnostic, Severity};
use crate::operation::Operation;
use crate::schema::Schema;

/// An operation and the schemas around it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Its place in the migration.
    pub at: usize,
    /// The operation.
    pub operation: &'a Operation,
    /// The schema before it.
    pub before: &'a Schema,
    /// The schema after it.
    pub after: &'a Schema,
}

/// The rules that a project wants, ready to judge any number of migrations.
#[derive(Clone, Debug)]
pub struct Verdict {
    lints: Lints,
    /// Those that are not off, with how bad their findings are.
    active: Vec<(Rule, Severity)>,
}

impl Verdict {
    /// What a project wants to know.
    pub fn new(lints: Lints) -> Self {
        let severity = |rule: &Rule| lints.level(*rule).severity().map(|severity| (*rule, severity));
        let active = Rule::ALL.iter().filter_map(severity).collect();
        Verdict { lints, active }
    }

    /// Only the acknowledgements, for migrations that are older than the rules.
    pub fn without_rules(&self) -> Self {
        Verdict { lints: self.lints.clone(), active: Vec::new() }
    }

    /// What the rules find in a migration that is not acknowledged, and what is wrong with the acknowledgements; each
    /// with the place of its operation.
    pub fn findings<'a>(
        &self,
        subject: &Subject<'_>,
        moments: impl IntoIterator<Item = Moment<'a>>,
        allows: &[Allow],
    ) -> Vec<(usize, Diagnostic)> {
        let mut found = Vec::new();
        let mut used = vec![false; allows.len()];
        // What fires where something is acknowledged, to say it of an acknowledgement that is of no use.
        let mut firing: Vec<(usize, Rule)> = Vec::new();
        for moment in moments {
            let at = moment.at;
            if allows.iter().any(|allow| allow.operations.contains(&at)) {
                for (rule, finding) in found_anywhere(subject, moment) {
                    if self.lints.level(rule) != Level::Off {
                        firing.push((at, rule));
                    }
                    for (allow, used) in allows.iter().zip(&mut used) {
                        *used |= allow.covers(at, rule, &finding);
                    }
                }
            }
            let said = OnceCell::new();
            let case = case(subject, moment, &self.lints.servers, &said);
            let mut findings = Vec::new();
            for (rule, severity) in &self.active {
                (rule.definition().check)(&case, &mut findings);
                for finding in findings.drain(..) {
                    if !allows.iter().any(|allow| allow.covers(at, *rule, &finding)) {
                        found.push((at, diagnostic(*rule, *severity, finding)));
                    }
                }
            }
        }
        for (allow, used) in allows.iter().zip(used) {
            found.extend(fault(allow, used, &firing).map(|fault| (allow.operations.start, fault)));
        }
        found
    }
}

fn case<'a>(
    subject: &'a Subject<'a>,
    moment: Moment<'a>,
    servers: &'a Servers,
    said: &'a OnceCell<Vec<super::Said<'a>>>,
) -> Case<'a> {
    let Moment { at, operation, before, after } = moment;
    Case { subject, at, operation, before, after, servers, said }
}

/// What the rules have against an operation on some server.
///
/// An acknowledgement stays good when a project targets fewer databases, or sets a rule to another level.
fn found_anywhere(subject: &Subject<'_>, moment: Moment<'_>) -> Vec<(Rule, Finding)> {
    let (servers, said) = (Servers::all(), OnceCell::new());
    let case = case(subject, moment, &servers, &said);
    let mut all = Vec::new();
    for rule in Rule::ALL {
        let mut findings = Vec::new();
        (rule.definition().check)(&case, &mut findings);
        all.extend(findings.into_iter().map(|finding| (*rule, finding)));
    }
    all
}

fn diagnostic(rule: Rule, severity: Severity, finding: Finding) -> Diagnostic {
    let Finding { mark, message, help, .. } = finding;
    Diagnostic { code: rule.code(), severity, mark, message, help: Some(help) }
}

/// What is wrong with an acknowledgement.
fn fault(allow: &Allow, used: bool, firing: &[(usize, Rule)]) -> Option<Diagnostic> {
    let rule = allow.rule;
    if used && allow.reason.trim().is_empty() {
        let message = format!("`{rule}` is acknowledged without a reason");
        let help = "say for whoever reads it next why it is right here";
        return Some(Diagnostic::error("no-reason", allow.reason_mark, message).help(help));
    }
    if used {
        return None;
    }
    let message = format!("this acknowledges nothing: `{rule}` has nothing against this operation");
    let mut others: Vec<&str> = Vec::new();
    for (_, other) in firing.iter().filter(|(at, _)| allow.operations.contains(at)) {
        if !others.contains(&other.name()) {
            others.push(other.name());
        }
    }
    let help = match &others[..] {
        [] => "remove it".to_owned(),
        others => format!("remove it; what has is `Rule::{}`", others.join("`, `Rule::")),
    };
    Some(Diagnostic::error("unused-allow", allow.mark, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{blog, operations};
    use super::*;
    use crate::dsl::Migration;
    use crate::operation::Change;

    /// What is found of one operation on [`blog`], as `code message`.
    fn findings<R>(lints: Lints, write: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
        let mut m = Migration::new();
        write(&mut m);
        let (script, _) = m.finish();
        let (before, mut after) = (blog(), blog());
        let [operation] = script.operations() else { panic!("one operation") };
        operation.apply(&mut after, &mut Default::default());
        let subject = Subject {
            operations: script.operations(),
            start: &before,
            end: &after,
            later: None,
            transaction: true,
            derived_down: true,
        };
        let moment = Moment { at: 0, operation, before: &before, after: &after };
        let found = Verdict::new(lints).findings(&subject, [moment], script.allows());
        found.iter().map(|(_, found)| format!("{:?} {}: {found}", found.severity, found.code)).collect()
    }

    fn everywhere() -> Lints {
        Lints { servers: Servers::all(), ..Lints::default() }
    }

    #[test]
    fn what_is_acknowledged_is_no_finding() {
        let said = findings(everywhere(), |m| m.drop_table("posts"));
        assert!(said[0].starts_with("Warning drop-table: dropping `posts`"), "{said:?}");
        assert_eq!(findings(everywhere(), |m| m.drop_table("posts").allow(Rule::DropTable, "archived")), [""; 0]);
    }

    #[test]
    fn an_acknowledgement_needs_a_reason_and_a_finding() {
        let said = findings(everywhere(), |m| m.drop_table("posts").allow(Rule::DropTable, " "));
        assert!(said[0].starts_with("Error no-reason: `drop-table` is acknowledged without a reason"), "{said:?}");
        let said = findings(everywhere(), |m| {
            m.drop_table("posts").allow(Rule::DropColumn, "gone").allow(Rule::DropTable, "archived")
        });
        assert_eq!(
            said,
            ["Error unused-allow: this acknowledges nothing: `drop-column` has nothing against this operation; \
              remove it; what has is `Rule::DropTable`"]
        );
    }

    #[test]
    fn levels_are_the_projects() {
        let mut lints = everywhere();
        lints.levels.insert(Rule::DropTable, Level::Deny);
        assert!(findings(lints.clone(), |m| m.drop_table("posts"))[0].starts_with("Error drop-table"));
        lints.levels.insert(Rule::DropTable, Level::Off);
        assert_eq!(findings(lints.clone(), |m| m.drop_table("posts")), [""; 0]);
        assert_eq!(
            findings(lints, |m| m.drop_table("posts").allow(Rule::DropTable, "archived")),
            [""; 0],
            "still good"
        );
    }

    #[test]
    fn an_acknowledgement_is_good_for_databases_that_are_not_targeted() {
        let mut lints = Lints::default();
        lints.servers.insert(crate::lint::Server::Sqlite, None);
        let index = |m: &mut Migration| m.create_index("posts", ["views"]).allow(Rule::IndexBlocking, "few posts");
        assert_eq!(findings(lints, index), [""; 0]);
    }

    #[test]
    fn a_column_answers_for_itself() {
        let said = findings(everywhere(), |m| {
            m.create_table("likes", |t| {
                t.references("post_id", "posts").allow(Rule::FkWithoutIndex, "posts stay");
                t.references("user_id", "users");
            })
        });
        assert!(said.len() == 1 && said[0].contains("no index begins with `user_id`"), "{said:?}");
    }

    #[test]
    fn what_is_acknowledged_is_no_part_of_an_operation() {
        let with = operations(|m| m.drop_table("posts").allow(Rule::DropTable, "archived"));
        assert_eq!(with, operations(|m| m.drop_table("posts")));
    }
}

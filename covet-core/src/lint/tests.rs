//! What the tests of the rules share: a schema to start from, and what one rule says of a migration.

use super::{Lints, Moment, Rule, Server, Servers, Subject, Verdict};
use crate::dsl::Migration;
use crate::operation::{Change, Operation};
use crate::schema::Schema;

/// The operations that `write` makes.
pub fn operations<R>(write: impl FnOnce(&mut Migration) -> R) -> Vec<Operation> {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// The schema that `write` makes of another.
pub fn then<R>(mut schema: Schema, write: impl FnOnce(&mut Migration) -> R) -> Schema {
    crate::replay::apply(&operations(write), &mut schema).unwrap();
    schema
}

/// Users, each in a team, and posts by them.
pub fn blog() -> Schema {
    then(Schema::new(), |m| {
        m.create_table("teams", |t| {
            t.id();
            t.string("name", 40);
        });
        m.create_table("users", |t| {
            t.id();
            t.references("team_id", "teams").nullable().index();
            t.string("email", 60).unique();
            t.string("name", 60).nullable();
            t.decimal("credit", 8, 2).default("0.00");
        });
        m.create_table("posts", |t| {
            t.id();
            t.references("user_id", "users").index();
            t.string("title", 80).index();
            t.integer("views").default(0);
        });
    })
}

/// What a rule says of a migration on [`blog`], for these servers.
pub fn on<R>(rule: Rule, servers: &Servers, write: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
    after(&blog(), rule, servers, true, write)
}

/// What a rule says of a migration on [`blog`], for every server: messages with their remedies.
pub fn found<R>(rule: Rule, write: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
    on(rule, &Servers::all(), write)
}

/// Whether a rule has something against a migration on [`blog`], on some server.
pub fn fires<R>(rule: Rule, write: impl FnOnce(&mut Migration) -> R) -> bool {
    !found(rule, write).is_empty()
}

/// What a rule says of a migration on a schema, for these servers, in a transaction or not.
pub fn after<R>(
    start: &Schema,
    rule: Rule,
    servers: &Servers,
    transaction: bool,
    write: impl FnOnce(&mut Migration) -> R,
) -> Vec<String> {
    judged((start, None), rule, servers, transaction, write)
}

fn judged<R>(
    (start, later): (&Schema, Option<&Schema>),
    rule: Rule,
    servers: &Servers,
    transaction: bool,
    write: impl FnOnce(&mut Migration) -> R,
) -> Vec<String> {
    let operations = operations(write);
    let mut schemas = vec![start.clone()];
    for operation in &operations {
        let (mut next, mut findings) = (schemas[schemas.len() - 1].clone(), Default::default());
        operation.apply(&mut next, &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
        schemas.push(next);
    }
    let end = &schemas[operations.len()];
    let subject = Subject { operations: &operations, start, end, later, transaction, derived_down: true };
    let moments = operations.iter().enumerate().map(|(at, operation)| Moment {
        at,
        operation,
        before: &schemas[at],
        after: &schemas[at + 1],
    });
    let levels = Rule::ALL.iter().map(|rule| (*rule, super::Level::Warn)).collect();
    let verdict = Verdict::new(Lints { levels, servers: *servers });
    let findings = verdict.findings(&subject, moments, &[]).into_iter();
    findings.filter(|(_, found)| found.code == rule.code()).map(|(_, found)| found.to_string()).collect()
}

/// What a rule says of a migration on [`blog`], where that is what the last migration of the history leaves.
pub fn later<R>(rule: Rule, last: Option<&Schema>, write: impl FnOnce(&mut Migration) -> R) -> Vec<String> {
    judged((&blog(), last), rule, &Servers::all(), true, write)
}

/// One server, in every version that the rules know.
pub fn only(server: Server) -> Servers {
    let mut servers = Servers::default();
    servers.insert(server, None);
    servers
}

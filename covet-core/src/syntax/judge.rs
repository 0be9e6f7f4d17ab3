//! Judges migrations by the safety rules, as `covet.toml` and the targets have them.

use std::collections::BTreeSet;

use super::config::{Config, Target};
use crate::diagnostic::{Diagnostic, Findings, Mark, near};
use crate::dialect::Dialect;
use crate::lint::{Allow, Lints, Moment, Server, Servers, Subject, Verdict};
use crate::migration::{Migration, MigrationId};
use crate::plan::Replayed;
use crate::replay::{Down, Proven};
use crate::schema::Schema;

/// The rules of a project, and the migrations that are older than they are.
pub(super) struct Judge {
    verdict: Verdict,
    old: Verdict,
    exempt: BTreeSet<MigrationId>,
    targeted: Vec<Targeted>,
}

impl Judge {
    /// The judge of a project.
    ///
    /// `migrations` are those of all apps, each in the order of its order file; where some are `lost`, one that is not
    /// among them proves nothing.
    pub(super) fn new(
        config: &Config,
        targets: &[Dialect],
        (migrations, lost): (&[Migration], bool),
        findings: &mut Findings,
    ) -> Judge {
        let targeted = targeted(&config.targets, targets);
        let lints = Lints { levels: config.levels.clone(), servers: servers(&targeted) };
        let verdict = Verdict::new(lints);
        let mut exempt = BTreeSet::new();
        for (since, mark) in &config.since {
            let ids: Vec<&MigrationId> =
                migrations.iter().map(|migration| &migration.id).filter(|id| id.app == since.app).collect();
            match ids.iter().position(|id| *id == since) {
                Some(place) => exempt.extend(ids[..place].iter().copied().cloned()),
                None if lost => {}
                None => findings.push(unknown_since(since, *mark, migrations)),
            }
        }
        Judge { old: verdict.without_rules(), verdict, exempt, targeted }
    }

    /// The servers that migrations must run on.
    pub(super) fn targeted(&self) -> &[Targeted] {
        &self.targeted
    }

    /// What the rules find in a migration that is right otherwise.
    ///
    /// `later` is the schema after the last migration of the history, where this is not the last.
    pub(super) fn judge(
        &self,
        migration: &Migration,
        proven: &Proven,
        later: Option<&Schema>,
        findings: &mut Findings,
    ) {
        let ([start, ..], [.., end]) = (&proven.up[..], &proven.up[..]) else { return };
        let verdict = if self.exempt.contains(&migration.id) { &self.old } else { &self.verdict };
        let subject = Subject {
            operations: migration.up.operations(),
            start,
            end,
            later,
            transaction: migration.attributes.transaction,
            derived_down: migration.down.is_none() && matches!(proven.down, Down::Operations(_)),
        };
        let replayed = Replayed::of(migration.up.operations(), &proven.up);
        let moments = replayed.moments().map(|(at, operation, before, after)| Moment { at, operation, before, after });
        for (at, finding) in verdict.findings(&subject, moments, migration.up.allows()) {
            let mark = migration.up.place(at, finding.mark);
            findings.push(Diagnostic { mark, ..finding });
        }
        let unused = migration.down.iter().flat_map(|down| down.script.allows());
        findings.extend(unused.map(in_down));
    }
}

fn in_down(allow: &Allow) -> Diagnostic {
    let message = "this acknowledges nothing: the rules judge `up` alone";
    Diagnostic::error("unused-allow", allow.mark, message).help("remove it")
}

/// A server to judge for, with its oldest version where that is named, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Targeted {
    pub(super) server: Server,
    pub(super) at_least: Option<Vec<u32>>,
    /// Whether `covet.toml` names it; without a name for a dialect, all that speak it are meant.
    pub(super) is_named: bool,
}

/// The servers to judge for: those that `covet.toml` names, of the dialects that are targeted; without a name for a
/// dialect, all that speak it.
fn targeted(named: &[Target], targets: &[Dialect]) -> Vec<Targeted> {
    let mut servers = Vec::new();
    for &dialect in targets {
        let named: Vec<&Target> = named.iter().filter(|target| target.dialect == dialect).collect();
        for server in Server::ALL.into_iter().filter(|server| server.dialect() == dialect) {
            let target = named.iter().find(|target| is_named(server, &target.server));
            if target.is_some() || named.is_empty() {
                let at_least = target.and_then(|target| target.at_least.clone());
                servers.push(Targeted { server, at_least, is_named: target.is_some() });
            }
        }
    }
    servers
}

fn servers(targeted: &[Targeted]) -> Servers {
    let mut servers = Servers::default();
    for target in targeted {
        servers.insert(target.server, target.at_least.as_deref());
    }
    servers
}

fn is_named(server: Server, name: &str) -> bool {
    match server {
        Server::Postgres => true,
        Server::MySql => name == "mysql",
        Server::MariaDb => name == "mariadb",
        Server::Sqlite => true,
    }
}

fn unknown_since(since: &MigrationId, mark: Mark, migrations: &[Migration]) -> Diagnostic {
    let known: Vec<String> = migrations.iter().map(|migration| migration.id.to_string()).collect();
    let message = format!("there is no migration `{since}`");
    let help = match near(&since.to_string(), known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name the first migration that the rules judge; those before it in its app are exempt".to_owned(),
    };
    Diagnostic::error("unknown-since", mark, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_without_a_named_server_is_all_that_speak_it() {
        let target = |server: &str, at_least: &[u32]| Target {
            server: server.into(),
            dialect: server.parse().unwrap(),
            at_least: Some(at_least.to_vec()),
        };
        let servers = |named: &[Target], targets: &[Dialect]| servers(&targeted(named, targets));
        let all = servers(&[], &Dialect::ALL);
        assert_eq!(all, Servers::all());
        let named = servers(&[target("mariadb", &[11]), target("postgres", &[16])], &[Dialect::MySql, Dialect::Sqlite]);
        assert!(named.has(Server::MariaDb) && !named.has(Server::MySql) && !named.has(Server::Postgres));
        assert!(named.has(Server::Sqlite) && !named.before(Server::MariaDb, [11, 0, 0]));
    }
}

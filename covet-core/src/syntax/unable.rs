//! Plans migrations for every target, and says what a target cannot do.

use super::Request;
use super::config::{self, Config};
use super::judge::Targeted;
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;
use crate::migration::Migration;
use crate::operation::Operation;
use crate::plan::{Action, Condition, Need, Plan, Replayed, Step};
use crate::replay::{Down, Proven};

/// How a person drops targets, for findings of the kind "sqlite cannot".
pub(super) fn drop_targets(request: &Request, config: &Config) -> impl Fn(&[Dialect]) -> String + use<> {
    let by_caller = request.targets.as_ref().is_some_and(|targets| !targets.is_empty());
    let line = config.targets_line.clone();
    move |dialects| {
        let names: Vec<String> = dialects.iter().map(|dialect| format!("`{dialect}`")).collect();
        let names = names.join(" and ");
        match (&line, by_caller) {
            (_, true) => format!("remove {names} from `targets = [..]` of the macro"),
            (Some(line), false) => format!("remove {names} from `targets` in {line}"),
            (None, false) => {
                let others = Dialect::ALL.into_iter().filter(|other| !dialects.contains(other));
                let others: Vec<String> = others.map(|other| format!("\"{other}\"")).collect();
                format!("do without {names}: write `targets = [{}]` in {}", others.join(", "), config::FILE_NAME)
            }
        }
    }
}

/// Plans both directions of a migration, which fits, for every target.
pub(super) fn plan_all(
    migration: &Migration,
    proven: &Proven,
    (targets, servers): (&[Dialect], &[Targeted]),
    drop_targets: &impl Fn(&[Dialect]) -> String,
    findings: &mut Findings,
) {
    let mut unable = Unable::default();
    let transaction = migration.attributes.transaction;
    let up = Replayed::of(migration.up.operations(), &proven.up).in_transaction(transaction);
    let back = match &proven.down {
        Down::Operations(inverse) => Some(Replayed::of(&inverse.operations, &proven.back).in_transaction(transaction)),
        Down::Irreversible(_) => None,
    };
    let runs_sql = migration.up.operations().iter().any(|operation| matches!(operation, Operation::RunSql(_)));
    for &dialect in targets {
        // Only SQL of the user's makes steps of which nothing could tell whether they have run: other plans are judged
        // without being written.
        let planned = if runs_sql { up.plan(dialect) } else { up.check(dialect).map(|()| Plan::default()) };
        let lacking = unmet(migration, &up, dialect, servers);
        match planned {
            Ok(plan) => {
                let or_drop = (targets.len() > 1).then(|| drop_targets(&[dialect]));
                findings.extend(untold(migration, &plan, dialect, or_drop));
                if !lacking.is_empty() {
                    // What undoes it needs the same.
                    lacking.into_iter().for_each(|(fault, place)| unable.add(dialect, fault, place));
                    continue;
                }
            }
            Err(faults) => {
                // What the down of it cannot do would follow from that.
                for (at, fault) in faults {
                    let place = migration.up.place(at, fault.mark);
                    unable.add(dialect, fault, place);
                }
                lacking.into_iter().for_each(|(fault, place)| unable.add(dialect, fault, place));
                continue;
            }
        }
        let Some(Err(faults)) = back.as_ref().map(|back| back.check(dialect)) else { continue };
        for (at, fault) in faults {
            match &migration.down {
                Some(written) => {
                    let place = written.script.place(at, fault.mark);
                    unable.add(dialect, fault, place);
                }
                None => {
                    let place = if migration.up.owns(fault.mark) { fault.mark } else { migration.mark };
                    let message = format!("the derived down: {}", fault.message);
                    unable.add(dialect, Diagnostic { message, ..fault }, place);
                }
            }
        }
    }
    findings.extend(unable.findings(targets, drop_targets));
}

/// What a migration needs that one of the servers which it must run on has not, or not in every version that it may be.
fn unmet(migration: &Migration, up: &Replayed<'_>, dialect: Dialect, servers: &[Targeted]) -> Vec<(Diagnostic, Mark)> {
    let mut found = Vec::new();
    for (at, need) in up.needs(dialect) {
        let lacking = servers.iter().filter(|target| target.server.dialect() == dialect);
        let Some(why) = lacking.filter_map(|target| lacks(&need, target)).next() else { continue };
        let operation = &migration.up.operations()[at];
        let message = format!("{dialect} cannot {operation}: {need}, and {why}");
        let targets = need
            .releases
            .iter()
            .map(|release| format!("\"{} >= {}\"", release.server.target(), release.version_text()));
        let targets: Vec<String> = targets.collect();
        let help = format!("name {} among `targets` in {}, or {}", targets.join(", "), config::FILE_NAME, need.remedy);
        found.push((Diagnostic::error(need.code, need.mark, message).help(help), migration.up.place(at, need.mark)));
    }
    found
}

/// Why a server that is targeted does not have what is needed. Where no version is named, a run looks at that of the server.
fn lacks(need: &Need, target: &Targeted) -> Option<String> {
    let name = target.server.target();
    let Some(release) = need.releases.iter().find(|release| release.server == target.server) else {
        return Some(match target.is_named {
            true => format!("`{name}` is a target"),
            false => format!("{} does not have it", target.server.name()),
        });
    };
    let parts = target.at_least.as_deref()?;
    let version = [0, 1, 2].map(|at| parts.get(at).copied().unwrap_or(0));
    let written = || parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
    (version < release.version).then(|| format!("the target is `{name} >= {}`", written()))
}

/// The warnings that nothing tells whether a piece of SQL has run, where no transaction covers it.
fn untold(
    migration: &Migration,
    plan: &Plan,
    dialect: Dialect,
    or_drop: Option<String>,
) -> impl Iterator<Item = Diagnostic> {
    let transactional = dialect.capabilities().transactional_ddl;
    let is_untold = move |step: &&Step| {
        !transactional && matches!(step.action, Action::Ddl(_)) && step.before == Condition::Recorded
    };
    let mut places: Vec<usize> = plan.steps.iter().filter(is_untold).map(|step| step.operations.start).collect();
    places.dedup();
    let or_drop = or_drop.map(|drop| format!("; or {drop}")).unwrap_or_default();
    places.into_iter().filter_map(move |at| {
        let Operation::RunSql(run) = migration.up.operations().get(at)? else { return None };
        let message = format!("on {dialect} nothing tells, after a run that was cut short, whether it has {run}");
        let help = format!("add `.done_when(\"SELECT ..\")`, a query whose first value is true once it has{or_drop}");
        Some(Diagnostic::warning("no-done-when", migration.up.place(at, run.sql.mark), message).help(help))
    })
}

/// What the targets cannot do: what several of them cannot is one fault.
#[derive(Default)]
struct Unable(Vec<(Diagnostic, Remedies)>);

/// The dialects that cannot, each with what to do instead.
type Remedies = Vec<(Dialect, Option<String>)>;

impl Unable {
    /// Adds what a dialect cannot do, shown at `mark`.
    fn add(&mut self, dialect: Dialect, finding: Diagnostic, mark: Mark) {
        let message = finding.message.replacen(&format!("{dialect} cannot "), "{} cannot ", 1);
        // Marks are no part of equality.
        let same = |(known, _): &&mut (Diagnostic, _)| known.message == message && known.mark.index() == mark.index();
        match self.0.iter_mut().find(same) {
            Some((_, dialects)) => dialects.push((dialect, finding.help)),
            None => {
                let dialects = vec![(dialect, finding.help.clone())];
                self.0.push((Diagnostic { mark, message, ..finding }, dialects));
            }
        }
    }

    fn findings(
        self,
        targets: &[Dialect],
        drop_targets: &impl Fn(&[Dialect]) -> String,
    ) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(move |(finding, unable)| {
            let dialects: Vec<Dialect> = unable.iter().map(|(dialect, _)| *dialect).collect();
            let mut remedies: Vec<String> = Vec::new();
            let differ = unable.iter().any(|(_, help)| *help != unable[0].1);
            for (dialect, help) in unable {
                let remedy = help.map(|help| if differ { format!("for {dialect}, {help}") } else { help });
                remedies.extend(remedy.filter(|remedy| !remedies.contains(remedy)));
            }
            if dialects.len() < targets.len() {
                remedies.push(format!("or {}", drop_targets(&dialects)));
            }
            let message = finding.message.replacen("{}", &listed(&dialects), 1);
            let help = (!remedies.is_empty()).then(|| remedies.join("; "));
            Diagnostic { message, help, ..finding }
        })
    }
}

/// `postgres`, `postgres and mysql`, `postgres, mysql and sqlite`.
fn listed(dialects: &[Dialect]) -> String {
    let names: Vec<String> = dialects.iter().map(Dialect::to_string).collect();
    match &names[..] {
        [] => String::new(),
        [name] => name.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::syntax::config::Target;

    fn asking(targets: Option<Vec<Dialect>>) -> Request {
        Request { directory: PathBuf::new(), default_app: String::new(), manifest_directory: PathBuf::new(), targets }
    }

    #[test]
    fn the_line_that_drops_a_target_is_where_the_target_comes_from() {
        let mysql = Target { server: "mysql".into(), dialect: Dialect::MySql, at_least: None };
        let written = Config { targets_line: Some("covet.toml:3".into()), targets: vec![mysql], ..Config::default() };
        let nothing = Config::default();
        let macro_says = asking(Some(vec![Dialect::MySql]));
        assert_eq!(
            drop_targets(&asking(None), &nothing)(&[Dialect::MySql]),
            "do without `mysql`: write `targets = [\"postgres\", \"sqlite\"]` in covet.toml"
        );
        assert_eq!(
            drop_targets(&asking(None), &written)(&[Dialect::MySql]),
            "remove `mysql` from `targets` in covet.toml:3"
        );
        assert_eq!(
            drop_targets(&macro_says, &written)(&[Dialect::MySql]),
            "remove `mysql` from `targets = [..]` of the macro"
        );
    }

    #[test]
    fn what_several_targets_cannot_do_is_one_fault() {
        let cannot =
            |dialect: Dialect| Diagnostic::error("c", Mark::NOWHERE, format!("{dialect} cannot fly: no wings"));
        let findings = |faults: &[(Dialect, Diagnostic)]| {
            let mut unable = Unable::default();
            faults.iter().for_each(|(dialect, fault)| unable.add(*dialect, fault.clone(), Mark::NOWHERE));
            let drop = drop_targets(&asking(None), &Config::default());
            unable.findings(&Dialect::ALL, &drop).map(|finding| finding.to_string()).collect::<Vec<_>>()
        };
        let all = Dialect::ALL.map(|dialect| (dialect, cannot(dialect).help("walk")));
        assert_eq!(findings(&all), ["postgres, mysql and sqlite cannot fly: no wings; walk"]);
        assert_eq!(
            findings(&all[1..]),
            [
                "mysql and sqlite cannot fly: no wings; walk; or do without `mysql` and `sqlite`: write `targets = [\"postgres\"]` in covet.toml"
            ]
        );
        let differ = Dialect::ALL.map(|dialect| (dialect, cannot(dialect).help(format!("use {dialect}"))));
        assert_eq!(
            findings(&differ),
            [
                "postgres, mysql and sqlite cannot fly: no wings; for postgres, use postgres; for mysql, use mysql; for sqlite, use sqlite"
            ]
        );
    }
}

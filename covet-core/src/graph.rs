//! The order of migrations over all apps.
//!
//! Within an app the order file rules. Between apps dependencies do; where they leave a choice, the app whose name
//! comes first goes on, so that the same files always give the same order.
//!
//! A dependency on what a squash replaces is one on the squash, which may run instead.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::diagnostic::{Diagnostic, Findings};
use crate::migration::{Migration, MigrationId};

/// The places of `migrations` in the order in which they run.
///
/// `migrations` holds each app's own in the order of its file; apps may come in any order. With unknown or cyclic
/// dependencies there are findings, and the order is the best that could be had.
pub fn order(migrations: &[Migration], findings: &mut Findings) -> Vec<usize> {
    let places: HashMap<&MigrationId, usize> = migrations.iter().enumerate().map(|(at, m)| (&m.id, at)).collect();
    let edges = edges(migrations, &places, findings);
    let mut waiting: Vec<usize> = vec![0; migrations.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); migrations.len()];
    for &(before, after) in &edges {
        waiting[after] += 1;
        followers[before].push(after);
    }
    let key = |at: usize| Reverse((migrations[at].id.app.as_str(), at));
    let mut ready: BinaryHeap<_> = (0..migrations.len()).filter(|&at| waiting[at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(migrations.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        order.push(at);
        for &follower in &followers[at] {
            waiting[follower] -= 1;
            if waiting[follower] == 0 {
                ready.push(key(follower));
            }
        }
    }
    if order.len() < migrations.len() {
        report_cycle(migrations, &edges, &waiting, findings);
        order.extend((0..migrations.len()).filter(|&at| waiting[at] > 0));
    }
    order
}

/// Which migration must run before which, by place.
fn edges(
    migrations: &[Migration],
    places: &HashMap<&MigrationId, usize>,
    findings: &mut Findings,
) -> Vec<(usize, usize)> {
    let squashes = squashes(migrations);
    let mut last_of_app: HashMap<&str, usize> = HashMap::new();
    let mut edges = Vec::new();
    for (at, migration) in migrations.iter().enumerate() {
        edges.extend(last_of_app.insert(&migration.id.app, at).map(|before| (before, at)));
        for dependency in &migration.attributes.depends_on {
            // What a squash replaces may run in its place, except where the app itself is not there yet.
            let squash = squashes
                .get(&(&*dependency.id.app, &*dependency.id.name))
                .filter(|&&squash| at > squash || migration.id.app != migrations[squash].id.app);
            match squash.or_else(|| places.get(&dependency.id)) {
                Some(&before) => edges.push((before, at)),
                None => findings.push(unknown(dependency, migrations)),
            }
        }
    }
    edges
}

/// The place of the squash that replaces a migration, by the app and the name of that; the last where there are several.
fn squashes(migrations: &[Migration]) -> HashMap<(&str, &str), usize> {
    let mut squashes = HashMap::new();
    for (at, migration) in migrations.iter().enumerate() {
        let replaced = migration.attributes.replaced();
        squashes.extend(replaced.map(|replaced| ((&*migration.id.app, &*replaced.name), at)));
    }
    squashes
}

fn unknown(dependency: &crate::migration::Dependency, migrations: &[Migration]) -> Diagnostic {
    let known: Vec<String> = migrations.iter().map(|migration| migration.id.to_string()).collect();
    let message = format!("there is no migration `{}` to depend on", dependency.id);
    let finding = Diagnostic::error("unknown-dependency", dependency.mark, message);
    let finding = match migrations.iter().any(|migration| migration.id.app == dependency.id.app) {
        true => finding,
        false => finding.help(format!(
            "where `{0}` is an app of another crate, give its directory in covet.toml: `[apps.{0}]`, `path = \"..\"`",
            dependency.id.app
        )),
    };
    finding.suggest(&dependency.id.to_string(), known.iter().map(String::as_str))
}

/// Follows edges backwards among those that never became ready until one comes again: that is a cycle.
fn report_cycle(migrations: &[Migration], edges: &[(usize, usize)], waiting: &[usize], findings: &mut Findings) {
    let before = |at: usize| edges.iter().find(|&&(from, to)| to == at && waiting[from] > 0).map(|&(from, _)| from);
    let Some(mut at) = (0..migrations.len()).find(|&at| waiting[at] > 0) else { return };
    let mut path = vec![at];
    while let Some(next) = before(at) {
        at = next;
        if let Some(start) = path.iter().position(|&seen| seen == at) {
            path.drain(..start);
            break;
        }
        path.push(at);
    }
    path.push(at);
    let names: Vec<String> = path.iter().map(|&at| format!("`{}`", migrations[at].id)).collect();
    // The dependency that closes the cycle, not any that its migrations have beside it.
    let written = |pair: &[usize]| {
        let needed = &migrations[pair[1]].id;
        let mut depends_on = migrations[pair[0]].attributes.depends_on.iter();
        depends_on.find(|dependency| dependency.id == *needed).map(|dependency| dependency.mark)
    };
    let mark = path.windows(2).find_map(written).unwrap_or_default();
    let message = format!("dependencies form a cycle: {}", names.join(" needs "));
    findings.push(Diagnostic::error("cyclic-dependency", mark, message).help("remove one of these dependencies"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Mark;
    use crate::migration::{Attributes, Dependency, Script};

    fn migration(id: &str, depends_on: &[&str]) -> Migration {
        let dependency = |id: &&str| Dependency { id: id.parse().unwrap(), mark: Mark::NOWHERE };
        Migration {
            id: id.parse().unwrap(),
            mark: Mark::NOWHERE,
            attributes: Attributes { depends_on: depends_on.iter().map(dependency).collect(), ..Attributes::default() },
            up: Script::default(),
            down: None,
        }
    }

    fn ordered(migrations: &[Migration]) -> (String, Findings) {
        let mut findings = Findings::new();
        let order = order(migrations, &mut findings);
        let names: Vec<String> = order.into_iter().map(|at| migrations[at].id.to_string()).collect();
        (names.join(" "), findings)
    }

    #[test]
    fn dependencies_come_first_and_ties_go_by_app() {
        let list = [migration("b/1", &[]), migration("b/2", &[]), migration("a/1", &["b/1"]), migration("a/2", &[])];
        let (order, findings) = ordered(&list);
        assert_eq!(order, "b/1 a/1 a/2 b/2");
        assert!(findings.is_empty());
    }

    #[test]
    fn a_cycle_is_shown_whole() {
        let list = [migration("a/1", &["b/1"]), migration("b/1", &["a/1"])];
        let (_, findings) = ordered(&list);
        let text = findings.iter().map(ToString::to_string).collect::<String>();
        assert!(text.starts_with("dependencies form a cycle: `a/1` needs `b/1` needs `a/1`"), "{text}");
    }

    #[test]
    fn a_cycle_is_marked_at_the_dependency_that_closes_it() {
        let mut list = [migration("c/1", &[]), migration("a/1", &["c/1", "b/1"]), migration("b/1", &["c/1", "a/1"])];
        for (at, migration) in list.iter_mut().enumerate() {
            for (mark, dependency) in migration.attributes.depends_on.iter_mut().enumerate() {
                dependency.mark = Mark::of((10 * at + mark) as u32);
            }
        }
        let (_, findings) = ordered(&list);
        assert_eq!(findings.iter().next().and_then(|finding| finding.mark.index()), Some(11), "`b/1`, above `a/1`");
    }

    #[test]
    fn a_squash_takes_over_what_others_need_of_those_that_it_replaces() {
        let mut squash = migration("b/3", &[]);
        let replaced = |name: &str| crate::migration::Replaced { name: name.into(), mark: Mark::NOWHERE };
        squash.attributes.replaces = vec![vec![replaced("1"), replaced("2")]];
        let needing = migration("a/1", &["b/1"]);
        let [one, two] = [migration("b/1", &[]), migration("b/2", &["b/1"])];
        let (order, findings) = ordered(&[one, two, squash.clone(), needing.clone()]);
        assert_eq!((order.as_str(), findings.len()), ("b/1 b/2 b/3 a/1", 0));
        let (order, findings) = ordered(&[squash, needing]);
        assert_eq!((order.as_str(), findings.len()), ("b/3 a/1", 0));
    }

    #[test]
    fn an_app_that_is_not_here_may_be_another_crates() {
        let (_, findings) = ordered(&[migration("blog/1", &["shop/0001_articles"])]);
        let help = findings.iter().next().and_then(|finding| finding.help.clone()).unwrap();
        assert!(help.contains("`[apps.shop]`"), "{help}");
    }

    #[test]
    fn an_unknown_dependency_gets_a_suggestion() {
        let list = [migration("auth/0001_users", &[]), migration("blog/1", &["auth/0001_user"])];
        let (_, findings) = ordered(&list);
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.code, "unknown-dependency");
        assert_eq!(finding.help.as_deref(), Some("did you mean `auth/0001_users`?"));
    }
}

//! Squashes: what they replace, and whether the order file has it so that they can.
//!
//! While the files of what it replaces are there, a squash stands right behind them, and a database runs the one or the
//! others. When they are gone it stands alone; what databases recorded is then known by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::migration::{Migration, Replaced};
use crate::replay;
use crate::schema::Schema;
use crate::squash::all_lists;

/// A squash and those of its migrations that are still listed, by place.
#[derive(Debug)]
pub(super) struct Squash {
    pub(super) at: usize,
    /// Neighbours, the last right before the squash; none where all are gone.
    pub(super) group: Vec<usize>,
}

/// The squashes among the migrations, in order; those with a fault are left out, and their places are in `faulty`.
///
/// `was` has the former name of each migration that was renamed.
pub(super) fn find(
    migrations: &[Migration],
    was: &[Option<&str>],
    faulty: &mut BTreeSet<usize>,
    findings: &mut Findings,
) -> Vec<Squash> {
    let look = Look { migrations, was };
    let mut squashes = Vec::new();
    for at in (0..migrations.len()).filter(|&at| !migrations[at].attributes.replaces.is_empty()) {
        let faults = look.faults(at);
        match faults.is_empty() {
            true => squashes.push(Squash { at, group: look.group(at) }),
            false => _ = faulty.insert(at),
        }
        findings.extend(faults);
    }
    squashes
}

struct Look<'a> {
    migrations: &'a [Migration],
    was: &'a [Option<&'a str>],
}

impl<'a> Look<'a> {
    /// The place of a migration of the same app as the one at a place.
    fn place(&self, beside: usize, name: &str) -> Option<usize> {
        let app = &self.migrations[beside].id.app;
        self.migrations.iter().position(|other| other.id.app == *app && other.id.name == name)
    }

    fn app(&self, at: usize) -> impl Iterator<Item = usize> + use<'a> {
        let (migrations, app) = (self.migrations, &self.migrations[at].id.app);
        (0..migrations.len()).filter(move |&other| migrations[other].id.app == *app)
    }

    /// What it replaces and is still listed, by place, in order.
    fn group(&self, at: usize) -> Vec<usize> {
        let listed = self.migrations[at].attributes.replaced().filter_map(|replaced| self.place(at, &replaced.name));
        listed.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What is wrong with the squash at a place; of what follows from each other, the first.
    fn faults(&self, at: usize) -> Vec<Diagnostic> {
        let found = self.claimed_twice(at);
        if !found.is_empty() {
            return found;
        }
        let group = self.group(at);
        if group.is_empty() {
            return Vec::new();
        }
        let found = self.unlisted(at, &group);
        if !found.is_empty() {
            return found;
        }
        let found = self.out_of_place(at, &group).or_else(|| self.out_of_order(at));
        found.or_else(|| self.lacks_lists(at)).into_iter().collect()
    }

    /// Names that something else replaces, or has had.
    fn claimed_twice(&self, at: usize) -> Vec<Diagnostic> {
        let names = self.names(at);
        let id = &self.migrations[at].id;
        let mut found = Vec::new();
        for other in self.app(at) {
            let other_name = self.migrations[other].id.name.as_str();
            let replaced = self.names(other);
            // A squash of a squash has the names of that one too.
            if names.contains_key(other_name) || (replaced.contains_key(&*id.name) && other != at) {
                continue;
            }
            let former = self.was[other].into_iter().map(|was| (was, true));
            let squashed = replaced.keys().map(|name| (*name, false)).filter(|_| other < at);
            for (name, renamed) in former.chain(squashed) {
                let Some(&mark) = names.get(name) else { continue };
                let (message, help) = match renamed {
                    true => (
                        format!("`{other_name}` was `{name}`, and `{}` replaces it", id.name),
                        format!("replace `{other_name}` by the name that it has, or remove `was {name}` from its line"),
                    ),
                    false => (
                        format!("both `{other_name}` and `{}` replace `{name}`", id.name),
                        format!("leave it to one of them, or replace `{other_name}` too"),
                    ),
                };
                found.push(Diagnostic::error("replaced-twice", mark, message).help(help));
            }
        }
        found
    }

    /// The names that it replaces, each with its first mark.
    fn names(&self, at: usize) -> BTreeMap<&'a str, Mark> {
        let mut names = BTreeMap::new();
        for replaced in self.migrations[at].attributes.replaced() {
            names.entry(replaced.name.as_str()).or_insert(replaced.mark);
        }
        names
    }

    /// Names that are not listed, where others are: most likely misspelt.
    fn unlisted(&self, at: usize, group: &[usize]) -> Vec<Diagnostic> {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for &member in group {
            known.insert(&self.migrations[member].id.name);
            known.extend(self.was[member]);
            known.extend(self.migrations[member].attributes.replaced().map(|replaced| replaced.name.as_str()));
        }
        let unknown = self.names(at).into_iter().filter(|(name, _)| !known.contains(name));
        let found = unknown.map(|(name, mark)| {
            let message = format!("there is no migration `{name}` to replace");
            let listed = self.app(at).take_while(|&other| other < at).map(|other| &*self.migrations[other].id.name);
            Diagnostic::error("unknown-replaced", mark, message)
                .help("keep in the order file all that a squash replaces, or none of it")
                .suggest(name, listed)
        });
        found.collect()
    }

    /// A squash stands right behind what it replaces.
    fn out_of_place(&self, at: usize, group: &[usize]) -> Option<Diagnostic> {
        let name = |place: usize| &self.migrations[place].id.name;
        let squash = name(at);
        let mark = |place: usize| self.names(at).get(name(place).as_str()).copied().unwrap_or(self.migrations[at].mark);
        let (message, mark) = if let Some(&later) = group.iter().find(|&&member| member > at) {
            (format!("`{}` is listed behind `{squash}`, which replaces it", name(later)), mark(later))
        } else {
            let between = (group[0]..at).find(|place| !group.contains(place))?;
            let message = format!("`{}` stands between what `{squash}` replaces and `{squash}` itself", name(between));
            (message, self.migrations[at].mark)
        };
        let help = "in the order file a squash stands right behind what it replaces, and that without a gap";
        Some(Diagnostic::error("squash-out-of-place", mark, message).help(help))
    }

    /// The names of a list stand as they ran.
    fn out_of_order(&self, at: usize) -> Option<Diagnostic> {
        for list in &self.migrations[at].attributes.replaces {
            let mut last: Option<(usize, &Replaced)> = None;
            for replaced in list {
                let Some(place) = self.place(at, &replaced.name) else { continue };
                if let Some((_, before)) = last.filter(|(before, _)| *before > place) {
                    let message =
                        format!("`{}` runs before `{}`, as the order file has them", replaced.name, before.name);
                    let help = "name them in the order in which they run";
                    return Some(Diagnostic::error("bad-replaces", replaced.mark, message).help(help));
                }
                last = Some((place, replaced));
            }
        }
        None
    }

    /// Where one of them was renamed, or is a squash, databases may have recorded other names: each way is a list.
    fn lacks_lists(&self, at: usize) -> Option<Diagnostic> {
        let replaces = &self.migrations[at].attributes.replaces;
        let of_list = |list: &Vec<Replaced>| list.iter().map(|replaced| replaced.name.clone()).collect::<Vec<_>>();
        let lists = all_lists(replaces.iter().map(of_list).collect(), |name| self.other_ways(at, name));
        let lacking = lists.get(replaces.len())?;
        let id = &self.migrations[at].id;
        let message = format!("a database may have recorded what `{}` replaces as `{}`", id.name, lacking.join("`, `"));
        let lists: Vec<String> = lists.iter().map(|list| format!("{list:?}")).collect();
        let mark = replaces[0].first().map_or(self.migrations[at].mark, |first| first.mark);
        let help = format!("write each way as a list: `replaces = [{}]`", lists.join(", "));
        Some(Diagnostic::error("squash-lacks-names", mark, message).help(help))
    }

    /// The names under which a database may have recorded a listed migration, other than its own.
    fn other_ways(&self, at: usize, name: &str) -> Vec<Vec<String>> {
        let Some(place) = self.place(at, name) else { return Vec::new() };
        let renamed = self.was[place].map(|was| vec![was.to_owned()]);
        let squashed = self.migrations[place].attributes.replaces.iter();
        let squashed = squashed.map(|list| list.iter().map(|replaced| replaced.name.clone()).collect());
        renamed.into_iter().chain(squashed).collect()
    }
}

/// What each squash starts from: the schema without those that it replaces, which were replayed before it.
pub(super) struct Instead<'a> {
    squashes: &'a [Squash],
    /// The schemas of squashes whose own place is not reached yet, by the place of the squash.
    open: BTreeMap<usize, Schema>,
}

impl<'a> Instead<'a> {
    pub(super) fn new(squashes: &'a [Squash]) -> Self {
        Instead { squashes, open: BTreeMap::new() }
    }

    /// Keeps the schema before the first of those that a squash replaces.
    pub(super) fn begin(&mut self, at: usize, schema: &Schema) {
        for squash in self.squashes.iter().filter(|squash| squash.group.first() == Some(&at)) {
            self.open.insert(squash.at, schema.clone());
        }
    }

    /// The schema that the migration at a place starts from, where that is a squash whose migrations are still there.
    pub(super) fn take(&mut self, at: usize) -> Option<Schema> {
        self.open.remove(&at)
    }

    /// Has a migration that was replayed follow in every schema that is kept; gives what does not fit there.
    pub(super) fn follow(&mut self, at: usize, migrations: &[Migration], is_incomplete: bool) -> Findings {
        let mut found = Findings::new();
        // Those that such a squash replaces are in these schemas themselves.
        let is_done = self.squashes.iter().any(|squash| squash.at == at && !squash.group.is_empty());
        for (&squash, schema) in &mut self.open {
            if is_incomplete {
                schema.mark_incomplete();
            }
            let is_replaced = self.squashes.iter().any(|other| other.at == squash && other.group.contains(&at));
            if is_done || is_replaced || schema.is_incomplete() {
                continue;
            }
            if let Err(finding) = replay::apply(migrations[at].up.operations(), schema) {
                schema.mark_incomplete();
                let (id, squash) = (&migrations[at].id, &migrations[squash].id);
                let message =
                    format!("on a database that runs `{squash}` alone, `{id}` comes before it: {}", finding.message);
                let help = format!("say that it needs it: `#[migration(depends_on = [\"{squash}\"])]`");
                found.push(Diagnostic::error("squash-comes-later", migrations[at].mark, message).help(help));
            }
        }
        found
    }
}

/// The finding that a squash makes another schema than the migrations that it replaces, where it does.
pub(super) fn difference(squash: &Migration, replaced: &Schema, found: &Schema) -> Option<Diagnostic> {
    let differences = replaced.differences_anywhere(found);
    if replaced.is_incomplete() || differences.is_empty() {
        return None;
    }
    let message = format!(
        "`{}` does not make the schema that the migrations make which it replaces: {}",
        squash.id.name,
        differences.join("; ")
    );
    Some(
        Diagnostic::error("squash-differs", squash.mark, message)
            .help("mend the squash: what databases have already is right"),
    )
}

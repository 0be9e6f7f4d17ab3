//! Which migrations are squashed, and whether one migration can stand in their place.

use std::collections::{BTreeMap, BTreeSet};

use super::{Wanted, all_lists, replaced};
use crate::diagnostic::{Diagnostic, Mark};
use crate::migration::{Dependency, Migration, MigrationId, Replaced};
use crate::replay;
use crate::schema::Schema;

/// Neighbours in an order file.
pub(super) struct Range<'a> {
    all: &'a [(&'a Migration, Option<&'a str>)],
    /// All of them, squashes and what these replace among them.
    pub(super) group: Vec<&'a Migration>,
    /// Those of them that a new database runs.
    pub(super) run: Vec<&'a Migration>,
}

impl<'a> Range<'a> {
    /// The migrations that are meant.
    ///
    /// # Errors
    /// Where there are none, or a squash among them, or behind them, has to do with more than them.
    pub(super) fn of(
        all: &'a [(&'a Migration, Option<&'a str>)],
        wanted: &Wanted<'_>,
    ) -> Result<Range<'a>, Diagnostic> {
        let app: Vec<&Migration> = all.iter().map(|(one, _)| *one).filter(|one| one.id.app == wanted.app).collect();
        let place = |name: &str| {
            app.iter().position(|one| one.id.name == name).ok_or_else(|| {
                let message = format!("app `{}` has no migration `{name}`", wanted.app);
                refused("unknown-migration", message).suggest(name, app.iter().map(|one| one.id.name.as_str()))
            })
        };
        let (first, last) = (wanted.from.map_or(Ok(0), place)?, place(wanted.to)?);
        if first > last {
            let message = format!("`{}` runs before `{}`", app[last].id.name, app[first].id.name);
            return Err(refused("no-range", message).help("name the first, then the last"));
        }
        let group = app[first..=last].to_vec();
        let is_member = |name: &str| group.iter().any(|one| one.id.name == name);
        for squash in &app {
            let listed = squash.attributes.replaced().filter(|one| app.iter().any(|other| other.id.name == one.name));
            let (inside, outside): (Vec<&Replaced>, Vec<&Replaced>) = listed.partition(|one| is_member(&one.name));
            let squash = &squash.id.name;
            if let (false, Some(inside)) = (is_member(squash), inside.first()) {
                let message = format!("`{squash}` replaces `{}` already", inside.name);
                return Err(refused("replaced-twice", message).help(format!("squash up to `{squash}` at least")));
            }
            if let (true, Some(outside)) = (is_member(squash), outside.first()) {
                let message = format!("`{squash}` replaces `{}` too", outside.name);
                return Err(refused("replaced-twice", message).help(format!("begin with `{}`", outside.name)));
            }
        }
        let squashed = squashed(all);
        let run: Vec<&Migration> = group.iter().copied().filter(|one| !squashed.contains(&one.id)).collect();
        match &run[..] {
            [one] => {
                let message = format!("there is nothing to squash: `{}` is one migration", one.id.name);
                Err(refused("nothing-to-squash", message).help("name two that stand apart"))
            }
            _ => Ok(Range { all, group, run }),
        }
    }

    fn is_member(&self, id: &MigrationId) -> bool {
        self.group.iter().any(|one| one.id == *id)
    }

    /// What must have run before it: all that one of them needs, of other apps.
    pub(super) fn depends_on(&self) -> Vec<Dependency> {
        let mut needed: Vec<Dependency> = Vec::new();
        for dependency in self.run.iter().flat_map(|one| &one.attributes.depends_on) {
            let is_own = self.run.first().is_some_and(|first| first.id.app == dependency.id.app);
            if !is_own && needed.iter().all(|known| known.id != dependency.id) {
                needed.push(Dependency { id: dependency.id.clone(), mark: Mark::NOWHERE });
            }
        }
        needed
    }

    /// The lists of names under which databases may have recorded them.
    pub(super) fn replaces(&self) -> Vec<Vec<Replaced>> {
        let first = self.run.iter().map(|one| one.id.name.clone()).collect();
        let other_ways = |name: &str| {
            let member = self.all.iter().find(|(one, _)| self.is_member(&one.id) && one.id.name == name);
            let Some((one, was)) = member else { return Vec::new() };
            let renamed = was.map(|was| vec![was.to_owned()]);
            let names = |list: &Vec<Replaced>| list.iter().map(|replaced| replaced.name.clone()).collect();
            renamed.into_iter().chain(one.attributes.replaces.iter().map(names)).collect()
        };
        let lists = all_lists(vec![first], other_ways);
        lists.into_iter().map(|list| list.iter().map(|name| replaced(name)).collect()).collect()
    }

    /// The schema that the squash starts from: what runs before the first of them, and what runs between them.
    ///
    /// # Errors
    /// Where something runs between them that needs one of them: it could not run before the squash, which needs it.
    pub(super) fn start(&self) -> Result<Schema, Diagnostic> {
        self.check_between()?;
        let squashed = squashed(self.all);
        let mut schema = Schema::new();
        let last = self.all.iter().rposition(|(one, _)| self.is_member(&one.id)).unwrap_or(0);
        let others = self.all[..last].iter().map(|(one, _)| *one);
        for one in others.filter(|one| !self.is_member(&one.id) && !squashed.contains(&one.id)) {
            replay::apply(one.up.operations(), &mut schema).map_err(|finding| {
                let message = format!("`{}` runs between them, and needs what they make: {}", one.id, finding.message);
                refused("squash-comes-later", message).help(format!(
                    "squash what stands before it and what stands behind it; or, where it can run later, give it \
                     `depends_on = [\"{}/{}\"]`",
                    self.run[0].id.app,
                    self.run[self.run.len() - 1].id.name
                ))
            })?;
        }
        Ok(schema)
    }

    /// What one of them needs of another app must not need one of them itself.
    fn check_between(&self) -> Result<(), Diagnostic> {
        let places: BTreeMap<&MigrationId, usize> =
            self.all.iter().enumerate().map(|(at, (one, _))| (&one.id, at)).collect();
        for one in &self.run {
            for dependency in one.attributes.depends_on.iter().filter(|needed| needed.id.app != one.id.app) {
                let (mut open, mut seen) = (vec![&dependency.id], BTreeSet::new());
                while let Some(id) = open.pop().filter(|_| seen.len() <= self.all.len()) {
                    let Some(&at) = places.get(id).filter(|_| seen.insert(id)) else { continue };
                    if self.is_member(id) {
                        return Err(self.runs_between(&dependency.id, id, &one.id));
                    }
                    let needed = self.all[at].0;
                    open.extend(needed.attributes.depends_on.iter().map(|needed| &needed.id));
                    let before = self.all[..at].iter().rev().find(|(other, _)| other.id.app == id.app);
                    open.extend(before.map(|(before, _)| &before.id));
                }
            }
        }
        Ok(())
    }

    fn runs_between(&self, between: &MigrationId, needed: &MigrationId, by: &MigrationId) -> Diagnostic {
        let message = format!("`{between}` runs between them: it needs `{needed}`, and `{by}` needs it");
        refused("squash-comes-later", message)
            .help(format!("squash what stands before `{}`, or what stands behind `{}`", by.name, needed.name))
    }
}

/// The migrations that a squash among all replaces.
fn squashed(all: &[(&Migration, Option<&str>)]) -> BTreeSet<MigrationId> {
    let of_one = |one: &Migration| -> Vec<MigrationId> {
        one.attributes.replaced().map(|replaced| MigrationId::new(&*one.id.app, &*replaced.name)).collect()
    };
    all.iter().flat_map(|(one, _)| of_one(one)).collect()
}

fn refused(code: &'static str, message: String) -> Diagnostic {
    Diagnostic::error(code, Mark::NOWHERE, message)
}

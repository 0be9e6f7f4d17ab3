//! Migrations that a database has recorded otherwise than the binary has them: renamed since, or replaced by a squash.
//!
//! Rows are never rewritten. What the binary knows is which rows stand for which migration: the one under the former
//! name, or those of all that a squash replaces. [`History::known_as`] reads rows as that, once, and everything else
//! sees the binary's migrations. While a binary has a squash and what it replaces, a database goes on with those that it
//! has begun with; see [`in_effect`].

use std::collections::HashSet;

use crate::embedded::Embedded;
use crate::history::{History, Row, State};
use crate::mismatch::Mismatch;

/// A way in which a database may have recorded a migration, other than by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Former<'e> {
    /// The names, in the order in which they were applied.
    pub(crate) names: &'e [&'static str],
    /// Whether these were other migrations, with content of their own.
    pub(crate) replaced: bool,
}

impl Embedded {
    /// The ways in which a database may have recorded it other than by its name.
    pub(crate) fn formers(&self) -> impl Iterator<Item = Former<'_>> {
        let renamed = Some(self.was.as_slice()).filter(|was| !was.is_empty());
        let renamed = renamed.into_iter().map(|names| Former { names, replaced: false });
        renamed.chain(self.replaces.iter().map(|names| Former { names, replaced: true }))
    }

    /// The names of what it replaces.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.replaces.iter().copied().flatten().copied()
    }
}

/// The migration of an app that has this name.
fn of_name<'e>(embedded: &'e [Embedded], app: &str, name: &str) -> Option<&'e Embedded> {
    embedded.iter().find(|one| one.app == app && one.name == name)
}

/// Whether a binary has all of these migrations itself.
fn all_embedded(embedded: &[Embedded], app: &str, names: &[&str]) -> bool {
    names.iter().all(|name| of_name(embedded, app, name).is_some())
}

/// Which of the embedded migrations this database goes by.
///
/// A squash, unless the database has begun with what it replaces and the binary still has that: then those.
pub(crate) fn in_effect(embedded: &[Embedded], history: &History) -> Vec<bool> {
    let mut out: HashSet<(&str, &str)> = HashSet::new();
    for squash in embedded.iter().filter(|one| !one.replaces.is_empty()) {
        let is_begun = |name| history.row_of(squash.app, name).is_some();
        if is_begun(squash.name) || !squash.replaced().any(is_begun) {
            out.extend(squash.replaced().map(|name| (squash.app, name)));
        } else {
            out.insert((squash.app, squash.name));
        }
    }
    embedded.iter().map(|one| !out.contains(&(one.app, one.name))).collect()
}

/// The squash of which a database has a part, where the binary does not have the rest.
pub(crate) fn half_replaced(embedded: &[Embedded], history: &History) -> Option<Mismatch> {
    embedded.iter().find_map(|squash| {
        let is_recorded = |name: &&&str| history.row_of(squash.app, name).is_some();
        if is_recorded(&&squash.name) || squash.replaces.iter().any(|names| all_embedded(embedded, squash.app, names)) {
            return None;
        }
        let names = squash.replaces.iter().max_by_key(|names| names.iter().filter(is_recorded).count())?;
        let (applied, missing): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| is_recorded(name));
        let named = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        (!applied.is_empty() && !missing.is_empty()).then(|| Mismatch::HalfReplaced {
            squash: squash.id(),
            applied: named(applied),
            missing: named(missing),
        })
    })
}

impl History {
    /// Gives what was renamed or replaced since the names that the binary has for it.
    ///
    /// A row under the own name goes first: those under other names are then something else, and told as such. So do
    /// the migrations that a squash replaces, where the binary still has them.
    pub(crate) fn known_as(mut self, embedded: &[Embedded]) -> History {
        for one in embedded.iter().filter(|one| one.was.is_some() || !one.replaces.is_empty()) {
            if self.row_of(one.app, one.name).is_some() {
                continue;
            }
            let rows = one
                .formers()
                .filter(|former| !former.replaced || !all_embedded(embedded, one.app, former.names))
                .find_map(|former| Some((self.standing_for(one.app, former.names)?, former.replaced)));
            if let Some((rows, replaced)) = rows {
                self.merge(&rows, replaced, one, embedded);
            }
        }
        self
    }

    /// The places of the rows of these names, where all are there, in this order, with nothing of the app in between.
    fn standing_for(&self, app: &str, names: &[&str]) -> Option<Vec<usize>> {
        let of_app: Vec<usize> = (0..self.rows.len()).filter(|&at| self.rows[at].id.app == app).collect();
        let first = of_app.iter().position(|&at| Some(&self.rows[at].id.name.as_str()) == names.first())?;
        let rows = of_app.get(first..first + names.len())?;
        let fits = rows.iter().zip(names).all(|(&at, name)| self.rows[at].id.name == *name);
        // What stopped within one of them is that one's own matter.
        let states: HashSet<State> = rows.iter().map(|&at| self.rows[at].state).collect();
        (fits && states.len() == 1).then(|| rows.to_vec())
    }

    /// Makes one row, for `one`, of several.
    ///
    /// Rows of other apps in between stay before it, but for those that need it: there is no other order in which it
    /// could have been applied as one.
    fn merge(&mut self, places: &[usize], replaced: bool, one: &Embedded, embedded: &[Embedded]) {
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return };
        let (mut merged, mut before, mut behind): (Option<Row>, Vec<Row>, Vec<Row>) = (None, Vec::new(), Vec::new());
        let mut needed: HashSet<String> = one.ids().collect();
        for (at, row) in self.rows.splice(first..=last, []).enumerate() {
            if places.contains(&(first + at)) {
                merged = Some(match merged {
                    None => row,
                    Some(former) => former.followed_by(row),
                });
                continue;
            }
            let other = of_name(embedded, &row.id.app, &row.id.name);
            let is_behind = behind.iter().any(|other| other.id.app == row.id.app);
            if is_behind || other.is_some_and(|other| other.depends_on.iter().any(|id| needed.contains(*id))) {
                needed.extend(other.into_iter().flat_map(Embedded::ids));
                behind.push(row);
            } else {
                before.push(row);
            }
        }
        let merged = merged.map(|row| Row { id: one.id(), replaced, ..row });
        self.rows.splice(first..first, before.into_iter().chain(merged).chain(behind));
    }
}

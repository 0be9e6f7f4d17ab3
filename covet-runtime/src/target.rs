//! How far a run goes: to a migration, to a release, or up to a tag. Pure: no database is asked here.
//!
//! A target takes so many migrations of some apps. Of the other apps a run forward applies what these need, and a
//! run back undoes what needs the ones that go: what has nothing to do with the target is left as it is.

use std::collections::HashSet;
use std::fmt;

use covet_core::diagnostic::near;
use covet_core::{MigrationId, migration::NotAMigrationId};

use crate::embedded::{Embedded, Migrations};
use crate::error::{Error, Result};
use crate::former;
use crate::history::{History, Row};
use crate::options::Options;
use crate::report::counted;

/// Why a run stopped before everything was applied.
///
/// ```
/// use covet_runtime::{Report, Stop};
/// fn contract_is_pending(report: &Report) -> bool {
///     matches!(&report.stopped, Some(Stop::BeforeTag { tag, .. }) if tag == "contract")
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The next migration has the tag that the run was to stop at.
    BeforeTag {
        /// The migration.
        migration: MigrationId,
        /// The tag.
        tag: String,
        /// How many migrations are still pending, this one included.
        pending: usize,
    },
    /// What is still pending lies beyond the target.
    AtTarget {
        /// The target, as it was given.
        target: String,
        /// How many migrations are still pending.
        pending: usize,
    },
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pending = match self {
            Stop::BeforeTag { migration, tag, pending } => {
                write!(f, "stopped before `{migration}`, which is tagged `{tag}`")?;
                *pending
            }
            Stop::AtTarget { target, pending } => {
                write!(f, "stopped at `{target}`")?;
                *pending
            }
        };
        write!(f, "; {} pending", counted(pending, "migration"))
    }
}

/// What bounds a run.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) target: Option<Target>,
    before_tag: Option<String>,
}

impl Bounds {
    /// Finds what the caller has named among what the binary embeds.
    ///
    /// # Errors
    /// [`Error::UnknownTarget`], and [`Error::UnknownTag`] for what seems to be a misspelt tag.
    pub(crate) fn of(options: &Options, migrations: Migrations) -> Result<Bounds> {
        let before_tag = options.before_tag.clone();
        if let Some(tag) = &before_tag {
            check_tag(tag, migrations.embedded())?;
        }
        let target = options.to.as_deref().map(|text| Target::find(text, migrations)).transpose()?;
        Ok(Bounds { target, before_tag })
    }

    /// What does not fit without what a target left out is no fault of the build.
    pub(crate) fn explain(&self, error: Error) -> Error {
        match (error, &self.target) {
            (Error::Unplannable { migration, finding, .. }, Some(target)) => {
                Error::BeyondTarget { target: target.text.clone(), migration, finding }
            }
            (error, _) => error,
        }
    }

    /// Those of the pending migrations that are to be applied, and why not all are.
    pub(crate) fn select(&self, embedded: &[Embedded], pending: &[usize]) -> (Vec<usize>, Option<Stop>) {
        let mut pending = pending.to_vec();
        let mut chosen = pending.clone();
        if let Some(target) = &self.target {
            let wanted = target.wanted(embedded);
            pending = pending.into_iter().flat_map(|at| unfolded(at, embedded, &wanted)).collect();
            pending.sort_unstable();
            chosen = pending.iter().copied().filter(|&at| wanted[at]).collect();
        }
        let has_tag = |at: &usize| self.before_tag.as_deref().is_some_and(|tag| embedded[*at].tags.contains(&tag));
        let tagged = chosen.iter().position(has_tag).map(|place| (embedded[chosen[place]].id(), place));
        if let Some((_, place)) = tagged {
            chosen.truncate(place);
        }
        let left = pending.len() - chosen.len();
        let stop = match (tagged, &self.before_tag, &self.target) {
            (Some((migration, _)), Some(tag), _) => {
                Some(Stop::BeforeTag { migration, tag: tag.clone(), pending: left })
            }
            (None, _, Some(target)) if left > 0 => Some(Stop::AtTarget { target: target.text.clone(), pending: left }),
            _ => None,
        };
        (chosen, stop)
    }
}

/// A migration that is to be applied; in place of a squash beyond the target, what it replaces, if the target takes any of that.
///
/// The database then goes by these, as one does that began before there was the squash.
fn unfolded(at: usize, embedded: &[Embedded], wanted: &[bool]) -> Vec<usize> {
    let squash = &embedded[at];
    let names: HashSet<&str> = squash.replaced().collect();
    let replaced: Vec<usize> =
        (0..embedded.len()).filter(|&at| embedded[at].app == squash.app && names.contains(embedded[at].name)).collect();
    if wanted[at] || !replaced.iter().any(|&at| wanted[at]) {
        return vec![at];
    }
    // Of a squash and what it replaced itself, the squash says which.
    let inner: HashSet<&str> = replaced.iter().flat_map(|&at| embedded[at].replaced()).collect();
    let outer = replaced.into_iter().filter(|&at| !inner.contains(embedded[at].name));
    outer.flat_map(|at| unfolded(at, embedded, wanted)).collect()
}

/// A tag that no migration has stops nothing, as before the first or after the last of them. One that is almost
/// another's is an error: what was to be kept back would run.
fn check_tag(tag: &str, embedded: &[Embedded]) -> Result<()> {
    let tags = || embedded.iter().flat_map(|one| one.tags.iter().copied());
    match near(tag, tags()) {
        Some(meant) if tags().all(|known| known != tag) => {
            Err(Error::UnknownTag { tag: tag.to_owned(), meant: meant.to_owned() })
        }
        _ => Ok(()),
    }
}

/// A migration or a release, found among what the binary embeds.
#[derive(Debug)]
pub(crate) struct Target {
    /// As it was given.
    pub(crate) text: String,
    /// How many migrations it takes, of each app that it says something of.
    limits: Vec<(&'static str, usize)>,
}

impl Target {
    fn find(text: &str, migrations: Migrations) -> Result<Target> {
        let limits = match text.strip_prefix('@') {
            Some(release) => release_limits(release, migrations),
            None => migration_limit(text, migrations.embedded())?,
        };
        match limits.is_empty() {
            false => Ok(Target { text: text.to_owned(), limits }),
            true => Err(Error::UnknownTarget { target: text.to_owned(), help: help(text, migrations) }),
        }
    }

    /// Whether each of the embedded migrations lies beyond the target.
    fn beyond(&self, embedded: &[Embedded]) -> Vec<bool> {
        let mut seen: Vec<(&str, usize, usize)> = self.limits.iter().map(|&(app, limit)| (app, limit, 0)).collect();
        let is_beyond = |one: &Embedded| match seen.iter_mut().find(|(app, ..)| *app == one.app) {
            Some((_, limit, place)) => {
                *place += 1;
                place > limit
            }
            None => false,
        };
        embedded.iter().map(is_beyond).collect()
    }

    /// Whether each of the embedded migrations is to be applied: those that the target takes, and what they need.
    fn wanted(&self, embedded: &[Embedded]) -> Vec<bool> {
        let is_named = |one: &Embedded| self.limits.iter().any(|(app, _)| *app == one.app);
        let beyond = self.beyond(embedded);
        let mut wanted: Vec<bool> =
            embedded.iter().zip(&beyond).map(|(one, beyond)| is_named(one) && !beyond).collect();
        let (mut apps, mut needed) = (HashSet::new(), HashSet::new());
        // What is needed stands before what needs it.
        for (at, one) in embedded.iter().enumerate().rev() {
            wanted[at] |= apps.contains(one.app) || one.ids().any(|id| needed.contains(&*id));
            if wanted[at] {
                apps.insert(one.app);
                needed.extend(one.depends_on.iter().copied());
            }
        }
        wanted
    }

    /// The rows that have to go so that nothing beyond the target is left, the one that was applied last first.
    pub(crate) fn undone<'h>(&self, embedded: &[Embedded], history: &'h History) -> Vec<&'h Row> {
        let mut goes = self.beyond(embedded);
        let (mut apps, mut gone) = (HashSet::new(), HashSet::new());
        // What this database does not go by neither goes nor stays.
        let in_effect = former::in_effect(embedded, history);
        for (at, one) in embedded.iter().enumerate().filter(|(at, _)| in_effect[*at]) {
            goes[at] |= apps.contains(one.app) || one.depends_on.iter().any(|id| gone.contains(*id));
            if goes[at] {
                apps.insert(one.app);
                gone.extend(one.ids());
            }
        }
        let mut rows = Vec::new();
        for row in &history.rows {
            match embedded.iter().position(|one| one.id() == row.id) {
                Some(at) if !goes[at] => {}
                // What is not embedded may need whatever was there before it.
                None if rows.is_empty() => {}
                _ => rows.push(row),
            }
        }
        rows.reverse();
        rows
    }
}

/// What a release takes of each app whose order file marks it.
fn release_limits(release: &str, migrations: Migrations) -> Vec<(&'static str, usize)> {
    let of_app = |app: &'static crate::embedded::App| {
        app.releases.iter().find(|(name, _)| *name == release).map(|&(_, count)| (app.name, count))
    };
    migrations.apps().iter().filter_map(of_app).collect()
}

/// In place of a migration's name: the place before all migrations of its app.
const BEFORE_ALL: &str = "zero";

/// What a migration takes of its app: itself and all before it.
fn migration_limit(text: &str, embedded: &[Embedded]) -> Result<Vec<(&'static str, usize)>> {
    let id: MigrationId = text.parse().map_err(|error: NotAMigrationId| Error::UnknownTarget {
        target: text.to_owned(),
        help: format!("{error}, or `@release`"),
    })?;
    let mut ours = embedded.iter().filter(|one| one.app == id.app);
    let place = ours.position(|one| one.names().any(|name| name == id.name));
    let app = embedded.iter().find(|one| one.app == id.app).map(|one| one.app);
    if place.is_none() && id.name == BEFORE_ALL {
        return Ok(app.map(|app| (app, 0)).into_iter().collect());
    }
    Ok(app.zip(place.map(|place| place + 1)).into_iter().collect())
}

/// What may have been meant.
fn help(text: &str, migrations: Migrations) -> String {
    let known: Vec<String> = match text.starts_with('@') {
        true => migrations.apps().iter().flat_map(|app| app.releases).map(|(name, _)| format!("@{name}")).collect(),
        false => migrations.embedded().iter().map(|one| one.id().to_string()).collect(),
    };
    match near(text, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if text.starts_with('@') => "a line `@name` of an order file marks a release".to_owned(),
        None => "`status` shows what there is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use covet_core::Checksum;
    use covet_core::packing::Names;

    use super::*;
    use crate::embedded::App;

    const fn one(app: &'static str, name: &'static str, depends_on: &'static [&'static str]) -> Embedded {
        Embedded { app, name, depends_on, up: "[]", down: "[]", ..Embedded::USUAL }
    }

    const LIST: &[Embedded] = &[
        Embedded { was: Some("0001_accounts"), ..one("auth", "0001_users", &[]) },
        one("auth", "0002_roles", &[]),
        one("blog", "0001_posts", &["auth/0001_accounts"]),
        Embedded { tags: &["contract"], ..one("auth", "0003_no_nick", &[]) },
        one("blog", "0002_by_role", &["auth/0002_roles"]),
        one("shop", "0001_goods", &[]),
    ];
    const APPS: &[App] =
        &[app("auth", 3, &[("v1.2", 1), ("v1.3", 3)]), app("blog", 2, &[("v1.2", 1)]), app("shop", 1, &[])];

    const fn app(name: &'static str, migrations: usize, releases: &'static [(&'static str, usize)]) -> App {
        App { name, migrations, names: Names::NONE, links: &[], releases }
    }

    fn bounds(to: Option<&str>, before_tag: Option<&str>) -> Result<Bounds> {
        let options =
            Options { to: to.map(str::to_owned), before_tag: before_tag.map(str::to_owned), ..Options::default() };
        Bounds::of(&options, Migrations::new(LIST).with_apps(APPS))
    }

    fn selected(to: Option<&str>, before_tag: Option<&str>, pending: &[usize]) -> (String, String) {
        let (chosen, stop) = bounds(to, before_tag).unwrap().select(LIST, pending);
        let names: Vec<String> = chosen.iter().map(|&at| format!("{}{}", LIST[at].app, &LIST[at].name[3..4])).collect();
        (names.join(" "), stop.map(|stop| stop.to_string()).unwrap_or_default())
    }

    #[test]
    fn a_migration_takes_its_app_up_to_itself_and_what_that_needs() {
        let all = [0, 1, 2, 3, 4, 5];
        let stopped = |target: &str, left| format!("stopped at `{target}`; {}", counted_pending(left));
        assert_eq!(
            selected(Some("auth/0002_roles"), None, &all),
            ("auth1 auth2".into(), stopped("auth/0002_roles", 4))
        );
        assert_eq!(selected(Some("auth/0001_accounts"), None, &all).0, "auth1", "by its former name");
        assert_eq!(selected(Some("blog/0001_posts"), None, &all).0, "auth1 blog1");
        assert_eq!(selected(Some("blog/0002_by_role"), None, &all).0, "auth1 auth2 blog1 blog2");
        assert_eq!(selected(Some("shop/0001_goods"), None, &all).0, "shop1");
        assert_eq!(selected(Some("shop/0001_goods"), None, &[5]), ("shop1".into(), String::new()));
    }

    fn counted_pending(left: usize) -> String {
        format!("{} pending", counted(left, "migration"))
    }

    #[test]
    fn a_release_takes_of_each_app_that_marks_it_what_stands_above() {
        let all = [0, 1, 2, 3, 4, 5];
        assert_eq!(selected(Some("@v1.2"), None, &all).0, "auth1 blog1");
        assert_eq!(selected(Some("@v1.3"), None, &all).0, "auth1 auth2 auth3");
    }

    #[test]
    fn a_tag_stops_before_the_first_pending_one_and_skips_nothing() {
        let (chosen, stop) = selected(None, Some("contract"), &[1, 2, 3, 4, 5]);
        assert_eq!(chosen, "auth2 blog1");
        assert_eq!(stop, "stopped before `auth/0003_no_nick`, which is tagged `contract`; 3 migrations pending");
        assert_eq!(selected(None, Some("contract"), &[4, 5]), ("blog2 shop1".into(), String::new()));
        let both = selected(Some("auth/0003_no_nick"), Some("contract"), &[0, 1, 2, 3, 4, 5]);
        assert!(both.0 == "auth1 auth2" && both.1.contains("tagged"), "{both:?}");
    }

    #[test]
    fn unknown_names_say_what_may_have_been_meant() {
        let error = |to, tag| bounds(to, tag).unwrap_err().to_string();
        assert!(error(Some("auth/0002_role"), None).ends_with("did you mean `auth/0002_roles`?"));
        assert!(error(Some("@v12"), None).contains("did you mean `@v1.2`?"));
        assert!(error(Some("@other"), None).ends_with("a line `@name` of an order file marks a release"));
        assert!(error(Some("other/thing"), None).ends_with("`status` shows what there is"));
        assert!(error(Some("v1.2"), None).contains("write `app/name`, or `@release`"));
        assert!(error(None, Some("contarct")).ends_with("did you mean `contract`?"));
        assert!(bounds(None, Some("expand")).is_ok(), "a tag that no migration has yet stops nothing");
    }

    #[test]
    fn back_to_a_target_goes_what_lies_beyond_and_what_needs_it() {
        let row = |at: usize| History::default().next(LIST[at].id(), Checksum([0; 32]));
        let undone = |target: &str, rows: Vec<Row>| {
            let target = bounds(Some(target), None).unwrap().target.unwrap();
            let history = History { rows };
            target.undone(LIST, &history).iter().map(|row| row.id.to_string()).collect::<Vec<_>>()
        };
        let all = || [0, 1, 3, 2, 4, 5].map(row).to_vec();
        // `blog/0001_posts` and `shop` were applied later, and need nothing of it.
        assert_eq!(undone("auth/0001_users", all()), ["blog/0002_by_role", "auth/0003_no_nick", "auth/0002_roles"]);
        assert_eq!(undone("@v1.2", all()), ["blog/0002_by_role", "auth/0003_no_nick", "auth/0002_roles"]);
        assert_eq!(undone("auth/0002_roles", all()), ["auth/0003_no_nick"]);
        assert_eq!(undone("blog/zero", all()), ["blog/0002_by_role", "blog/0001_posts"]);
        assert_eq!(undone("auth/zero", all()).len(), 5, "all but the shop needs it");
        assert!(undone("shop/0001_goods", all()).is_empty());
        let mut rows = all();
        rows.push(Row { id: MigrationId::new("other", "1"), ..row(0) });
        assert_eq!(undone("auth/0002_roles", rows), ["other/1", "auth/0003_no_nick"], "nobody knows what that needs");
    }
}

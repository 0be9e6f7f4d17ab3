//! `combine!`: the migrations of several crates as one set, merged and put into order by the compiler.
//!
//! Everything here runs while constants are evaluated: nothing is left to do at run time, and what does not fit together
//! fails the build. The compiler counts the steps of an evaluation, so all of this is linear but for searches by halves:
//! the tables of names come sorted from `migrations!`, and every dependency is looked up once.

use std::cmp::Ordering;

use crate::embedded::{App, Embedded, Migrations};

/// How many apps the sets have.
pub const fn count_apps(sets: &[Migrations]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < sets.len() {
        count += sets[at].apps().len();
        at += 1;
    }
    count
}

/// How many migrations the sets have.
pub const fn count_migrations(sets: &[Migrations]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < sets.len() {
        count += sets[at].embedded().len();
        at += 1;
    }
    count
}

/// The apps of all sets, by name.
///
/// # Panics
/// When an app is in two sets.
#[track_caller]
pub const fn merge_apps<const SETS: usize, const APPS: usize>(sets: &[Migrations]) -> [App; APPS] {
    let mut merged = [App { name: "", migrations: 0, names: &[], releases: &[] }; APPS];
    let mut next = [0; SETS];
    let mut count = 0;
    while count < APPS {
        // The set whose next app comes first.
        let mut first: Option<usize> = None;
        let mut at = 0;
        while at < SETS {
            if next[at] < sets[at].apps().len() {
                let name = sets[at].apps()[next[at]].name;
                let order = match first {
                    None => Ordering::Less,
                    Some(set) => compare(name, sets[set].apps()[next[set]].name),
                };
                match order {
                    Ordering::Less => first = Some(at),
                    Ordering::Equal => Message::new("app `").add(name).add(IN_TWO).raise(),
                    Ordering::Greater => {}
                }
            }
            at += 1;
        }
        let Some(set) = first else { break };
        merged[count] = sets[set].apps()[next[set]];
        next[set] += 1;
        count += 1;
    }
    merged
}

const IN_TWO: &str = "` is in two of the combined sets; an app belongs to one: leave one out, or rename the app";

/// The migrations of all sets, in the order in which they run.
///
/// # Panics
/// When a dependency is missing, or there is a cycle of them.
#[track_caller]
pub const fn merge_migrations<const APPS: usize, const ALL: usize>(
    sets: &[Migrations],
    apps: &[App; APPS],
) -> [Embedded; ALL] {
    let (by_app, starts) = sort_by_app::<APPS, ALL>(sets, apps);
    let mut merged = [NOTHING; ALL];
    let mut queues = Queues { apps, by_app: &by_app, starts, next: [0; APPS], checked: [0; APPS], waits: [None; APPS] };
    let mut count = 0;
    while count < ALL {
        let mut app = 0;
        while app < APPS && !queues.is_ready(app) {
            app += 1;
        }
        if app == APPS {
            queues.raise_cycle();
        }
        merged[count] = queues.by_app[queues.starts[app] + queues.next[app]];
        queues.next[app] += 1;
        queues.checked[app] = 0;
        count += 1;
    }
    merged
}

/// What stands in an array until something else does.
const NOTHING: Embedded = Embedded {
    app: "",
    name: "",
    was: None,
    replaces: &[],
    depends_on: &[],
    checksums: [&[0; 32]; 3],
    up: "",
    down: "",
    irreversible: None,
    transaction: true,
    tags: &[],
    steps: &[],
};

/// The migrations of all sets, app by app, and the place at which each app begins.
#[track_caller]
const fn sort_by_app<const APPS: usize, const ALL: usize>(
    sets: &[Migrations],
    apps: &[App; APPS],
) -> ([Embedded; ALL], [usize; APPS]) {
    let mut starts = [0; APPS];
    let mut app = 1;
    while app < APPS {
        starts[app] = starts[app - 1] + apps[app - 1].migrations;
        app += 1;
    }
    let mut by_app = [NOTHING; ALL];
    let mut ends = starts;
    let mut set = 0;
    while set < sets.len() {
        let embedded = sets[set].embedded();
        let (mut at, mut last): (usize, Option<usize>) = (0, None);
        while at < embedded.len() {
            let name = embedded[at].app.as_bytes();
            // Most often it is the app of the one before.
            let app = match last {
                Some(app) if compare_bytes(apps[app].name.as_bytes(), name).is_eq() => app,
                _ => match find_app(apps, name) {
                    Some(app) => app,
                    None => panic!("a set has no table of its apps; build all crates with one version of covet"),
                },
            };
            by_app[ends[app]] = embedded[at];
            ends[app] += 1;
            last = Some(app);
            at += 1;
        }
        set += 1;
    }
    (by_app, starts)
}

/// A migration, by the places of its app and within it.
type Place = (usize, usize);

/// The migrations of each app that wait for their turn.
struct Queues<'a, const APPS: usize> {
    apps: &'a [App; APPS],
    by_app: &'a [Embedded],
    starts: [usize; APPS],
    /// How many of each app have had their turn.
    next: [usize; APPS],
    /// How many dependencies of each next one have been looked up.
    checked: [usize; APPS],
    /// The dependency that was looked up last.
    waits: [Option<Place>; APPS],
}

impl<const APPS: usize> Queues<'_, APPS> {
    /// Whether an app has a next migration, and all that it depends on has had its turn.
    #[track_caller]
    const fn is_ready(&mut self, app: usize) -> bool {
        if self.next[app] == self.apps[app].migrations {
            return false;
        }
        let one = &self.by_app[self.starts[app] + self.next[app]];
        loop {
            if let Some((other, place)) = self.waits[app]
                && self.next[other] <= place
            {
                return false;
            }
            self.waits[app] = None;
            if self.checked[app] == one.depends_on.len() {
                return true;
            }
            self.waits[app] = Some(find(self.apps, one, one.depends_on[self.checked[app]]));
            self.checked[app] += 1;
        }
    }

    /// Names migrations that wait for each other: whoever is followed often enough is one of them.
    #[track_caller]
    const fn raise_cycle(&self) -> ! {
        let mut app = 0;
        while app < APPS && self.waits[app].is_none() {
            app += 1;
        }
        let mut steps = 0;
        while steps < APPS {
            if let Some((other, _)) = self.waits[app] {
                app = other;
            }
            steps += 1;
        }
        let mut message = Message::new("dependencies between the combined sets form a cycle: ");
        let start = app;
        while let Some((other, place)) = self.waits[app] {
            let one = &self.by_app[self.starts[app] + self.next[app]];
            let needed = &self.by_app[self.starts[other] + place];
            message = message.add_id(one.app, one.name).add(" needs ").add_id(needed.app, needed.name);
            app = other;
            if app == start {
                break;
            }
            message = message.add(", ");
        }
        message.add("; remove one of these dependencies").raise()
    }
}

/// The place of a migration that another one depends on.
#[track_caller]
const fn find<const APPS: usize>(apps: &[App; APPS], one: &Embedded, dependency: &str) -> Place {
    let text = dependency.as_bytes();
    let mut slash = 0;
    while slash < text.len() && text[slash] != b'/' {
        slash += 1;
    }
    let (app, rest) = text.split_at(slash);
    let Some(app) = find_app(apps, app) else {
        missing(one, dependency).add("none of the combined sets has that app; add the set that has it").raise()
    };
    let name = match rest.split_first() {
        Some((_, name)) => name,
        None => rest,
    };
    let names = apps[app].names;
    let (mut low, mut high) = (0, names.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match compare_bytes(names[middle].0.as_bytes(), name) {
            Ordering::Equal => return (app, names[middle].1),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    missing(one, dependency).add("that app has no migration of that name; mend `depends_on`").raise()
}

const fn missing(one: &Embedded, dependency: &str) -> Message {
    Message::new("").add_id(one.app, one.name).add(" depends on `").add(dependency).add("`, and ")
}

/// The place of an app among those that are sorted by name.
const fn find_app(apps: &[App], name: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (0, apps.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match compare_bytes(apps[middle].name.as_bytes(), name) {
            Ordering::Equal => return Some(middle),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

const fn compare(a: &str, b: &str) -> Ordering {
    compare_bytes(a.as_bytes(), b.as_bytes())
}

/// `Ord`, for constants. By single bytes: calls, which larger pieces would need, count as much as rounds of a loop.
const fn compare_bytes(a: &[u8], b: &[u8]) -> Ordering {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return if a[at] < b[at] { Ordering::Less } else { Ordering::Greater };
        }
        at += 1;
    }
    match (a.len() == at, b.len() == at) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, _) => Ordering::Greater,
    }
}

/// The text of a build error: a constant cannot format.
struct Message {
    bytes: [u8; Message::LONGEST],
    length: usize,
}

impl Message {
    const LONGEST: usize = 2048;

    const fn new(text: &str) -> Self {
        Message { bytes: [0; Message::LONGEST], length: 0 }.add(text)
    }

    /// Adds a text, where there is room for the whole of it.
    const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() > self.bytes.len() - self.length {
            return self;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length + at] = text[at];
            at += 1;
        }
        self.length += text.len();
        self
    }

    /// Adds the name of a migration.
    const fn add_id(self, app: &str, name: &str) -> Self {
        self.add("`").add(app).add("/").add(name).add("`")
    }

    #[track_caller]
    const fn raise(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            // Whole texts were added, so this does not happen.
            Err(_) => panic!("the sets cannot be combined"),
        }
    }
}

#[cfg(test)]
mod tests {
    use covet_core::diagnostic::{Findings, Mark};
    use covet_core::migration::{Attributes, Dependency, Migration, Script};
    use covet_core::{MigrationId, graph};

    use super::*;

    /// What the macro expands to, but for the names.
    macro_rules! combined {
        ($($set:expr),+) => {{
            const SETS: &[Migrations] = &[$($set),+];
            const APPS: [App; count_apps(SETS)] = merge_apps::<{ SETS.len() }, _>(SETS);
            const EMBEDDED: [Embedded; count_migrations(SETS)] = merge_migrations(SETS, &APPS);
            Migrations::new(&EMBEDDED).with_apps(&APPS)
        }};
    }

    const fn one(app: &'static str, name: &'static str, depends_on: &'static [&'static str]) -> Embedded {
        Embedded { app, name, depends_on, ..NOTHING }
    }

    const fn app(name: &'static str, names: &'static [(&'static str, usize)]) -> App {
        App { name, migrations: names.len(), names, releases: &[("v1", 1)] }
    }

    const AUTH: Migrations = Migrations::new(&[one("auth", "1", &[]), one("auth", "2", &["shop/1"])])
        .with_apps(&[App { migrations: 2, ..app("auth", &[("0", 0), ("1", 0), ("2", 1)]) }]);
    const BLOG: Migrations = Migrations::new(&[one("shop", "1", &["auth/0"]), one("blog", "1", &[])])
        .with_apps(&[app("blog", &[("1", 0)]), app("shop", &[("1", 0)])]);

    fn ids(migrations: Migrations) -> Vec<String> {
        migrations.embedded().iter().map(|one| one.id().to_string()).collect()
    }

    #[test]
    fn sets_are_one_set_in_one_order() {
        static ALL: Migrations = combined!(BLOG, AUTH);
        assert_eq!(ids(ALL), ["auth/1", "blog/1", "shop/1", "auth/2"]);
        assert_eq!(ALL.apps().iter().map(|app| app.name).collect::<Vec<_>>(), ["auth", "blog", "shop"]);
        // What was combined can be combined again.
        const MORE: Migrations = Migrations::new(&[one("a", "1", &["auth/2"])]).with_apps(&[app("a", &[("1", 0)])]);
        static AGAIN: Migrations = combined!(ALL, MORE);
        assert_eq!(ids(AGAIN), ["auth/1", "blog/1", "shop/1", "auth/2", "a/1"]);
    }

    fn message<T>(combine: impl FnOnce() -> T + std::panic::UnwindSafe) -> String {
        let Err(panic) = std::panic::catch_unwind(combine) else { return String::new() };
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn what_does_not_fit_together_is_named() {
        const MORE: Migrations = Migrations::new(&[one("a", "1", &["auth/3"])]).with_apps(&[app("a", &[("1", 0)])]);
        let twice = message(|| merge_apps::<2, 2>(&[AUTH, AUTH]));
        assert!(twice.starts_with("app `auth` is in two of the combined sets; "), "{twice}");

        let alone = message(|| merge_migrations::<1, 2>(&[AUTH], &merge_apps::<1, 1>(&[AUTH])));
        assert_eq!(
            alone,
            "`auth/2` depends on `shop/1`, and none of the combined sets has that app; add the set that has it"
        );
        let unknown =
            message(|| merge_migrations::<4, 5>(&[AUTH, BLOG, MORE], &merge_apps::<3, 4>(&[AUTH, BLOG, MORE])));
        assert_eq!(unknown, "`a/1` depends on `auth/3`, and that app has no migration of that name; mend `depends_on`");
    }

    #[test]
    fn texts_compare_as_they_do_elsewhere() {
        let texts = ["", "a", "b", "auth", "auth_of_users", "auth_of_users2", "auth_of_user\u{e9}", "auth_of_x"];
        for a in texts {
            assert!(texts.iter().all(|b| compare(a, b) == a.cmp(b)), "{a}");
        }
    }

    #[test]
    fn a_cycle_is_named_whole() {
        const A: Migrations = Migrations::new(&[one("a", "1", &["b/2"])]).with_apps(&[app("a", &[("1", 0)])]);
        const B: Migrations = Migrations::new(&[one("b", "1", &["c/1"]), one("b", "2", &[])])
            .with_apps(&[app("b", &[("1", 0), ("2", 1)])]);
        const C: Migrations = Migrations::new(&[one("c", "1", &["b/2"])]).with_apps(&[app("c", &[("1", 0)])]);
        let text = message(|| merge_migrations::<3, 4>(&[A, B, C], &merge_apps::<3, 3>(&[A, B, C])));
        let cycle = text.strip_prefix("dependencies between the combined sets form a cycle: ").expect(&text);
        let (one, other) = ("`b/1` needs `c/1`", "`c/1` needs `b/2`");
        assert!(
            [format!("{one}, {other}"), format!("{other}, {one}")].iter().any(|all| cycle.starts_with(all)),
            "{text}"
        );
    }

    /// Four apps of three migrations in two sets, with dependencies by chance.
    fn by_chance(seed: &mut u64) -> Vec<Embedded> {
        let mut below = |limit: u64| {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*seed >> 33) % limit
        };
        const NAMES: [&str; 3] = ["1", "2", "3"];
        let mut left: Vec<_> = ["a", "b", "c", "d"].map(|app| (app, 0)).to_vec();
        let mut all: Vec<Embedded> = Vec::new();
        while !left.is_empty() {
            let at = below(left.len() as u64) as usize;
            let (app, place): (_, usize) = left[at];
            let others = all.iter().filter(|other| other.app != app);
            let needed: Vec<&str> =
                others.filter(|_| below(4) == 0).map(|other| &*other.id().to_string().leak()).collect();
            all.push(one(app, NAMES[place], needed.leak()));
            left[at].1 += 1;
            left.retain(|(_, place)| *place < NAMES.len());
        }
        all
    }

    #[test]
    fn the_order_is_that_of_a_build_with_all_apps() {
        const NAMES: &[(&str, usize)] = &[("1", 0), ("2", 1), ("3", 2)];
        const AC: &[App] = &[app("a", NAMES), app("c", NAMES)];
        const BD: &[App] = &[app("b", NAMES), app("d", NAMES)];
        let mut seed = 1;
        for _ in 0..200 {
            let all = by_chance(&mut seed);
            let set = |apps: &'static [App]| {
                let ours = all.iter().filter(|one| apps.iter().any(|app| app.name == one.app)).copied();
                Migrations::new(ours.collect::<Vec<_>>().leak()).with_apps(apps)
            };
            let sets = [set(BD), set(AC)];
            let merged: [Embedded; 12] = merge_migrations::<4, 12>(&sets, &merge_apps::<2, 4>(&sets));
            let merged: Vec<MigrationId> = merged.iter().map(Embedded::id).collect();

            let migrations: Vec<Migration> = all.iter().map(written).collect();
            let order = graph::order(&migrations, &mut Findings::new());
            let expected: Vec<MigrationId> = order.into_iter().map(|at| migrations[at].id.clone()).collect();
            assert_eq!(merged, expected);
        }
    }

    fn written(one: &Embedded) -> Migration {
        let dependency = |id: &&str| Dependency { id: id.parse().unwrap(), mark: Mark::NOWHERE };
        let depends_on = one.depends_on.iter().map(dependency).collect();
        let attributes = Attributes { depends_on, ..Attributes::default() };
        Migration { id: one.id(), mark: Mark::NOWHERE, attributes, up: Script::default(), down: None }
    }
}

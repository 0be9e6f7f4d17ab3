//! `combine!`: the migrations of several crates as one set, merged and put into order by the compiler.
//!
//! What is here runs while constants are evaluated, and what does not fit together fails the build. The compiler counts
//! the steps of an evaluation, so all of this is linear but for searches by halves: the tables of names come sorted from
//! `migrations!`, and every dependency is looked up once. What comes out is an app for each turn: the migrations
//! themselves are merged when the program first needs them.

use std::cmp::Ordering;

use covet_core::packing::{Names, compare_part};

use crate::embedded::{App, Link, Migrations};

/// Sets that are one.
#[derive(Clone, Copy, Debug)]
pub struct Combined {
    /// The sets.
    pub sets: &'static [Migrations],
    /// The apps of all sets, by name.
    pub apps: &'static [App],
    /// In the order in which migrations run, the place of the app whose next one it is.
    pub turns: &'static [usize],
}

/// How many apps the sets have.
pub const fn count_apps(sets: &[Migrations]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < sets.len() {
        count += sets[at].apps().len();
        at += 1;
    }
    count
}

/// How many migrations the apps have.
pub const fn count_migrations(apps: &[App]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < apps.len() {
        count += apps[at].migrations;
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
    let mut merged = [App { name: "", migrations: 0, names: Names::NONE, links: &[], releases: &[] }; APPS];
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

/// The app of each turn, in the order in which the migrations of all of them run.
///
/// # Panics
/// When a dependency is missing, or there is a cycle of them.
#[track_caller]
pub const fn take_turns<const APPS: usize, const ALL: usize>(apps: &[App; APPS]) -> [usize; ALL] {
    let mut turns = [0; ALL];
    let mut queues = Queues { apps, next: [0; APPS], linked: [0; APPS], checked: [0; APPS], waits: [None; APPS] };
    let mut count = 0;
    while count < ALL {
        let mut app = 0;
        while app < APPS && !queues.is_ready(app) {
            app += 1;
        }
        if app == APPS {
            queues.raise_cycle();
        }
        turns[count] = app;
        queues.pass(app);
        count += 1;
    }
    turns
}

/// A migration, by the places of its app and within it.
type Place = (usize, usize);

/// The migrations of each app that wait for their turn.
struct Queues<'a, const APPS: usize> {
    apps: &'a [App; APPS],
    /// How many of each app have had their turn.
    next: [usize; APPS],
    /// How many of those that depend on others have.
    linked: [usize; APPS],
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
        let Some(link) = self.link(app) else { return true };
        loop {
            if let Some((other, place)) = self.waits[app]
                && self.next[other] <= place
            {
                return false;
            }
            self.waits[app] = None;
            if self.checked[app] == link.depends_on.len() {
                return true;
            }
            self.waits[app] = Some(find(self.apps, self.apps[app].name, link, link.depends_on[self.checked[app]]));
            self.checked[app] += 1;
        }
    }

    /// What the next one of an app depends on.
    const fn link(&self, app: usize) -> Option<&'static Link> {
        let links: &'static [Link] = self.apps[app].links;
        match self.linked[app] < links.len() {
            true if links[self.linked[app]].place == self.next[app] => Some(&links[self.linked[app]]),
            _ => None,
        }
    }

    /// The next one of an app has its turn.
    const fn pass(&mut self, app: usize) {
        if self.link(app).is_some() {
            self.linked[app] += 1;
        }
        self.next[app] += 1;
        self.checked[app] = 0;
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
        // Who waits has been asked for what it depends on.
        while let (Some((other, _)), Some(link)) = (self.waits[app], self.link(app)) {
            let needed = link.depends_on[self.checked[app] - 1];
            message = message.add_id(self.apps[app].name, link.name).add(" needs `").add(needed).add("`");
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
const fn find<const APPS: usize>(apps: &[App; APPS], app: &str, link: &Link, dependency: &str) -> Place {
    let text = dependency.as_bytes();
    let mut slash = 0;
    while slash < text.len() && text[slash] != b'/' {
        slash += 1;
    }
    let (other, rest) = text.split_at(slash);
    let Some(other) = find_app(apps, other) else {
        missing(app, link, dependency).add("none of the combined sets has that app; add the set that has it").raise()
    };
    let name = match rest.split_first() {
        Some((_, name)) => name,
        None => rest,
    };
    match apps[other].names.find(name) {
        Some(place) => (other, place),
        None => missing(app, link, dependency).add("that app has no migration of that name; mend `depends_on`").raise(),
    }
}

const fn missing(app: &str, link: &Link, dependency: &str) -> Message {
    Message::new("").add_id(app, link.name).add(" depends on `").add(dependency).add("`, and ")
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

const fn compare_bytes(a: &[u8], b: &[u8]) -> Ordering {
    compare_part(a, 0, a.len(), b)
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
    use covet_core::graph;
    use covet_core::migration::{Attributes, Dependency, Migration, Script};

    use super::*;
    use crate::embedded::Embedded;

    /// What the macro expands to, but for the names.
    macro_rules! combined {
        ($($set:expr),+) => {{
            const SETS: &[Migrations] = &[$($set),+];
            const APPS: [App; count_apps(SETS)] = merge_apps::<{ SETS.len() }, _>(SETS);
            const TURNS: [usize; count_migrations(&APPS)] = take_turns(&APPS);
            static COMBINED: Combined = Combined { sets: SETS, apps: &APPS, turns: &TURNS };
            Migrations::combined(&COMBINED)
        }};
    }

    const fn one(app: &'static str, name: &'static str, depends_on: &'static [&'static str]) -> Embedded {
        Embedded { app, name, depends_on, ..Embedded::USUAL }
    }

    const fn link(name: &'static str, place: usize, depends_on: &'static [&'static str]) -> Link {
        Link { name, place, depends_on }
    }

    /// An app whose migrations have the digits of a text as names.
    const fn app(name: &'static str, digits: &'static str, links: &'static [Link]) -> App {
        const ENDS_AND_PLACES: &[u8] = &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0];
        let names = Names { texts: digits, numbers: ENDS_AND_PLACES.split_at(8 * digits.len()).0 };
        App { name, migrations: digits.len(), names, links, releases: &[("v1", 1)] }
    }

    const AUTH: Migrations =
        Migrations::new(&[one("auth", "1", &[]), one("auth", "2", &["shop/1"])]).with_apps(&[App {
            // The first was `0` once.
            names: Names {
                texts: "012",
                numbers: &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0],
            },
            ..app("auth", "12", &[link("2", 1, &["shop/1"])])
        }]);
    const BLOG: Migrations = Migrations::new(&[one("shop", "1", &["auth/0"]), one("blog", "1", &[])])
        .with_apps(&[app("blog", "1", &[]), app("shop", "1", &[link("1", 0, &["auth/0"])])]);

    fn ids(migrations: Migrations) -> Vec<String> {
        migrations.embedded().iter().map(|one| one.id().to_string()).collect()
    }

    #[test]
    fn sets_are_one_set_in_one_order() {
        static ALL: Migrations = combined!(BLOG, AUTH);
        assert_eq!(ids(ALL), ["auth/1", "blog/1", "shop/1", "auth/2"]);
        assert_eq!(ALL.apps().iter().map(|app| app.name).collect::<Vec<_>>(), ["auth", "blog", "shop"]);
        // What was combined can be combined again.
        const MORE: Migrations =
            Migrations::new(&[one("a", "1", &["auth/2"])]).with_apps(&[app("a", "1", &[link("1", 0, &["auth/2"])])]);
        static AGAIN: Migrations = combined!(ALL, MORE);
        assert_eq!(ids(AGAIN), ["auth/1", "blog/1", "shop/1", "auth/2", "a/1"]);
    }

    /// Apps whose migrations do not matter.
    const fn of(apps: &'static [App]) -> Migrations {
        Migrations::new(&[]).with_apps(apps)
    }

    fn message<T>(combine: impl FnOnce() -> T + std::panic::UnwindSafe) -> String {
        let Err(panic) = std::panic::catch_unwind(combine) else { return String::new() };
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn what_does_not_fit_together_is_named() {
        const MORE: Migrations = of(&[app("a", "1", &[link("1", 0, &["auth/3"])])]);
        let twice = message(|| merge_apps::<2, 2>(&[AUTH, AUTH]));
        assert!(twice.starts_with("app `auth` is in two of the combined sets; "), "{twice}");

        let alone = message(|| take_turns::<1, 2>(&merge_apps::<1, 1>(&[AUTH])));
        assert_eq!(
            alone,
            "`auth/2` depends on `shop/1`, and none of the combined sets has that app; add the set that has it"
        );
        let unknown = message(|| take_turns::<4, 5>(&merge_apps::<3, 4>(&[AUTH, BLOG, MORE])));
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
        const A: Migrations = of(&[app("a", "1", &[link("1", 0, &["b/2"])])]);
        const B: Migrations = of(&[app("b", "12", &[link("1", 0, &["c/1"])])]);
        const C: Migrations = of(&[app("c", "1", &[link("1", 0, &["b/2"])])]);
        let text = message(|| take_turns::<3, 4>(&merge_apps::<3, 3>(&[A, B, C])));
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
        let mut seed = 1;
        for _ in 0..200 {
            let all = by_chance(&mut seed);
            let set =
                |apps: [&'static str; 2]| of(apps.map(|name| app(name, "123", links(&all, name))).to_vec().leak());
            let apps = merge_apps::<2, 4>(&[set(["b", "d"]), set(["a", "c"])]);
            let mut next = [0; 4];
            let merged: Vec<String> = take_turns::<4, 12>(&apps)
                .into_iter()
                .map(|app| {
                    next[app] += 1;
                    format!("{}/{}", apps[app].name, next[app])
                })
                .collect();

            let migrations: Vec<Migration> = all.iter().map(written).collect();
            let order = graph::order(&migrations, &mut Findings::new());
            let expected: Vec<String> = order.into_iter().map(|at| migrations[at].id.to_string()).collect();
            assert_eq!(merged, expected);
        }
    }

    /// The links of an app of which all migrations are here.
    fn links(all: &[Embedded], app: &str) -> &'static [Link] {
        let ours = all.iter().filter(|one| one.app == app).enumerate();
        let linked = ours.filter(|(_, one)| !one.depends_on.is_empty());
        linked.map(|(place, one)| link(one.name, place, one.depends_on)).collect::<Vec<_>>().leak()
    }

    fn written(one: &Embedded) -> Migration {
        let dependency = |id: &&str| Dependency { id: id.parse().unwrap(), mark: Mark::NOWHERE };
        let depends_on = one.depends_on.iter().map(dependency).collect();
        let attributes = Attributes { depends_on, ..Attributes::default() };
        Migration { id: one.id(), mark: Mark::NOWHERE, attributes, up: Script::default(), down: None }
    }
}

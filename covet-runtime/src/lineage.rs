//! The chains that prove that an app is where the binary has it: one, where nothing was renamed or replaced.
//!
//! A chain is made of the names at the time. The first is that of a database which applied everything before the renames
//! and squashes, each of the others that of one which went over to the new names at another of them, the last with the
//! new names throughout. Where these were made at different times a database may have another mixture; it is then read
//! row by row, which costs two statements more.
//!
//! What a squash replaces and the binary has no more has no checksum in it. The recorded ones are asked for by their
//! names, in the same statement: the chain then proves that these and no others were applied, in that order, and all
//! that was applied after them.

use covet_core::{Chain, Checksum, Dialect};

use crate::embedded::Embedded;

/// So many ways are told apart in one statement; of more the rows tell.
const MOST_WAYS: usize = 64;

/// So many recorded checksums of an app are asked for in one statement.
const MOST_NAMES: usize = 256;

/// What the fast path asks of one app.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) app: &'static str,
    /// How many rows the app may have when it is where the binary has it; the usual number first.
    pub(crate) lengths: Vec<usize>,
    /// The migrations whose recorded checksum is needed, because the binary has only their names.
    pub(crate) names: Vec<&'static str>,
}

/// A chain at the end of an app, and how many rows make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lineage {
    pub(crate) length: usize,
    pub(crate) chain: Chain,
}

impl Lineage {
    fn link(self, name: &str, checksum: Checksum) -> Lineage {
        Lineage { length: self.length + 1, chain: self.chain.link(name, checksum) }
    }
}

/// What to ask of each app, in the order in which the apps come.
pub(crate) fn questions(embedded: &[Embedded]) -> Vec<Question> {
    let mut counts: Vec<(&'static str, usize, bool)> = Vec::new();
    for one in embedded {
        let squashes = !one.replaces.is_empty();
        match counts.iter_mut().find(|(app, ..)| *app == one.app) {
            Some((_, count, any)) => (*count, *any) = (*count + 1, *any | squashes),
            None => counts.push((one.app, 1, squashes)),
        }
    }
    let question = |(app, count, any): (&'static str, usize, bool)| {
        if !any {
            return Question { app, lengths: vec![count], names: Vec::new() };
        }
        // Which checksums the names have is no matter of the lengths.
        let zero = Checksum([0; 32]);
        let mut lengths: Vec<usize> = Vec::new();
        for lineage in lineages(app, embedded, |_| zero, |_| Some(zero)) {
            if !lengths.contains(&lineage.length) {
                lengths.push(lineage.length);
            }
        }
        Question { app, lengths, names: unknown_names(app, embedded) }
    };
    counts.into_iter().map(question).collect()
}

/// The names of what squashes replace and the binary does not have.
fn unknown_names(app: &str, embedded: &[Embedded]) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for name in embedded.iter().filter(|one| one.app == app).flat_map(Embedded::replaced) {
        if known(app, name, embedded).is_none() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(MOST_NAMES);
    names
}

/// The migration of that name, or former name.
fn known<'e>(app: &str, name: &str, embedded: &'e [Embedded]) -> Option<&'e Embedded> {
    embedded.iter().find(|one| one.app == app && (one.name == name || one.was == Some(name)))
}

/// The chains that an app may have after all that the binary embeds of it.
///
/// `recorded` gives the checksum that the database has of a migration that the binary has only by name.
pub(crate) fn ends_of(
    app: &str,
    embedded: &[Embedded],
    dialect: Dialect,
    recorded: impl Fn(&str) -> Option<Checksum>,
) -> Vec<Lineage> {
    lineages(app, embedded, |one| one.checksum(dialect), recorded)
}

fn lineages(
    app: &str,
    embedded: &[Embedded],
    checksum: impl Fn(&Embedded) -> Checksum,
    recorded: impl Fn(&str) -> Option<Checksum>,
) -> Vec<Lineage> {
    let ours = || embedded.iter().filter(|one| one.app == app);
    let replaced: Vec<&str> = ours().flat_map(Embedded::replaced).collect();
    // Those with the former names so far, and those that went over to the present ones.
    let mut former = vec![Lineage { length: 0, chain: Chain::EMPTY }];
    let mut present: Vec<Lineage> = Vec::new();
    for one in ours().filter(|one| !replaced.contains(&one.name)) {
        let own = |lineage: &Lineage| lineage.link(one.name, checksum(one));
        let mut ways = one.formers().peekable();
        if ways.peek().is_none() {
            former = former.iter().map(own).collect();
            present = present.iter().map(own).collect();
            continue;
        }
        let mut went_over: Vec<Lineage> = former.iter().chain(&present).map(own).collect();
        went_over.truncate(MOST_WAYS);
        let mut stayed = Vec::new();
        for way in ways {
            let links: Option<Vec<(&str, Checksum)>> = way
                .names
                .iter()
                .map(|name| {
                    let content = if way.replaced { known(app, name, embedded) } else { Some(one) };
                    Some((*name, content.map(&checksum).or_else(|| recorded(name))?))
                })
                .collect();
            let follow = |lineage: &Lineage, links: &[(&str, Checksum)]| {
                links.iter().fold(*lineage, |lineage, (name, checksum)| lineage.link(name, *checksum))
            };
            stayed.extend(links.iter().flat_map(|links| former.iter().map(|lineage| follow(lineage, links))));
        }
        stayed.truncate(MOST_WAYS);
        (former, present) = (stayed, went_over);
    }
    present.extend(former);
    present
}

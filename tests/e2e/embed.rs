//! Migrations made in a test, as a build would embed them.

use covet::__private::{Embedded, RustStep};
use covet::Migrations;
use covet_core::diagnostic::{Findings, Mark};
use covet_core::dsl;
use covet_core::migration::{Attributes, Migration};
use covet_core::replay::{self, Down};
use covet_core::{MigrationId, Schema, canonical};

/// A migration of a test: its app, its name, its up, and the Rust functions that it runs.
#[derive(Clone, Copy)]
pub struct Source {
    pub app: &'static str,
    pub name: &'static str,
    pub up: fn(&mut dsl::Migration),
    pub steps: &'static [RustStep],
}

/// A migration without Rust functions.
pub const fn migration(app: &'static str, name: &'static str, up: fn(&mut dsl::Migration)) -> Source {
    Source { app, name, up, steps: &[] }
}

/// Embeds migrations, in the order in which they run.
///
/// # Panics
/// When one of them has a finding; one that nothing undoes is embedded as irreversible.
pub fn embed(sources: &[Source]) -> Migrations {
    embed_with(sources, |_| {})
}

/// Embeds migrations that say more of themselves than their operations.
pub fn embed_with(sources: &[Source], say: impl Fn(&mut Embedded)) -> Migrations {
    let mut all = table(sources);
    all.iter_mut().for_each(say);
    Migrations::new(all.leak())
}

/// What is embedded of migrations, each of which goes on from those before it.
pub fn table(sources: &[Source]) -> Vec<Embedded> {
    let mut schema = Schema::new();
    sources.iter().map(|source| embedded(source, &mut schema)).collect()
}

fn embedded(source: &Source, schema: &mut Schema) -> Embedded {
    let mut m = dsl::Migration::new();
    (source.up)(&mut m);
    let (up, mut findings) = m.finish();
    let migration = Migration {
        id: MigrationId::new(source.app, source.name),
        mark: Mark::NOWHERE,
        attributes: Attributes::default(),
        up,
        down: None,
    };
    let down = replay::migration(&migration, schema, &mut findings);
    check(&migration.id, findings);
    let operations = migration.up.operations();
    let (down, irreversible) = match down {
        Down::Operations(inverse) => (canonical::encode(&inverse.operations), None),
        Down::Irreversible(why) => (String::new(), Some(&*why.leak())),
    };
    let checksums = canonical::checksums(operations, true).map(|checksum| &*Box::leak(Box::new(checksum.0)));
    Embedded {
        app: source.app,
        name: source.name,
        was: None,
        replaces: &[],
        depends_on: &[],
        checksums,
        up: canonical::encode(operations).leak(),
        down: down.leak(),
        irreversible,
        transaction: true,
        tags: &[],
        steps: source.steps,
    }
}

fn check(id: &MigrationId, findings: Findings) {
    let errors: Vec<String> =
        findings.iter().filter(|finding| finding.code != "no-down").map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{id}: {}", errors.join("; "));
}

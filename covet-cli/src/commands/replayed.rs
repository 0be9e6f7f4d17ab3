//! What migrations make of an empty database, computed and not asked.

use covet_core::{Operation, Schema, canonical, replay};
use covet_runtime::private::Embedded;

use crate::exit::{Failure, Outcome};

/// The operations of an embedded text.
///
/// # Errors
/// When another version of Covet embedded them.
pub(crate) fn decoded(one: &Embedded, text: &str) -> Outcome<Vec<Operation>> {
    canonical::decode(text).map_err(|error| Failure::new(format!("migration `{}/{}`: {error}", one.app, one.name)))
}

/// What an empty database runs of these migrations: not those that a squash among them replaces.
pub(crate) fn run_of(migrations: &'static [Embedded]) -> Vec<&'static Embedded> {
    let replaced = |one: &Embedded| {
        let squashes = migrations.iter().filter(|squash| squash.app == one.app);
        squashes.flat_map(|squash| squash.replaces.iter().copied().flatten()).any(|name| *name == one.name)
    };
    migrations.iter().filter(|one| !replaced(one)).collect()
}

/// Does to a schema what a migration does to a database.
///
/// # Errors
/// When it does not fit.
pub(crate) fn apply(one: &Embedded, schema: &mut Schema) -> Outcome<()> {
    let operations = decoded(one, one.up)?;
    replay::apply(&operations, schema)
        .map_err(|finding| Failure::new(format!("migration `{}/{}` does not fit: {finding}", one.app, one.name)))
}

/// The schema after migrations, in the order in which they are given.
///
/// # Errors
/// When they do not fit together.
pub(crate) fn schema_of<'a>(migrations: impl IntoIterator<Item = &'a Embedded>) -> Outcome<Schema> {
    let mut schema = Schema::new();
    for one in migrations {
        apply(one, &mut schema)?;
    }
    Ok(schema)
}

//! What is kept of a migration to run it, whoever keeps it: the macros in a binary, the command line in its memory.
//!
//! Names, checksums and canonical texts; everything else is computed from them again.

use std::collections::BTreeMap;

use crate::canonical;
use crate::checksum::Checksum;
use crate::migration::{Migration, Replaced};
use crate::replay::Down;

/// What is kept of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// Its app.
    pub app: String,
    /// Its name within the app.
    pub name: String,
    /// The name that it had before.
    pub was: Option<String>,
    /// The migrations of its app that it replaces, and that a database may have recorded in its stead: the names of each
    /// way in which it may have, in order.
    pub replaces: Vec<Vec<String>>,
    /// The migrations of other apps that run before it, as `app/name`.
    pub depends_on: Vec<String>,
    /// The checksums of its up, in the order of [`Dialect::ALL`](crate::Dialect::ALL).
    pub checksums: [Checksum; 3],
    /// Its operations in canonical form.
    pub up: String,
    /// The operations of its down in canonical form, or why there is none.
    pub down: Result<String, String>,
    /// Whether it runs in a transaction where the database has them.
    pub transaction: bool,
    /// Its tags.
    pub tags: Vec<String>,
}

impl Embedding {
    /// What is kept of a migration whose down was computed and that had another name before.
    ///
    /// ```
    /// use covet_core::embedding::Embedding;
    /// use covet_core::migration::{Attributes, Migration, MigrationId};
    /// use covet_core::{Mark, Schema, dsl, replay};
    ///
    /// let mut m = dsl::Migration::new();
    /// m.create_table("tags", |t| t.string("name", 40));
    /// let id = MigrationId::new("blog", "0001_tags");
    /// let (mark, attributes) = (Mark::NOWHERE, Attributes::default());
    /// let migration = Migration { id, mark, attributes, up: m.finish().0, down: None };
    /// let down = replay::migration(&migration, &mut Schema::new(), &mut Default::default());
    /// let kept = Embedding::of(&migration, &down, None);
    /// assert_eq!(kept.down.unwrap(), r#"[{"drop_table":{"table":"tags"}}]"#);
    /// ```
    pub fn of(migration: &Migration, down: &Down, was: Option<&str>) -> Self {
        let (operations, attributes) = (migration.up.operations(), &migration.attributes);
        let up = canonical::encode(operations);
        let names = |list: &Vec<Replaced>| list.iter().map(|replaced| replaced.name.clone()).collect();
        Embedding {
            app: migration.id.app.clone(),
            name: migration.id.name.clone(),
            was: was.map(str::to_owned),
            replaces: attributes.replaces.iter().map(names).collect(),
            depends_on: attributes.depends_on.iter().map(|dependency| dependency.id.to_string()).collect(),
            checksums: canonical::checksums_of(operations, &up, attributes.transaction),
            up,
            down: match down {
                Down::Operations(inverse) => Ok(canonical::encode(&inverse.operations)),
                Down::Irreversible(why) => Err(why.clone()),
            },
            transaction: attributes.transaction,
            tags: attributes.tags.clone(),
        }
    }
}

/// What is kept of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppEmbedding {
    /// Its name.
    pub name: String,
    /// How many migrations it has.
    pub migrations: usize,
    /// The names of its migrations, former ones included, in the order of their bytes, each with its place in the app.
    pub names: Vec<(String, usize)>,
    /// Those of its migrations that depend on others, in order.
    pub links: Vec<Link>,
    /// The releases that its order file marks, each with the number of migrations above it.
    pub releases: Vec<(String, usize)>,
}

/// A migration that depends on those of other apps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// Its place in its app.
    pub place: usize,
    /// What it depends on, as `app/name`.
    pub depends_on: Vec<String>,
}

impl AppEmbedding {
    /// What is kept of an app with these releases, of all the migrations that there are.
    pub fn of(name: &str, releases: Vec<(String, usize)>, migrations: &[Embedding]) -> Self {
        let ours = migrations.iter().filter(|one| one.app == name);
        let (mut names, mut links) = (BTreeMap::new(), Vec::new());
        let mut count = 0;
        for (place, one) in ours.enumerate() {
            // Whoever needs what a squash replaces needs the squash, which stands behind.
            let known = one.was.iter().chain(one.replaces.iter().flatten()).chain([&one.name]);
            names.extend(known.map(|name| (name.clone(), place)));
            if !one.depends_on.is_empty() {
                links.push(Link { name: one.name.clone(), place, depends_on: one.depends_on.clone() });
            }
            count = place + 1;
        }
        // It is searched by halves: a map has its keys in order.
        let names = names.into_iter().collect();
        AppEmbedding { name: name.to_owned(), migrations: count, names, links, releases }
    }
}

//! Migrations that were read at run time, in the form in which a build embeds them.

use covet_core::Checksum;
use covet_core::embedding::{self, AppEmbedding, Embedding};
use covet_core::packing::{Names, pack_names};

use crate::embedded::{App, Embedded, Link};

/// A migration; without the functions that it names, for only a build has these.
pub(crate) fn migration(one: Embedding) -> Embedded {
    let Embedding { app, name, was, replaces, depends_on, checksums, up, down, transaction, tags } = one;
    let (down, irreversible) = match down {
        Ok(down) => (down, None),
        Err(why) => (String::new(), Some(why)),
    };
    Embedded {
        app: app.leak(),
        name: name.leak(),
        was: was.map(text),
        replaces: replaces.into_iter().map(texts).collect::<Vec<_>>().leak(),
        depends_on: texts(depends_on),
        checksums: checksums.map(bytes),
        up: up.leak(),
        down: down.leak(),
        irreversible: irreversible.map(text),
        transaction,
        tags: texts(tags),
        steps: &[],
    }
}

pub(crate) fn app(one: AppEmbedding) -> App {
    let AppEmbedding { name, migrations, names, links, releases } = one;
    let (texts, numbers) = pack_names(&names);
    let names = Names { texts: text(texts), numbers: numbers.leak() };
    let links: Vec<Link> = links.into_iter().map(link).collect();
    App { name: name.leak(), migrations, names, links: links.leak(), releases: places(releases) }
}

fn link(one: embedding::Link) -> Link {
    let embedding::Link { name, place, depends_on } = one;
    Link { name: name.leak(), place, depends_on: texts(depends_on) }
}

fn text(text: String) -> &'static str {
    text.leak()
}

fn texts(list: Vec<String>) -> &'static [&'static str] {
    list.into_iter().map(text).collect::<Vec<_>>().leak()
}

fn bytes(checksum: Checksum) -> &'static [u8; 32] {
    Box::leak(Box::new(checksum.0))
}

fn places(list: Vec<(String, usize)>) -> &'static [(&'static str, usize)] {
    list.into_iter().map(|(name, place)| (text(name), place)).collect::<Vec<_>>().leak()
}

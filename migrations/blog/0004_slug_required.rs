//! Every post has a slug of its own.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("posts", |t| t.string("slug", 200));
    m.add_unique("posts", ["slug"]);
}

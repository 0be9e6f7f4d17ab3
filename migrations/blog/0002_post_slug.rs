//! A readable name for the address of a post.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("posts", |t| t.string("slug", 200).nullable());
}

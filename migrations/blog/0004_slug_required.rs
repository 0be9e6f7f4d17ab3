//! Every post has a slug of its own.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("posts", |t| t.string("slug", 200))
        .allow(Rule::NotNullOnExisting, "0003 has given every post a slug")
        .allow(Rule::SetNotNull, "there are few posts, so that looking at all of them takes no time");
    m.add_unique("posts", ["slug"])
        .allow(Rule::UniqueOnExisting, "a slug ends with the number of its post")
        .allow(Rule::UniqueConstraint, "there are few posts");
}

//! Posts, each by a user.
use covet::dsl::*;

#[migration(depends_on = ["auth/0001_users"])]
fn up(m: &mut Migration) {
    m.create_table("posts", |t| {
        t.id();
        t.references("author_id", "users").on_delete(Cascade).index();
        t.string("title", 200);
        t.text("body");
        t.decimal("rating", 3, 2).nullable();
        t.timestamp_tz("published_at").nullable();
        t.timestamps();
    });
    m.create_index("posts", ["published_at", "title"]);
}

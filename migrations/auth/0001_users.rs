//! Accounts that can sign in.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("email", 120).unique();
        t.string("name", 80);
        t.boolean("is_active").default(true);
        t.timestamps();
    });
}

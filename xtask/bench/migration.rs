//! Records, number NUMBER.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("records_NUMBER", |t| {
        t.id();
        t.string("email", 120).unique();
        t.string("name", 80);
        t.boolean("is_active").default(true);
        t.timestamps();
    });
}

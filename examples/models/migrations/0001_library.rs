//! Create table `readers`, create table `books`.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("readers", |t| {
        t.id();
        t.string("name", 80);
        t.boolean("active").default(true);
        t.timestamp_tz("joined_at");
    });
    m.create_table("books", |t| {
        t.string("isbn", 17).primary_key();
        t.string("title", 200).index();
        t.references("lent_to", "readers")
            .nullable()
            .on_delete(SetNull)
            .index();
    });
}

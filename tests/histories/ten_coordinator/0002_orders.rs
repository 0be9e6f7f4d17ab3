//! Orders, by their direction.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("Direction_Type", ["long", "short"]);
    m.create_table("orders", |t| {
        t.integer_id();
        t.float("price");
        t.text("maker_id");
        t.boolean("taken").default(false);
        t.native_enum("direction", "Direction_Type");
        t.float("quantity");
    });
}

//! A trade belongs to a position; those that have none are gone with it.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.run_sql("DELETE FROM trades WHERE position_id IS NULL").reverse("");
    m.alter_column("trades", |t| t.integer("position_id"));
}

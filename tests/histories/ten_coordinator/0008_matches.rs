//! Which orders met.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("MatchState_Type", ["Pending", "Filled", "Failed"]);
    m.create_table("matches", |t| {
        t.uuid_id();
        t.native_enum("match_state", "MatchState_Type");
        t.uuid("order_id");
        t.uuid("match_order_id");
        t.foreign_key(["order_id"], "orders", ["trader_order_id"]).name("matches_order_id_fkey");
        t.foreign_key(["match_order_id"], "orders", ["trader_order_id"]).name("matches_match_order_id_fkey");
        t.float("execution_price");
        t.timestamps();
    });
}

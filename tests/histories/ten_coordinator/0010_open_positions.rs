//! One open position a trader, and a view of them.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_index("positions", ["trader_pubkey", "contract_symbol"])
        .unique()
        .filter("position_state = 'Open'")
        .name("positions_one_open");
    m.create_index_on("positions", "lower(trader_pubkey)").name("positions_by_pubkey");
    m.create_object(View, "open_positions")
        .create("CREATE VIEW open_positions AS SELECT id, trader_pubkey, quantity FROM positions WHERE position_state = 'Open'")
        .uses(["positions"]);
}

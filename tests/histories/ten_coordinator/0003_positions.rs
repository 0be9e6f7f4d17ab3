//! Positions of traders.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("ContractSymbol_Type", ["BtcUsd"]);
    m.create_enum("PositionState_Type", ["Open", "Closing"]);
    m.create_table("positions", |t| {
        t.integer_id();
        t.native_enum("contract_symbol", "ContractSymbol_Type");
        t.float("leverage");
        t.float("quantity");
        t.native_enum("direction", "Direction_Type");
        t.native_enum("position_state", "PositionState_Type");
        t.big_integer("collateral");
        t.timestamp_tz("creation_timestamp").default_now();
        t.timestamp_tz("expiry_timestamp");
        t.text("trader_pubkey");
    });
    m.create_table("trades", |t| {
        t.integer_id();
        t.references("position_id", "positions").nullable().key_named("trades_position_id_fkey");
        t.float("quantity");
        t.text("trader_pubkey");
        t.timestamp_tz("timestamp").default_now();
    });
}

//! A closed position stays, with what it made. The type is made anew, so that there is a way back.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("PositionState_Type2", ["Open", "Closing", "Closed"]);
    m.alter_column("positions", |t| t.native_enum("position_state", "PositionState_Type2"));
    m.drop_enum("PositionState_Type");
    m.add_column("positions", |t| t.big_integer("realized_pnl_sat").nullable());
    m.rename_column("positions", "collateral", "coordinator_margin");
    m.rename_column("positions", "leverage", "trader_leverage");
    m.add_column("positions", |t| t.big_integer("trader_margin").default(0));
}

//! Orders are matched or made, and no order has more than one id.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("OrderType_Type", ["market", "limit"]);
    m.add_column("orders", |t| t.native_enum("order_type", "OrderType_Type")).fill("market");
    m.rename_column("orders", "maker_id", "trader_id");
    m.add_column("orders", |t| t.uuid("trader_order_id")).fill("00000000-0000-0000-0000-000000000000");
    m.alter_column("orders", |t| t.uuid("trader_order_id").default_uuid());
    m.run_sql("UPDATE orders SET trader_order_id = gen_random_uuid()").reverse("");
    m.add_unique("orders", ["trader_order_id"]).name("orders_trader_order_id_key");
}

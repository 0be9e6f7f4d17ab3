//! Trades of an order, and a view of what they cost.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("trades", |t| {
        t.integer_id();
        t.references("order_id", "orders").on_delete(Cascade).index();
        t.double("price");
        t.big_integer("fee_sats");
        t.timestamp_tz("timestamp");
    });
    m.create_object(View, "fees")
        .create("CREATE VIEW fees AS SELECT order_id, sum(fee_sats) AS fee_sats FROM trades GROUP BY order_id")
        .uses(["trades"]);
    m.create_object(Trigger, "trades_fee").on("trades").create(
        "CREATE TRIGGER trades_fee AFTER INSERT ON trades BEGIN
             UPDATE orders SET matching_fee_sats = coalesce(matching_fee_sats, 0) + NEW.fee_sats WHERE id = NEW.order_id;
         END",
    )
    .uses(["orders"]);
}

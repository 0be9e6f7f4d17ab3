//! An order has a state, of which having been taken is one.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("OrderState_Type", ["Open", "Matched", "Taken", "Failed"]);
    m.add_column("orders", |t| t.native_enum("order_state", "OrderState_Type").default("Open"));
    m.run_sql(
        "UPDATE orders SET order_state = 'Taken' WHERE taken;
         UPDATE orders SET order_state = 'Failed' WHERE NOT taken AND order_type = 'market'",
    )
    .reverse("UPDATE orders SET taken = true WHERE order_state = 'Taken'");
    m.drop_column("orders", "taken");
}

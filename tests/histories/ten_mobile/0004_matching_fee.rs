//! What a match cost, also of the orders that were matched before it was kept.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("orders", |t| t.big_integer("matching_fee_sats").nullable());
    m.run_sql(
        "UPDATE orders SET matching_fee_sats = quantity / (execution_price * leverage) * 100000000 * 0.003
         WHERE execution_price IS NOT NULL AND state IN ('filling', 'filled');
         UPDATE orders SET matching_fee_sats = 0 WHERE matching_fee_sats IS NULL AND state IN ('filling', 'filled')",
    )
    .reverse("");
}

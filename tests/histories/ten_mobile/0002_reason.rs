//! Why an order was made.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("orders", |t| t.text("reason").default("Manual"));
    m.rename_column("orders", "status", "state");
}

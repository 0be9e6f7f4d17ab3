//! Quantities are exact, also in the view of them.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("positions", |t| t.decimal("quantity", 12, 2));
}

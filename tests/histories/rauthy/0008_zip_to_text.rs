//! Elsewhere postal codes have letters.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("users_values", |t| t.text("zip").nullable());
}

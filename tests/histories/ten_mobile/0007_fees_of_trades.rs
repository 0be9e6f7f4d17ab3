//! A fee may not be known yet; the table is made anew, under its view and its trigger.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("trades", |t| t.big_integer("fee_sats").nullable());
}

//! Nothing reads it.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_table("last_login");
}

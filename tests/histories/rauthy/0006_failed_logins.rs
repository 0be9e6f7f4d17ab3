//! More failures than an attacker has time for.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("users", |t| t.big_integer("failed_login_attempts").nullable());
}

//! Nothing reads the devices of before; a link says what it is for.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_column("users", "mfa_app");
    m.drop_table("mfa_apps");
    m.add_column("magic_links", |t| t.text("usage")).fill("password_reset");
    m.add_column("sessions", |t| t.text("remote_ip").nullable());
}

//! Addresses may have 254 characters, as RFC 5321 allows. SQLite makes the table anew for this.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("users", |t| t.string("email", 254));
}

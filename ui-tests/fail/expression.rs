//! The expression form: its value stands, so that nothing follows from the error.

static MIGRATIONS: covet::Migrations = covet::migrations!("./../fixtures/expression");

fn main() {
    let _ = MIGRATIONS;
}

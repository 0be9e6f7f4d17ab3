//! Functions that are none of a migration.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_signature");

fn main() {
    let _ = MIGRATIONS;
}

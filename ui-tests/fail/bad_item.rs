//! What cannot stand in a migration file, or not twice.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_item");

fn main() {
    let _ = MIGRATIONS;
}

//! A table that no migration made.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_table");

fn main() {
    let _ = MIGRATIONS;
}

//! Renames to the same name.

covet::migrations!(static MIGRATIONS = "./../fixtures/no_change");

fn main() {
    let _ = MIGRATIONS;
}

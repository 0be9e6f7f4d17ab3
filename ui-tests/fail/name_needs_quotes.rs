//! A new name that an expression could not hold.

covet::migrations!(static MIGRATIONS = "./../fixtures/name_needs_quotes");

fn main() {
    let _ = MIGRATIONS;
}

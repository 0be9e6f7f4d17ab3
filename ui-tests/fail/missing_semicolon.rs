//! A value where nothing is expected.

covet::migrations!(static MIGRATIONS = "./../fixtures/missing_semicolon");

fn main() {
    let _ = MIGRATIONS;
}

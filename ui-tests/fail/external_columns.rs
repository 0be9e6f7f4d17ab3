//! A key to another crate that does not say what it refers to.

covet::migrations!(static MIGRATIONS = "./../fixtures/external_columns");

fn main() {
    let _ = MIGRATIONS;
}

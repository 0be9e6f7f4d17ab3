//! What is unique already.

covet::migrations!(static MIGRATIONS = "./../fixtures/redundant_unique");

fn main() {
    let _ = MIGRATIONS;
}

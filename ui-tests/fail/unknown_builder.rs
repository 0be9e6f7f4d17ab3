//! A call on nobody knows what.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_builder");

fn main() {
    let _ = MIGRATIONS;
}

//! A reference to a table of which nothing is known.

covet::migrations!(static MIGRATIONS = "./../fixtures/external_reference");

fn main() {
    let _ = MIGRATIONS;
}

//! Names that some database would cut.

covet::migrations!(static MIGRATIONS = "./../fixtures/name_too_long");

fn main() {
    let _ = MIGRATIONS;
}

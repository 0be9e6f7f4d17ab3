//! Names that something else has.

covet::migrations!(static MIGRATIONS = "./../fixtures/name_taken");

fn main() {
    let _ = MIGRATIONS;
}

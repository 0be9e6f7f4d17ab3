//! Another name for a part of the DSL.

covet::migrations!(static MIGRATIONS = "./../fixtures/use_as");

fn main() {
    let _ = MIGRATIONS;
}

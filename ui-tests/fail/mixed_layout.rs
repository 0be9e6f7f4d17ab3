//! An order file in the directory and in one below it.

covet::migrations!(static MIGRATIONS = "./../fixtures/mixed_layout");

fn main() {
    let _ = MIGRATIONS;
}

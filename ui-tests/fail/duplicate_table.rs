//! A table that is there already.

covet::migrations!(static MIGRATIONS = "./../fixtures/duplicate_table");

fn main() {
    let _ = MIGRATIONS;
}

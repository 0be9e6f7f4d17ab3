//! A column that is there already.

covet::migrations!(static MIGRATIONS = "./../fixtures/duplicate_column");

fn main() {
    let _ = MIGRATIONS;
}

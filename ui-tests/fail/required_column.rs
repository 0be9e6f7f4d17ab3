//! A column that the rows which are there have no value for.

covet::migrations!(static MIGRATIONS = "./../fixtures/required_column");

fn main() {
    let _ = MIGRATIONS;
}

//! A key to a table that nobody makes.

covet::migrations!(static MIGRATIONS = "./../fixtures/table_of_another_crate");

fn main() {
    let _ = MIGRATIONS;
}

//! An index on a column that the table does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_column");

fn main() {
    let _ = MIGRATIONS;
}

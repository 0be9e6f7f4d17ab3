//! Calls that take one column, and bring none or two.

covet::migrations!(static MIGRATIONS = "./../fixtures/one_column");

fn main() {
    let _ = MIGRATIONS;
}

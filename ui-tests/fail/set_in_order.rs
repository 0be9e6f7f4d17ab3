//! A column that would follow from another that is set before it, on one database.

covet::migrations!(static MIGRATIONS = "./../fixtures/set_in_order");

fn main() {
    let _ = MIGRATIONS;
}

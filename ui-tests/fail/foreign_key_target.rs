//! A foreign key to a column that is not unique.

covet::migrations!(static MIGRATIONS = "./../fixtures/foreign_key_target");

fn main() {
    let _ = MIGRATIONS;
}

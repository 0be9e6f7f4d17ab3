//! A foreign key between columns of different types.

covet::migrations!(static MIGRATIONS = "./../fixtures/foreign_key_type");

fn main() {
    let _ = MIGRATIONS;
}

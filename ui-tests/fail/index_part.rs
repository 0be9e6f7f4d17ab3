//! A part of an index that it does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/index_part");

fn main() {
    let _ = MIGRATIONS;
}

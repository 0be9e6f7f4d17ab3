//! Constraints and indexes that are not there.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_constraint");

fn main() {
    let _ = MIGRATIONS;
}

//! A default that is no value of the column.

covet::migrations!(static MIGRATIONS = "./../fixtures/default_does_not_fit");

fn main() {
    let _ = MIGRATIONS;
}

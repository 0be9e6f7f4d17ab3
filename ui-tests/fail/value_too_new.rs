//! A value of an enum in the transaction that adds it.

covet::migrations!(static MIGRATIONS = "./../fixtures/value_too_new", targets = [postgres]);

fn main() {
    let _ = MIGRATIONS;
}

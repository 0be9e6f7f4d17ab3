//! A column that is NOT NULL already.

covet::migrations!(static MIGRATIONS = "./../fixtures/set_not_null");

fn main() {
    let _ = MIGRATIONS;
}

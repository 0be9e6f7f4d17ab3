//! A column that would join a primary key.

covet::migrations!(static MIGRATIONS = "./../fixtures/primary_key_added");

fn main() {
    let _ = MIGRATIONS;
}

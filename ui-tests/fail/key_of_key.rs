//! A key that something needs, and types of its ends.

covet::migrations!(static MIGRATIONS = "./../fixtures/key_of_key");

fn main() {
    let _ = MIGRATIONS;
}

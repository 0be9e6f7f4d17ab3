//! Texts that make no object, or not on every database.

covet::migrations!(static MIGRATIONS = "./../fixtures/object_text");

fn main() {
    let _ = MIGRATIONS;
}

//! Objects, and what they use, that do not exist or are there already.

covet::migrations!(static MIGRATIONS = "./../fixtures/object_unknown");

fn main() {
    let _ = MIGRATIONS;
}

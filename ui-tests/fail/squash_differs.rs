//! A squash that makes another schema.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_differs");

fn main() {
    let _ = MIGRATIONS;
}

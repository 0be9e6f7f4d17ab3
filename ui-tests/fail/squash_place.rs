//! A squash before what it replaces.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_place");

fn main() {
    let _ = MIGRATIONS;
}

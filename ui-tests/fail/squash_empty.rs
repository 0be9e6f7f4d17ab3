//! A squash of nothing.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_empty");

fn main() {
    let _ = MIGRATIONS;
}

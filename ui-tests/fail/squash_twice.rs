//! Two squashes of one migration.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_twice");

fn main() {
    let _ = MIGRATIONS;
}

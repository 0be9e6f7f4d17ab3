//! A squash of a migration that was renamed.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_renamed");

fn main() {
    let _ = MIGRATIONS;
}

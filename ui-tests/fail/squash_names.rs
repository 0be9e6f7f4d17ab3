//! Names that a squash cannot replace.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_names");

fn main() {
    let _ = MIGRATIONS;
}

//! Something that one of the targets cannot do.

covet::migrations!(static MIGRATIONS = "./../fixtures/dialect_cannot");

fn main() {
    let _ = MIGRATIONS;
}

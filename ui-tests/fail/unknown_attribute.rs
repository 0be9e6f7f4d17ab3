//! An argument that the attribute does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_attribute");

fn main() {
    let _ = MIGRATIONS;
}

//! Arguments of the attribute that say nothing.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_attribute");

fn main() {
    let _ = MIGRATIONS;
}

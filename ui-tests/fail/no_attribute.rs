//! A migration without its attribute.

covet::migrations!(static MIGRATIONS = "./../fixtures/no_attribute");

fn main() {
    let _ = MIGRATIONS;
}

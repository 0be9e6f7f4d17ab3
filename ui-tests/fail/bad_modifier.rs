//! Modifiers that do not suit a type.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_modifier");

fn main() {
    let _ = MIGRATIONS;
}

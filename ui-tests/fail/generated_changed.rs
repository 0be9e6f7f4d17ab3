//! A column that comes to be generated.

covet::migrations!(static MIGRATIONS = "./../fixtures/generated_changed");

fn main() {
    let _ = MIGRATIONS;
}

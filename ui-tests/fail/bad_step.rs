//! Functions that cannot be steps.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_step");

fn main() {
    let _ = MIGRATIONS;
}

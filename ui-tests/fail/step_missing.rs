//! A Rust step that is not there.

covet::migrations!(static MIGRATIONS = "./../fixtures/step_missing");

fn main() {
    let _ = MIGRATIONS;
}

//! A Rust step that returns another error.

covet::migrations!(static MIGRATIONS = "./../fixtures/step_wrong_result");

fn main() {
    let _ = MIGRATIONS;
}

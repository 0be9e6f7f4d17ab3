//! A Rust step for one database in a project for three.

covet::migrations!(static MIGRATIONS = "./../fixtures/step_wrong_connection");

fn main() {
    let _ = MIGRATIONS;
}

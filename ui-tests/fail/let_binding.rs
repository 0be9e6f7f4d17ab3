//! A variable.

covet::migrations!(static MIGRATIONS = "./../fixtures/let_binding");

fn main() {
    let _ = MIGRATIONS;
}

//! A key that is said to lead to another crate, and does not.

covet::migrations!(static MIGRATIONS = "./../fixtures/not_external");

fn main() {
    let _ = MIGRATIONS;
}

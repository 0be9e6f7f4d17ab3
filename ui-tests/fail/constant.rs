//! A constant: its value is not in the call.

covet::migrations!(static MIGRATIONS = "./../fixtures/constant");

fn main() {
    let _ = MIGRATIONS;
}

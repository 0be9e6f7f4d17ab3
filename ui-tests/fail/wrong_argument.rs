//! An argument of another type than the method takes.

covet::migrations!(static MIGRATIONS = "./../fixtures/wrong_argument");

fn main() {
    let _ = MIGRATIONS;
}

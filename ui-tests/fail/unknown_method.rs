//! A method with a slip of the pen.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_method");

fn main() {
    let _ = MIGRATIONS;
}

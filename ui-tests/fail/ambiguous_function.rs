//! Two functions of one name.

covet::migrations!(static MIGRATIONS = "./../fixtures/ambiguous_function");

fn main() {
    let _ = MIGRATIONS;
}

//! Texts that are more than one expression.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_expression");

fn main() {
    let _ = MIGRATIONS;
}

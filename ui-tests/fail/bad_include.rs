//! Texts that are nowhere, and that lead out of the directory.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_include");

fn main() {
    let _ = MIGRATIONS;
}

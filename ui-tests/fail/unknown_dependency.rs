//! A dependency on a migration that does not exist.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_dependency");

fn main() {
    let _ = MIGRATIONS;
}

//! The import that every migration needs is missing.

covet::migrations!(static MIGRATIONS = "./../fixtures/missing_use");

fn main() {
    let _ = MIGRATIONS;
}

//! A statement that is there in some builds only.

covet::migrations!(static MIGRATIONS = "./../fixtures/cfg");

fn main() {
    let _ = MIGRATIONS;
}

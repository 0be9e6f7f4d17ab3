//! A directory that is not there.

covet::migrations!(static MIGRATIONS = "./../fixtures/missing_directory");

fn main() {
    let _ = MIGRATIONS;
}

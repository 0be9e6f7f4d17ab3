//! A file with nothing in it.

covet::migrations!(static MIGRATIONS = "./../fixtures/empty_file");

fn main() {
    let _ = MIGRATIONS;
}

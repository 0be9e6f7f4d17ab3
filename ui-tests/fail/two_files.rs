//! Two files with an error each: one build shows both, and nothing more.

covet::migrations!(static MIGRATIONS = "./../fixtures/two_files");

fn main() {
    let _ = MIGRATIONS;
}

//! Words that the interpreter knows and the file does not.

covet::migrations!(static MIGRATIONS = "./../fixtures/not_imported");

fn main() {
    let _ = MIGRATIONS;
}

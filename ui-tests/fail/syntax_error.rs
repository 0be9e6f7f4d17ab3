//! A file that is not Rust.

covet::migrations!(static MIGRATIONS = "./../fixtures/syntax_error");

fn main() {
    let _ = MIGRATIONS;
}

//! A file in another encoding.

covet::migrations!(static MIGRATIONS = "./../fixtures/not_utf8");

fn main() {
    let _ = MIGRATIONS;
}

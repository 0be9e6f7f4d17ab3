//! What is dropped while something uses it.

covet::migrations!(static MIGRATIONS = "./../fixtures/still_used");

fn main() {
    let _ = MIGRATIONS;
}

//! A migration that is not the one that was sealed.

covet::migrations!(static MIGRATIONS = "./../fixtures/seal");

fn main() {
    let _ = MIGRATIONS;
}

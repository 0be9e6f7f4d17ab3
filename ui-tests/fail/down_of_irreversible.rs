//! A migration that has a down and says that it has none.

covet::migrations!(static MIGRATIONS = "./../fixtures/down_of_irreversible");

fn main() {
    let _ = MIGRATIONS;
}

//! Characters that end a text for some database.

covet::migrations!(static MIGRATIONS = "./../fixtures/nul");

fn main() {
    let _ = MIGRATIONS;
}

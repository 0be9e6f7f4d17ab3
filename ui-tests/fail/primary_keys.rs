//! Primary keys that cannot be.

covet::migrations!(static MIGRATIONS = "./../fixtures/primary_keys");

fn main() {
    let _ = MIGRATIONS;
}

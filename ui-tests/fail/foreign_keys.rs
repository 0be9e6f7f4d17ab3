//! Foreign keys that cannot hold.

covet::migrations!(static MIGRATIONS = "./../fixtures/foreign_keys");

fn main() {
    let _ = MIGRATIONS;
}

//! What rules find that know the whole history, and all targets.

#![deny(deprecated)]

covet::migrations!(static MIGRATIONS = "./../fixtures/rules_of_history");

fn main() {
    let _ = MIGRATIONS;
}

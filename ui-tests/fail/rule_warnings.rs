//! What the rules find are warnings, which this crate denies.

#![deny(deprecated)]

covet::migrations!(static MIGRATIONS = "./../fixtures/rule_warnings");

fn main() {
    let _ = MIGRATIONS;
}

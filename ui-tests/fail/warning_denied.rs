//! A warning, where warnings are errors.
#![deny(deprecated)]

covet::migrations!(static MIGRATIONS = "./../fixtures/warning_denied");

fn main() {
    let _ = MIGRATIONS;
}

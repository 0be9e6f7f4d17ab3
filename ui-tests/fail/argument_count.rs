//! Calls with too few and too many arguments.

covet::migrations!(static MIGRATIONS = "./../fixtures/argument_count");

fn main() {
    let _ = MIGRATIONS;
}

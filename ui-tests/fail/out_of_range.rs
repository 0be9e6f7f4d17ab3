//! Numbers that nothing holds.

covet::migrations!(static MIGRATIONS = "./../fixtures/out_of_range");

fn main() {
    let _ = MIGRATIONS;
}

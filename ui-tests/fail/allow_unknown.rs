//! An acknowledgement of a rule that does not exist.

covet::migrations!(static MIGRATIONS = "./../fixtures/allow_unknown");

fn main() {
    let _ = MIGRATIONS;
}

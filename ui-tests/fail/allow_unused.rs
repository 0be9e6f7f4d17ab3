//! An acknowledgement of what no rule finds.

covet::migrations!(static MIGRATIONS = "./../fixtures/allow_unused");

fn main() {
    let _ = MIGRATIONS;
}

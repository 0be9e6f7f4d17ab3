//! An acknowledgement that does not say why.

covet::migrations!(static MIGRATIONS = "./../fixtures/allow_without_reason");

fn main() {
    let _ = MIGRATIONS;
}

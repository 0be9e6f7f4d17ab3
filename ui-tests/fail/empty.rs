//! Nothing where something is needed.

covet::migrations!(static MIGRATIONS = "./../fixtures/empty");

fn main() {
    let _ = MIGRATIONS;
}

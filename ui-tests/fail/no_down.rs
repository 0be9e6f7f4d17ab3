//! SQL that does not say how it is undone.

covet::migrations!(static MIGRATIONS = "./../fixtures/no_down");

fn main() {
    let _ = MIGRATIONS;
}

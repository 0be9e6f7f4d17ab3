//! Rows that are longer than what a page holds.

covet::migrations!(static MIGRATIONS = "./../fixtures/too_wide", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

//! A loop.

covet::migrations!(static MIGRATIONS = "./../fixtures/for_loop");

fn main() {
    let _ = MIGRATIONS;
}

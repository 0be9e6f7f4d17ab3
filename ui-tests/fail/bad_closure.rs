//! Closures that are none of a builder.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_closure");

fn main() {
    let _ = MIGRATIONS;
}

//! A builder that is called inside of the body of another.

covet::migrations!(static MIGRATIONS = "./../fixtures/outer_builder");

fn main() {
    let _ = MIGRATIONS;
}

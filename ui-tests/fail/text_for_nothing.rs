//! A text for one database that stands behind none that it could take the place of.

covet::migrations!(static MIGRATIONS = "./../fixtures/text_for_nothing");

fn main() {
    let _ = MIGRATIONS;
}

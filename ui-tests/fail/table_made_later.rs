//! A table that a later migration creates.

covet::migrations!(static MIGRATIONS = "./../fixtures/table_made_later");

fn main() {
    let _ = MIGRATIONS;
}

//! Columns that expressions name and no table has, defaults that no column holds, and a name taken in another case.

covet::migrations!(static MIGRATIONS = "./../fixtures/unknown_names");

fn main() {
    let _ = MIGRATIONS;
}

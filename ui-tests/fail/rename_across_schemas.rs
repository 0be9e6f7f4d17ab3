//! A rename that would move a table.

covet::migrations!(static MIGRATIONS = "./../fixtures/rename_across_schemas", targets = [postgres]);

fn main() {
    let _ = MIGRATIONS;
}

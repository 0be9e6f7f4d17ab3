//! SQL that cannot be run as it is.

covet::migrations!(static MIGRATIONS = "./../fixtures/sql_text", targets = [postgres]);

fn main() {
    let _ = MIGRATIONS;
}

//! SQL without a text for a target.

covet::migrations!(static MIGRATIONS = "./../fixtures/sql_for_each", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

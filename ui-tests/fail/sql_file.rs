//! A migration in SQL.

covet::migrations!(static MIGRATIONS = "./../fixtures/sql_file");

fn main() {
    let _ = MIGRATIONS;
}

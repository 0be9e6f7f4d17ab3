//! Indexes that MySQL does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/mysql_indexes", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

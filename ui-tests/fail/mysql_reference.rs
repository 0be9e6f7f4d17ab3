//! A key that MySQL would lead elsewhere.

covet::migrations!(static MIGRATIONS = "./../fixtures/mysql_reference", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

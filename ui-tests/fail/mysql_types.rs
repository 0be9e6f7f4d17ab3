//! Types and comments that MySQL does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/mysql_types", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

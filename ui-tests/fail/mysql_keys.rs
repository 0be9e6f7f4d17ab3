//! Constraints that MySQL does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/mysql_keys", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}

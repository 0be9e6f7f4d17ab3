//! SQL that a transaction refuses.

covet::migrations!(static MIGRATIONS = "./../fixtures/sql_in_transaction");

fn main() {
    let _ = MIGRATIONS;
}

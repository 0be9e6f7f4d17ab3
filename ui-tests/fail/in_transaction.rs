//! What is of no use in a transaction, in a migration that is one.

covet::migrations!(static MIGRATIONS = "./../fixtures/in_transaction");

fn main() {
    let _ = MIGRATIONS;
}

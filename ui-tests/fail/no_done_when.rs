//! SQL outside of a transaction of which nothing tells whether it has run.

covet::migrations!(static MIGRATIONS = "./../fixtures/no_done_when");

fn main() {
    let _ = MIGRATIONS;
}

//! Names in another order than the one in which they ran.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_order");

fn main() {
    let _ = MIGRATIONS;
}
